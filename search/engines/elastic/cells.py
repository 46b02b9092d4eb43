"""The squares of a map, and the names of all that is found.

The squares are tiles of `geotile_grid` with the mean place of their documents. Which things are in the squares that
hold few is asked in a second request, for these squares only.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from elasticsearch.dsl import aggs

from search.areas import Grid
from search.engines.elastic.queries import UNLIKE, Query, in_box
from search.requests import MAX_CELLS, NAMED_CELL, Cell

EXACT_TO = 3000  # things of a square of which documents alone do not tell the number
VALUES = 50  # of a facet that is counted in each square
Tile = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Square:
    """What is in one tile; `counts` by facet and value."""

    count: int
    latitude: float
    longitude: float
    counts: Mapping[str, Mapping[str, int]]


def body(query: Query, grid: Grid, *, plain: bool, counted: Iterable[str] = ()) -> dict[str, Any]:
    """Asks for the number of things in each tile and their mean place; `plain` as for `counting`."""
    tiles = _tiles(grid)
    _things(tiles, plain=plain)
    tiles.metric("middle", aggs.GeoCentroid(field="place"))
    for name in filter(None, dict.fromkeys(counted)):
        _things(tiles.bucket(f"facet {name}", aggs.Terms(field=f"facets.{name}", size=VALUES)), plain=plain)
    return {"query": query, "size": 0, "track_total_hits": False, "aggs": {"tiles": tiles.to_dict()}}


def _things(buckets, *, plain: bool) -> None:
    """Have things counted in each bucket: all of them by name, or only those whose documents do not tell."""
    things = aggs.Cardinality(field="translation_key", precision_threshold=EXACT_TO)
    (buckets.bucket("unlike", aggs.Filter(UNLIKE)) if plain else buckets).metric("things", things)


def _number(bucket: Mapping[str, Any]) -> int:
    unlike = bucket.get("unlike")
    return (
        bucket["doc_count"] - unlike["doc_count"] + unlike["things"]["value"] if unlike else bucket["things"]["value"]
    )


def named_body(query: Query, grid: Grid, few: Iterable[Tile]) -> dict[str, Any]:
    """Asks for the things in these tiles, of which neighbours in a row are asked for together."""
    boxes = [in_box(grid.box(x, y, wide)) for x, y, wide in _runs(few)]
    tiles = _tiles(grid)
    tiles.metric("keys", aggs.Terms(field="translation_key", size=NAMED_CELL + 1, order={"_key": "asc"}))
    narrowed = {"bool": {"filter": [query, {"bool": {"should": boxes}}]}}
    return {"query": narrowed, "size": 0, "track_total_hits": False, "aggs": {"tiles": tiles.to_dict()}}


def _tiles(grid: Grid):
    around = 2 * (grid.columns + grid.rows) + 4  # tiles that a place on the very edge of a box falls into
    return aggs.GeotileGrid(field="place", precision=grid.precision, size=MAX_CELLS + around)


def _runs(tiles: Iterable[Tile]) -> Iterator[tuple[int, int, int]]:
    """(x, y, how many) of tiles that follow on each other in a row."""
    begin: list[int] | None = None
    for x, y in sorted(tiles, key=lambda tile: (tile[1], tile[0])):
        if begin and (begin[0] + begin[2], begin[1]) == (x, y):
            begin[2] += 1
            continue
        if begin:
            yield begin[0], begin[1], begin[2]
        begin = [x, y, 1]
    if begin:
        yield begin[0], begin[1], begin[2]


def _buckets(answer: Mapping[str, Any], grid: Grid) -> Iterator[tuple[Tile, Mapping[str, Any]]]:
    for bucket in answer["aggregations"]["tiles"]["buckets"]:
        _precision, x, y = map(int, bucket["key"].split("/"))
        if grid.holds(x, y):
            yield (x, y), bucket


def squares(answer: Mapping[str, Any], grid: Grid, counted: Iterable[str] = ()) -> dict[Tile, Square]:
    """What is in each tile."""
    found = {}
    for tile, bucket in _buckets(answer, grid):
        middle = bucket["middle"]["location"]
        counts = {
            name: {each["key"]: _number(each) for each in bucket.get(f"facet {name}", {"buckets": ()})["buckets"]}
            for name in counted
        }
        found[tile] = Square(_number(bucket), middle["lat"], middle["lon"], counts)
    return found


def names(answer: Mapping[str, Any], grid: Grid) -> dict[Tile, tuple[str, ...]]:
    """The things in each tile, sorted."""
    return {
        tile: tuple(sorted(each["key"] for each in bucket["keys"]["buckets"]))
        for tile, bucket in _buckets(answer, grid)
    }


def cells(found: Mapping[Tile, Square], named: Mapping[Tile, tuple[str, ...]], grid: Grid) -> tuple[Cell, ...]:
    """From the north-west row by row. What changed between the two requests is left unnamed."""
    made = []
    for (x, y), one in sorted(found.items(), key=lambda item: item[0][::-1]):
        keys = named.get((x, y), ())
        keys = keys if len(keys) == one.count else ()
        made.append(Cell(one.latitude, one.longitude, one.count, grid.box(x, y), keys, one.counts))
    return tuple(made)
