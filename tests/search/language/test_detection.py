"""Which language a query is in: signs of the text against what its reader reads."""

import pytest

from search.language.detection import LEAST, plausible
from search.language.stemming import LANGUAGES


def best(text: str, reader: str) -> str:
    return plausible(text, reader)[0][0]


@pytest.mark.parametrize(
    ("text", "reader", "expected"),
    [
        ("отпадъци от коприна", "fr", "bg"),
        ("otpadaci ot koprina za modata", "bg", "bg"),
        ("how to reuse the waste of silk", "fr", "en"),
        ("où trouver des déchets pour notre atelier", "en", "fr"),
        ("¿qué hacer con los residuos de la confección?", "en", "es"),
        ("com es poden reciclar els teixits amb cotó", "es", "ca"),
        ("țesături și deșeuri", "en", "ro"),
        ("hvordan kan vi genbruge tøj og affald", "en", "da"),
        ("silk", "da", "da"),
        ("Modacc", "bg", "bg"),
        ("", "ro", "ro"),
        ("👕", "ca", "ca"),
    ],
)
def test_the_best_guess(text, reader, expected):
    assert best(text, reader) == expected


def test_the_readers_language_stays_likely_beside_another():
    weights = dict(plausible("tøj", "fr"))

    assert weights["da"] == 1.0
    assert weights["fr"] > 0.3


def test_every_language_has_a_weight_between_the_least_and_one():
    for text in ("отпадъци", "silk", "", "țesături în Århus", "x" * 5000, "\x00"):
        found = plausible(text, "en")

        assert sorted(code for code, _ in found) == sorted(LANGUAGES)
        assert found[0][1] == 1.0
        assert all(LEAST <= weight <= 1 for _, weight in found)


def test_words_of_the_vocabulary_tell_more():
    assert best("seda", "en") == "en"
    assert plausible("seda", "en", {"es": 2.0})[0][0] == "es"


def test_words_of_an_unknown_language_break_nothing():
    assert plausible("silk", "en", {"de": 3.0})[0][0] == "en"
