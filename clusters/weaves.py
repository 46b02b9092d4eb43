"""Weave drafts: small grids of warp-up (1) and warp-down (0), drawn as SVG, CSS patterns or images.

Each draft is one repeat, top row first. A cluster is told by its weave alone, without colour.
"""

import re
from functools import cache

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
