"""The loom: threads, drafts and light, from which every drawn cloth is made.

A picture is built as a loom builds it: a row of warp colours, a column of weft colours, and a draft that says which of
the two lies on top; then every thread gets its roundness, its unevenness and a little slack.
"""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

SIZE = (1600, 1067)
Colour = tuple[int, int, int]

# The dyes in light, as in static/css/tokens.css, and the undyed yarns that go with them.
DYES: dict[str, Colour] = {
    "madder": (163, 54, 43),
    "weld": (201, 158, 32),
    "woad": (47, 111, 115),
    "walnut": (107, 74, 51),
    "indigo": (39, 64, 122),
    "cutch": (138, 74, 31),
    "cochineal": (151, 39, 95),
    "logwood": (91, 58, 125),
}
LINEN: Colour = (236, 227, 206)
ECRU: Colour = (222, 207, 176)
# Which dyes lie well beside each other.
COMPANIONS: dict[str, tuple[str, ...]] = {
    "madder": ("indigo", "weld", "walnut"),
    "weld": ("woad", "walnut", "madder"),
    "woad": ("weld", "madder", "walnut"),
    "walnut": ("weld", "woad", "madder"),
    "indigo": ("madder", "weld", "cutch"),
    "cutch": ("indigo", "woad", "weld"),
    "cochineal": ("logwood", "weld", "woad"),
    "logwood": ("cochineal", "weld", "woad"),
}


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def noise(random: Random, size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("L", size, random.randbytes(size[0] * size[1]))


def tiled(tile: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Fill `size` with copies of `tile`, by doubling."""
    image = Image.new(tile.mode, size)
    image.paste(tile)
    width, height = tile.size
    while width < size[0]:
        image.paste(image.crop((0, 0, min(width, size[0] - width), height)), (width, 0))
        width *= 2
    while height < size[1]:
        image.paste(image.crop((0, 0, size[0], min(height, size[1] - height))), (0, height))
        height *= 2
    return image


def thread_shade(pitch: int, *, upright: bool) -> Image.Image:
    """One cell of a thread seen from above: bright along its ridge, dark where it dives under its neighbours."""
    cell = Image.new("L", (pitch, pitch))
    middle = (pitch - 1) / 2
    for x in range(pitch):
        for y in range(pitch):
            across, along = (x, y) if upright else (y, x)
            edge = abs(across - middle) / (middle + 0.5)
            dive = abs(along - middle) / (middle + 0.5)
            cell.putpixel((x, y), round(255 - 100 * edge**2.2 - 14 * dive**3))
    return cell


def unevenness(random: Random, threads: int, size: tuple[int, int], *, upright: bool) -> Image.Image:
    """Each thread a shade of its own that drifts along its length: 255 is the full colour."""
    stretches = 26
    small = noise(random, (threads, stretches) if upright else (stretches, threads))
    small = small.point(lambda value: 206 + value * 49 // 255)
    if upright:
        return small.resize((threads, size[1]), Image.Resampling.BICUBIC).resize(size, Image.Resampling.NEAREST)
    return small.resize((size[0], threads), Image.Resampling.BICUBIC).resize(size, Image.Resampling.NEAREST)


def warm(shade: Image.Image) -> Image.Image:
    """Grey values as light on yarn: shadows keep their red longest, as they do in wool and linen."""
    red = shade.point(lambda value: 255 - (255 - value) * 4 // 5)
    green = shade.point(lambda value: 255 - (255 - value) * 9 // 10)
    return Image.merge("RGB", (red, green, shade))


def slack(image: Image.Image, random: Random, amount: float) -> Image.Image:
    """Let the threads wander a little: a coarse net of points, each moved by up to `amount` px."""
    columns, rows = 12, 8
    width, height = image.size

    def corner(column: int, row: int) -> tuple[float, float]:
        inside = 0 < column < columns and 0 < row < rows
        dx, dy = moved[column, row] if inside else (0.0, 0.0)
        return width * column / columns + dx, height * row / rows + dy

    moved = {
        (column, row): (random.uniform(-amount, amount), random.uniform(-amount, amount))
        for column in range(columns + 1)
        for row in range(rows + 1)
    }
    mesh = []
    for column in range(columns):
        for row in range(rows):
            box = (
                width * column // columns,
                height * row // rows,
                width * (column + 1) // columns,
                height * (row + 1) // rows,
            )
            quad = (
                *corner(column, row),
                *corner(column, row + 1),
                *corner(column + 1, row + 1),
                *corner(column + 1, row),
            )
            mesh.append((box, quad))
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def weave(
    random: Random,
    draft: list[list[bool]],
    warp: Callable[[int], Colour],
    weft: Callable[[int], Colour],
    *,
    pitch: int,
    wander: float = 2.0,
) -> Image.Image:
    """Weave a cloth: `warp(n)` and `weft(n)` give the colour of the n-th thread, `pitch` is its thickness in px."""
    columns, rows = -(-SIZE[0] // pitch), -(-SIZE[1] // pitch)
    warps, wefts = Image.new("RGB", (columns, 1)), Image.new("RGB", (1, rows))
    warps.putdata([warp(n) for n in range(columns)])
    wefts.putdata([weft(n) for n in range(rows)])
    repeat = Image.new("L", (len(draft[0]), len(draft)))
    repeat.putdata([255 if up else 0 for row in draft for up in row])
    full = (columns * pitch, rows * pitch)
    up = tiled(repeat, (columns, rows)).resize(full, Image.Resampling.NEAREST)
    colours = Image.composite(
        warps.resize(full, Image.Resampling.NEAREST), wefts.resize(full, Image.Resampling.NEAREST), up
    )
    roundness = Image.composite(
        tiled(thread_shade(pitch, upright=True), full), tiled(thread_shade(pitch, upright=False), full), up
    )
    uneven = Image.composite(
        unevenness(random, columns, full, upright=True), unevenness(random, rows, full, upright=False), up
    )
    shade = ImageChops.multiply(roundness, uneven)
    cloth = ImageChops.multiply(colours, warm(shade))
    return finished(slack(cloth, random, wander), random)


def finished(cloth: Image.Image, random: Random) -> Image.Image:
    """Fibres: a fine grain over everything, then the size of the picture and its light."""
    grain = noise(random, (800, 534)).filter(ImageFilter.GaussianBlur(0.7)).resize(cloth.size)
    grain = grain.point(lambda value: 226 + value * 29 // 255)
    cloth = ImageChops.multiply(cloth, Image.merge("RGB", (grain,) * 3)).crop((0, 0, *SIZE))
    return ImageEnhance.Brightness(cloth).enhance(1.13)


def sett(random: Random, colours: list[Colour], ground: Colour, *, narrow: int, wide: int) -> list[Colour]:
    """A symmetrical order of threads: bands of the colours on a ground, mirrored as in a good shirting."""
    half = []
    for colour in colours:
        half += [ground] * random.randint(narrow, wide)
        half += [colour] * random.randint(narrow, wide)
        if random.random() < 0.6:
            half += [ground] * random.randint(2, 4) + [colour] * random.randint(2, 4)
    return half + half[::-1]


def palette(random: Random, dye: str) -> list[Colour]:
    """The dye and two companions; the order of the companions is the seed’s."""
    others = list(COMPANIONS[dye])
    random.shuffle(others)
    return [DYES[dye], DYES[others[0]], DYES[others[1]]]
