"""The squares of a map: places counted by tiles.

Seen with 100,000 places: some 4 ms for a map of all of them, where SQL needs ninety.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from search.areas import Grid
from search.engines.embedded.bits import Bits
from search.engines.embedded.placing import Found
from search.engines.embedded.schema import SHIFT, THING

Counted = Mapping[str, Mapping[str, Bits]]  # the documents with each value of some facets


class Square(NamedTuple):
    """A tile with things in it, and the mean place of their documents; `things` are their numbers, where few."""

    column: int
    row: int
    count: int
    latitude: float
    longitude: float
    things: list[int]
    counts: dict[str, dict[str, int]]


def squares(found: Found, grid: Grid, few: int, counted: Counted) -> list[Square]:
    """The tiles of the grid that hold something, from the north-west row by row."""
    tiles = 1 << grid.precision
    columns = np.minimum((found.across * tiles).astype(np.int64), tiles - 1)
    rows = np.clip(np.floor(found.down * tiles).astype(np.int64), 0, tiles - 1)
    here = (columns >= grid.left) & (columns <= grid.right) & (rows >= grid.top) & (rows <= grid.bottom)
    numbers = (rows[here] - grid.top) * grid.columns + columns[here] - grid.left
    pairs = numbers << SHIFT | found.things[here]

    def counts_of(pairs: np.ndarray) -> np.ndarray:
        """Things by tile."""
        return np.bincount((pairs if found.once else np.unique(pairs)) >> SHIFT, minlength=grid.size)

    documents, counts = np.bincount(numbers, minlength=grid.size), counts_of(pairs)
    latitudes = np.bincount(numbers, found.latitudes[here], grid.size)
    longitudes = np.bincount(numbers, found.longitudes[here], grid.size)
    things: dict[int, list[int]] = {}
    for pair in np.unique(pairs[counts[numbers] <= few]).tolist():
        things.setdefault(pair >> SHIFT, []).append(pair & THING)
    used = np.flatnonzero(counts)
    shares = {
        name: {value: counts_of(pairs[found.having(held)[here]])[used].tolist() for value, held in values.items()}
        for name, values in counted.items()
    }
    means = latitudes[used] / documents[used], longitudes[used] / documents[used]
    made = zip(*(each.tolist() for each in (used, counts[used], *means)), strict=True)
    return [
        Square(
            number % grid.columns + grid.left,
            number // grid.columns + grid.top,
            count,
            *mean,
            things.get(number, []),
            {
                name: {value: each[place] for value, each in values.items() if each[place]}
                for name, values in shares.items()
            },
        )
        for place, (number, count, *mean) in enumerate(made)
    ]
