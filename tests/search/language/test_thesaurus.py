"""Concepts found in texts."""

import pytest

from search.documents import Attachment, SearchDocument
from search.language.thesaurus import ConceptEntry, Match, Tags, Thesaurus
from tests.search.language.concepts import ENTRIES, thesaurus


def named(text: str, language: str) -> list[str]:
    return [match.concept.partition("/")[2] for match in thesaurus().match(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "the wastes of silks", ["silk-waste"]),
        ("en", "silk and waste", ["silk-waste"]),  # stop words do not part a label
        ("en", "silk as waste", ["silk-waste"]),
        ("en", "silk yarn", ["silk", "yarn"]),
        ("en", "textile silk wastes", ["silk-waste"]),  # none inside another
        ("fr", "les déchets de la soie", ["silk-waste"]),
        ("fr", "dechet de soies", ["silk-waste"]),
        ("fr", "métiers à tisser", ["loom"]),
        ("bg", "отпадъците от коприна", ["silk-waste"]),
        ("bg", "копринен отпадък", ["silk-waste"]),
        ("bg", "модак", []),
        ("ro", "deseuri de matase", ["silk-waste"]),
        ("ro", "deşeurile de mătăsii", ["silk-waste"]),
        ("da", "silkeaffaldet", ["silk-waste"]),
        ("da", "affald af silke", ["silk-waste"]),
        ("da", "tekstil-affald", ["textile-waste"]),
        ("ca", "residus de seda", ["silk-waste"]),
        ("da", "mod affald", []),
        ("de", "Seide", []),
        ("en", "", []),
        ("en", "👕", []),
    ],
)
def test_labels_are_met_in_any_form(language, text, expected):
    assert named(text, language) == expected


def test_a_match_says_where_and_by_which_label():
    assert thesaurus().match("We spin silk noils here", "en") == (
        Match("material/silk-waste", "silk noils", "en", first=2, last=3, weight=0.9),
    )


def test_a_label_of_two_concepts_leads_to_both_the_preferred_one_first():
    found = {match.concept: match.weight for match in thesaurus().match("a print", "en")}

    assert found == {"technique/print": 1.0, "product/print": pytest.approx(0.54)}


@pytest.mark.parametrize(
    ("text", "expected"), [("GOTS", ["gots"]), ("gots", ["gots"]), ("CO", ["cotton"]), ("co", []), ("Co", [])]
)
def test_acronyms_in_a_query(text, expected):
    assert named(text, "en") == expected


def document(**parts) -> SearchDocument:
    values = {"key": "a:b:en", "kind": "a", "language": "en", "translation_key": "a:b", "title": "A", "address": "/"}
    return SearchDocument(**values | parts)


def test_a_document_is_tagged_by_its_title_names_summary_and_text():
    found = thesaurus().tag(
        document(
            title="A loom",
            names=("Silk noils",),
            summary="With yarn.",
            body="Cotton. Cottons, cotton and cotton; animal fibres",
            concepts=("technique/print", "material/gone"),
            attachments=(Attachment(title="Plan", address="/f", pages=("cotton", "modal")),),
        )
    )

    assert found.named == {
        "technique/print": 1.0,
        "machine/loom": 1.0,
        "material/silk-waste": 0.9,
        "material/yarn": 0.7,
        "material/cotton": 0.7,
        "material/animal-fibre": 0.3,
        "material/modal": 0.3,
    }
    assert found.broader == {"material/textile-waste": 0.9}


def test_what_is_named_itself_is_not_broader_as_well():
    found = thesaurus().tag(document(title="Silk", body="an animal fibre"))

    assert found == Tags({"material/silk": 1.0, "material/animal-fibre": 0.3}, {})


def test_acronyms_in_a_text_are_capitals_and_longer_than_two_letters():
    found = thesaurus().tag(document(body="GOTS, CO, co; he gots it"))

    assert found.named == {"certificate/gots": 0.27}


def test_a_concept_that_was_replaced_counts_as_its_heir():
    found = thesaurus().tag(document(concepts=("material/waste-silk",)))

    assert found == Tags({"material/silk-waste": 1.0}, {"material/textile-waste": 1.0})
    assert thesaurus().identifier("material/waste-silk") == "material/silk-waste"
    assert thesaurus().identifier("material/gone") == ""


def test_broader_concepts_at_any_height_and_rings_do_no_harm():
    ring = Thesaurus(
        ConceptEntry(identifier=code, labels=(("en", "pref", f"thing{code}"),), broader=(above,))
        for code, above in (("a", "b"), ("b", "c"), ("c", "a"), ("d", "gone"))
    )

    assert ring.tag(document(title="thinga")) == Tags({"a": 1.0}, {"b": 1.0, "c": 0.6})
    assert ring.tag(document(title="thingd")) == Tags({"d": 1.0}, {})


def test_labels_in_the_readers_language():
    known = thesaurus()

    assert known.label("material/silk", "bg") == "коприна"
    assert known.label("material/modal", "ro") == "modal"
    assert known.label("material/gone", "ro") == "material/gone"
    assert known.labels("material/silk-waste", ("da", "fr")) == (
        ("da", "pref", "silkeaffald"),
        ("fr", "pref", "déchets de soie"),
        ("fr", "alt", "schappe"),
    )
    assert known.labels("material/gone", ("da",)) == ()


def test_the_words_of_labels_tell_the_language():
    found = thesaurus().languages_of("residuos de seda")

    assert max(found, key=found.get) == "es"
    assert found == {"es": 1.5, "ca": 0.5}


def test_an_empty_thesaurus_knows_nothing_and_answers():
    empty = Thesaurus(())

    assert empty.match("silk", "en") == ()
    assert empty.tag(document(title="Silk", concepts=("material/silk",))) == Tags({}, {})
    assert empty.languages_of("silk") == {}


def test_links_to_concepts_that_are_gone_are_left_out():
    known = Thesaurus([ConceptEntry(identifier="a", labels=(), related=("gone",))])

    assert known.related("a") == ()
    assert thesaurus().narrower("material/textile-waste") == ("material/silk-waste",)
    assert len(ENTRIES) == len(thesaurus().entries)
