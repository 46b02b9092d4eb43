"""Suggestions: titles and names by the beginnings of their words."""

import pytest

from search.requests import Suggestion, SuggestRequest
from tests.search.contract.corpus import document


def suggested(engine, text: str, **more) -> list[str]:
    return [one.key for one in engine.suggest(SuggestRequest(text=text, **more))]


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("nor", "en", "organisation:loom:en"),
        ("loo", "en", "organisation:loom:en"),
        ("coop nor", "en", "organisation:loom:en"),
        ("Northern Loom Cooperative", "en", "organisation:loom:en"),
        ("nordic w", "en", "organisation:loom:en"),
        ("hand", "en", "guide:care:en"),
        ("repare", "fr", "practice:soie:fr"),
        ("répa", "fr", "practice:soie:fr"),
        ("atel", "fr", "practice:soie:fr"),
        ("algodon", "es", "practice:lana:es"),
        ("col·lec", "ca", "practice:llana:ca"),
        ("tesat", "ro", "practice:plante:ro"),
        ("ţesă", "ro", "practice:plante:ro"),
        ("шив", "bg", "practice:kop:bg"),
        ("ТЕКСТ", "bg", None),
        ("tekstil", "da", "practice:garn:da"),
    ],
)
def test_a_beginning_suggests(library, text, language, key):
    found = suggested(library, text, language=language)

    assert found[:1] == ([key] if key else [])


def test_the_middle_of_a_word_suggests_nothing(library):
    assert suggested(library, "perative") == []


def test_every_word_typed_must_begin_a_word(library):
    assert suggested(library, "northern zebra") == []


def test_a_word_of_the_text_alone_suggests_nothing(library):
    assert suggested(library, "apprentice") == []


def test_a_suggestion_leads_to_the_thing(library):
    assert library.suggest(SuggestRequest(text="northern")) == (
        Suggestion(
            "Northern Loom Cooperative", "organisation", "en", "/{language}/organisations/loom/", "organisation:loom:en"
        ),
    )


def test_a_thing_is_suggested_once_in_the_reader_s_language(library):
    assert suggested(library, "lyon", language="en") == ["practice:soie:en"]
    assert suggested(library, "ly", language="fr") == ["practice:soie:fr"]


def test_kinds_narrow(library):
    assert suggested(library, "no", kinds=("guide",)) == []
    assert suggested(library, "no", kinds=("organisation",)) == ["organisation:loom:en"]


def test_no_more_than_asked_for(engine):
    engine.index(document(f"practice:{n}:en", f"Velvet number {n}") for n in range(30))
    engine.refresh()

    assert len(suggested(engine, "velv", limit=8)) == 8
    assert len(suggested(engine, "velv", limit=1)) == 1


def test_danish_letters_may_be_written_out(engine):
    engine.index([document("organisation:1:da", "Ærøskøbing Tøj")])
    engine.refresh()

    for text in ("tøj", "toj", "toej", "ærøs", "aeroes"):
        assert suggested(engine, text, language="da") == ["organisation:1:da"], text


def test_a_removed_thing_is_suggested_no_more(engine):
    from search.documents import Removal

    engine.index([document("practice:1:en", "Velvet")])
    engine.remove([Removal("practice:1:en", 2)])
    engine.refresh()

    assert suggested(engine, "vel") == []


@pytest.mark.parametrize("text", ["", "   ", "*", '"', "-", "😀", "a" * 5000, "\x00", "nor*", "nor OR loom", "the"])
def test_bad_input_is_answered(library, text):
    assert isinstance(library.suggest(SuggestRequest(text=text)), tuple)
