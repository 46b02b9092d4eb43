"""The stored vocabulary as plain data, in a constant number of queries."""

from collections import defaultdict

from vocabulary.models import Concept, Label, Match, Note, Scheme, SchemeText
from vocabulary.skos import ConceptData, SchemeData, Vocabulary


def stored_vocabulary(concepts=None) -> Vocabulary:
    """All schemes, and all concepts or those of the given queryset. Eight queries."""
    chosen = Concept.objects.all() if concepts is None else concepts
    rows = list(chosen.order_by().values_list("pk", "uri", "scheme__uri", "notation", "deprecated", "replaced_by__uri"))
    narrowed = {} if concepts is None else {"concept__in": [row[0] for row in rows]}
    labels, notes, matches = defaultdict(set), defaultdict(set), defaultdict(set)
    for found, model, fields in (
        (labels, Label, ("kind", "language", "text")),
        (notes, Note, ("kind", "language", "text")),
        (matches, Match, ("kind", "uri")),
    ):
        for pk, *values in model.objects.filter(**narrowed).order_by().values_list("concept", *fields):
            found[pk].add(tuple(values))
    broader = _links(Concept.broader.through, narrowed)
    related = _links(Concept.related.through, narrowed)
    return Vocabulary(
        stored_schemes(),
        {
            uri: ConceptData(
                uri=uri,
                scheme=scheme,
                notation=notation,
                labels=frozenset(labels[pk]),
                notes=frozenset(notes[pk]),
                broader=frozenset(broader[pk]),
                related=frozenset(related[pk]),
                matches=frozenset(matches[pk]),
                deprecated=deprecated,
                replaced_by=replaced_by or "",
            )
            for pk, uri, scheme, notation, deprecated, replaced_by in rows
        },
    )


def stored_schemes() -> dict[str, SchemeData]:
    texts = defaultdict(set)
    for pk, *values in SchemeText.objects.values_list("scheme", "language", "title", "description"):
        texts[pk].add(tuple(values))
    return {
        uri: SchemeData(uri, frozenset(texts[pk]), licence)
        for pk, uri, licence in Scheme.objects.values_list("pk", "uri", "licence")
    }


def _links(through, narrowed) -> dict[int, set[str]]:
    rows = through.objects.filter(**{f"from_{name}": value for name, value in narrowed.items()})
    found = defaultdict(set)
    for pk, uri in rows.order_by().values_list("from_concept", "to_concept__uri"):
        found[pk].add(uri)
    return found
