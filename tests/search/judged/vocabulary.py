"""The thesaurus of the vocabulary as it is shipped (`vocabulary/data/*.ttl`), read without a database."""

from functools import cache
from pathlib import Path

import rdflib
from rdflib.namespace import RDF, SKOS

from search.language.thesaurus import ConceptEntry, Thesaurus

DATA = Path(__file__).resolve().parents[3] / "vocabulary" / "data"
BASE = "https://vocabulary.invalid/"
KINDS = (("pref", SKOS.prefLabel), ("alt", SKOS.altLabel), ("hidden", SKOS.hiddenLabel))


@cache
def thesaurus() -> Thesaurus:
    graph = rdflib.Graph()
    for path in sorted(DATA.glob("*.ttl")):
        graph.parse(path, format="turtle", publicID=BASE)
    return Thesaurus(_entry(graph, concept) for concept in sorted(graph.subjects(RDF.type, SKOS.Concept), key=str))


def _entry(graph: rdflib.Graph, concept: rdflib.term.Node) -> ConceptEntry:
    return ConceptEntry(
        identifier=_key(concept),
        labels=tuple(
            (label.language or "", kind, str(label))
            for kind, predicate in KINDS
            for label in sorted(graph.objects(concept, predicate), key=str)
            if isinstance(label, rdflib.Literal)
        ),
        broader=tuple(sorted(_key(one) for one in graph.objects(concept, SKOS.broader))),
        related=tuple(sorted(_key(one) for one in graph.objects(concept, SKOS.related))),
    )


def _key(concept: rdflib.term.Node) -> str:
    return str(concept).removeprefix(BASE)
