"""Patterns that the threads make: stripes, checks, twills, ikat, tapestry."""

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance

from clusters import weaves
from clusters.patterns.loom import (
    ECRU,
    LINEN,
    SIZE,
    Colour,
    finished,
    mixed,
    palette,
    sett,
    slack,
    thread_shade,
    tiled,
    unevenness,
    warm,
    weave,
)


def stripes(random: Random, dye: str) -> Image.Image:
    colours = palette(random, dye)
    order = sett(random, [colours[0], colours[1], colours[0]], LINEN, narrow=4, wide=22)
    return weave(random, weaves.draft("plain"), lambda n: order[n % len(order)], lambda _n: LINEN, pitch=6)


def checks(random: Random, dye: str) -> Image.Image:
    colours = palette(random, dye)
    order = sett(random, [colours[0], colours[1], colours[2]], LINEN, narrow=4, wide=18)

    def thread(n: int) -> Colour:
        return order[n % len(order)]

    return weave(random, weaves.draft("twill"), thread, thread, pitch=6)


def twill(random: Random, dye: str) -> Image.Image:
    colours = palette(random, dye)
    lines = [
        ["1110", "1101", "1011", "0111"],
        ["11100", "11001", "10011", "00111", "01110"],
        ["1100", "1001", "0011", "0110"],
    ]
    draft = [[cell == "1" for cell in row] for row in random.choice(lines)]
    stripe = random.randint(30, 60)

    def warp(n: int) -> Colour:
        return mixed(colours[0], colours[1], 0.85) if n % stripe in (0, 1, 2) else colours[0]

    return weave(random, draft, warp, lambda _n: LINEN, pitch=random.choice((13, 15, 17)))


def herringbone(random: Random, dye: str) -> Image.Image:
    colours = palette(random, dye)
    width = random.choice((8, 12, 16))
    twill = weaves.draft("twill")
    turn = [column % 4 for column in range(width)] + [(width - 1 - column) % 4 for column in range(width)]
    draft = [[row[column] for column in turn] for row in twill]
    ground = random.choice((LINEN, ECRU))
    dark = mixed(colours[0], (20, 18, 16), 0.12)
    return weave(random, draft, lambda _n: dark, lambda _n: ground, pitch=random.choice((9, 11)))


def houndstooth(random: Random, dye: str) -> Image.Image:
    colours = palette(random, dye)
    line = random.choice((0, 1))

    def thread(n: int) -> Colour:
        if line and n % 48 in (22, 23):
            return colours[1]
        return colours[0] if n % 8 < 4 else LINEN

    return weave(random, weaves.draft("twill"), thread, thread, pitch=random.choice((11, 13, 15)))


def ikat(random: Random, dye: str) -> Image.Image:
    """Warp ikat: the motif is dyed into the warp before weaving, and each thread slips a little on the loom."""
    colours = palette(random, dye)
    pitch, across, down = 5, 320, 214
    motif = Image.new("RGB", (across, down + 40), colours[0])
    draw = ImageDraw.Draw(motif)
    step, tall = random.choice((40, 53, 64)), random.choice((84, 108))
    layers = ((0.48, LINEN), (0.36, colours[1]), (0.24, LINEN), (0.13, colours[0]))
    for column in range(-1, across // step + 2):
        for row in range(-1, (down + 40) // tall + 2):
            x = column * step + step // 2
            y = row * tall + (tall // 2 if column % 2 else 0)
            for share, colour in layers:
                w, h = step * share, tall * share
                draw.polygon([(x, y - h), (x + w, y), (x, y + h), (x - w, y)], fill=colour)
    slipped = Image.new("RGB", (across, down))
    slip = 0.0
    for x in range(across):
        slip = slip * 0.55 + random.gauss(0, 2.3)
        top = round(min(max(20 + slip, 0), 40))
        slipped.paste(motif.crop((x, top, x + 1, top + down)), (x, 0))
    bled = slipped.resize((across * pitch, down * pitch), Image.Resampling.BILINEAR, box=(0, 0, across, down))
    bled = Image.blend(slipped.resize(bled.size, Image.Resampling.NEAREST), bled, 0.45)
    rib = weave(random, weaves.draft("plain"), lambda _n: (255, 255, 255), lambda _n: (228, 224, 214), pitch=pitch)
    return ImageEnhance.Brightness(ImageChops.multiply(bled.crop((0, 0, *SIZE)), rib)).enhance(1.12)


def kilim(random: Random, dye: str) -> Image.Image:
    """Slit tapestry: stepped lozenges, the weft beaten so close that the warp only shows as ribs."""
    colours = palette(random, dye)
    rib, pick = 16, 4
    across, down = 100, 267
    plan = Image.new("RGB", (across, down), colours[0])
    draw = ImageDraw.Draw(plan)
    step = random.choice((20, 25))
    tall = step * 5
    layers = [
        (1.0, ECRU),
        (0.8, colours[1]),
        (0.6, mixed(colours[0], (24, 20, 18), 0.55)),
        (0.4, colours[2]),
        (0.2, ECRU),
    ]
    for row in range(-1, 2 * down // tall + 2):
        for column in range(-1, across // step + 2):
            x, y = column * step + (step // 2 if row % 2 else 0), row * tall // 2
            for share, colour in layers:
                reach = round(step / 2 * share)
                for line in range(reach):
                    half, height = reach - line, tall // 2 / (step / 2)
                    for side in (-1, 1):
                        first = y + side * line * height
                        last = y + side * (line + 1) * height
                        draw.rectangle((x - half, min(first, last), x + half - 1, max(first, last) - 1), fill=colour)
    cloth = plan.resize((across * rib, down * pick), Image.Resampling.NEAREST)
    shade = tiled(thread_shade(rib, upright=True).resize((rib, pick)), cloth.size)
    picks = Image.new("L", (1, pick))
    picks.putdata([176, 246, 255, 224])
    shade = ImageChops.multiply(shade, tiled(picks.resize((8, pick)), cloth.size))
    shade = ImageChops.multiply(shade, unevenness(random, down, cloth.size, upright=False))
    cloth = ImageChops.multiply(cloth, warm(shade))
    return ImageEnhance.Brightness(finished(slack(cloth, random, 3.0), random)).enhance(1.06)
