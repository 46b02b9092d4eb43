"""What was typed, taken apart – whatever it was."""

from random import Random

import pytest

from search.documents import SearchDocument
from search.language.parsing import MAX_TERMS, ParsedQuery, document_identifiers, identifiers, parse
from search.requests import MAX_TEXT


def seen(parsed: ParsedQuery) -> dict:
    """The parts of a query that are not empty."""
    names = ("words", "phrases", "excluded", "fields", "identifiers", "shortened")
    return {name: getattr(parsed, name) for name in names if getattr(parsed, name)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("silk waste", {"words": ("silk", "waste")}),
        ('"silk waste" dye', {"words": ("dye",), "phrases": ("silk waste",)}),
        ("«déchets de soie»", {"phrases": ("déchets de soie",)}),
        ("„отпадъци от коприна“", {"phrases": ("отпадъци от коприна",)}),
        ("”affald af silke”", {"phrases": ("affald af silke",)}),
        ("silk -cotton", {"words": ("silk",), "excluded": ("cotton",)}),
        ('wool -"organic cotton"', {"words": ("wool",), "excluded": ("organic cotton",)}),
        ("silk−waste silk-waste", {"words": ("silk−waste", "silk-waste")}),
        ("country:Denmark silk", {"words": ("silk",), "fields": {"country": ("Denmark",)}}),
        ('organisation:"Ea éco"', {"fields": {"organisation": ("Ea éco",)}}),
        ("title:silk title:wool", {"fields": {"title": ("silk", "wool")}}),
        ("k7m2xq", {"words": ("k7m2xq",), "identifiers": ("k7m2xq",)}),
        ("practice PR-2024-17", {"words": ("practice", "PR-2024-17"), "identifiers": ("pr202417",)}),
        ("silk AND waste OR", {"words": ("silk", "waste")}),
        ("note: silk", {"words": ("note silk",)}),
    ],
)
def test_a_query_is_taken_apart(text, expected):
    assert seen(parse(text)) == expected


# Names of the fields as the interface calls them, in each language, with and without accents.
@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("title:x", "title"), ("titre : x", "title"), ("título:x", "title"), ("titulo:x", "title"),
        ("títol:x", "title"),
        ("заглавие:x", "title"), ("titlu:x", "title"), ("TITEL: x", "title"),
        ("organisation:x", "organisation"), ("organización:x", "organisation"), ("organització:x", "organisation"),
        ("организация:x", "organisation"), ("organizație:x", "organisation"), ("organizaţie:x", "organisation"),
        ("country:x", "country"), ("pays:x", "country"), ("país:x", "country"), ("държава:x", "country"),
        ("țara:x", "country"), ("tara:x", "country"), ("land:x", "country"),
        ("language:x", "language"), ("langue:x", "language"), ("idioma:x", "language"), ("llengua:x", "language"),
        ("език:x", "language"), ("limba:x", "language"), ("sprog:x", "language"),
        ("kind:x", "kind"), ("type:x", "kind"), ("tipo:x", "kind"), ("tipus:x", "kind"), ("вид:x", "kind"),
        ("tip:x", "kind"), ("slags:x", "kind"),
    ],
)  # fmt: skip
def test_fields_go_by_their_names_in_every_language(text, field):
    assert parse(text).fields == {field: ("x",)}


# The bad input of the issue: each gives something to look for or nothing, never an error.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("   \t\n", {}),
        ("👕👗🧵", {}),
        ('"', {}),
        ('""', {}),
        ('"silk waste', {"words": ("silk", "waste")}),
        ('silk" waste', {"words": ("silk", "waste")}),
        ("field:*", {"words": ("field *",)}),
        ("title:*", {"words": ("title",), "identifiers": ("title",)}),
        ("title:", {"words": ("title:",)}),
        ("AND OR", {"words": ("AND", "OR")}),
        ("../../", {}),
        ("../../etc", {"words": ("../../etc",)}),
        ("\x00", {}),
        ("si\x00lk", {"words": ("si", "lk")}),
        ("*** ??? ~~~ ^^^ (((", {}),
        ("-silk", {"words": ("silk",)}),
        ("- -- ---", {}),
        (":::::", {}),
        ("a:b:c", {"words": ("a:b:c",)}),
        ("' OR 1=1 --", {"words": ("1=1",)}),
    ],
)
def test_bad_input_is_read_as_words_or_nothing(text, expected):
    assert seen(parse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("silk " * 2000, "x" * 10_000, "a*b* " * 100, '"a b" ' * 60),
        *("-a b " * 60, "title:a " * 60, "a-" * 5000, "'" * 10_000),
    ],
    ids=lambda text: text[:10],
)
def test_a_long_query_is_shortened_and_says_so(text):
    parsed = parse(text)
    values = [value for values in parsed.fields.values() for value in values]
    terms = [*parsed.words, *parsed.phrases, *parsed.excluded, *values]

    assert parsed.shortened
    assert len(parsed.text) <= MAX_TEXT
    assert len(terms) <= MAX_TERMS


def test_as_many_words_as_are_read_are_not_called_shortened():
    assert not parse(" ".join("abcdefghijklmnopqrstuvwx")).shortened
    assert parse(" ".join("abcdefghijklmnopqrstuvwxy")).shortened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PR-2024-17", ("pr202417",)),
        ("pr 2024 17", ()),
        ("BG 123 456 789", ("bg123456789",)),
        ("VAT: ESB12345678, FR 40303265045", ("esb12345678", "fr40303265045", "40303265045")),
        ("DK-12345678", ("dk12345678",)),
        ("85.123.456", ("85123456",)),
        ("see k7m2xq.", ("k7m2xq",)),
        ("in 2024 there were 12,000 pieces on 12-05-2024 and 2024-05-12, 2023/24", ()),
        ("CO2 and 3D and 100%", ()),
        ("cotton", ()),
        ("", ()),
    ],
)
def test_identifiers(text, expected):
    assert identifiers(text) == expected


def test_one_word_alone_may_be_a_code_of_letters_only():
    assert parse("kmqxzt").identifiers == ("kmqxzt",)
    assert parse("kmqxzt cotton").identifiers == ()


def test_a_document_is_found_by_its_own_code_and_by_those_in_it():
    document = SearchDocument(
        key="practice:kmqxzt:fr",
        kind="practice",
        language="fr",
        translation_key="practice:kmqxzt",
        title="Fiche PR-2024-17",
        names=("Ea BG123456789",),
        address="/",
        body="Voir a1b2c3.",
    )

    assert sorted(document_identifiers(document)) == ["a1b2c3", "bg123456789", "kmqxzt", "pr202417"]


def test_nothing_typed_breaks_it():
    random = Random(6)
    signs = list("ab silk title:-–−\"“”„«»'’*?~^()[]{}|&!\\/:;.,+=<>@#$%_\x00\n\tñøй漢😀\u200b\u0301")
    signs += [" AND ", " -", ' "']
    for _ in range(5000):
        text = "".join(random.choice(signs) for _ in range(random.randrange(40)))
        parsed = parse(text)

        assert all(part.strip() for part in (*parsed.words, *parsed.phrases, *parsed.excluded)), text
