"""The vocabulary finds documents of other languages; typing errors are forgiven where a word is unknown."""

import pytest

from search.requests import SearchRequest
from tests.search.contract.corpus import document


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "soie", {"practice:soie:fr", "practice:kop:bg"}),
        ("en", "silk", {"practice:soie:en", "practice:kop:bg"}),
        ("da", "silke", {"practice:kop:bg"}),
        ("es", "seda", {"practice:kop:bg"}),
        ("en", "wool", {"practice:llana:ca"}),
        ("bg", "вълна", {"practice:llana:ca"}),
        ("fr", "déchets textiles", {"practice:garn:da"}),
        ("bg", "текстилни отпадъци", {"practice:garn:da"}),
        ("ro", "deseuri textile", {"practice:garn:da"}),
        ("bg", "koprina", {"practice:kop:bg"}),
    ],
)
def test_a_concept_is_found_in_every_language(keys, language, text, expected):
    assert expected <= set(keys(text, language=language))


def test_a_reader_may_switch_it_off(keys):
    assert set(keys("soie", language="fr", across=False)) == {"practice:soie:fr"}


def test_the_reader_s_own_words_come_first(keys):
    assert keys("soie", language="fr")[0] == "practice:soie:fr"


def test_what_was_also_searched_is_said(find):
    understood = find("soie", language="fr").understood

    assert [(concept.identifier, concept.label) for concept in understood.concepts] == [("m/silk", "soie")]
    assert {"silk", "коприна"} <= {label for _, label in understood.concepts[0].also}


def test_a_concept_chosen_by_the_author_is_found(engine):
    engine.index([
        document("practice:1:da", "Et helt andet ord", concepts=("m/silk",)),
        document("practice:2:da", "Endnu et andet ord"),
    ])  # fmt: skip
    engine.refresh()

    assert [hit.key for hit in engine.search(SearchRequest(text="soie", language="fr")).hits] == ["practice:1:da"]


def test_a_narrower_concept_is_found_after_the_concept_itself(engine):
    engine.index([
        document("practice:silk:da", "Et andet ord", concepts=("m/silk",)),
        document("practice:fibre:da", "Et andet ord", concepts=("m/fibre",)),
        *(document(f"practice:f{n}:da", f"Intet her {n}") for n in range(5)),
    ])  # fmt: skip
    engine.refresh()

    assert [hit.key for hit in engine.search(SearchRequest(text="fibre naturelle", language="fr")).hits] == [
        "practice:fibre:da",
        "practice:silk:da",
    ]


def test_a_word_beside_a_concept_still_counts(engine):
    engine.index([
        document("practice:1:da", "Silke", "Silke og intet andet."),
        document("practice:2:fr", "Soie", "Une robe brodée."),
        *(document(f"practice:f{n}:fr", f"Rien ici {n}") for n in range(5)),
    ])  # fmt: skip
    engine.refresh()

    assert engine.search(SearchRequest(text="soie brodée", language="fr")).hits[0].key == "practice:2:fr"


def test_an_excluded_word_is_excluded_from_what_concepts_find(keys):
    assert "practice:kop:bg" not in keys("soie -чанти", language="fr")


@pytest.mark.parametrize(
    ("language", "typed", "meant", "key"),
    [
        ("en", "aprentices", "apprentices", "practice:soie:en"),
        ("en", "certifcate", "certificate", "practice:lease:en"),
        ("en", "hikesr", "hikers", "practice:lease:en"),
        ("fr", "tisserendes", "tisserandes", "practice:soie:fr"),
        ("es", "algodom", "algodón", "practice:lana:es"),
        ("ca", "filaturres", "filatures", "practice:llana:ca"),
        ("bg", "фабркките", "фабриките", "practice:kop:bg"),
        ("ro", "covoaree", "covoare", "practice:plante:ro"),
        ("da", "fabirk", "fabrik", "practice:garn:da"),
    ],
)
def test_a_typing_error_is_forgiven_and_said(find, language, typed, meant, key):
    found = find(typed, language=language)

    assert found.understood.corrected == meant
    assert found.hits[0].key == key


def test_only_the_unknown_word_is_corrected(find):
    found = find("jackets certifcate")

    assert found.understood.corrected == "jackets certificate"
    assert found.hits[0].key == "practice:lease:en"


def test_known_words_are_left_alone(find):
    assert find("jackets").understood.corrected == ""


def test_a_reader_may_insist(find):
    found = find("certifcate", correct=False)

    assert (found.total, found.understood.corrected) == (0, "")


def test_a_correction_may_name_a_concept(find):
    found = find("laien", language="fr")

    assert found.understood.corrected == "" or "practice:llana:ca" in {hit.key for hit in found.hits}


def test_what_resembles_nothing_is_not_corrected(find):
    assert find("qqqqqqqq").understood.corrected == ""


def test_numbers_and_short_words_are_not_corrected(find):
    assert find("14002").understood.corrected == ""
    assert find("xq").understood.corrected == ""
