"""From what was typed to what to look for."""

from random import Random

import pytest

from search.language.plan import QueryPlan, plan
from search.language.stemming import LANGUAGES
from search.language.thesaurus import Thesaurus
from search.requests import SearchRequest
from tests.search.language.concepts import thesaurus

KNOWN = thesaurus()


def planned(text: str, language: str = "en", **request) -> QueryPlan:
    return plan(SearchRequest(text=text, language=language, **request), KNOWN)


def named(found: QueryPlan) -> list[str]:
    return [concept.identifier.partition("/")[2] for concept in found.concepts if concept.kind == "named"]


def words(found: QueryPlan, language: str) -> list[list[str]]:
    """The words of each slot of the reading in one language."""
    return [
        list(dict.fromkeys(term.word for term in slot.terms))
        for reading in found.readings
        if reading.language == language
        for slot in reading.slots
    ]


# Concepts across languages.


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("silk waste", "en"),
        ("déchets de soie", "fr"),
        ("dechets de soie", "fr"),
        ("residuos de seda", "es"),
        ("residus de seda", "ca"),
        ("отпадъци от коприна", "bg"),
        ("otpadaci ot koprina", "bg"),
        ("otpadatsi ot koprina", "en"),
        ("deseuri de matase", "ro"),
        ("silkeaffald", "da"),
        ("affald fra silke", "da"),
        ("déchets de soie", "bg"),
        ("silkeaffald", "fr"),
        ("schappe", "da"),
    ],
)
def test_a_query_in_any_language_names_the_concept(text, language):
    assert named(planned(text, language)) == ["silk-waste"]


def test_the_concept_is_searched_by_its_labels_in_the_other_languages():
    (concept, *_) = planned("déchets de soie", "fr").concepts
    labels = {
        (expansion.language, expansion.text): (expansion.kind, expansion.weight) for expansion in concept.expansions
    }

    assert labels == {
        ("en", "silk waste"): ("translation", 0.5),
        ("es", "residuos de seda"): ("translation", 0.5),
        ("ca", "residus de seda"): ("translation", 0.5),
        ("bg", "копринени отпадъци"): ("translation", 0.5),
        ("ro", "deșeuri de mătase"): ("translation", 0.5),
        ("da", "silkeaffald"): ("translation", 0.5),
        ("en", "silk noils"): ("translation", 0.5),
        ("en", "schappe"): ("translation", 0.5),
        ("fr", "schappe"): ("synonym", 0.6),
    }
    assert (concept.label, concept.matched, concept.language, concept.positions, concept.weight) == (
        *("déchets de soie", "déchets de soie", "fr", (0, 2), 1.0),
    )


def test_what_a_longer_label_holds_and_what_is_related_weigh_less():
    found = [
        (concept.identifier, concept.kind, concept.weight) for concept in planned("déchets de soie", "fr").concepts
    ]

    assert found == [("material/silk-waste", "named", 1.0), ("material/silk", "inside", 0.4)]
    assert [concept.weight for concept in planned("schappe", "fr").concepts if concept.kind == "related"] == [0.15]


def test_labels_of_few_narrower_concepts_are_searched_too():
    (concept, *_) = planned("textile waste").concepts
    narrower = {expansion.text for expansion in concept.expansions if expansion.kind == "narrower"}

    assert narrower >= {"silkeaffald", "déchets de soie"}
    assert {expansion.weight for expansion in concept.expansions if expansion.kind == "narrower"} == {0.3}


def test_the_reader_may_switch_it_off():
    found = planned("déchets de soie", "fr", across=False)

    assert found.concepts == ()
    assert found.understood.concepts == ()
    assert words(found, "fr") == [["déchets"], ["soie"]]


def test_the_page_can_say_what_was_also_searched():
    (concept,) = planned("отпадъци от коприна", "bg").understood.concepts

    assert concept.label == "копринени отпадъци"
    assert ("da", "silkeaffald") in concept.also
    assert ("fr", "déchets de soie") in concept.also


def test_only_the_languages_asked_for_are_searched():
    found = planned("silk waste", languages=("da", "fr"))

    assert {reading.language for reading in found.readings} == {"da", "fr"}
    assert {expansion.language for concept in found.concepts for expansion in concept.expansions} == {"da", "fr"}


# One word that is a label in a language the query is hardly in.


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("silke", "fr", ["silk"]),  # it is nothing else anywhere
        ("fil", "fr", ["yarn"]),
        ("koprina", "en", ["silk"]),
        ("fir", "en", []),  # a tree; in Romanian a yarn
        ("fir de mătase", "en", ["yarn", "silk"]),  # Romanian by the company it keeps
        ("print", "da", ["print"]),
        ("stan", "en", []),  # a name
        ("modal", "ro", ["modal"]),
    ],
)
def test_a_short_foreign_label_needs_company(text, language, expected):
    assert named(planned(text, language)) == expected


# Readings.


def test_a_query_is_read_in_every_language_the_likely_ones_first():
    found = planned("tøj af silke", "fr")

    assert [reading.language for reading in found.readings][:2] == ["da", "fr"]
    assert sorted(reading.language for reading in found.readings) == sorted(LANGUAGES)
    assert words(found, "da") == [["tøj"], ["silke"]]
    assert [reading.weight for reading in found.readings] == sorted(
        (reading.weight for reading in found.readings), reverse=True
    )


@pytest.mark.parametrize(("count", "least"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (8, 5)])
def test_how_many_words_must_be_found(count, least):
    text = " ".join(["loom", "silk", "wool", "yarn", "dye", "lace", "felt", "hemp"][:count])

    assert planned(text).readings[0].minimum == least


def test_a_relaxed_plan_is_content_with_half_the_words():
    strict = planned("loom silk wool yarn dye")

    assert [reading.minimum for reading in strict.relaxed().readings] == [2] * len(strict.readings)
    assert planned("loom silk").relaxed().readings[0].minimum == 1
    assert planned("loom").relaxed() == planned("loom")


def test_a_long_query_is_read_in_its_likely_languages_only():
    found = planned("loom silk wool yarn dye lace felt hemp linen jute")

    assert [reading.language for reading in found.readings] == list(found.understood.languages)
    assert len(found.readings) < len(LANGUAGES)


def test_a_query_of_stop_words_looks_for_them():
    assert words(planned("to be or not to be"), "en") == [["to"], ["be"], ["or"], ["not"]]


def test_a_word_typed_twice_is_looked_for_once():
    assert words(planned("silk silks SILK"), "en") == [["silk"]]


def test_places_are_those_of_the_words_typed():
    found = planned("col.lecció de l’any de seda", "ca")

    assert found.words == ("col", "lecció", "de", "l", "any", "de", "seda")
    assert [slot.position for slot in found.readings[0].slots] == [0, 4, 6]


def test_a_danish_compound_is_looked_for_by_its_parts_as_well():
    (slot,) = planned("tekstilaffald", "da").readings[0].slots

    assert slot.terms[0].parts == ("tekstil", "affald")


def test_cyrillic_typed_in_latin_letters_and_latin_names_in_cyrillic():
    assert words(planned("otpadaci ot koprina", "en"), "bg") == [["otpadaci", "отпадъци"], ["koprina", "коприна"]]
    assert words(planned("otpadaci ot koprina", "en"), "en") == [["otpadaci"], ["koprina"]]
    assert "modacc" in words(planned("модак", "bg"), "ca")[0]
    assert words(planned("модак", "bg"), "bg") == [["модак"]]
    assert words(planned("silk"), "bg") == [["silk"]]
    transliterated = [term.transliterated for slot in planned("koprina", "bg").readings[0].slots for term in slot.terms]
    assert transliterated == [False, True]


# Phrases, exclusions, identifiers, filters.


def test_a_phrase_is_held_against_each_language():
    (phrase,) = planned('"Déchets de SOIE" atelier', "fr").phrases

    assert phrase.text == "Déchets de SOIE"
    assert phrase.forms["fr"] == ("dechets", "de", "soie")
    assert phrase.stems["fr"] == ("dechet", "de", "soie")
    assert sorted(phrase.forms) == sorted(LANGUAGES)


def test_an_exclusion_is_held_against_each_language():
    found = planned("silk -dyes")

    assert words(found, "en") == [["silk"]]
    assert [exclusion.stems["en"] for exclusion in found.exclusions] == [("dye",)]
    assert found.understood.excluded == ("dyes",)


def test_an_identifier_is_found_as_such():
    assert planned("PR-2024-17").identifiers == ("pr202417",)
    assert not planned("PR-2024-17").empty


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("country:Denmark", "country", ("DK",)),
        ("pays:Danemark", "country", ("DK",)),
        ("държава:Дания", "country", ("DK",)),
        ("country:dk country:bg", "country", ("DK", "BG")),
        ('country:"United Kingdom"', "country", ("GB",)),
        ("land:spanien", "country", ("ES",)),
        ("țara:Franta", "country", ("FR",)),
        ("language:dansk", "language", ("da",)),
        ("langue:bulgare", "language", ("bg",)),
        ("idioma:catalán", "language", ("ca",)),
        ("език:френски", "language", ("fr",)),
        ("language:ro", "language", ("ro",)),
    ],
)
def test_countries_and_languages_by_their_names_in_any_language(text, field, expected):
    found = planned(text)

    assert getattr(found.filters, field) == expected
    assert found.empty


def test_kinds_go_by_the_names_their_sources_give():
    assert planned("kind:practice").filters.kind == ("practice",)
    assert planned("kind:PRACTICES silk").filters.kind == ("practice",)
    assert planned("tipus:pràctiques").filters.kind == ("practice",)
    assert planned("вид:организации").filters.kind == ("organisation",)


def test_a_value_that_names_nothing_is_looked_for_as_a_word():
    found = planned("country:Atlantis language:klingon kind:nothing")

    assert (found.filters.country, found.filters.language, found.filters.kind) == ((), (), ())
    assert found.words == ("Atlantis", "klingon", "nothing")


def test_title_and_organisation_are_words_in_each_language():
    found = planned('title:soies organisation:"Ea éco-entreprises"', "fr")

    assert [phrase.stems["fr"] for phrase in found.filters.title] == [("soie",)]
    assert [phrase.forms["fr"] for phrase in found.filters.organisation] == [("ea", "eco", "entreprises")]


# Whatever is typed.


@pytest.mark.parametrize("text", ["", "  ", "👕👗", "../../", "\x00", '""', "***"])
def test_nothing_to_look_for(text):
    found = planned(text)

    assert found.empty
    assert (found.words, found.readings, found.concepts, found.shortened) == ((), (), (), False)


@pytest.mark.parametrize("text", ["silk " * 3000, "x" * 10_000, "a*" * 5000, '"silk waste" ' * 900])
def test_a_plan_is_never_large(text):
    found = planned(text)
    terms = [term for reading in found.readings for slot in reading.slots for term in slot.terms]

    assert found.shortened
    assert found.understood.shortened
    assert len(terms) <= 7 * 8 * 7
    assert sum(len(concept.expansions) for concept in found.concepts) <= 48


def test_a_thesaurus_without_concepts_and_a_reader_of_another_language_do():
    found = plan(SearchRequest(text="silk", language="de"), Thesaurus(()))

    assert found.concepts == ()
    assert len(found.readings) == len(LANGUAGES)


def test_nothing_typed_breaks_it():
    random = Random(7)
    pieces = [
        *(
            "silk",
            "waste",
            "déchets",
            "soie",
            "otpadaci",
            "отпадъци",
            "tekstilaffald",
            "col·lecció",
            "GOTS",
            "PR-2024-17",
        ),
        *(
            "title:",
            "country:",
            "kind:",
            "pays : ",
            "-",
            '"',
            "“",
            "„",
            "«",
            "»",
            "*",
            ":",
            "’",
            "AND",
            "\x00",
            "👕",
            "\u0301",
            "ŀ",
        ),
        *(" ", " ", " ", " ", "q4a6", "y" * 70, "ъьй", "漢字", "٣", "\ud7ff"),
    ]
    for _ in range(400):
        text = "".join(random.choice(pieces) for _ in range(random.randrange(12)))
        found = planned(text, random.choice([*LANGUAGES, "de", ""]))

        assert all(reading.minimum >= 1 and 0.1 <= reading.weight <= 1 for reading in found.readings), text
        assert all(term.stems for reading in found.readings for slot in reading.slots for term in slot.terms), text
