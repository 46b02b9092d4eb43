"""Drawn areas and the squares of the map, the same for every engine.

A square (cell) is a tile of the web mercator map: at precision p the world is 2^p by 2^p of them, numbered from the
north-west. A tile of a map at zoom z is 256 pixels wide, so a tile of precision z + 2 is a square of 64 on that map.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan, degrees, floor, log, pi, radians, sin, sinh

from search.documents import Place
from search.requests import CELL_PIXELS, MAX_CELLS, Box

EDGE = degrees(atan(sinh(pi)))  # where the map of web mercator ends; what lies beyond is in its first or last row
FINER = (256 // CELL_PIXELS).bit_length() - 1
LAST_ZOOM = 22
FLAT = 1e-12  # square degrees: less than a line is wide


def ring(corners: Sequence[Place]) -> tuple[Place, ...]:
    """The corners counter-clockwise, none twice in a row; nothing where they enclose nothing, being on one line."""
    found = [one for one, before in zip(corners, [corners[-1], *corners], strict=False) if one != before]
    if len(found) < 3 or all(abs(_turn(found[0], found[1], one)) < FLAT for one in found):
        return ()
    area = sum(
        one.longitude * after.latitude - after.longitude * one.latitude
        for one, after in zip(found, [*found[1:], found[0]], strict=True)
    )
    return tuple(found if area >= 0 else reversed(found))


def _turn(one: Place, two: Place, three: Place) -> float:
    return (two.longitude - one.longitude) * (three.latitude - one.latitude) - (two.latitude - one.latitude) * (
        three.longitude - one.longitude
    )


def around(corners: Sequence[Place]) -> Box:
    """The smallest box with all corners."""
    north, east = max(one.latitude for one in corners), max(one.longitude for one in corners)
    return Box(min(one.latitude for one in corners), min(one.longitude for one in corners), north, east)


def across(longitude: float) -> float:
    """How far east on the map, from 0 to 1."""
    return (longitude + 180) / 360


def down(latitude: float) -> float:
    """How far south on the map, from 0 to 1, for latitudes within ±EDGE."""
    height = sin(radians(max(-EDGE, min(EDGE, latitude))))
    return 0.5 - log((1 + height) / (1 - height)) / (4 * pi)


def _tile(share: float, precision: int) -> int:
    return max(0, min((1 << precision) - 1, floor(share * (1 << precision))))


@dataclass(frozen=True, slots=True)
class Grid:
    """The tiles of one precision that touch a box: columns `left` to `right`, rows `top` to `bottom`, all included."""

    precision: int
    left: int
    right: int
    top: int
    bottom: int

    @property
    def columns(self) -> int:
        return self.right - self.left + 1

    @property
    def rows(self) -> int:
        return self.bottom - self.top + 1

    @property
    def size(self) -> int:
        return self.columns * self.rows

    def holds(self, x: int, y: int) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def box(self, x: int, y: int, wide: int = 1, high: int = 1) -> Box:
        """The part of the map that some tiles cover, from the tile (x, y) to the east and south.

        The first row reaches to the north pole, the last one to the south pole.
        """
        tiles = 1 << self.precision
        north = 90.0 if y == 0 else _latitude(y / tiles)
        south = -90.0 if y + high == tiles else _latitude((y + high) / tiles)
        return Box(south, x / tiles * 360 - 180, north, (x + wide) / tiles * 360 - 180)

    @property
    def whole(self) -> Box:
        return self.box(self.left, self.top, self.columns, self.rows)


def _latitude(share: float) -> float:
    return degrees(atan(sinh(pi * (1 - 2 * share))))


def grid(box: Box, zoom: int) -> Grid:
    """The tiles of about CELL_PIXELS at that zoom that touch the box; larger ones where they would be too many."""
    for precision in range(max(0, min(LAST_ZOOM, zoom)) + FINER, -1, -1):
        found = Grid(
            precision,
            _tile(across(box.west), precision),
            _tile(across(box.east), precision),
            _tile(down(box.north), precision),
            _tile(down(box.south), precision),
        )
        if found.size <= MAX_CELLS:
            break
    return found
