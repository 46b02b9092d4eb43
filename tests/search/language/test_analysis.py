"""Words made comparable: spellings that are one, what counts as a word, and offsets that are always true."""

from random import Random

import pytest

from search.language.analysis import LONGEST, analyse, fold, normalise, stop_words, telling, words
from search.language.stemming import LANGUAGES

# Ways to type one thing, by language. Sources: guide 3.2; the Unicode chapters on combining marks (3.6) and U+0140; the
# orthographies: DIEC2 (ela geminada), the Romanian standard SR 14392 (comma below), Retskrivningsordbogen § 3 (aa).
SAME = [
    ("ro", ["țesătură", "ţesătură", "tesatura", "ȚESĂTURĂ", "t\u0326esa\u0306tura\u0306"]),
    ("ro", ["mătase", "matase", "MĂTASE"]),
    ("ca", ["col·lecció", "coŀlecció", "col.lecció", "col-lecció", "col•lecció", "collecció", "COL·LECCIÓ"]),
    ("ca", ["il·lustració", "il.lustració", "IL·LUSTRACIÓ", "iŀlustracio"]),
    ("fr", ["œuvre", "oeuvre", "Œuvre"]),
    ("fr", ["tissé", "tisse\u0301", "tisse", "TISSÉ"]),
    ("es", ["diseño", "diseno", "disen\u0303o", "DISEÑO"]),
    ("da", ["tøj", "toj", "toej", "TØJ"]),
    ("da", ["påklædning", "paaklaedning", "paklaedning"]),
    ("da", ["Århus", "Aarhus", "arhus", "A\u030arhus"]),
    ("da", ["genbrugstøj", "genbrugstoej", "genbrugstoj"]),
    ("en", ["fibre", "ﬁbre", "FIBRE", "fi\u00adbre"]),
    ("en", ["Århus", "århus", "Aarhus"]),
    ("en", ["café", "cafe"]),
    ("bg", ["отпадъци", "ОТПАДЪЦИ", "отпа\u0300дъци"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "spellings"), SAME, ids=[f"{code}-{one[0]}" for code, one in SAME])
def test_spellings_of_one_word_meet(language, spellings):
    found = {spelling: analyse(spelling, language) for spelling in spellings}
    first = set(found[spellings[0]][0].stems)

    assert [one for one, tokens in found.items() if len(tokens) != 1 or first.isdisjoint(tokens[0].stems)] == []


def test_the_cyrillic_short_i_is_a_letter_of_its_own():
    assert fold("Йога йод") == "йога йод"
    assert fold("и\u0306од") == "йод"
    assert fold("ѝ") == "и"
    assert not set(analyse("край", "bg")[0].stems) & set(analyse("краи", "bg")[0].stems[:1])


def surfaces(text: str, language: str) -> list[str]:
    return [token.surface for token in analyse(text, language)]


def telling_words(text: str, language: str) -> list[str]:
    return [token.surface for token in analyse(text, language) if not token.stop]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "L’économie d'aujourd’hui, qu’elle soit…", ["économie"]),
        ("fr", "l'industrie « circulaire »", ["industrie", "circulaire"]),
        ("ca", "L’economia d'una col·lecció", ["economia", "col·lecció"]),
        ("ca", "Els teixits del nivell-local", ["teixits", "nivell", "local"]),
        ("en", "The company’s waste isn't lost", ["company", "waste", "isn", "lost"]),
        ("ro", "Într-un atelier și-au ţesut", ["atelier", "ţesut"]),
        ("bg", "Отпадъци от коприна и вълна", ["Отпадъци", "коприна", "вълна"]),
        ("da", "Tøj og affald fra vores væveri", ["Tøj", "affald", "væveri"]),
        ("es", "¿Qué hacer con los residuos?", ["hacer", "residuos"]),
    ],
)
def test_words_that_say_something(language, text, expected):
    assert telling_words(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("👕🧵 — …", []),
        ("snake_case", ["snake", "case"]),
        ("PR-2024-17", ["PR", "2024", "17"]),
        ("100 % CO2", ["100", "CO2"]),
        ("漢字 とكلمة", ["漢字", "とكلمة"]),
        ("\x00a\x00b", ["a", "b"]),
        ("end.Begin", ["end", "Begin"]),
    ],
)
def test_what_is_a_word(text, expected):
    assert surfaces(text, "en") == expected


def test_an_unknown_language_gets_plain_folded_words():
    assert [(token.exact, token.stems, token.stop) for token in analyse("Größe der Stoffe", "de")] == [
        ("grosse", ("grosse",), False),
        ("der", ("der",), False),
        ("stoffe", ("stoffe",), False),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_are_few_and_known_without_accents(language):
    found = stop_words(language)

    assert 100 <= len(found) <= 300
    assert {fold(word, language) for word in found} <= found
    assert all(token.stop for word in found for token in analyse(word, language))


def test_an_endless_word_is_cut():
    (token,) = analyse("x" * 100_000, "en")

    assert (token.end, len(token.exact)) == (100_000, LONGEST)


ALPHABET = "abcdelrsy AEILÉ éàçñøåæşţșțăĿŀ·.-'’ьйИѝж漢😀"
ALPHABET += '\u0301\u0306\u0308\u00ad\u200d\u2060\u200b\x00\n\t0129_“„«»"*:/ﬁŒß\ud7ff\ufeff٣'


def test_nothing_typed_breaks_it_and_offsets_are_always_true():
    random = Random(4)
    for round_ in range(3000):
        text = "".join(random.choice(ALPHABET) for _ in range(random.randrange(60)))
        language = random.choice([*LANGUAGES, "xx", ""])
        tokens = analyse(text, language)

        assert [text[token.start : token.end] for token in tokens] == [token.surface for token in tokens], round_
        assert all(one.end <= other.start for one, other in zip(tokens, tokens[1:], strict=False))
        assert all(token.exact and all(token.stems) and token.exact.strip() for token in tokens), text
        assert words(text, language) == [tuple(token[3:]) for token in tokens]
        assert telling(text, language) == [(token.stems, token.surface) for token in tokens if not token.stop]


@pytest.mark.parametrize("language", LANGUAGES)
def test_normalising_and_folding_twice_changes_nothing(language):
    random = Random(5)
    for _ in range(500):
        text = "".join(random.choice(ALPHABET) for _ in range(random.randrange(30)))
        for change in (normalise, fold):
            once = change(text, language)

            assert change(once, language) == once, text
