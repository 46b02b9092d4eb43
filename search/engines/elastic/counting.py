"""Totals, kinds and facets: things counted, whatever the number of their language versions.

Where nobody asks for words or a language (`plain`), the first version stands for all of those that promise to be alike:
counting documents is then counting things, exactly, and in a tenth of the time. Documents that promise nothing, and all
of them where words are asked for, are counted by the names of their things.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from elasticsearch.dsl import aggs

from search.engines.elastic.queries import FIRST, UNLIKE, Query
from search.requests import Count, SearchRequest

VALUES = 300  # of one facet
EXACT_TO = 10_000  # things; beyond that a count may be off by a few in a hundred
KINDS, TOTAL = "kinds", "total"
Aggregation = dict[str, Any]


@cache
def _things() -> Aggregation:
    return aggs.Cardinality(field="translation_key", precision_threshold=EXACT_TO).to_dict()


@cache
def _values(field: str) -> Aggregation:
    counted = aggs.Terms(field=field, size=VALUES, order=[{"things": "desc"}, {"_key": "asc"}])
    few = aggs.Cardinality(field="translation_key", precision_threshold=1000)
    return counted.metric("things", few).to_dict()


@cache
def _documents(field: str) -> Aggregation:
    return aggs.Terms(field=field, size=VALUES).to_dict()


def aggregations(request: SearchRequest, chosen: Mapping[str, Query], *, plain: bool) -> Aggregation:
    """Each facet is counted among what all the others leave; its own selection does not narrow its counts."""
    fields = {KINDS: ("kind", "kind")}
    fields |= {f"facet {name}": (name, f"facets.{name}") for name in request.counted if name}
    parts: dict[str, dict[str, str]] = {"": {}}  # what is counted with all filters, and with all but one
    for key, (name, field) in fields.items():
        parts.setdefault(name if name in chosen else "", {})[key] = field

    def part(but: str, counts: Aggregation, *more: Query) -> Aggregation:
        filters = [*more, *(query for name, query in chosen.items() if name != but)]
        return {"filter": {"bool": {"filter": filters}}} | ({"aggs": counts} if counts else {})

    found: Aggregation = {}
    for but, counted in parts.items():
        things = {key: _values(field) for key, field in counted.items()} | ({} if but else {TOTAL: _things()})
        found[f"things {but}"] = part(but, things, *([UNLIKE] if plain else []))
        if plain:
            found[f"first {but}"] = part(but, {key: _documents(field) for key, field in counted.items()}, FIRST)
    return found


def _counts(answer: Mapping[str, Any], wanted: str) -> dict[str, int]:
    """Things by value."""
    found: dict[str, int] = {}
    for part in answer.values():
        for bucket in part.get(wanted, {"buckets": ()})["buckets"]:
            number = bucket["things"]["value"] if "things" in bucket else bucket["doc_count"]
            found[bucket["key"]] = found.get(bucket["key"], 0) + number
    return found


def total(answer: Mapping[str, Any]) -> int:
    first = answer["first "]["doc_count"] if "first " in answer else 0
    return first + answer["things "][TOTAL]["value"]


def kinds(answer: Mapping[str, Any]) -> dict[str, int]:
    return dict(sorted(_counts(answer, KINDS).items()))


def facets(request: SearchRequest, answer: Mapping[str, Any]) -> dict[str, tuple[Count, ...]]:
    """The most frequent values first; a value that is chosen is there even with nothing found."""
    found = {}
    for name in dict.fromkeys(request.counted):
        chosen = request.facets.get(name, ())
        counts = _counts(answer, f"facet {name}") if name else {}
        counts |= {value: 0 for value in chosen if value not in counts}
        values = [Count(value, number, value in chosen) for value, number in counts.items()]
        found[name] = tuple(sorted(values, key=lambda count: (-count.count, count.value)))
    return found
