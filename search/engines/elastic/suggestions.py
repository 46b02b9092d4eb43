"""Titles and names by the beginnings of their words, while somebody types."""

from collections.abc import Mapping
from typing import Any

from search.engines.elastic import queries
from search.language.analysis import fold, words
from search.requests import Suggestion, SuggestRequest

MOST_WORDS = 8
LONGEST = 100  # characters that are read of what was typed
OWN_LANGUAGE = 4.0  # more for a title in the reader's language, beside 1 for each word found
VERSIONS = 3  # documents looked at for each thing wanted


def ways(request: SuggestRequest) -> list[str]:
    """The words typed, folded as the reader's language does it and as plain and Danish ones are."""
    found = []
    for language in (request.language, "", "da"):
        found.append(" ".join(word.exact for word in words(request.text[:LONGEST], language)[:MOST_WORDS]))
    return [way for way in dict.fromkeys(found) if way]


def body(request: SuggestRequest) -> dict[str, Any]:
    """Every word typed begins a word of title or names; a title that begins with all of it comes first."""
    begun = [{"match": {"start": {"query": way, "operator": "and"}}} for way in ways(request)]
    filters = [queries.readable(request.access), {"bool": {"should": begun}}]
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
