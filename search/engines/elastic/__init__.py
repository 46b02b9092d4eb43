"""Elasticsearch, one server or a cluster, 8.19 or 9, basic licence."""

from collections.abc import Callable

from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.options import Options
from search.language.thesaurus import Thesaurus


def open_engine(url: str, thesaurus: Callable[[], Thesaurus]) -> ElasticEngine:
    """Asks no server. Raises `ValueError` with a sentence for an address that is none."""
    return ElasticEngine(Options.read(url), thesaurus)
