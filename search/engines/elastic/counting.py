"""Totals, kinds and facets: things counted, whatever the number of their language versions."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from elasticsearch.dsl import aggs

from search.engines.elastic.queries import Query
from search.requests import Count, SearchRequest

VALUES = 300  # of one facet
EXACT_TO = 10_000  # things; beyond that a count may be off by a few in a hundred


@cache
def _things() -> dict[str, Any]:
    return aggs.Cardinality(field="translation_key", precision_threshold=EXACT_TO).to_dict()


@cache
def _values(field: str) -> dict[str, Any]:
    counted = aggs.Terms(field=field, size=VALUES, order=[{"things": "desc"}, {"_key": "asc"}])
    few = aggs.Cardinality(field="translation_key", precision_threshold=1000)
    return counted.metric("things", few).to_dict()


def aggregations(request: SearchRequest, chosen: Mapping[str, Query]) -> dict[str, Any]:
    """Each facet is counted among what all the others leave; its own selection does not narrow its counts."""

    def among(name: str | None, what: dict[str, Any]) -> dict[str, Any]:
        filters = [query for other, query in chosen.items() if other != name]
        if not filters:
            return what
        return {"filter": {"bool": {"filter": filters}}, "aggs": {"found": what}}

    facets = {
        f"facet {name}": among(name, _values(f"facets.{name}")) for name in dict.fromkeys(request.counted) if name
    }
    return {"total": among(None, _things()), "kinds": among("kind", _values("kind")), **facets}


def _found(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return answer[name].get("found", answer[name])


def total(answer: Mapping[str, Any]) -> int:
    return _found(answer, "total")["value"]


def kinds(answer: Mapping[str, Any]) -> dict[str, int]:
    return dict(sorted((bucket["key"], bucket["things"]["value"]) for bucket in _found(answer, "kinds")["buckets"]))


def facets(request: SearchRequest, answer: Mapping[str, Any]) -> dict[str, tuple[Count, ...]]:
    """The most frequent values first; a value that is chosen is there even with nothing found."""
    found = {}
    for name in dict.fromkeys(request.counted):
        chosen = request.facets.get(name, ())
        buckets = _found(answer, f"facet {name}")["buckets"] if name else ()
        counts = {bucket["key"]: bucket["things"]["value"] for bucket in buckets}
        counts |= {value: 0 for value in chosen if value not in counts}
        values = [Count(value, number, value in chosen) for value, number in counts.items()]
        found[name] = tuple(sorted(values, key=lambda count: (-count.count, count.value)))
    return found
