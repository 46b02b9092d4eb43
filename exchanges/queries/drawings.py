"""The drawings beside the boards’ tables, as SVG measures: ribbons, and the matrix as a draft.

The cloths of the types are those of `ribbons`. Everything drawn stands in a table too; a drawing never says more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil


def per_cent(part: float, whole: float) -> str:
    """A length for SVG; never beyond the whole."""
    return f"{100 * min(part, whole) / whole:.3f}" if whole else "0"


@dataclass(frozen=True)
class Length:
    """A piece of a ribbon from `start`, `width` wide, both in per cent, filled with the pattern of that id."""

    start: str
    width: str
    pattern: str


def ribbon(pieces: Iterable[tuple[float, str]], whole: float) -> list[Length]:
    """One piece after the other: (length, id of its pattern); pieces of no length are left out."""
    found, at = [], 0.0
    for length, pattern in pieces:
        if length > 0 and at < whole:
            found.append(Length(per_cent(at, whole), per_cent(min(length, whole - at), whole), pattern))
        at += length
    return found


# In which order the sixteen crossings of a cell come up: spread like the binding points of a satin (Bayer’s matrix).
_ORDER = (0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5)
PITCH = 5  # four crossings and a gap
LABEL = 8


@dataclass(frozen=True)
class Draft:
    """The matrix as a weaver’s draft: the fuller a square, the more exchanges between the two countries."""

    path: str
    grid: str
    width: int
    height: int
    across: list[tuple[int, str]]  # (x, label) above the columns
    down: list[tuple[int, str]]  # (y, label) before the rows


def draft(rows: list[str], columns: list[str], numbers: dict[tuple[str, str], int]) -> Draft:
    most = max(numbers.values(), default=0)
    up, grid = [], []
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            left, top = LABEL + x * PITCH, LABEL + y * PITCH
            grid.append(f"M{left} {top}h4v4h-4z")
            number = numbers.get((row, column), 0)
            filled = ceil(16 * number / most) if number else 0
            up += [
                f"M{left + cell % 4} {top + cell // 4}h1v1h-1z" for cell, order in enumerate(_ORDER) if order < filled
            ]
    return Draft(
        path="".join(up),
        grid="".join(grid),
        width=LABEL + len(columns) * PITCH,
        height=LABEL + len(rows) * PITCH,
        across=[(LABEL + x * PITCH + 2, label) for x, label in enumerate(columns)],
        down=[(LABEL + y * PITCH + 3, label) for y, label in enumerate(rows)],
    )
