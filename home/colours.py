"""The colours of the style sheet, read from it, with their contrast against the page as WCAG 2.2 measures it."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings

TOKENS = settings.BASE_DIR / "static" / "css" / "tokens.css"
_PAIR = re.compile(r"--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")


@dataclass(frozen=True)
class Colour:
    """A token with its two values and how far each stands out from paper."""

    name: str
    light: str
    dark: str
    light_contrast: float
    dark_contrast: float


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2, definition of relative luminance)."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@cache
def read_colours() -> list[Colour]:
    """Every token with a light and a dark value, in the order of the style sheet."""
    found = _PAIR.findall(TOKENS.read_text(encoding="utf-8"))
    papers = {name: (light, dark) for name, light, dark in found}["paper"]
    return [
        Colour(name, light, dark, round(contrast(light, papers[0]), 1), round(contrast(dark, papers[1]), 1))
        for name, light, dark in found
    ]
