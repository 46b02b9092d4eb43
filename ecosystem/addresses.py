"""The address of the directory and of the map, read and written: what a reader asked for, whatever stands in it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy

from clusters.search_facets import HAVING
from clusters.states import OrganisationSize, OrganisationType
from core.languages import country_name, name_in
from ecosystem import reading
from search import facets, thesauri
from search.addresses import FARTHEST, LONGEST_PLACE, SORTS as SEARCH_SORTS, USUAL_KILOMETRES, clean
from search.documents import Place
from search.places import Town
from search.requests import MAX_TEXT, MAX_WINDOW, Box

ORGANISATION = "organisation"
PER_PAGE = 20
LAST_PAGE = MAX_WINDOW // PER_PAGE
MOST_VALUES = 50  # of all filters together
# Each filter by a concept, with the scheme its values are of.
SCHEMES = {
    "step": "value-chain-step",
    "product": "product",
    "material": "material",
    "technique": "technique",
    "machine": "machine",
    "strategy": "circular-strategy",
    "technology": "digital-technology",
    "certificate": "certificate",
}
FILTER_OF_SCHEME = {scheme: name for name, scheme in SCHEMES.items()}
FILTERS = ("cluster", "country", "region", *SCHEMES, "language", "type", "size", "has", "lacks")
NUMBERS = ("min_order", "lead_days")
DATES = ("free_from", "free_until")
SORTS = {
    "relevance": SEARCH_SORTS["relevance"],
    "name": gettext_lazy("by name"),
    "new": gettext_lazy("newest first"),
    "distance": SEARCH_SORTS["distance"],
}
_REGION = re.compile("[A-Z]{2}-[A-Z0-9]{1,3}")
_CLOSE = 4  # decimals of a degree that stand in an address: about 10 m


@dataclass(frozen=True, kw_only=True)
class DirectoryRequest:
    """What was asked for, after validation; what made no sense is left out.

    `chosen` maps filters to values, `numbers` and `dates` are limits, `town` was found for `near`, `area` are the
    corners drawn, `box` the part of the map in view. `faults` are sentences about fields that could not be read, by
    name, and `typed` what stood in them.
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    near: str = ""
    town: Town | None = None
    kilometres: int = USUAL_KILOMETRES
    area: tuple[Place, ...] = ()
    box: Box | None = None
    layers: tuple[str, ...] = (ORGANISATION,)
    sort: str = ""
    page: int = 1
    view: str = "list"
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def order(self) -> str:
        """The order asked for, else by relevance where there are words to be relevant to, else by name."""
        usual = "relevance" if self.text else "name"
        return usual if self.sort in ("", "relevance") else self.sort

    @property
    def of_organisations(self) -> bool:
        """Organisations alone are asked for, as the list does unless told otherwise."""
        return self.layers == (ORGANISATION,)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.chosen or self.numbers or self.dates or self.town or self.area)

    def pairs(self) -> list[tuple[str, str]]:
        """What stands in a shareable address, in one order for the same question; usual values are left out."""
        pairs = [("q", self.text)]
        pairs += [(name, value) for name in FILTERS for value in sorted(self.chosen.get(name, ()))]
        pairs += [(name, str(self.numbers[name])) for name in NUMBERS if name in self.numbers]
        pairs += [(name, self.dates[name].isoformat()) for name in DATES if name in self.dates]
        if self.near:
            pairs += [("near", self.near)] + [("km", str(self.kilometres))] * (self.kilometres != USUAL_KILOMETRES)
        pairs += [("area", written(self.area))]
        pairs += [("layer", layer) for layer in self.layers] if not self.of_organisations else []
        pairs += [("sort", self.sort), ("box", boxed(self.box))]
        pairs += [("page", str(self.page))] * (self.page > 1)
        return [pair for pair in pairs if pair[1]]

    def query_string(self, **changes: Any) -> str:
        """The query string of this question, with some of its parts changed: `asked.query_string(page=2)`."""
        return urlencode(replace(self, **changes).pairs() if changes else self.pairs())

    def without(self, name: str, value: str = "") -> "DirectoryRequest":
        """The same question without one value of a filter, a limit, the period (`free_from`), `near` or `area`."""
        if name in NUMBERS:
            return replace(self, numbers=_but(self.numbers, name), page=1)
        if name in DATES:
            return replace(self, dates={}, page=1)
        if name == "near":
            sort = "" if self.sort == "distance" else self.sort
            return replace(self, near="", town=None, kilometres=USUAL_KILOMETRES, sort=sort, page=1)
        if name == "area":
            return replace(self, area=(), page=1)
        left = tuple(one for one in self.chosen.get(name, ()) if one != value)
        rest = _but(self.chosen, name)
        return replace(self, chosen={**rest, name: left} if left else rest, page=1)

    def widened(self, *, layer: str) -> "DirectoryRequest":
        """The same question with one layer more, or without it where it was there."""
        left = tuple(each for each in self.layers if each != layer)
        return replace(self, layers=left if layer in self.layers and left else (*left, layer), page=1)


def parse(data, *, layers: Collection[str] = (ORGANISATION,)) -> DirectoryRequest:
    """Read a query string; nothing raises. `layers` are the kinds of things that there are on the map."""
    faults: dict[str, str] = {}
    chosen = _chosen(data)
    near = clean(data.get("near", ""), LONGEST_PLACE)
    town = reading.town(near, faults)
    sort = {"title": "name", "newest": "new"}.get(data.get("sort", ""), data.get("sort", ""))
    text = clean(data.get("q", ""), MAX_TEXT)
    usual = "relevance" if text else "name"
    usable = sort in SORTS and sort != usual and (sort != "distance" or town is not None)
    asked_layers = tuple(dict.fromkeys(each for each in data.getlist("layer")[:MOST_VALUES] if each in layers))
    return DirectoryRequest(
        text=text,
        chosen=chosen,
        numbers=reading.numbers(data, NUMBERS, faults),
        dates=reading.period(data, *DATES, faults),
        near=near,
        town=town,
        kilometres=reading.number(data, "km", faults, least=1, most=FARTHEST) or USUAL_KILOMETRES,
        area=reading.area(data.get("area", ""), faults),
        box=reading.box(data.get("box", "")),
        layers=asked_layers or (ORGANISATION,),
        sort=sort if usable else "",
        page=reading.page(data.get("page", "")),
        view="map" if data.get("view") == "map" else "list",
        faults=faults,
        typed={name: clean(data.get(name, ""), LONGEST_PLACE) for name in faults if name != "area"},
    )


def written(area: Collection[Place]) -> str:
    """Corners as they stand in an address: `lat,lon;lat,lon;…`."""
    return ";".join(f"{_short(each.latitude)},{_short(each.longitude)}" for each in area)


def boxed(box: Box | None) -> str:
    """A box as it stands in an address: south, west, north, east."""
    return ",".join(map(_short, (box.south, box.west, box.north, box.east))) if box else ""


def _short(degrees: float) -> str:
    return f"{round(degrees, _CLOSE):.{_CLOSE}f}".rstrip("0").rstrip(".")


def _but(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {each: value for each, value in values.items() if each != name}


def _chosen(data) -> dict[str, tuple[str, ...]]:
    """The values that exist, at most MOST_VALUES; `concept` of old addresses stands for the filter of its scheme."""
    found: dict[str, dict[str, None]] = {}
    left = MOST_VALUES
    for name in (*FILTERS, "concept"):
        values = [value for value in dict.fromkeys(data.getlist(name)) if value][:left]
        left -= len(values)
        for value in known(name, values) if values else ():
            of = FILTER_OF_SCHEME.get(value.partition("/")[0], "") if name == "concept" else name
            if of:
                found.setdefault(of, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def known(name: str, values: Collection[str]) -> list[str]:
    """Those of the values of a filter that exist."""
    if name in SCHEMES or name == "concept":
        entries = thesauri.current().entries
        scheme = SCHEMES.get(name)
        return [each for each in values if each in entries and scheme in (None, each.partition("/")[0])]
    if name == "cluster":
        labels = facets.labels("cluster", values, "en")
        return [each for each in values if each in labels]
    exists = {
        "country": lambda value: len(value) == 2 and value.isalpha() and country_name(value, "en") != value,
        "region": lambda value: _REGION.fullmatch(value) is not None,
        "language": lambda value: 2 <= len(value) <= 3 and name_in(value, "en") != value,
        "type": OrganisationType.values.__contains__,
        "size": OrganisationSize.values.__contains__,
        "has": HAVING.__contains__,
        "lacks": HAVING.__contains__,
    }[name]
    return [each for each in values if exists(each)]
