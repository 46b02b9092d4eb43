"""Towns by name, for “near …”: rooms that know places register them. No request leaves the site."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from django.core.cache import caches

from core.text import folded
from search.documents import Place

KEPT_FOR = 300  # seconds
_providers: list[Callable[[], Iterable["Town"]]] = []
_gazetteers: list["Gazetteer"] = []


@dataclass(frozen=True, slots=True)
class Town:
    """A town in one country (ISO 3166-1); degrees, WGS 84."""

    name: str
    country: str
    latitude: float
    longitude: float

    @property
    def place(self) -> Place:
        return Place(self.latitude, self.longitude)

    @property
    def address(self) -> str:
        """How the town stands in an address: `Ruse, BG`."""
        return f"{self.name}, {self.country}"


class Gazetteer(Protocol):
    """Knows towns that no room has anything in. `country` is an ISO 3166-1 code or empty; best first."""

    def find(self, name: str, country: str) -> Iterable[Town]: ...

    def similar(self, name: str, country: str) -> Iterable[Town]: ...


def register_gazetteer(gazetteer: Gazetteer) -> None:
    """Have `gazetteer` asked for towns that no provider names. Called from an app's `ready()`."""
    if gazetteer not in _gazetteers:
        _gazetteers.append(gazetteer)


def register(provider: Callable[[], Iterable[Town]]) -> None:
    """Have `provider()` name towns, the one with the most to find first. Called from an app's `ready()`."""
    if provider not in _providers:
        _providers.append(provider)


def known() -> list[Town]:
    """Every town once, by name; kept for KEPT_FOR seconds."""
    cache = caches["template_fragments"]
    towns = cache.get("search:towns")
    if towns is None:
        found: dict[tuple[str, str], Town] = {}
        for provider in _providers:
            for town in provider():
                found.setdefault((folded(town.name), town.country), town)
        towns = sorted(found.values(), key=lambda town: (folded(town.name), town.country))
        cache.set("search:towns", towns, KEPT_FOR)
    return towns


def _parts(text: str) -> tuple[str, str]:
    """Name and country of what was typed: `Ruse, BG`."""
    name, _comma, country = (part.strip() for part in text.rpartition(",")) if "," in text else (text.strip(), "", "")
    return name, country.upper()


def find(text: str) -> Town | None:
    """The town a reader means: `Русе`, `ruse`, `Ruse, BG`. One where there is something, else any that is known."""
    name, country = _parts(text)
    named = [town for town in known() if folded(town.name) == folded(name)] if name else []
    there = [town for town in named if town.country == country]
    if found := (there or ([] if len(country) == 2 else named)):
        return found[0]
    if not name or (country and len(country) != 2):
        return None
    return next((town for each in _gazetteers for town in each.find(name, country)), None)


def similar(text: str) -> list[Town]:
    """Up to three towns whose names look like `text`, for a name that is not known; those with something first."""
    name, country = _parts(text)
    towns = {folded(town.name): town for town in known()}
    wanted = folded(text.partition(",")[0].strip())
    starting = [each for each in towns if wanted and each.startswith(wanted)]
    names = dict.fromkeys([*starting, *get_close_matches(wanted, towns, n=3, cutoff=0.7)])
    found = [towns[each] for each in names]
    if not found and name:
        found = [town for each in _gazetteers for town in each.similar(name, country if len(country) == 2 else "")]
    return found[:3]
