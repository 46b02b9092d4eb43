"""The thesaurus that comes with the code: complete, and sound by SKOS. Judged by rdflib alone, not by our own rules."""

import time
import unicodedata
from itertools import combinations

import pytest
from django.conf import settings
from django.db import transaction
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from core.languages import CODES
from vocabulary import actions
from vocabulary.files import FORMATS, write_file
from vocabulary.imports import load_shipped, prepare, shipped_files
from vocabulary.models import Concept, Scheme
from vocabulary.plans import Options
from vocabulary.skos import write_graph
from vocabulary.stored import stored_vocabulary

BASE = settings.VOCABULARY_BASE_URI
LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)


@pytest.fixture(scope="module")
def source() -> Graph:
    """The files as they are, read by rdflib."""
    graph = Graph()
    for content in shipped_files().values():
        graph.parse(data=content, format="turtle", publicID=BASE)
    return graph


@pytest.fixture(scope="module")
def export(django_db_setup, django_db_blocker) -> Graph:
    """The whole export after loading, read by rdflib. The database is as empty afterwards as before."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_shipped()
        data = write_file(write_graph(stored_vocabulary()), FORMATS["ttl"])
        transaction.set_rollback(True)
    return Graph().parse(data=data, format="turtle")


def closure(graph: Graph, node, predicate) -> set:
    return set(graph.transitive_objects(node, predicate)) - {node}


def integrity_faults(graph: Graph) -> list[str]:
    """S9–S14, S27, S37 and S46 of the SKOS Reference, with cycles, over the statements and their entailments."""
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    collections = set(graph.subjects(RDF.type, SKOS.Collection)) | set(graph.subjects(RDF.type, SKOS.OrderedCollection))
    faults = [f"S9 {node}" for node in concepts & schemes]
    faults += [f"S37 {node}" for node in collections & (concepts | schemes)]
    for node in concepts:
        texts = {predicate: set(graph.objects(node, predicate)) for predicate in LABELS}
        plain = all(isinstance(text, Literal) and text.datatype is None for kind in texts.values() for text in kind)
        faults += [] if plain else [f"S12 {node}"]
        faults += [f"S13 {node}" for one, other in combinations(LABELS, 2) if texts[one] & texts[other]]
        languages = [text.language for text in texts[SKOS.prefLabel]]
        faults += [] if len(languages) == len(set(languages)) else [f"S14 {node}"]
        above = closure(graph, node, SKOS.broader) | closure(graph, node, SKOS.broadMatch)
        below = set(graph.transitive_subjects(SKOS.broader, node)) - {node}
        related = set(graph.objects(node, SKOS.related)) | set(graph.subjects(SKOS.related, node))
        related |= set(graph.objects(node, SKOS.relatedMatch))
        faults += [f"S27 {node} {other}" for other in related & (above | below)]
        faults += [
            f"cycle {node}"
            for parent in graph.objects(node, SKOS.broader)
            if node in closure(graph, parent, SKOS.broader) | {parent}
        ]
        exact = set(graph.objects(node, SKOS.exactMatch))
        loose = set(graph.objects(node, SKOS.broadMatch)) | set(graph.objects(node, SKOS.narrowMatch))
        faults += [f"S46 {node}" for _ in exact & (loose | set(graph.objects(node, SKOS.relatedMatch)))]
    return faults


@pytest.mark.django_db
def test_the_export_keeps_the_integrity_conditions(export):
    assert integrity_faults(export) == []


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        ("<a> a skos:Concept, skos:ConceptScheme .", "S9"),
        ("<a> a skos:Concept, skos:Collection .", "S37"),
        ("<a> a skos:Concept ; skos:prefLabel 1 .", "S12"),
        ('<a> a skos:Concept ; skos:prefLabel "x"@en ; skos:altLabel "x"@en .', "S13"),
        ('<a> a skos:Concept ; skos:prefLabel "x"@en, "y"@en .', "S14"),
        ("<a> a skos:Concept ; skos:broader <b> ; skos:related <c> . <b> skos:broader <c> .", "S27"),
        ("<a> a skos:Concept ; skos:broader <b> . <b> skos:broader <a> .", "cycle"),
        ("<a> a skos:Concept ; skos:exactMatch <b> ; skos:broadMatch <b> .", "S46"),
    ],
)
def test_the_judge_finds_each_fault(statements, fault):
    data = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . " + statements

    assert fault in {found.split()[0] for found in integrity_faults(Graph().parse(data=data, format="turtle"))}


@pytest.mark.django_db
def test_the_export_says_what_the_files_say(export, source):
    own = (RDF.type, SKOS.inScheme, *LABELS, SKOS.broader, SKOS.definition, SKOS.scopeNote, SKOS.example, DCTERMS.title)
    wanted = {(s, p, clean(o)) for s, p, o in source if p in own}

    assert {(s, p, o) for s, p, o in export if p in own} == wanted
    assert {frozenset((s, o)) for s, o in source.subject_objects(SKOS.related)} == {
        frozenset((s, o)) for s, o in export.subject_objects(SKOS.related)
    }


def clean(value):
    if isinstance(value, Literal) and value.language:
        return Literal(" ".join(unicodedata.normalize("NFC", value).split()), lang=value.language)
    return value


def test_every_concept_has_seven_preferred_labels(source):
    concepts = set(source.subjects(RDF.type, SKOS.Concept))
    missing = {
        str(node): set(CODES) - {label.language for label in source.objects(node, SKOS.prefLabel)} for node in concepts
    }

    assert {node: languages for node, languages in missing.items() if languages} == {}
    assert len(concepts) >= 400


def test_every_scheme_has_a_title_and_a_description_in_seven_languages(source):
    schemes = set(source.subjects(RDF.type, SKOS.ConceptScheme))
    texts = {
        (str(node), predicate): sorted(text.language for text in source.objects(node, predicate))
        for node in schemes
        for predicate in (DCTERMS.title, DCTERMS.description)
    }

    assert {str(node).removeprefix(BASE) for node in schemes} == set(actions.SCHEME_ORDER)
    assert set(map(tuple, texts.values())) == {tuple(sorted(CODES))}


def test_no_preferred_label_stands_twice_in_a_scheme(source):
    owners = {}
    for node, label in source.subject_objects(SKOS.prefLabel):
        owners.setdefault((source.value(node, SKOS.inScheme), label.language, label.casefold()), set()).add(str(node))

    assert {key: nodes for key, nodes in owners.items() if len(nodes) > 1} == {}


def test_no_alternative_label_is_the_preferred_label_of_another_concept_in_the_scheme(source):
    preferred = {
        (source.value(node, SKOS.inScheme), label.language, str(label)): str(node)
        for node, label in source.subject_objects(SKOS.prefLabel)
    }
    wrong = [
        (str(node), label.language, str(label))
        for node, label in source.subject_objects(SKOS.altLabel)
        if preferred.get((source.value(node, SKOS.inScheme), label.language, str(label)), str(node)) != str(node)
    ]

    assert wrong == []


def test_every_link_leads_somewhere_and_is_written_once(source):
    concepts = set(source.subjects(RDF.type, SKOS.Concept))
    links = [(p, s, o) for p in (SKOS.broader, SKOS.related) for s, o in source.subject_objects(p)]

    assert [(str(s), str(o)) for _p, s, o in links if o not in concepts or s not in concepts] == []
    assert [(str(s), str(o)) for p, s, o in links if p == SKOS.related and (o, p, s) in source and s < o] == []
    assert [str(s) for p, s, o in links if p == SKOS.broader and schemes_of(source, s) != schemes_of(source, o)] == []


def schemes_of(source, node):
    return set(source.objects(node, SKOS.inScheme))


def test_every_concept_stands_in_the_tree(source):
    loose = [
        str(node)
        for node in source.subjects(RDF.type, SKOS.Concept)
        if (node, SKOS.broader, None) not in source and (node, SKOS.topConceptOf, None) not in source
    ]

    assert loose == []


def test_texts_are_written_as_their_language_writes(source):
    wrong = []
    for node, predicate, text in source:
        if isinstance(text, Literal) and text.language:
            has_cedilla = text.language == "ro" and set("şţŞŢ") & set(text)
            has_straight_quote = "'" in text or '"' in text
            if has_cedilla or has_straight_quote or str(text) != unicodedata.normalize("NFC", text).strip():
                wrong.append((str(node), str(predicate), str(text)))

    assert wrong == []


def test_matches_point_to_known_thesauri(source):
    known = (
        "http://www.wikidata.org/entity/Q",
        "http://www.eionet.europa.eu/gemet/concept/",
        "http://eurovoc.europa.eu/",
        "http://data.europa.eu/esco/",
    )
    matches = {str(o) for p in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch) for o in source.objects(None, p)}

    assert {uri for uri in matches if not uri.startswith(known)} == set()


@pytest.mark.django_db
def test_loading_is_quick_and_loading_again_changes_nothing():
    start = time.process_time()
    first = load_shipped()
    seconds = time.process_time() - start
    before = stored_vocabulary()

    second, reset = load_shipped(), load_shipped(update=True)

    assert (len(first.of_kind("added")), first.errors) == (Concept.objects.count(), [])
    assert (second.is_empty, reset.is_empty, stored_vocabulary() == before) == (True, True, True)
    assert list(Scheme.objects.values_list("code", flat=True)) == list(actions.SCHEME_ORDER)
    assert seconds < 10


@pytest.mark.django_db
def test_loading_again_keeps_what_the_coordinator_changed_until_told_otherwise():
    load_shipped()
    label = Concept.objects.get(uri=f"{BASE}technique/weaving").labels.get(language="en", kind="pref")
    label.text = "weaving cloth"
    label.save()

    load_shipped()
    label.refresh_from_db()
    kept = label.text
    load_shipped(update=True)

    assert kept == "weaving cloth"
    assert Concept.objects.get(uri=f"{BASE}technique/weaving").label("en") == "weaving"


@pytest.mark.django_db
def test_import_of_the_own_export_or_of_one_shipped_file_changes_nothing():
    load_shipped()
    graph = write_graph(stored_vocabulary())

    plans = {
        suffix: prepare({f"x.{suffix}": write_file(graph, kind)}, Options(whole=True)).plan
        for suffix, kind in FORMATS.items()
    }

    plans |= {name: prepare({name: content}, Options(whole=True)).plan for name, content in shipped_files().items()}

    assert {name: (made.is_empty, made.problems) for name, made in plans.items()} == dict.fromkeys(plans, (True, ()))


@pytest.mark.django_db
def test_narrower_and_top_concepts_are_written_as_inverses(export):
    assert {(o, s) for s, o in export.subject_objects(SKOS.narrower)} == set(export.subject_objects(SKOS.broader))
    assert {(o, s) for s, o in export.subject_objects(SKOS.hasTopConcept)} == set(
        export.subject_objects(SKOS.topConceptOf)
    )
    assert (URIRef(f"{BASE}technique"), DCTERMS.license, None) in export
