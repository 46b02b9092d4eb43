"""The vocabulary, a scheme or a concept as a file in one of the RDF formats."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q

from vocabulary.files import Format, write_file
from vocabulary.models import Concept, Scheme
from vocabulary.queries import generation
from vocabulary.skos import write_graph
from vocabulary.stored import stored_schemes, stored_vocabulary

DAY = 60 * 60 * 24


def state() -> str:
    """A short mark of the vocabulary's present state, for ETag and cache."""
    schemes = sorted((uri, sorted(scheme.texts), scheme.licence) for uri, scheme in stored_schemes().items())
    return hashlib.sha256(repr((generation(), schemes)).encode()).hexdigest()[:20]


def vocabulary_file(kind: Format, *, scheme: Scheme | None = None) -> bytes:
    """All schemes, or one with its concepts; kept in the cache until the vocabulary changes."""
    key = f"vocabulary:{state()}:{scheme.code if scheme else ''}:{kind.suffix}"
    content = cache.get(key)
    if content is None:
        concepts = Concept.objects.filter(scheme=scheme) if scheme else None
        vocabulary = stored_vocabulary(concepts)
        if scheme:
            vocabulary = vocabulary.only([scheme.uri])
        content = write_file(write_graph(vocabulary), kind)
        cache.set(key, content, DAY)
    return content


def concept_file(kind: Format, concept: Concept) -> bytes:
    """One concept with all that is said about it, its narrower concepts included."""
    around = stored_vocabulary(Concept.objects.filter(Q(pk=concept.pk) | Q(broader=concept.pk)).distinct())
    graph = write_graph(around)
    own = [triple for triple in graph if str(triple[0]) == concept.uri]
    subset = type(graph)()
    for prefix, namespace in graph.namespaces():
        subset.bind(prefix, namespace)
    for triple in own:
        subset.add(triple)
    return write_file(subset, kind)


def permanent_path(uri: str) -> str:
    """The address on this server under which a permanent address answers."""
    return "/id/" + uri.removeprefix(settings.VOCABULARY_BASE_URI)
