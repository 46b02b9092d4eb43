"""Weave drafts: small grids of warp-up (1) and warp-down (0), drawn as SVG, CSS patterns or images.

Each draft is one repeat, top row first. A cluster is told by its weave alone, without colour.
"""

import re
from functools import cache
from typing import NamedTuple

CELL = 8  # one crossing of two threads in the cloth, in px; a thread is 6 wide with a gap of 1 on each side

DRAFTS = {
    "plain": ("10", "01"),
    "twill": ("1100", "0110", "0011", "1001"),
    "herringbone": ("11000110", "01101100", "00111001", "10010011"),
    "basket": ("1100", "1100", "0011", "0011"),
    "satin": ("10000", "00100", "00001", "01000", "00010"),
    "waffle": ("100000", "110001", "111011", "011111", "111011", "110001"),
    "birdseye": ("1000", "0101", "0010", "0101"),
    "hopsack": ("111000", "111000", "000111", "000111"),
}


def draft(weave: str) -> list[list[bool]]:
    """The repeat of a weave as rows of booleans; unknown weaves are plain."""
    return [[cell == "1" for cell in row] for row in DRAFTS.get(weave, DRAFTS["plain"])]


@cache
def path(weave: str) -> str:
    """The up-threads of one repeat as SVG path data, in cells of 1 × 1."""
    runs = []
    for y, row in enumerate(DRAFTS.get(weave, DRAFTS["plain"])):
        for up in re.finditer("1+", row):
            runs.append(f"M{up.start()} {y}h{up.end() - up.start()}v1H{up.start()}z")
    return "".join(runs)


def repeat(weave: str) -> tuple[int, int]:
    """Width and height of one repeat, in cells."""
    rows = DRAFTS.get(weave, DRAFTS["plain"])
    return len(rows[0]), len(rows)


class Threads(NamedTuple):
    """One repeat as SVG path data: the warp where it lies on top, the weft where it does, and the tile's size."""

    warp: str
    weft: str
    width: int
    height: int


@cache
def threads(weave: str) -> Threads:
    """The repeat drawn thread by thread, in cells of `CELL` px with a gap beside each thread."""
    rows = DRAFTS.get(weave, DRAFTS["plain"])
    across, down = repeat(weave)
    warp, weft = [], []
    for x in range(across):
        for up in re.finditer("1+", "".join(row[x] for row in rows)):
            top, length = up.start() * CELL, (up.end() - up.start()) * CELL
            warp.append(f"M{x * CELL + 1} {top}h{CELL - 2}v{length}h-{CELL - 2}z")
    for y, row in enumerate(rows):
        for over in re.finditer("0+", row):
            left, length = over.start() * CELL, (over.end() - over.start()) * CELL
            weft.append(f"M{left} {y * CELL + 1}h{length}v{CELL - 2}h-{length}z")
    return Threads("".join(warp), "".join(weft), across * CELL, down * CELL)
