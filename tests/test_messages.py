"""Seven catalogues: complete, as each language is written, and every template renders in all of them."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

from core import catalogues

CODES = [code for code, _name in settings.LANGUAGES]
TRANSLATED = [code for code in CODES if code != settings.LANGUAGE_CODE]
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Names, codes and units that a Bulgarian sentence may leave in Latin letters as its only word.
SAME_EVERYWHERE = re.compile(r"^[\W\d]*(?:[A-Z][\w.+-]*|[a-z]+)?[\W\d]*$")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def messages(code: str):
    """(msgids, msgstrs) of every message; a plural has several of both."""
    for message in catalogues.read(code):
        if message.id:
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
            yield ids, [text for text in texts if text]


def strings(code: str):
    """(msgid, msgstr) of every form of every message."""
    for ids, texts in messages(code):
        for text in texts:
            yield ids[0], text


def test_all_catalogues_are_complete():
    problems = catalogues.problems()

    assert problems[:40] == [], f"{len(problems)} problems in all"


def test_one_added_string_is_found_missing_in_every_language(settings, tmp_path, monkeypatch):
    added = tmp_path / "templates" / "added.html"
    added.parent.mkdir()
    added.write_text("{% load i18n %}{% translate 'A string nobody has translated' %}", encoding="utf-8")
    before = set(catalogues.problems())
    known = catalogues._sources

    def sources():
        yield from known()
        yield added

    monkeypatch.setattr(catalogues, "_sources", sources)
    monkeypatch.setattr(type(added), "relative_to", lambda path, _base: path)

    new = sorted(set(catalogues.problems()) - before)
    assert new == sorted(f"{code}: missing 'A string nobody has translated'" for code in CODES)


def test_romanian_has_commas_below_and_no_cedillas():
    wrong = [text for _id, text in strings("ro") if re.search("[şţŞŢ]", text)]

    assert wrong == []


def test_bulgarian_is_written_in_cyrillic():
    wrong = [
        (msgid, text)
        for msgid, text in strings("bg")
        if not CYRILLIC.search(text) and not (text == msgid and SAME_EVERYWHERE.match(PLACEHOLDER.sub("", text)))
    ]

    assert wrong == []


def test_bulgarian_has_no_latin_letters_inside_its_words():
    mixed = re.compile(r"[\u0400-\u04ff][A-Za-z]|[A-Za-z][\u0400-\u04ff]")
    wrong = [text for _id, text in strings("bg") if mixed.search(PLACEHOLDER.sub(" ", text))]

    assert wrong == []


def test_french_spaces_its_punctuation():
    """A narrow no-break space before ; ! ? and inside « », a no-break space of either width before the colon."""
    wrong = [
        text
        for _id, text in strings("fr")
        if re.search(r"(?<![\u202f\W])[;!?](?![\w/=#])|«(?!\u202f)|(?<!\u202f)»|(?<=\w):(?=\s|$)|[ ][:;!?»]", text)
    ]

    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_placeholders_are_those_of_the_source(code):
    """Of a plural, each form has those of one of the two English forms: “once” needs no number."""
    wrong = [
        (ids, text)
        for ids, texts in messages(code)
        for text in texts
        if set(PLACEHOLDER.findall(text)) not in [set(PLACEHOLDER.findall(one)) for one in ids]
    ]

    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_sentences_end_as_their_source_does(code):
    """With a mark or without one; which mark is the language’s affair."""
    ends = re.compile(r"[.!?…:,]$")
    year = "\u00a0г."  # the Bulgarian abbreviation, whose stop may end a sentence too
    wrong = [
        (msgid, text)
        for msgid, text in strings(code)
        if bool(ends.search(msgid)) != bool(ends.search(text)) and not text.endswith(year)
    ]

    assert wrong == []


def test_no_message_is_a_mere_concatenation_or_has_straight_quotes():
    wrong = [msgid for msgid, _text in strings(settings.LANGUAGE_CODE) if re.search(r"\w'\w|\"\w|\.\.\.", msgid)]

    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_every_template_compiles(code):
    root = settings.BASE_DIR / "templates"
    files = [path for path in sorted(root.rglob("*")) if path.suffix in {".html", ".txt", ".xml"}]

    with translation.override(code):
        for path in files:
            name = str(path.relative_to(root))
            assert get_template(name).template.name == name
