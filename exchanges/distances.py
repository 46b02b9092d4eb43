"""How far two places are from each other, as the crow flies."""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088  # mean radius (IUGG)


def great_circle_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points in degrees (haversine)."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def between(a, b) -> float | None:
    """Kilometres between two rows with `latitude` and `longitude` (places, missions); None where one has none."""
    if a is None or b is None:
        return None
    points = [(row.latitude, row.longitude) for row in (a, b)]
    if any(value is None for point in points for value in point):
        return None
    return great_circle_km(*points)
