"""The web mercator map: degrees to pixels and back, and which part of the earth a drawing shows.

At zoom z the earth is a square of 256 · 2^z px, as every slippy map has it; x grows to the east, y to the south.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asinh, atan, degrees, pi, radians, sinh, tan

from search.documents import Place
from search.requests import Box

TILE = 256
LEAST_ZOOM, MOST_ZOOM = 2, 13
NORTHERNMOST = 85.05112878  # where the square ends


def x_of(longitude: float, zoom: int) -> float:
    return (longitude + 180) / 360 * TILE * 2**zoom


def y_of(latitude: float, zoom: int) -> float:
    latitude = max(-NORTHERNMOST, min(NORTHERNMOST, latitude))
    return (1 - asinh(tan(radians(latitude))) / pi) / 2 * TILE * 2**zoom


def longitude_of(x: float, zoom: int) -> float:
    return max(-180.0, min(180.0, x / (TILE * 2**zoom) * 360 - 180))


def latitude_of(y: float, zoom: int) -> float:
    y = max(0.0, min(TILE * 2.0**zoom, y))
    return degrees(atan(sinh(pi * (1 - 2 * y / (TILE * 2**zoom)))))


@dataclass(frozen=True)
class Window:
    """A drawing of `width` × `height` px around a middle, at a zoom. (0, 0) is its upper left corner."""

    latitude: float
    longitude: float
    zoom: int
    width: int
    height: int

    @classmethod
    def of(cls, box: Box, *, width: int, height: int, margin: int = 0, most: int = MOST_ZOOM) -> "Window":
        """The closest whole zoom at which the box is in the drawing, with so many px around it."""
        zoom = most
        while zoom > LEAST_ZOOM and not (
            x_of(box.east, zoom) - x_of(box.west, zoom) <= width - 2 * margin
            and y_of(box.south, zoom) - y_of(box.north, zoom) <= height - 2 * margin
        ):
            zoom -= 1
        middle = latitude_of((y_of(box.south, zoom) + y_of(box.north, zoom)) / 2, zoom)
        return cls(middle, (box.west + box.east) / 2, zoom, width, height)

    @property
    def left(self) -> float:
        return x_of(self.longitude, self.zoom) - self.width / 2

    @property
    def top(self) -> float:
        return y_of(self.latitude, self.zoom) - self.height / 2

    @property
    def box(self) -> Box:
        """What is in the drawing."""
        return Box(
            latitude_of(self.top + self.height, self.zoom),
            longitude_of(self.left, self.zoom),
            latitude_of(self.top, self.zoom),
            longitude_of(self.left + self.width, self.zoom),
        )

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place is in the drawing, in px."""
        return (
            round(x_of(longitude, self.zoom) - self.left, 1),
            round(y_of(latitude, self.zoom) - self.top, 1),
        )

    def moved(self, *, right: float = 0, down: float = 0, closer: int = 0) -> "Window":
        """Another part, by fractions of its own size, or the same middle from nearer by."""
        zoom = max(LEAST_ZOOM, min(MOST_ZOOM, self.zoom + closer))
        return Window(
            latitude_of(y_of(self.latitude, self.zoom) + down * self.height, self.zoom),
            longitude_of(x_of(self.longitude, self.zoom) + right * self.width, self.zoom),
            zoom,
            self.width,
            self.height,
        )


def around(places: Iterable[Place], *, pad: float) -> Box | None:
    """The smallest box that holds the places, and so many degrees more on every side; None for no place."""
    found = list(places)
    if not found:
        return None
    return Box(
        max(-90.0, min(each.latitude for each in found) - pad),
        max(-180.0, min(each.longitude for each in found) - pad),
        min(90.0, max(each.latitude for each in found) + pad),
        min(180.0, max(each.longitude for each in found) + pad),
    )
