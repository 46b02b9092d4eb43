"""The squares of a map, and the names of all that is found.

The squares are tiles of `geotile_grid` with the mean place of their documents. Which things are in the squares that
hold few is asked in a second request, for these squares only.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from elasticsearch.dsl import aggs

from search.areas import Grid
from search.engines.elastic.queries import UNLIKE, Query, in_box
from search.requests import MAX_CELLS, NAMED_CELL, Cell

EXACT_TO = 3000  # things of a square of which documents alone do not tell the number
Tile = tuple[int, int]


def body(query: Query, grid: Grid, *, plain: bool) -> dict[str, Any]:
    """Asks for the number of things in each tile and their mean place; `plain` as for `counting`."""
    tiles = _tiles(grid)
    things = aggs.Cardinality(field="translation_key", precision_threshold=EXACT_TO)
    tiles.metric("middle", aggs.GeoCentroid(field="place"))
    if plain:
        tiles.bucket("unlike", aggs.Filter(UNLIKE)).metric("things", things)
    else:
        tiles.metric("things", things)
    return {"query": query, "size": 0, "track_total_hits": False, "aggs": {"tiles": tiles.to_dict()}}


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


def counts(answer: Mapping[str, Any], grid: Grid) -> dict[Tile, tuple[int, float, float]]:
    """(things, mean latitude and longitude) of each tile."""
    found = {}
    for tile, bucket in _buckets(answer, grid):
        unlike = bucket.get("unlike")
        number = bucket["doc_count"] - unlike["doc_count"] if unlike else 0
        middle = bucket["middle"]["location"]
        found[tile] = (number + (unlike or bucket)["things"]["value"], middle["lat"], middle["lon"])
    return found


def names(answer: Mapping[str, Any], grid: Grid) -> dict[Tile, tuple[str, ...]]:
    """The things in each tile, sorted."""
    return {
        tile: tuple(sorted(each["key"] for each in bucket["keys"]["buckets"]))
        for tile, bucket in _buckets(answer, grid)
    }


def cells(
    found: Mapping[Tile, tuple[int, float, float]], named: Mapping[Tile, tuple[str, ...]], grid: Grid
) -> tuple[Cell, ...]:
    """From the north-west row by row. What changed between the two requests is left unnamed."""
    made = []
    for (x, y), (count, latitude, longitude) in sorted(found.items(), key=lambda item: item[0][::-1]):
        keys = named.get((x, y), ())
        made.append(Cell(latitude, longitude, count, grid.box(x, y), keys if len(keys) == count else ()))
    return tuple(made)
