"""A vocabulary as plain data, and its way to and from an RDF graph. Knows no database and no network.

The properties read are those of the SKOS Reference (W3C Recommendation, 18 August 2009), section 1.7, without
collections and the SKOS-XL labels.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _, ngettext
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS, XSD

from vocabulary.errors import Problem

LABEL_KINDS = {SKOS.prefLabel: "pref", SKOS.altLabel: "alt", SKOS.hiddenLabel: "hidden"}
NOTE_KINDS = {SKOS.definition: "definition", SKOS.scopeNote: "scopeNote", SKOS.example: "example"}
# The strongest first: where two kinds lead to one target, the stronger says it all (S42, S43).
MATCH_KINDS = {
    SKOS.exactMatch: "exactMatch",
    SKOS.broadMatch: "broadMatch",
    SKOS.narrowMatch: "narrowMatch",
    SKOS.relatedMatch: "relatedMatch",
    SKOS.closeMatch: "closeMatch",
}
INVERSE_MATCH = {"broadMatch": "narrowMatch", "narrowMatch": "broadMatch"}
COLLECTIONS = (SKOS.Collection, SKOS.OrderedCollection)
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class SchemeData:
    """A concept scheme; texts are (language, title, description)."""

    uri: str
    texts: frozenset[tuple[str, str, str]] = frozenset()
    licence: str = ""


@dataclass(frozen=True)
class ConceptData:
    """A concept; labels and notes are (kind, language, text), matches (kind, address), the rest are addresses."""

    uri: str
    scheme: str
    notation: str = ""
    labels: frozenset[tuple[str, str, str]] = frozenset()
    notes: frozenset[tuple[str, str, str]] = frozenset()
    broader: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()
    matches: frozenset[tuple[str, str]] = frozenset()
    deprecated: bool = False
    replaced_by: str = ""

    def label(self, *languages: str) -> str:
        """The preferred label in the first of these languages that has one, else in any, else the address."""
        preferred = {language: text for kind, language, text in sorted(self.labels) if kind == "pref"}
        return next((preferred[code] for code in (*languages, *preferred) if code in preferred), self.uri)


@dataclass(frozen=True)
class Vocabulary:
    """Schemes and concepts by address. `related` is always there in both directions."""

    schemes: dict[str, SchemeData] = field(default_factory=dict)
    concepts: dict[str, ConceptData] = field(default_factory=dict)

    def only(self, schemes: Iterable[str]) -> "Vocabulary":
        """The part that belongs to these schemes."""
        wanted = set(schemes)
        return Vocabulary(
            {uri: scheme for uri, scheme in self.schemes.items() if uri in wanted},
            {uri: concept for uri, concept in self.concepts.items() if concept.scheme in wanted},
        )


def clean_text(text: str) -> str:
    """One form for one text: composed letters, single spaces."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def clean_note(text: str) -> str:
    """Like `clean_text`, but paragraphs stay."""
    lines = [clean_text(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader:
    """One reading of a graph: collects the vocabulary and everything that had to be left out."""

    def __init__(self, graph: Graph, languages: list[str]):
        self.graph = graph
        self.languages = set(languages)
        self.problems: list[Problem] = []
        self.unknown_languages: Counter[str] = Counter()

    def error(self, subject, sentence: str) -> None:
        self.problems.append(Problem(sentence, str(subject)))

    def warn(self, subject, sentence: str) -> None:
        self.problems.append(Problem(sentence, str(subject), is_error=False))

    def read(self) -> Vocabulary:
        graph = self.graph
        scheme_nodes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
        concept_nodes = set(graph.subjects(RDF.type, SKOS.Concept))
        concept_nodes |= set(graph.subjects(SKOS.inScheme)) | set(graph.subjects(SKOS.topConceptOf))
        concept_nodes |= set(graph.objects(None, SKOS.hasTopConcept))
        collections = {node for kind in COLLECTIONS for node in graph.subjects(RDF.type, kind)}
        for node in sorted(scheme_nodes & concept_nodes):
            self.error(node, _("It is called a concept and a concept scheme at once (SKOS condition S9)."))
        for node in sorted(collections & (concept_nodes | scheme_nodes)):
            self.error(node, _("It is called a collection and a concept or scheme at once (SKOS condition S37)."))
        if collections - concept_nodes - scheme_nodes:
            self.warn("", _("Collections are not used here; they were left out."))
        nodes = concept_nodes - scheme_nodes - collections
        for node in nodes:
            if isinstance(node, BNode):
                self.error("", _("A concept has no address of its own."))
        schemes = {
            str(node): self.scheme(node)
            for node in sorted(scheme_nodes - concept_nodes - collections)
            if isinstance(node, URIRef)
        }
        concepts = {str(node): self.concept(node) for node in sorted(nodes) if isinstance(node, URIRef)}
        self.report_languages()
        return Vocabulary(schemes, with_both_sides(concepts))

    def report_languages(self) -> None:
        for language, count in sorted(self.unknown_languages.items()):
            if language:
                sentence = ngettext(
                    "%(count)s text in “%(language)s” was left out: the site does not have this language.",
                    "%(count)s texts in “%(language)s” were left out: the site does not have this language.",
                    count,
                ) % {"count": count, "language": language}
            else:
                sentence = ngettext(
                    "%(count)s text without a language was left out.",
                    "%(count)s texts without a language were left out.",
                    count,
                ) % {"count": count}
            self.warn("", sentence)

    def texts(self, node, predicate, clean) -> Iterable[tuple[str, str]]:
        """(language, text) of a property whose values must be plain literals (S12)."""
        for value in self.graph.objects(node, predicate):
            if not isinstance(value, Literal) or (value.datatype and value.datatype != XSD.string):
                self.error(node, _("A label or note is not a plain text (SKOS condition S12)."))
            elif (language := (value.language or "").lower()) not in self.languages:
                self.unknown_languages[language] += 1
            elif text := clean(str(value)):
                yield language, text
            else:
                self.error(node, _("A label or note is empty."))

    def addresses(self, node, *predicates, inverse=None) -> set[str]:
        found = {value for predicate in predicates for value in self.graph.objects(node, predicate)}
        if inverse:
            found |= set(self.graph.subjects(inverse, node))
        return {str(value) for value in found if isinstance(value, URIRef)}

    def one(self, node, predicate) -> str:
        return min((str(value) for value in self.graph.objects(node, predicate)), default="")

    def scheme(self, node) -> SchemeData:
        titles = {}
        for predicate in (SKOS.prefLabel, DCTERMS.title):  # the title wins where both are there
            for language, text in self.texts(node, predicate, clean_text):
                titles[language] = max(text, titles.get(language, "")) if predicate == SKOS.prefLabel else text
        descriptions = dict(sorted(self.texts(node, DCTERMS.description, clean_note)))
        texts = frozenset((language, title, descriptions.get(language, "")) for language, title in titles.items())
        return SchemeData(str(node), texts, licence=self.one(node, DCTERMS.license))

    def concept(self, node) -> ConceptData:
        schemes = self.addresses(node, SKOS.inScheme, SKOS.topConceptOf, inverse=SKOS.hasTopConcept)
        own = sorted(uri for uri in schemes if str(node).startswith(uri.rstrip("/#") + "/"))
        labels = frozenset(
            (kind, language, text)
            for predicate, kind in LABEL_KINDS.items()
            for language, text in self.texts(node, predicate, clean_text)
        )
        notes = frozenset(
            (kind, language, text)
            for predicate, kind in NOTE_KINDS.items()
            for language, text in self.texts(node, predicate, clean_note)
        )
        replaced_by = self.one(node, DCTERMS.isReplacedBy)
        return ConceptData(
            uri=str(node),
            scheme=(own or sorted(schemes) or [""])[0],
            notation=clean_text(self.one(node, SKOS.notation)),
            labels=labels,
            notes=notes,
            broader=frozenset(self.addresses(node, SKOS.broader, inverse=SKOS.narrower)),
            related=frozenset(self.addresses(node, SKOS.related, inverse=SKOS.related)),
            matches=self.matches(node),
            deprecated=any(str(value).lower() in ("true", "1") for value in self.graph.objects(node, OWL.deprecated)),
            replaced_by=replaced_by,
        )

    def matches(self, node) -> frozenset[tuple[str, str]]:
        kinds: dict[str, list[str]] = defaultdict(list)
        for predicate, kind in MATCH_KINDS.items():
            for target in sorted(self.addresses(node, predicate)):
                kinds[target].append(kind)
        for target, found in kinds.items():
            if "exactMatch" in found and {"broadMatch", "narrowMatch", "relatedMatch"} & set(found):
                self.error(node, _("Exact match and another kind of match to %s (SKOS condition S46).") % target)
            elif "relatedMatch" in found and {"broadMatch", "narrowMatch"} & set(found):
                self.error(node, _("Related and broader match to %s at once (SKOS condition S27).") % target)
            elif {"broadMatch", "narrowMatch"} <= set(found):
                self.error(node, _("Broader and narrower match to %s at once.") % target)
        return frozenset((found[0], target) for target, found in kinds.items())


def with_both_sides(concepts: dict[str, ConceptData]) -> dict[str, ConceptData]:
    """The same concepts, each relation written on both of its sides (S23)."""
    related = defaultdict(set)
    for uri, concept in concepts.items():
        for target in concept.related:
            related[uri].add(target)
            related[target].add(uri)
    return {uri: replace(concept, related=frozenset(related[uri])) for uri, concept in concepts.items()}


def read_graph(graph: Graph, languages: list[str]) -> tuple[Vocabulary, list[Problem]]:
    """The vocabulary in a graph, with everything that was left out or contradicts SKOS."""
    reader = _Reader(graph, languages)
    return reader.read(), reader.problems


def write_graph(vocabulary: Vocabulary) -> Graph:
    """The vocabulary as SKOS: each relation in every direction in which both ends are part of it."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dct", DCTERMS)
    graph.bind("owl", OWL)
    for scheme in vocabulary.schemes.values():
        node = URIRef(scheme.uri)
        graph.add((node, RDF.type, SKOS.ConceptScheme))
        for language, title, description in scheme.texts:
            graph.add((node, DCTERMS.title, Literal(title, lang=language)))
            if description:
                graph.add((node, DCTERMS.description, Literal(description, lang=language)))
        if scheme.licence:
            graph.add((node, DCTERMS.license, URIRef(scheme.licence)))
    for concept in vocabulary.concepts.values():
        _write_concept(graph, concept, vocabulary)
    return graph


def _write_concept(graph: Graph, concept: ConceptData, vocabulary: Vocabulary) -> None:
    node, scheme = URIRef(concept.uri), URIRef(concept.scheme)
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, scheme))
    if not concept.broader and not concept.deprecated:
        graph.add((node, SKOS.topConceptOf, scheme))
        if concept.scheme in vocabulary.schemes:
            graph.add((scheme, SKOS.hasTopConcept, node))
    if concept.notation:
        graph.add((node, SKOS.notation, Literal(concept.notation)))
    for predicates, texts in ((LABEL_KINDS, concept.labels), (NOTE_KINDS, concept.notes)):
        predicate_of = {kind: predicate for predicate, kind in predicates.items()}
        for kind, language, text in texts:
            graph.add((node, predicate_of[kind], Literal(text, lang=language)))
    for target in concept.broader:
        graph.add((node, SKOS.broader, URIRef(target)))
        if target in vocabulary.concepts:
            graph.add((URIRef(target), SKOS.narrower, node))
    for target in concept.related:
        graph.add((node, SKOS.related, URIRef(target)))
    for kind, target in concept.matches:
        graph.add((node, SKOS[kind], URIRef(target)))
    if concept.deprecated:
        graph.add((node, OWL.deprecated, Literal(True)))
        if concept.replaced_by:
            graph.add((node, DCTERMS.isReplacedBy, URIRef(concept.replaced_by)))
