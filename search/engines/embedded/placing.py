"""Where documents are, in memory: areas, and squares of the map, by arithmetic on arrays.

Seen with 100,000 places: some 3 ms for the squares of a map, where SQL needs ninety.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from search.areas import EDGE, Grid, around
from search.documents import Place
from search.engines.embedded.bits import Bits
from search.engines.embedded.schema import SHIFT, THING
from search.requests import Box

# Elasticsearch keeps degrees in steps of these; the same place is then in the same square of both engines.
STEP_DOWN, STEP_ACROSS = 180 / 2**32, 360 / 2**32


@dataclass(slots=True)
class Found:
    """Documents with a place, in the same order in each array. `versions` says where those of each version end."""

    things: np.ndarray
    versions: list[int]
    latitudes: np.ndarray
    longitudes: np.ndarray

    def having(self, documents: Bits) -> np.ndarray:
        """Which of them are in a set, as an array of truths."""
        begin, parts = 0, [np.zeros(0, dtype=bool)]
        for end, plane in zip(self.versions, (*documents.planes, *[0] * len(self.versions)), strict=False):
            things = self.things[begin:end]
            flags = np.zeros(int(things.max()) + 1 if len(things) else 0, dtype=bool)
            flags[_numbers(plane, len(flags))] = True
            parts.append(flags[things])
            begin = end
        return np.concatenate(parts)


class Placed:
    """Latitudes and longitudes of all documents, by version and thing; NaN where there is none."""

    def __init__(self, rows: Sequence[tuple[int, float, float]] = ()) -> None:
        self._versions: list[np.ndarray] = []  # each 2 by things
        last: dict[int, int] = {}
        for row, _latitude, _longitude in rows:
            last[row >> SHIFT] = max(last.get(row >> SHIFT, 0), row & THING)
        for version, thing in last.items():
            self._grow(version, thing)
        for row, latitude, longitude in rows:
            self._versions[row >> SHIFT][:, row & THING] = latitude, longitude

    def put(self, row: int, latitude: float | None, longitude: float | None) -> None:
        """Where a document is now, None for nowhere."""
        version, thing = row >> SHIFT, row & THING
        if latitude is None or longitude is None:
            if version < len(self._versions) and thing < self._versions[version].shape[1]:
                self._versions[version][:, thing] = np.nan
            return
        if version >= len(self._versions) or thing >= self._versions[version].shape[1]:
            self._grow(version, thing + thing // 8 + 64)
        self._versions[version][:, thing] = latitude, longitude

    def _grow(self, version: int, thing: int) -> None:
        while len(self._versions) <= version:
            self._versions.append(np.empty((2, 0)))
        grown = np.full((2, thing + 1), np.nan)
        held = self._versions[version]
        grown[:, : held.shape[1]] = held
        self._versions[version] = grown

    def inside(self, box: Box) -> Bits:
        """The documents in a box, edges included."""
        return Bits([_bits(_in_box(version, box)) for version in self._versions])

    def within(self, corners: Sequence[Place]) -> Bits:
        """The documents in an area; `corners` as `search.areas.ring` gives them."""
        planes = []
        for version in self._versions:
            mask = _in_box(version, around(corners)) if corners else np.zeros(version.shape[1], dtype=bool)
            at = np.flatnonzero(mask)
            mask[at] = _in_area(version[0, at], version[1, at], corners)
            planes.append(_bits(mask))
        return Bits(planes)

    def found(self, documents: Bits, *, once: bool) -> Found:
        """Those of a set that have a place; with `once` only the first version of each thing."""
        parts: list[tuple[np.ndarray, np.ndarray]] = []
        seen = 0
        for plane, version in zip(documents.planes, self._versions, strict=False):
            things = _numbers(plane & ~seen if once else plane, version.shape[1])
            things = things[~np.isnan(version[0, things])]
            if once:
                placed = np.zeros(version.shape[1], dtype=bool)
                placed[things] = True
                seen |= _bits(placed)
            parts.append((things, version[:, things]))
        if not parts:
            return Found(np.empty(0, dtype=np.int64), [], np.empty(0), np.empty(0))
        latitudes, longitudes = np.concatenate([place for _things, place in parts], axis=1)
        ends = np.cumsum([len(things) for things, _place in parts]).tolist()
        return Found(np.concatenate([things for things, _place in parts]), ends, latitudes, longitudes)


class Square(NamedTuple):
    """A tile with things in it, and the mean place of their documents; `things` are their numbers, where few."""

    column: int
    row: int
    count: int
    latitude: float
    longitude: float
    things: list[int]
    counts: dict[str, dict[str, int]]


def squares(
    found: Found, grid: Grid, few: int, counted: Mapping[str, Mapping[str, Bits]] | None = None
) -> list[Square]:
    """The tiles of the grid that hold something, from the north-west row by row.

    `counted` names facets, with the documents of each of their values.
    """
    tiles = 1 << grid.precision
    columns = np.floor((_step(found.longitudes, STEP_ACROSS) + 180) / 360 * tiles).astype(np.int64)
    height = np.sin(np.radians(np.clip(_step(found.latitudes, STEP_DOWN), -EDGE, EDGE)))
    rows = np.floor((0.5 - np.log((1 + height) / (1 - height)) / (4 * np.pi)) * tiles).astype(np.int64)
    columns, rows = np.clip(columns, 0, tiles - 1), np.clip(rows, 0, tiles - 1)
    here = (columns >= grid.left) & (columns <= grid.right) & (rows >= grid.top) & (rows <= grid.bottom)
    numbers = (rows[here] - grid.top) * grid.columns + columns[here] - grid.left
    latitudes = np.bincount(numbers, found.latitudes[here], grid.size)
    longitudes = np.bincount(numbers, found.longitudes[here], grid.size)
    documents = np.bincount(numbers, minlength=grid.size)
    pairs = np.unique(numbers << SHIFT | found.things[here])
    counts = np.bincount(pairs >> SHIFT, minlength=grid.size)
    things: dict[int, list[int]] = {}
    for pair in pairs[counts[pairs >> SHIFT] <= few].tolist():
        things.setdefault(pair >> SHIFT, []).append(pair & THING)
    used = np.flatnonzero(counts)
    shares: dict[int, dict[str, dict[str, int]]] = {}
    for name, values in (counted or {}).items():
        for value, held in values.items():
            having = np.unique((numbers << SHIFT | found.things[here])[found.having(held)[here]]) >> SHIFT
            for number, count in zip(*(each.tolist() for each in np.unique(having, return_counts=True)), strict=True):
                shares.setdefault(number, {}).setdefault(name, {})[value] = count
    means = latitudes[used] / documents[used], longitudes[used] / documents[used]
    return [
        Square(
            number % grid.columns + grid.left,
            number // grid.columns + grid.top,
            count,
            *mean,
            things.get(number, []),
            {name: shares.get(number, {}).get(name, {}) for name in counted or ()},
        )
        for number, count, *mean in zip(*(each.tolist() for each in (used, counts[used], *means)), strict=True)
    ]


def _step(degrees: np.ndarray, step: float) -> np.ndarray:
    return np.floor(degrees / step) * step


def _in_box(places: np.ndarray, box: Box) -> np.ndarray:
    latitudes, longitudes = places
    return (
        (latitudes >= box.south) & (latitudes <= box.north) & (longitudes >= box.west) & (longitudes <= box.east)
    )  # never true of NaN


def _in_area(latitudes: np.ndarray, longitudes: np.ndarray, corners: Iterable[Place]) -> np.ndarray:
    """Whether a line due east from each place crosses the edges an odd number of times."""
    corners = list(corners)
    inside = np.zeros(len(latitudes), dtype=bool)
    for one, other in zip(corners, [*corners[1:], *corners[:1]], strict=True):
        if one.latitude == other.latitude:
            continue
        crosses = (latitudes < one.latitude) != (latitudes < other.latitude)
        slope = (other.longitude - one.longitude) / (other.latitude - one.latitude)
        inside ^= crosses & (longitudes < one.longitude + (latitudes - one.latitude) * slope)
    return inside


def _bits(mask: np.ndarray) -> int:
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def _numbers(plane: int, most: int) -> np.ndarray:
    """The numbers of the bits that are set, up to `most`."""
    held = np.frombuffer(plane.to_bytes((plane.bit_length() + 7) // 8, "little"), dtype=np.uint8)
    return np.flatnonzero(np.unpackbits(held, bitorder="little")[:most])
