"""Where documents are, in memory: what lies in a box or an area, by arithmetic on arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from search.areas import EDGE, around
from search.documents import Place
from search.engines.embedded.bits import Bits
from search.engines.embedded.schema import SHIFT, THING
from search.requests import Box

# Elasticsearch keeps degrees in steps of these; the same place is then in the same square of both engines.
STEP_DOWN, STEP_ACROSS = 180 / 2**32, 360 / 2**32


@dataclass(slots=True)
class Found:
    """Documents with a place, in the same order in each array. `ends` says where those of each version end.

    `across` and `down` are shares of the map, from the west and the north. `once`: no thing is there twice.
    """

    things: np.ndarray
    ends: list[int]
    latitudes: np.ndarray
    longitudes: np.ndarray
    across: np.ndarray
    down: np.ndarray
    once: bool

    def having(self, documents: Bits) -> np.ndarray:
        """Which of them are in a set, as an array of truths."""
        begin, parts = 0, [np.zeros(0, dtype=bool)]
        for end, plane in zip(self.ends, (*documents.planes, *[0] * len(self.ends)), strict=False):
            things = self.things[begin:end]
            flags = np.zeros(int(things.max()) + 1 if len(things) else 0, dtype=bool)
            flags[_numbers(plane, len(flags))] = True
            parts.append(flags[things])
            begin = end
        return np.concatenate(parts)


class Placed:
    """Where all documents are, by version and thing, as `_tabled`; NaN where there is no place."""

    def __init__(self, rows: Sequence[tuple[int, float, float]] = ()) -> None:
        self._versions: list[np.ndarray] = []
        if not rows:
            return
        ids = np.array([row for row, _latitude, _longitude in rows], dtype=np.int64)
        table = _tabled(*np.array([place for _row, *place in rows], dtype=np.float64).T)
        for version in range(int(ids.max() >> SHIFT) + 1):
            at = np.flatnonzero(ids >> SHIFT == version)
            things = ids[at] & THING
            self._grow(version, int(things.max(initial=0)))
            self._versions[version][:, things] = table[:, at]

    def put(self, row: int, latitude: float | None, longitude: float | None) -> None:
        """Where a document is now, None for nowhere."""
        version, thing = row >> SHIFT, row & THING
        if latitude is None or longitude is None:
            if version < len(self._versions) and thing < self._versions[version].shape[1]:
                self._versions[version][:, thing] = np.nan
            return
        if version >= len(self._versions) or thing >= self._versions[version].shape[1]:
            self._grow(version, thing + thing // 8 + 64)
        self._versions[version][:, [thing]] = _tabled(np.array([latitude]), np.array([longitude]))

    def _grow(self, version: int, thing: int) -> None:
        while len(self._versions) <= version:
            self._versions.append(np.empty((4, 0)))
        grown = np.full((4, thing + 1), np.nan)
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
        table = np.concatenate([part for _things, part in parts], axis=1) if parts else np.empty((4, 0))
        things = [things for things, _part in parts]
        return Found(
            np.concatenate(things) if parts else np.empty(0, dtype=np.int64),
            np.cumsum([len(each) for each in things]).tolist(),
            *table,
            once,
        )


def _tabled(latitudes: np.ndarray, longitudes: np.ndarray) -> np.ndarray:
    """Places with their shares of the map, four numbers each, as `Placed` keeps them."""
    across = (np.floor(longitudes / STEP_ACROSS) * STEP_ACROSS + 180) / 360
    height = np.sin(np.radians(np.clip(np.floor(latitudes / STEP_DOWN) * STEP_DOWN, -EDGE, EDGE)))
    down = 0.5 - np.log((1 + height) / (1 - height)) / (4 * np.pi)
    return np.stack((latitudes, longitudes, across, down))


def _in_box(version: np.ndarray, box: Box) -> np.ndarray:
    latitudes, longitudes = version[:2]
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
