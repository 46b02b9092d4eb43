"""The map: what stands where in a part of it, as single pins where they are few and as counted squares where not.

The same marks are drawn by the server (a page without scripts) and sent to the script as JSON.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from clusters.models import Cluster
from core.languages import country_name
from core.slugs import town_for
from ecosystem import directory
from ecosystem.addresses import PER_PAGE, DirectoryRequest
from ecosystem.mercator import MOST_ZOOM, Window, around, x_of, y_of
from search import service
from search.cards import Card
from search.documents import Place
from search.requests import Box, Cell, Hit

PINS = 300  # things in view that are sent one by one
FINE = 6  # zoom at which everything that was found is looked through for where it begins and ends
PAD = 0.7  # degrees around that
WORLD = Box(-85.0, -180.0, 85.0, 180.0)
EUROPE = Box(35.0, -11.0, 60.0, 31.0)  # where nothing was found
MOST_CLUSTERS = 8  # with more, squares are counted but not told apart by cluster
TOGETHER = 46  # px; pins that are closer are drawn as one mark
APART = 0.002  # degrees; closer pins are at the same place


@dataclass(frozen=True)
class Pin:
    """One thing at its place. `language` is empty where the title is in the reader's language."""

    key: str
    layer: str
    title: str
    language: str
    href: str
    cluster: str
    precision: str
    town: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Square:
    """Things counted: how many are of which layer, and of which cluster, "" of none."""

    layers: Mapping[str, int]
    latitude: float
    longitude: float
    count: int
    box: Box
    clusters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """A part of the map: its pins or its squares, how many things are in it, and a page of them in the list’s order."""

    box: Box
    zoom: int
    total: int
    hits: tuple[Hit, ...]
    pins: list[Pin]
    squares: list[Square]

    @property
    def last_page(self) -> int:
        return max(1, -(-min(self.total, 1000) // PER_PAGE))


def whole(asked: DirectoryRequest, *, user, language: str, width: int, height: int) -> tuple[Window, int]:
    """The window that holds everything found, and how many things have a place at all."""
    found = directory.cells(asked, user=user, box=WORLD, zoom=FINE, language=language)
    squares = [cell for own in found.values() for cell in own]
    box = asked.box or around((Place(each.latitude, each.longitude) for each in squares), pad=PAD) or EUROPE
    return Window.of(box, width=width, height=height), sum(each.count for each in squares)


def view(asked: DirectoryRequest, *, box: Box, zoom: int, user, language: str) -> View:
    """What is in the box, by two questions to the engine: the squares and a page of things."""
    cells = directory.cells(asked, user=user, box=box, zoom=zoom, language=language, counted=("cluster",))
    few = sum(cell.count for own in cells.values() for cell in own) <= PINS
    offset = 0 if few else (asked.page - 1) * PER_PAGE
    request = directory.search_request(
        asked, user=user, language=language, box=box, offset=offset, limit=PINS if few else PER_PAGE
    )
    found = service.engine().search(request)
    if few:
        start = (asked.page - 1) * PER_PAGE
        pins = [_pin(hit, language) for hit in found.hits if hit.place is not None]
        return View(box, zoom, found.total, found.hits[start : start + PER_PAGE], pins, [])
    return View(box, zoom, found.total, found.hits, [], _squares(asked, cells))


def _pin(hit: Hit, language: str) -> Pin:
    card = Card.read(hit.card)
    town = ", ".join(
        filter(None, (town_for(card.town, language), card.country and country_name(card.country, language)))
    )
    return Pin(
        key=hit.translation_key,
        layer=hit.kind,
        title="".join(text for text, _found in hit.title.parts),
        language=hit.language if hit.language != language else "",
        href=hit.address.replace("{language}", language),
        cluster=card.cluster,
        precision=card.precision or "town",
        town=town,
        latitude=hit.place.latitude,
        longitude=hit.place.longitude,
    )


def _squares(asked: DirectoryRequest, cells: Mapping[str, Iterable[Cell]]) -> list[Square]:
    """The squares of all layers together, with their clusters."""
    codes = list(Cluster.objects.order_by("order", "code").values_list("code", flat=True)[: MOST_CLUSTERS + 1])
    chosen = asked.chosen.get("cluster", codes)
    told = [code for code in codes if code in chosen] if len(codes) <= MOST_CLUSTERS else []
    there: dict[tuple[float, float], list[tuple[str, Cell]]] = {}
    for layer, own in cells.items():
        for cell in own:
            there.setdefault((round(cell.box.south, 6), round(cell.box.west, 6)), []).append((layer, cell))
    return [_square(own, told) for own in there.values()]


def _square(own: list[tuple[str, Cell]], told: list[str]) -> Square:
    """One square of the grid out of its cells, one for each layer."""
    count = sum(cell.count for _layer, cell in own)
    known = Counter()
    for _layer, cell in own:
        known.update({code: number for code in told if (number := cell.counts["cluster"].get(code))})
    rest = max(0, count - known.total())
    return Square(
        layers={layer: cell.count for layer, cell in own},
        latitude=sum(cell.latitude * cell.count for _layer, cell in own) / count,
        longitude=sum(cell.longitude * cell.count for _layer, cell in own) / count,
        count=count,
        box=own[0][1].box,
        clusters={**dict(known.most_common()), **({"": rest} if rest else {})},
    )


def gathered(pins: Iterable[Pin], zoom: int) -> list[list[Pin]]:
    """Pins that would cover each other, together, in a grid of TOGETHER px."""
    found: dict[tuple, list[Pin]] = {}
    for pin in pins:
        column = int(x_of(pin.longitude, zoom) // TOGETHER)
        row = int(y_of(pin.latitude, zoom) // TOGETHER)
        found.setdefault((column, row), []).append(pin)
    return list(found.values())


def together(pins: list[Pin]) -> Square:
    """Some pins as one counted square around them."""
    box = around((Place(pin.latitude, pin.longitude) for pin in pins), pad=APART)
    return Square(
        layers=Counter(pin.layer for pin in pins),
        latitude=sum(pin.latitude for pin in pins) / len(pins),
        longitude=sum(pin.longitude for pin in pins) / len(pins),
        count=len(pins),
        box=box,
        clusters=dict(Counter(pin.cluster for pin in pins).most_common()),
    )


def is_one_place(square: Square, zoom: int) -> bool:
    """Going closer would not take these things apart."""
    height, width = square.box.north - square.box.south, square.box.east - square.box.west
    return zoom >= MOST_ZOOM or max(height, width) <= 3 * APART


def said_of(square: Square, titles: Mapping[str, str]) -> str:
    """The accessible name of a mark that stands for many: `Organisations: 62, zoom in`."""
    counted = [
        _("%(kind)s: %(number)s")
        % {"kind": titles[layer], "number": number_format(number, use_l10n=True, force_grouping=True)}
        for layer, number in square.layers.items()
    ]
    return _("%(what)s, zoom in") % {"what": ", ".join(counted)}
