"""Patterns that are printed: a motif with a slightly careless hand, laid on plain cloth."""

from random import Random

from PIL import Image, ImageChops, ImageDraw

from clusters import weaves
from clusters.patterns.loom import LINEN, SIZE, Colour, mixed, noise, palette, weave


def _printed(random: Random, ground: Colour, layers: list[tuple[Image.Image, Colour]]) -> Image.Image:
    """Lay each mask on plain cloth as a translucent colour; the screen never touches every thread."""
    cloth = weave(random, weaves.draft("plain"), lambda _n: ground, lambda _n: ground, pitch=5, wander=1.5)
    patchy = (
        noise(random, (200, 134)).resize(SIZE, Image.Resampling.BICUBIC).point(lambda value: 214 + value * 40 // 255)
    )
    for mask, colour in layers:
        ink = ImageChops.multiply(cloth, Image.new("RGB", SIZE, colour))
        ink = Image.blend(ink, Image.new("RGB", SIZE, colour), 0.28)
        cloth.paste(ink, mask=ImageChops.multiply(mask.resize(SIZE, Image.Resampling.BICUBIC), patchy))
    return cloth


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    mask = Image.new("L", (SIZE[0] * 2, SIZE[1] * 2))
    return mask, ImageDraw.Draw(mask)


def dots(random: Random, dye: str) -> Image.Image:
    colours = palette(random, dye)
    (big, on_big), (small, on_small) = _sheet(), _sheet()
    step = random.choice((150, 190, 230))
    rise = round(step * 0.62)
    for row in range(-1, big.height // rise + 2):
        for column in range(-1, big.width // step + 2):
            x = column * step + (step // 2 if row % 2 else 0) + random.gauss(0, 3)
            y = row * rise + random.gauss(0, 3)
            radius = step * 0.26 * random.uniform(0.94, 1.05)
            squash = random.uniform(0.97, 1.03)
            on_big.ellipse((x - radius, y - radius * squash, x + radius, y + radius * squash), fill=255)
            x, y, radius = x + step / 2 + random.gauss(0, 2), y + random.gauss(0, 2), step * 0.075
            on_small.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    if random.random() < 0.5:
        return _printed(random, LINEN, [(big, colours[0]), (small, colours[1])])
    return _printed(random, LINEN, [(ImageChops.invert(big), colours[0]), (small, mixed(colours[0], (0, 0, 0), 0.4))])


def print_leaves(random: Random, dye: str) -> Image.Image:
    colours = palette(random, dye)
    (blades, on_blades), (veins, on_veins), (berries, on_berries) = _sheet(), _sheet(), _sheet()
    step = random.choice((300, 360))
    for column in range(-1, blades.width // step + 2):
        drift = random.uniform(0, step)
        for row in range(-2, blades.height // step + 2):
            _twig(random, on_blades, on_veins, on_berries, column * step, row * step + drift, step, column % 2 == 0)
    veins = ImageChops.multiply(veins, blades)
    light = mixed(colours[0], LINEN, 0.72)
    return _printed(random, LINEN, [(blades, colours[0]), (veins, light), (berries, colours[1])])


def _twig(random: Random, on_blades, on_veins, on_berries, x: float, y: float, step: int, leans_right: bool) -> None:
    """One stem with pairs of leaves and a berry at its tip, about `step` high, standing at (x, y)."""
    lean = (0.16 if leans_right else -0.16) + random.uniform(-0.05, 0.05)
    tip = (x + lean * step, y - step * 0.98)
    on_blades.line((x, y, *tip), fill=255, width=9)
    for pair in range(4):
        share = 0.14 + pair * 0.21
        foot_x, foot_y = x + (tip[0] - x) * share, y + (tip[1] - y) * share
        for side in (-1, 1):
            length = step * (0.37 - pair * 0.035) * random.uniform(0.94, 1.06)
            _leaf(on_blades, on_veins, foot_x, foot_y, length, side, lean + random.uniform(-0.06, 0.06))
    radius = step * 0.042
    on_berries.ellipse((tip[0] - radius, tip[1] - radius, tip[0] + radius, tip[1] + radius), fill=255)


def _leaf(on_blades, on_veins, x: float, y: float, length: float, side: int, lean: float) -> None:
    """A pointed leaf that grows up and out of (x, y), with its middle vein."""
    along = (side * 0.80 + lean, -0.60)
    across = (-along[1], along[0])
    half = ((0.18, 0.11), (0.4, 0.17), (0.65, 0.13), (0.86, 0.05))
    shape = [(0, 0), *half, (1, 0), *((share, -width) for share, width in reversed(half))]
    outline = [
        (x + (along[0] * share + across[0] * width) * length, y + (along[1] * share + across[1] * width) * length)
        for share, width in shape
    ]
    on_blades.polygon(outline, fill=255)
    on_veins.line((x, y, x + along[0] * length * 0.86, y + along[1] * length * 0.86), fill=255, width=6)


def print_waves(random: Random, dye: str) -> Image.Image:
    """Overlapping scales of rings, the wave pattern that printers of every shore know."""
    colours = palette(random, dye)
    (lines, on_lines), (hearts, on_hearts) = _sheet(), _sheet()
    radius = random.choice((150, 190))
    rings = random.choice((4, 5))
    for row in range(-1, 2 * lines.height // radius + 3):
        y = row * radius // 2 + random.gauss(0, 1.5)
        for column in range(-1, lines.width // (2 * radius) + 2):
            x = column * 2 * radius + (radius if row % 2 else 0) + random.gauss(0, 1.5)
            on_hearts.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)
            for ring in range(rings):
                reach = radius * (1 - ring / rings)
                on_lines.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
                inner = reach - radius * 0.095
                on_lines.ellipse((x - inner, y - inner, x + inner, y + inner), fill=0)
            heart = radius * 0.09
            on_hearts.ellipse((x - heart, y - heart, x + heart, y + heart), fill=255)
    if random.random() < 0.5:
        return _printed(random, LINEN, [(lines, colours[0]), (hearts, colours[1])])
    ground = mixed(colours[0], (20, 18, 30), 0.1)
    return _printed(random, LINEN, [(ImageChops.invert(lines), ground), (hearts, colours[1])])
