"""A word is found in its language whatever its form, with and without its accents."""

import pytest

VERBATIM = [
    ("en", "mends", "practice:soie:en"),
    ("fr", "étoffes", "practice:soie:fr"),
    ("es", "hilanderas", "practice:lana:es"),
    ("ca", "filatures", "practice:llana:ca"),
    ("bg", "работилница", "practice:kop:bg"),
    ("ro", "țesătoarele", "practice:plante:ro"),
    ("da", "syerier", "practice:garn:da"),
]
INFLECTED = [
    ("en", "apprentice", "practice:soie:en"),
    ("en", "fabrics", "practice:soie:en"),
    ("fr", "machine légère", "practice:soie:fr"),
    ("fr", "étoffe ancienne", "practice:soie:fr"),
    ("es", "canción popular", "practice:lana:es"),
    ("es", "diseño", "practice:lana:es"),
    ("ca", "solució", "practice:llana:ca"),
    ("ca", "manta", "practice:llana:ca"),
    ("bg", "чанта", "practice:kop:bg"),
    ("bg", "младеж", "practice:kop:bg"),
    ("ro", "tradițional", "practice:plante:ro"),
    ("ro", "planta", "practice:plante:ro"),
    ("da", "kvaliteten", "practice:garn:da"),
    ("da", "rest", "practice:garn:da"),
]
OTHERWISE_SPELT = [
    ("fr", "reparation soignee", "practice:soie:fr"),
    ("fr", "etoffes", "practice:soie:fr"),
    ("fr", "l'ecole", "practice:soie:fr"),
    ("fr", "ÉTOFFES", "practice:soie:fr"),
    ("es", "algodon organico", "practice:lana:es"),
    ("es", "canciones", "practice:lana:es"),
    ("ca", "colleccio", "practice:llana:ca"),
    ("ca", "col.lecció", "practice:llana:ca"),
    ("ca", "col-lecció", "practice:llana:ca"),
    ("ro", "ţesătoarele", "practice:plante:ro"),
    ("ro", "tesatoarele", "practice:plante:ro"),
    ("ro", "scolile", "practice:plante:ro"),
    ("da", "Aarhus", "practice:garn:da"),
    ("da", "trojer", "practice:garn:da"),
    ("da", "troejer", "practice:garn:da"),
    ("bg", "rabotilnitsa", "practice:kop:bg"),
    ("bg", "zanayata", "practice:kop:bg"),
]


@pytest.mark.parametrize(("language", "text", "key"), [*VERBATIM, *INFLECTED, *OTHERWISE_SPELT])
def test_a_word_is_found(keys, language, text, key):
    assert keys(text, language=language)[:1] == [key]


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("syerier", "en", "practice:garn:da"),
        ("hilanderas", "da", "practice:lana:es"),
        ("чанти", "fr", "practice:kop:bg"),
    ],
)
def test_a_word_is_found_whichever_language_its_reader_reads(keys, text, language, key):
    assert keys(text, language=language)[:1] == [key]


def test_the_part_of_a_compound_finds_the_compound(keys):
    assert keys("affald", language="da")[:1] == ["practice:garn:da"]


def test_short_i_is_a_letter_of_its_own(engine, new_address):
    from search.requests import SearchRequest
    from tests.search.contract.corpus import document

    engine.index([document("practice:1:bg", "Край"), document("practice:2:bg", "Краи")])
    engine.refresh()
    found = engine.search(SearchRequest(text="край", language="bg", correct=False))

    assert found.hits[0].key == "practice:1:bg"


@pytest.mark.parametrize(
    ("typed", "language", "title"),
    [
        ("take-back", "en", "Takeback of jeans"),
        ("takeback", "en", "Take-back of jeans"),
        ("openend", "en", "Yarn spun open-end"),
        ("pré-commande", "fr", "Précommande en ligne"),
    ],
)
def test_a_hyphen_more_or_less_hides_nothing(engine, new_address, typed, language, title):
    from search.requests import SearchRequest
    from tests.search.contract.corpus import document

    engine.index([document(f"practice:1:{language}", title), document(f"practice:2:{language}", "Opened backs")])
    engine.refresh()
    found = engine.search(SearchRequest(text=typed, language=language))

    assert [hit.key for hit in found.hits][:1] == [f"practice:1:{language}"]


def test_words_parted_by_a_correction_are_of_documents_the_reader_may_see(engine, new_address):
    from search.requests import SearchRequest
    from tests.search.contract.corpus import document

    engine.index(
        [
            document("practice:1:en", "Yarn spun open end", access=("group:3",)),
            document("practice:2:en", "An open door"),
            document("practice:3:en", "The end of it"),
        ]
    )
    engine.refresh()

    member = engine.search(SearchRequest(text="openend", language="en", access=("public", "group:3")))
    stranger = engine.search(SearchRequest(text="openend", language="en"))

    assert member.understood.corrected == "open end"
    assert (stranger.understood.corrected, stranger.total) == ("", 0)
