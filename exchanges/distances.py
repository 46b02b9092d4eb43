"""How far two places are from each other, as the crow flies."""

from clusters.gazetteer import kilometres as great_circle_km


def between(a, b) -> float | None:
    """Kilometres between two rows with `latitude` and `longitude` (places, missions); None where one has none."""
    if a is None or b is None:
        return None
    points = [(row.latitude, row.longitude) for row in (a, b)]
    if any(value is None for point in points for value in point):
        return None
    return great_circle_km(*points)
