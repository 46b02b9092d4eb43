"""Countries and regions as SVG paths in an equal-area projection, for maps that the server draws.

The projection is Lambert’s azimuthal equal-area one around 52° N 10° E on a sphere, as the EU’s own maps use it
(EPSG:3035, there on an ellipsoid). One unit is one kilometre; x grows to the east, y to the south, as in SVG.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin, sqrt

from clusters.gazetteer import store
from clusters.gazetteer.distances import EARTH_KM

CENTRE = (52.0, 10.0)
MARGIN = 0.04  # of the wider side, around the countries that a drawing is about


@dataclass(frozen=True, slots=True)
class Shape:
    """One country or region. `path` is SVG path data in kilometres."""

    code: str
    country: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw: the regions of the countries asked for, and behind them their neighbours, or the regions of those.

    `view_box` is for the attribute of the same name; `width` and `height` are in px and `unit` is one px in kilometres.
    """

    view_box: str
    width: int
    height: int
    unit: float
    regions: tuple[Shape, ...]
    neighbours: tuple[Shape, ...]

    def project(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point is in the drawing's units."""
        return project(latitude, longitude)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """(x, y) in kilometres from the centre of the projection."""
    north, centre = radians(latitude), radians(CENTRE[0])
    east = radians(longitude - CENTRE[1])
    together = 1 + sin(centre) * sin(north) + cos(centre) * cos(north) * cos(east)
    scale = EARTH_KM * sqrt(2 / max(1e-9, together))
    x = scale * cos(north) * sin(east)
    y = scale * (cos(centre) * sin(north) - sin(centre) * cos(north) * cos(east))
    return round(x, 2), round(-y, 2)


def svg_paths(countries: Iterable[str], *, width: int) -> Drawing:
    """The drawing of these countries (ISO 3166-1) at so many px; of none of them known, an empty one of one square."""
    asked = sorted(set(countries))
    regions = store.rows(
        "SELECT code, country, path, west, north, east, south FROM shape"
        " WHERE kind = 'region' AND country IN (SELECT value FROM json_each(?)) ORDER BY code",
        json.dumps(asked),
    )
    if not regions:
        return Drawing("0 0 1 1", width, width, 1 / width, (), ())
    framed = [row[3:] for row in regions if row[3] is not None]  # without those that lie far from their country
    west, north = min(row[0] for row in framed), min(row[1] for row in framed)
    east, south = max(row[2] for row in framed), max(row[3] for row in framed)
    margin = round(max(east - west, south - north) * MARGIN)
    west, north, east, south = west - margin, north - margin, east + margin, south + margin
    behind = store.rows(
        "SELECT code, country, path FROM shape WHERE west < ? AND east > ? AND north < ? AND south > ?"
        " ORDER BY kind, code",
        *(east, west, south, north),
    )
    unit = (east - west) / width
    return Drawing(
        f"{west} {north} {east - west} {south - north}",
        width,
        round((south - north) / unit),
        unit,
        tuple(Shape(*row[:3]) for row in regions),
        tuple(Shape(*row) for row in behind if row[1] not in asked),
    )
