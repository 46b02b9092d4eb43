"""The map under the tables: regions woven the denser, the more there is; bare where there is nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from clusters.gazetteer.shapes import Drawing, svg_paths
from ecosystem.gaps import Atlas

WIDTH = 960
MAKERS = (0, 2, 9)  # the most that a density of the cloth stands for; the densest has no end
SHARES = (0, 1 / 3, 2 / 3)


@dataclass(frozen=True)
class Region:
    """A region as drawn: `density` from 0 (bare) to 3, and what is told when somebody points at it."""

    path: str
    density: int
    label: str


@dataclass(frozen=True)
class Map:
    drawing: Drawing
    regions: list[Region]

    @property
    def thread(self) -> float:
        """A repeat of the cloth is so many times as large as in a pattern of 8 px, in the drawing’s units."""
        return round(self.drawing.unit, 3)


def density(value: float, steps: Iterable[float]) -> int:
    """0 for the first step at most, then 1, 2, 3."""
    return sum(value > step for step in steps)


def drawn(
    atlas: Atlas, values: Mapping[str, float], steps: tuple[float, ...], label: Callable[[str, float], str]
) -> Map | None:
    """The regions of the country asked for, else of all; None where there are no outlines.

    A region that is shown within a broader one has the broader one’s value.
    """
    drawing = svg_paths([atlas.asked.country] if atlas.asked.country else atlas.countries, width=WIDTH)
    if not drawing.regions:
        return None
    regions = []
    for shape in drawing.regions:
        code = atlas.folded.get(shape.code, shape.code)
        value = values.get(code, 0)
        regions.append(Region(shape.path, density(value, steps), label(atlas.name(code), value)))
    return Map(drawing, regions)
