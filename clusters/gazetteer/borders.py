"""In which country a point lies, and what is wrong with coordinates that somebody gave for a place."""

from array import array
from math import cos, hypot, radians

from clusters.gazetteer import store

NEAR_KM = 12  # a point so near a country's shore or border may belong to it: the outlines are rough
_KM_PER_DEGREE = 111.2


def country_at(latitude: float, longitude: float) -> str:
    """The ISO 3166-1 code of the country a point lies in or within a few kilometres of the shore of; "" at sea."""
    found = store.rows(
        "SELECT country, ring FROM border WHERE south <= ? AND north >= ? AND west <= ? AND east >= ? ORDER BY id",
        *(latitude, latitude, longitude, longitude),
    )
    inside: dict[str, int] = {}
    for country, blob in found:
        if _crosses(_ring(blob), latitude, longitude):
            inside[country] = inside.get(country, 0) + 1
    for country, rings in inside.items():
        if rings % 2:  # a hole is a ring of its own: inside it is outside
            return country
    near = {country: _distance_km(country, latitude, longitude) for country in _around(latitude, longitude)}
    nearest = min(near, key=lambda country: (near[country], country), default="")
    return nearest if nearest and near[nearest] <= NEAR_KM else ""


def fault_of(latitude: float, longitude: float, country: str) -> str:
    """What is wrong with a point that is said to lie in `country` (ISO 3166-1): "" for nothing, else one of

    `range` (no such degrees), `zero` (0, 0), `swapped` (latitude and longitude changed places), `country` (it lies in
    another one), `sea`. Within a few kilometres of the border of the country a point is taken as right. A country
    without an outline here is never wrong.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return "swapped" if -90 <= longitude <= 90 and _is_in(country, longitude, latitude) else "range"
    if abs(latitude) < 0.01 and abs(longitude) < 0.01:
        return "zero"
    if not store.rows("SELECT 1 FROM border WHERE country = ? LIMIT 1", country) or _is_in(
        country, latitude, longitude
    ):
        return ""
    if -90 <= longitude <= 90 and _is_in(country, longitude, latitude):
        return "swapped"
    return "country" if country_at(latitude, longitude) else "sea"


def _is_in(country: str, latitude: float, longitude: float) -> bool:
    return country_at(latitude, longitude) == country or _distance_km(country, latitude, longitude) <= NEAR_KM


def _ring(blob: bytes) -> array:
    """Longitude and latitude in turns."""
    ring = array("f")
    ring.frombytes(blob)
    return ring


def _crosses(ring: array, latitude: float, longitude: float) -> bool:
    """Whether a ray to the east from the point crosses the ring an odd number of times."""
    inside = False
    last_x, last_y = ring[-2], ring[-1]
    for index in range(0, len(ring), 2):
        x, y = ring[index], ring[index + 1]
        if (y > latitude) != (last_y > latitude) and longitude < (last_x - x) * (latitude - y) / (last_y - y) + x:
            inside = not inside
        last_x, last_y = x, y
    return inside


def _around(latitude: float, longitude: float) -> list[str]:
    """Countries with an outline whose box comes near the point."""
    north, east = NEAR_KM / _KM_PER_DEGREE, NEAR_KM / _KM_PER_DEGREE / max(0.05, cos(radians(latitude)))
    found = store.rows(
        "SELECT DISTINCT country FROM border WHERE south <= ? AND north >= ? AND west <= ? AND east >= ?",
        *(latitude + north, latitude - north, longitude + east, longitude - east),
    )
    return [country for (country,) in found]


def _distance_km(country: str, latitude: float, longitude: float) -> float:
    """From the point to the nearest line of the country's outline; infinite where it is not near at all. On a plane."""
    if country not in _around(latitude, longitude):
        return float("inf")
    scale_x, scale_y = _KM_PER_DEGREE * cos(radians(latitude)), _KM_PER_DEGREE
    least = float("inf")
    for (blob,) in store.rows("SELECT ring FROM border WHERE country = ?", country):
        ring = _ring(blob)
        last_x, last_y = (ring[-2] - longitude) * scale_x, (ring[-1] - latitude) * scale_y
        for index in range(0, len(ring), 2):
            x, y = (ring[index] - longitude) * scale_x, (ring[index + 1] - latitude) * scale_y
            least = min(least, _to_line(last_x, last_y, x, y))
            last_x, last_y = x, y
    return least


def _to_line(ax: float, ay: float, bx: float, by: float) -> float:
    """From the origin to the line between two points."""
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, -(ax * dx + ay * dy) / length)) if length else 0.0
    return hypot(ax + along * dx, ay + along * dy)
