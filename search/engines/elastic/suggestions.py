"""Titles and names by the beginnings of their words, while somebody types."""

from collections.abc import Mapping
from typing import Any

from search.engines.elastic import queries
from search.language.analysis import fold
from search.requests import Suggestion, SuggestRequest

LONGEST = 100  # characters that are read of what was typed
OWN_LANGUAGE = 4.0  # more for a title in the reader's language, beside 1 for each word found
VERSIONS = 3  # documents looked at for each thing wanted


def body(request: SuggestRequest) -> dict[str, Any]:
    """Every word typed begins a word of title or names; a title that begins with all of it comes first."""
    text = request.text[:LONGEST].replace("\x00", " ")
    filters = [queries.readable(request.access), {"match": {"start": {"query": text, "operator": "and"}}}]
    if request.kinds:
        filters.append({"terms": {"kind": list(request.kinds)}})
    own = {"constant_score": {"filter": {"term": {"language": request.language}}, "boost": OWN_LANGUAGE}}
    return {
        "query": {"bool": {"filter": filters, "should": [own]}},
        "size": request.limit * VERSIONS,
        "sort": [{"_score": "desc"}, {"title_key": "asc"}, {"key": "asc"}],
        "collapse": {"field": "translation_key"},
        "track_total_hits": False,
        "_source": ["key", "kind", "language", "title", "stored.address"],
    }


def read(request: SuggestRequest, answer: Mapping[str, Any]) -> tuple[Suggestion, ...]:
    begin = fold(request.text.strip(), request.language)
    found = []
    for place, hit in enumerate(answer["hits"]["hits"]):
        source = hit["_source"]
        title = next(iter(source["title"].values()), "")
        suggestion = Suggestion(title, source["kind"], source["language"], source["stored"]["address"], source["key"])
        found.append((not fold(title, source["language"]).startswith(begin), place, suggestion))
    return tuple(one[-1] for one in sorted(found, key=lambda one: one[:2])[: request.limit])
