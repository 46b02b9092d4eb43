"""Cloth drawn by Pillow: pictures for the demo data, and the picture of a shared link.

The same kind, seed and dye give the same picture on every machine.
"""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

from clusters import weaves
from clusters.patterns import printed, woven
from clusters.patterns.loom import DYES, mixed

__all__ = ["DYES", "KINDS", "draw", "social_picture"]

KINDS: dict[str, Callable[[Random, str], Image.Image]] = {
    "stripes": woven.stripes,
    "checks": woven.checks,
    "twill": woven.twill,
    "herringbone": woven.herringbone,
    "houndstooth": woven.houndstooth,
    "ikat": woven.ikat,
    "dots": printed.dots,
    "kilim": woven.kilim,
    "print_leaves": printed.print_leaves,
    "print_waves": printed.print_waves,
}


def draw(kind: str, seed: int, dye: str = "indigo") -> Image.Image:
    """A picture of cloth, 1600 × 1067 px. `kind` is one of `KINDS`, `dye` one of `DYES`; all else is a KeyError."""
    return KINDS[kind](Random(f"{kind}/{seed}/{dye}"), dye)  # noqa: S311 -- a picture, not a secret


def social_picture(clothes: list[tuple[str, str]]) -> Image.Image:
    """The picture of a shared link, 1200 × 630 px: the weave of each (weave, dye) side by side on linen paper."""
    picture = Image.new("RGB", (1200, 630), (247, 243, 234))
    cell = 14
    columns = 1200 // cell + 1
    start = 0
    for number, (weave, dye) in enumerate(clothes, start=1):
        end = columns * number // len(clothes)
        draft = weaves.draft(weave)
        threads = ImageDraw.Draw(picture)
        colour = DYES.get(dye, DYES["indigo"])
        weft = mixed((247, 243, 234), colour, 0.2)
        for column in range(start, end):
            for row in range(45):
                x, y = column * cell, row * cell
                if draft[row % len(draft)][(column - start) % len(draft[0])]:
                    threads.rectangle((x + 2, y, x + cell - 3, y + cell - 1), fill=colour)
                else:
                    threads.rectangle((x, y + 2, x + cell - 1, y + cell - 3), fill=weft)
        start = end
    return picture
