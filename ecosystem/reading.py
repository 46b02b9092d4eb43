"""Numbers, days, towns and areas as people write them into an address; each fault is a sentence for its field."""

import re
from collections.abc import Collection
from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from search import places
from search.addresses import LAST_PAGE
from search.documents import Place
from search.places import Town
from search.requests import MAX_CORNERS, Box

LARGEST = 10_000_000  # pieces or days; nobody means more
_GROUPS = re.compile(r"\d{1,3}([ .,\u00a0\u202f’'])\d{3}(?:\1\d{3})*")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")

Faults = dict[str, str]


def number(data, name: str, faults: Faults, *, least: int = 0, most: int = LARGEST) -> int | None:
    """A whole number, with or without signs between thousands (`1 200`, `1.200`); None where nothing stands."""
    text = " ".join(data.get(name, "").split())[:40]
    if not text:
        return None
    plain = re.sub(r"\D", "", text) if _GROUPS.fullmatch(text) else text
    if not (plain.isascii() and plain.isdigit()):
        faults[name] = _("Please write a whole number, such as 80. This was left out.")
        return None
    value = int(plain) if len(plain) < 12 else most + 1
    if not least <= value <= most:
        faults[name] = _("This number is out of range and was left out.")
        return None
    return value


def numbers(data, names: Collection[str], faults: Faults) -> dict[str, int]:
    return {name: value for name in names if (value := number(data, name, faults)) is not None}


def day(data, name: str, faults: Faults) -> date | None:
    """A day as browsers send it (`2027-03-01`) or as Europeans write it (`1.3.2027`, `01/03/2027`)."""
    text = data.get(name, "").strip()[:40]
    if not text:
        return None
    found = _DAY_FIRST.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else parse_date(text) or _unread(name, faults)
    except ValueError:
        return _unread(name, faults)


def _unread(name: str, faults: Faults) -> None:
    faults[name] = _("Please write a day, such as 2027-03-01. This was left out.")


def period(data, first: str, last: str, faults: Faults) -> dict[str, date]:
    """From and until, each optional; a period that ends before it begins is left out."""
    begin, end = day(data, first, faults), day(data, last, faults)
    if begin and end and end < begin:
        faults[last] = _("This period ends before it begins, so it was left out.")
        return {}
    return {name: value for name, value in ((first, begin), (last, end)) if value}


def town(text: str, faults: Faults) -> Town | None:
    """The town that is meant, in any script: one where there is something, else any of the gazetteer’s."""
    found = places.find(text) if text else None
    if text and found is None:
        faults["near"] = _("No town called “%(town)s” is known here, so the distance was left out.") % {"town": text}
    return found


def _place(text: str) -> Place | None:
    parts = text.split(",")
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        return None
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return Place(latitude, longitude) if inside else None


def area(text: str, faults: Faults) -> tuple[Place, ...]:
    """The corners of an area, `lat,lon;lat,lon;…` in degrees; spaces do not matter, lines may stand for `;`."""
    parts = [part.strip() for part in re.split(r"[;\n]", text[:5000]) if part.strip()]
    if not parts:
        return ()
    corners = [_place(part.replace(" ", "")) for part in parts]
    if None in corners:
        faults["area"] = _("These corners cannot be read; write them as 42.7, 23.3; 43.8, 25.9; 42.5, 27.4.")
        return ()
    if not 3 <= len(set(corners)) <= len(corners) <= MAX_CORNERS:
        faults["area"] = _("An area has between 3 and %(most)s corners.") % {"most": MAX_CORNERS}
        return ()
    return tuple(corners)


def box(text: str) -> Box | None:
    """South, west, north, east; a box that makes no sense is no box."""
    try:
        south, west, north, east = (float(part) for part in text[:100].split(","))
        return Box(south, west, north, east)
    except ValueError:
        return None


def page(text: str) -> int:
    """From 1; anything else is the first page."""
    return max(1, min(int(text), 10 * LAST_PAGE)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
