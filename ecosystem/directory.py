"""Directory and map: one question to the search engine, seen twice. Both honour the same filters in the same order.

A reader of the alliance is answered from the values that members may see, everybody else from the public ones; private
values are in no document of the index. Every function raises `EngineUnavailableError` while the engine does not answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from clusters import rules
from clusters.search_facets import NUMBERS, TWICE
from clusters.search_source import access_of
from ecosystem import filters
from ecosystem.addresses import (
    LAST_PAGE,
    ORGANISATION,
    PER_PAGE,
    SCHEMES,
    DirectoryRequest,
    parse as _parse,
)
from search import service, sources
from search.documents import FOR_MEMBERS
from search.requests import Box, Cell, Hit, Near, SearchRequest, SearchResults

__all__ = ["Directory", "DirectoryRequest", "Layer", "cells", "codes", "find", "layers", "parse", "search_request"]

COUNTED = ("cluster", "country", "region", *SCHEMES, "language", "type", "size", "has")
_SORTS = {"name": "title", "new": "newest"}
_INDEXED = {"language": "spoken"}  # a facet called language would be that of the texts


@dataclass(frozen=True)
class Layer:
    """A kind of thing that has places: how many of them were found, and the same question with or without it."""

    kind: str
    title: str
    count: int
    chosen: bool
    query: str


@dataclass(frozen=True)
class Directory:
    """The answer: `codes` are those of the organisations of the page, in order; `hits` are all of the page."""

    asked: DirectoryRequest
    hits: tuple[Hit, ...]
    total: int
    groups: list[filters.Group]
    chips: list[filters.Chip]
    layers: list[Layer]
    corrected: str

    @property
    def codes(self) -> list[str]:
        return [code_of(hit.translation_key) for hit in self.hits if hit.kind == ORGANISATION]

    @property
    def last_page(self) -> int:
        return min(LAST_PAGE, max(1, -(-self.total // PER_PAGE)))

    @property
    def is_cut(self) -> bool:
        """More was found than can be paged through."""
        return self.total > LAST_PAGE * PER_PAGE


def layers() -> dict[str, str]:
    """The kinds of things that have places, organisations first, with their names in the active language."""
    found = sorted(sources.all_sources(), key=lambda source: source.kind != ORGANISATION)
    return {source.kind: str(source.title) for source in found if source.on_map}


def parse(data) -> DirectoryRequest:
    """Read a query string; nothing raises, unknown values are dropped."""
    return _parse(data, layers=[source.kind for source in sources.all_sources() if source.on_map])


def name_in_index(name: str, asked: DirectoryRequest, *, audience: str) -> str:
    """What a filter is called in the index. Other kinds of things have their concepts by scheme, for everybody."""
    if not asked.of_organisations:
        return SCHEMES.get(name, _INDEXED.get(name, name))
    own = _INDEXED.get(name, name)
    return f"{FOR_MEMBERS}{own}" if audience != "public" and own in {*TWICE, *NUMBERS} else own


def search_request(
    asked: DirectoryRequest, *, user, language: str, offset: int = 0, limit: int = PER_PAGE, **more: Any
) -> SearchRequest:
    """The question as the engines take it; `more` sets further parts of the request. The box is left out."""
    audience = rules.audience(user)

    def called(name: str) -> str:
        return name_in_index(name, asked, audience=audience)

    facets = {called(name): values for name, values in asked.chosen.items() if name != "lacks"}
    lacking = asked.chosen.get("lacks", ())
    values = {
        "text": asked.text,
        "kinds": asked.layers,
        "facets": facets,
        "without": {called("has"): lacking} if lacking else {},
        "ranges": {called(name): limits for name, limits in _ranges(asked).items()},
        "near": Near(asked.town.place, float(asked.kilometres)) if asked.town else None,
        "within": asked.area or None,
        "sort": _SORTS.get(asked.order, asked.order),
        "offset": offset,
        "limit": limit,
        "highlight": False,
    }
    return SearchRequest(language=language, access=access_of(user), **(values | more))


def _ranges(asked: DirectoryRequest) -> dict[str, tuple[float | None, float | None]]:
    """At most so many pieces and days; free in some part of the period."""
    ranges: dict[str, tuple[float | None, float | None]] = {
        name: (None, float(value)) for name, value in asked.numbers.items()
    }
    if "free_until" in asked.dates:
        ranges["free_from"] = (None, float(asked.dates["free_until"].toordinal()))
    if "free_from" in asked.dates:
        ranges["free_until"] = (float(asked.dates["free_from"].toordinal()), None)
    return ranges


def find(asked: DirectoryRequest, *, user, language: str, box: Box | None = None) -> Directory:
    """One page of what fits, with the counts of every filter; `box` narrows it to a part of the map."""
    audience = rules.audience(user)
    counted = {name: name_in_index(name, asked, audience=audience) for name in COUNTED}
    request = search_request(
        asked,
        user=user,
        language=language,
        offset=(min(asked.page, LAST_PAGE) - 1) * PER_PAGE,
        counted=tuple(counted.values()),
        box=box,
    )
    found = service.engine().search(request)
    counts = {name: {each.value: each.count for each in found.facets.get(own, ())} for name, own in counted.items()}
    return Directory(
        asked=asked,
        hits=found.hits,
        total=found.total,
        groups=filters.groups(asked, counts, total=found.total, language=language),
        chips=filters.chips(asked, language=language),
        layers=_layers(asked, found),
        corrected=found.understood.corrected,
    )


def _layers(asked: DirectoryRequest, found: SearchResults) -> list[Layer]:
    return [
        Layer(kind, title, found.kinds.get(kind, 0), kind in asked.layers, asked.widened(layer=kind).query_string())
        for kind, title in layers().items()
    ]


def cells(
    asked: DirectoryRequest, *, user, box: Box, zoom: int, language: str = "", **more: Any
) -> dict[str, tuple[Cell, ...]]:
    """What fits in a part of the map, by squares of the grid, for each layer asked for."""
    language = language or get_language()
    engine = service.engine()
    return {
        layer: engine.cells(
            search_request(asked, user=user, language=language, **({"kinds": (layer,)} | more)), box=box, zoom=zoom
        )
        for layer in asked.layers
    }


def codes(asked: DirectoryRequest, *, user, language: str = "") -> Iterator[str]:
    """The codes of all organisations that fit, however many, sorted: for what is taken away."""
    request = search_request(asked, user=user, language=language or get_language(), kinds=(ORGANISATION,))
    return (code_of(key) for key in service.engine().keys(request))


def code_of(translation_key: str) -> str:
    """`organisation:abc123` is the organisation abc123."""
    return translation_key.partition(":")[2]
