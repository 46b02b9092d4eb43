"""The map as the server draws it: boundaries, names and marks in px, ready for a template. Every mark is a link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from clusters import gazetteer
from core.languages import country_name
from ecosystem import drawing, maps
from ecosystem.addresses import DirectoryRequest
from ecosystem.drawing import Drawn
from ecosystem.maps import Pin, Square, View
from ecosystem.mercator import LEAST_ZOOM, MOST_ZOOM, Window
from ecosystem.queries.lines import precisions
from search.documents import Place
from search.requests import Box

WIDTH, HEIGHT = 960, 680
REGIONS_FROM = 7  # zoom at which regions have names; countries have them below
LETTER = 7.5  # px of a letter of a name, about
LINE = 8  # px of half its height
SIDES = ((10, 30), (100, 34), (1000, 40), (10_000, 48))  # things up to which number, and px of their mark
LARGEST = 56
PIN = 18
DIGIT = 8  # px of a digit of a count
STEP = 0.5  # of the window, for one step aside


@dataclass(frozen=True)
class Stripe:
    """A part of a mark in the weave of a cluster, "" for bare warp."""

    cluster: str
    x: float
    width: float


@dataclass(frozen=True)
class Mark:
    """One mark around (x, y): `count` is "" for a single thing; `form` is its precision, or "many"."""

    x: float
    y: float
    side: int
    form: str
    layer: int
    count: str
    name: str
    href: str
    stripes: tuple[Stripe, ...]
    language: str = ""

    @property
    def half(self) -> float:
        return self.side / 2

    @property
    def label_width(self) -> int:
        """Px of the paper under the number."""
        return DIGIT * len(self.count) + 4

    @property
    def label(self) -> float:
        return self.label_width / 2


@dataclass(frozen=True)
class Name:
    x: float
    y: float
    text: str

    def touches(self, other: "Name") -> bool:
        reach = (len(self.text) + len(other.text)) * LETTER / 2
        return abs(other.x - self.x) < reach and abs(other.y - self.y) < 2 * LINE

    def is_under(self, mark: Mark) -> bool:
        """The mark would hide a part of it."""
        reach = len(self.text) * LETTER / 2 + mark.half
        return abs(mark.x - self.x) < reach and abs(mark.y - self.y) < LINE + mark.half


@dataclass(frozen=True)
class Move:
    """A step to another part of the map."""

    sign: str
    name: str
    query: str


@dataclass(frozen=True)
class Picture:
    window: Window
    countries: list[Drawn]
    regions: list[Drawn]
    names: list[Name]
    marks: list[Mark]
    moves: list[Move]
    area: str = ""  # the area drawn, as points of a polygon

    @property
    def is_far(self) -> bool:
        """Regions are too small for their lines."""
        return self.window.zoom < REGIONS_FROM - 1

    @property
    def view_box(self) -> str:
        return f"0 0 {self.window.width} {self.window.height}"


def picture(
    asked: DirectoryRequest, seen: View, window: Window, *, titles: Mapping[str, str], language: str
) -> Picture:
    """`titles` are the names of the layers, in their order."""
    countries, regions = (list(drawing.drawn(file, window)) for file in drawing.FILES)
    drawn = marks(asked, seen, window, titles)
    written = [name for name in names(window, countries, regions, language) if not any(map(name.is_under, drawn))]
    corners = (window.point(each.latitude, each.longitude) for each in asked.area)
    area = " ".join(f"{x},{y}" for x, y in corners)
    return Picture(window, countries, regions, written, drawn, moves(asked, window), area)


def names(window: Window, countries: list[Drawn], regions: list[Drawn], language: str) -> list[Name]:
    """Of regions close by, of countries from afar; those that have room, in the reader’s language."""
    if window.zoom >= REGIONS_FROM:
        found = [(each.x, each.y, each.room, gazetteer.region_name(each.code, language)) for each in regions]
    else:
        found = [(each.x, each.y, each.room, country_name(each.code, language)) for each in countries]
        found += [(x, y, room, country_name(code, language)) for code, x, y, room in _of_countries(regions)]
    written: list[Name] = []
    for x, y, room, text in sorted(found, key=lambda each: -each[2]):
        name = Name(x, y, text)
        if room > len(text) * LETTER and 0 < x < window.width and 0 < y < window.height:
            written += [] if any(map(name.touches, written)) else [name]
    return written


def _of_countries(regions: Iterable[Drawn]) -> Iterable[tuple[str, float, float, float]]:
    """The countries that are drawn by their regions alone: code, middle of the mainland, width."""
    found: dict[str, list[Drawn]] = {}
    for each in regions:
        found.setdefault(each.code.partition("-")[0], []).append(each)
    for code, own in found.items():
        large = sum(each.room**2 for each in own) or 1
        x = sum(each.x * each.room**2 for each in own) / large
        y = sum(each.y * each.room**2 for each in own) / large
        room = max(each.x + each.room / 2 for each in own) - min(each.x - each.room / 2 for each in own)
        yield code, round(x, 1), round(y, 1), room


def marks(asked: DirectoryRequest, seen: View, window: Window, titles: Mapping[str, str]) -> list[Mark]:
    """From the north to the south, so that the nearer ones cover the farther ones."""
    order = list(titles)
    found = [_square(asked, square, window, titles, order) for square in seen.squares]
    for pins in maps.gathered(seen.pins, window.zoom):
        if len(pins) == 1:
            found.append(_pin(pins[0], window, order))
        else:
            found.append(_square(asked, maps.together(pins), window, titles, order))
    return sorted(found, key=lambda mark: (mark.y, mark.x))


def _pin(pin: Pin, window: Window, order: list[str]) -> Mark:
    x, y = window.point(pin.latitude, pin.longitude)
    name = _("%(title)s, %(place)s, %(precision)s") % {
        "title": pin.title,
        "place": pin.town,
        "precision": precisions().get(pin.precision, ""),
    }
    side = PIN * 2 if pin.precision == "region" else PIN
    stripes = (Stripe(pin.cluster, -side / 2, side),)
    return Mark(x, y, side, pin.precision, order.index(pin.layer), "", name, pin.href, stripes, pin.language)


def _square(
    asked: DirectoryRequest, square: Square, window: Window, titles: Mapping[str, str], order: list[str]
) -> Mark:
    x, y = window.point(square.latitude, square.longitude)
    side = side_of(square.count)
    whole = sum(square.clusters.values()) or 1
    stripes, left = [], -side / 2
    for cluster, number in square.clusters.items() or [("", 1)]:
        width = side * number / whole
        stripes.append(Stripe(cluster, round(left, 1), round(width, 1)))
        left += width
    return Mark(
        x=x,
        y=y,
        side=side,
        form="many",
        layer=order.index(next(iter(square.layers))) if len(square.layers) == 1 else 0,
        count=short_number(square.count),
        name=maps.said_of(square, titles),
        href=_closer(asked, square, window),
        stripes=tuple(stripes),
    )


def _closer(asked: DirectoryRequest, square: Square, window: Window) -> str:
    """The map from nearer by; the list of what is there where going nearer would not help."""
    if maps.is_one_place(square, window.zoom):
        box = square.box
        west = (Place(box.south, box.west), Place(box.north, box.west))
        east = (Place(box.north, box.east), Place(box.south, box.east))
        corners = (*west, *east)
        return f"{reverse('organisations')}?{asked.query_string(area=corners, box=None, page=1)}"
    near = Window.of(square.box, width=window.width, height=window.height, margin=2 * LARGEST)
    if near.zoom <= window.zoom:
        near = replace(near, zoom=min(MOST_ZOOM, window.zoom + 1))
    return f"{reverse('map')}?{asked.query_string(box=inside(near.box), page=1)}"


def side_of(count: int) -> int:
    return next((side for below, side in SIDES if count < below), LARGEST)


def short_number(count: int) -> str:
    return number_format(count, use_l10n=True, force_grouping=True)


def moves(asked: DirectoryRequest, window: Window) -> list[Move]:
    """Nearer, farther, and to the four sides."""

    def query(**step) -> str:
        return asked.query_string(box=inside(window.moved(**step).box), page=1)

    found = [
        Move("+", _("Zoom in"), query(closer=1)) if window.zoom < MOST_ZOOM else None,
        Move("−", _("Zoom out"), query(closer=-1)) if window.zoom > LEAST_ZOOM else None,
        Move("←", _("To the west"), query(right=-STEP)),
        Move("→", _("To the east"), query(right=STEP)),
        Move("↑", _("To the north"), query(down=-STEP)),
        Move("↓", _("To the south"), query(down=STEP)),
    ]
    return [move for move in found if move is not None]


def inside(box: Box) -> Box:
    """A little less than the window, so that rounding in the address does not push it out a zoom."""
    height, width = (box.north - box.south) * 0.005, (box.east - box.west) * 0.005
    return Box(box.south + height, box.west + width, box.north - height, box.east - width)
