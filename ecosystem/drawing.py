"""Countries and regions as SVG paths of the web mercator map, out of the same files that the script draws from.

`static/geo/*.json` are TopoJSON: arcs of whole numbers, each step relative to the one before, scaled and shifted to
degrees; a shape names its arcs, a negative number is an arc backwards (TopoJSON specification, 2.1.4 and 2.1.5).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

from django.conf import settings

from ecosystem.mercator import Window, x_of, y_of

FILES = ("europe.json", "regions.json")
STEP = 9  # tenths of px; points nearer to the one before are left out
LEAST = 15  # tenths of px; smaller rings are not drawn
_UNIT = 20  # zoom at which points are kept

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A country or region: its code, its rings as points of the map at zoom _UNIT, and the box around them there."""

    code: str
    rings: tuple[Ring, ...]
    west: float
    north: float
    east: float
    south: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape in a window: `path` is SVG path data in tenths of px; (x, y) is the middle of its largest part and `room`
    the width of that, in px.
    """

    code: str
    path: str
    x: float
    y: float
    room: float


@cache
def shapes(file: str) -> tuple[Shape, ...]:
    """The shapes of one file, read once per process; none where the file is not there."""
    path = settings.BASE_DIR / "static" / "geo" / file
    if not path.exists():
        return ()
    topology = json.loads(path.read_text())
    arcs = [_arc(arc, topology.get("transform")) for arc in topology["arcs"]]
    return tuple(
        shape
        for named in topology["objects"].values()
        for geometry in named.get("geometries", [named])
        if (shape := _shape(geometry, arcs)) is not None
    )


def _arc(arc: list[list[float]], transform: dict[str, list[float]] | None) -> list[tuple[float, float]]:
    """One arc as points of the map."""
    if transform:
        (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
        columns = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
        degrees = [(x * scale_x + shift_x, y * scale_y + shift_y) for x, y in zip(*columns, strict=True)]
    else:
        degrees = [(point[0], point[1]) for point in arc]
    return [(x_of(longitude, _UNIT), y_of(latitude, _UNIT)) for longitude, latitude in degrees]


def _shape(geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> Shape | None:
    polygons = {"Polygon": [geometry.get("arcs", [])], "MultiPolygon": geometry.get("arcs", [])}.get(geometry["type"])
    rings = [_joined(ring, arcs) for polygon in polygons or () for ring in polygon]
    points = [point for ring in rings for point in ring]
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    code = str(geometry.get("properties", {}).get("code", ""))
    return Shape(code, tuple(rings), min(xs), min(ys), max(xs), max(ys))


def _joined(ring: list[int], arcs: list[list[tuple[float, float]]]) -> Ring:
    points: list[tuple[float, float]] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return tuple(points)


def drawn(file: str, window: Window) -> Iterator[Drawn]:
    """The shapes of a file that are in the window, as finely as one sees at that zoom."""
    scale = 2.0 ** (window.zoom - _UNIT)
    left, top = window.left, window.top
    for shape in shapes(file):
        if shape.east * scale < left or shape.west * scale > left + window.width:
            continue
        if shape.south * scale < top or shape.north * scale > top + window.height:
            continue
        path = "".join(_path(ring, scale, left, top) for ring in shape.rings)
        if path:
            x, y, room = _middle(shape, scale, left, top)
            yield Drawn(shape.code, path, x, y, room)


def _middle(shape: Shape, scale: float, left: float, top: float) -> tuple[float, float, float]:
    """Of the ring with the most points: an island or an enclave is not what a name stands on."""
    xs, ys = zip(*max(shape.rings, key=len), strict=True)
    x, y = (min(xs) + max(xs)) / 2 * scale - left, (min(ys) + max(ys)) / 2 * scale - top
    return round(x, 1), round(y, 1), (max(xs) - min(xs)) * scale


def _path(ring: Ring, scale: float, left: float, top: float) -> str:
    """The ring in tenths of px, each step relative; without points that nobody sees, nothing for an islet too small."""
    points: list[tuple[int, int]] = []
    for x, y in ring:
        here = round((x * scale - left) * 10), round((y * scale - top) * 10)
        if not points or abs(here[0] - points[-1][0]) + abs(here[1] - points[-1][1]) >= STEP:
            points.append(here)
    if len(points) < 3:
        return ""
    xs, ys = zip(*points, strict=True)
    if max(max(xs) - min(xs), max(ys) - min(ys)) < LEAST:
        return ""
    steps = (f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}Z".replace(" -", "-")
