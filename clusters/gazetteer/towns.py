"""Finding a town by its name and postcode, and naming those it may have been meant for."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from math import cos, radians

from clusters.gazetteer import spelling, store
from clusters.gazetteer.distances import kilometres
from clusters.gazetteer.regions import region_name

LONGEST = 120  # letters of a name that are looked at
MOST = 10  # towns of one name
SUGGESTED = 3
WITHIN_DEGREES = 0.5
SAME_KM = 25  # so far from its middle a town of this name is the one that is meant
ALIKE = 0.72  # how alike a suggestion's key is at least, from 0 to 1
LENGTH_APART = 3
_COLUMNS = "town.name, town.native, town.country, town.region, town.latitude, town.longitude, town.population"


@dataclass(frozen=True, slots=True)
class Found:
    """A town, or with `precision` "region" the middle of a region that a postcode named. Degrees, WGS 84.

    `name` is in Latin letters, `native` as it is written there. `exact` is False for what only looks alike.
    """

    name: str
    country: str
    region_code: str
    latitude: float
    longitude: float
    population: int
    exact: bool
    native: str = ""
    precision: str = "town"


@lru_cache(maxsize=4096)
def _find(town: str, country: str, postcode: str) -> tuple[Found, ...]:
    region = _region_of(country, postcode)
    for name in _readings(town, country):
        found = _named(spelling.key(name), country, region)
        if found:
            return found
    return _middle_of(region) if region and not town else ()


def find(town: str, *, country: str = "", postcode: str = "") -> list[Found]:
    """The towns of this name, best first: in the postcode's region, of this very name, large. None where none is known.

    Any script, with or without accents; words that only say what kind of place it is are passed over. `country` is an
    ISO 3166-1 code; without it every country is looked through. A postcode alone gives the middle of its region.
    """
    return list(_find(town.strip()[:LONGEST], country.upper(), "".join(postcode.split()).upper()[:16]))


@lru_cache(maxsize=1024)
def _suggest(text: str, country: str) -> tuple[Found, ...]:
    wanted = spelling.key(" ".join(spelling.words(text)))
    if len(wanted) < 2:
        return ()
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    scores: dict[int, float] = {}
    for key, town in store.rows(
        "SELECT key, town FROM spelling"
        " WHERE key >= ? AND key < ? AND length(key) BETWEEN ? AND ? AND ? IN ('', country)",
        *(wanted[0], wanted[0] + "\U0010ffff", len(wanted) - LENGTH_APART, len(wanted) + LENGTH_APART, country),
    ):
        matcher.set_seq1(key)
        least = max(ALIKE, scores.get(town, 0))
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least and matcher.ratio() >= least:
            scores[town] = matcher.ratio()
    best = sorted(_by_id(scores), key=lambda pair: (-round(scores[pair[0]], 1), -pair[1].population, pair[1].name))
    return tuple(found for _town, found in best[:SUGGESTED])


def suggest(text: str, country: str = "") -> list[Found]:
    """Up to SUGGESTED towns of the country whose names look like `text`, the likeliest first; it may be one of them."""
    return list(_suggest(text.strip()[:LONGEST], country.upper()))


def knows(country: str) -> bool:
    """Whether towns of the country (ISO 3166-1) are here at all."""
    return bool(store.rows("SELECT 1 FROM town WHERE country = ? LIMIT 1", country))


def nearest(latitude: float, longitude: float, country: str) -> Found | None:
    """The town of the country nearest to a point, at most WITHIN_DEGREES to the north or south; else None."""
    shrink = cos(radians(latitude)) ** 2
    found = store.rows(
        f"SELECT {_COLUMNS} FROM town"  # noqa: S608 -- no values
        " WHERE country = ? AND latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?"
        " ORDER BY (latitude - ?) * (latitude - ?) + (longitude - ?) * (longitude - ?) * ? LIMIT 1",
        country,
        *(latitude - WITHIN_DEGREES, latitude + WITHIN_DEGREES),
        *(longitude - 2 * WITHIN_DEGREES, longitude + 2 * WITHIN_DEGREES),
        *(latitude, latitude, longitude, longitude, shrink),
    )
    return _found(found[0], exact=False) if found else None


def region_of(town: str, country: str, *, postcode: str = "", point: tuple[float, float] | None = None) -> str:
    """The region code of a place: of the town of this name that lies near the point, else of the nearest one.

    Without a point, of the likeliest town. "" where nothing is known.
    """
    named = find(town, country=country, postcode=postcode)
    if point is None:
        return named[0].region_code if named else ""
    for each in named:
        if kilometres(point, (each.latitude, each.longitude)) <= SAME_KM:
            return each.region_code
    near = nearest(*point, country)
    return near.region_code if near else ""


def _readings(town: str, country: str):
    """The name as typed, then without the words and numbers that only stand around a name."""
    yield town
    words = spelling.words(town)
    yield " ".join(words)
    idle = {word for (word,) in store.rows("SELECT word FROM idle_word WHERE country IN ('', ?)", country)}
    kept = [word for word in words if not any(sign.isdigit() for sign in word)]
    while len(kept) > 1 and spelling.key(kept[0]) in idle:
        kept = kept[1:]
    yield " ".join(kept)
    while len(kept) > 1 and (spelling.key(kept[-1]) in idle or len(kept[-1]) < 3):
        kept = kept[:-1]
    yield " ".join(kept)


def _named(key: str, country: str, region: str) -> tuple[Found, ...]:
    if not key:
        return ()
    where, values = ("AND spelling.country = ?", (country,)) if country else ("", ())
    found = store.rows(
        f"SELECT {_COLUMNS} FROM spelling JOIN town ON town.id = spelling.town WHERE spelling.key = ? {where}"  # noqa: S608 -- no values
        " ORDER BY (town.region <> '' AND town.region = ?) DESC, town.population * spelling.weight DESC, town.id"
        " LIMIT ?",
        key,
        *values,
        region,
        MOST,
    )
    return tuple(_found(row) for row in found)


def _by_id(ids) -> list[tuple[int, Found]]:
    return [
        (each, _found(store.rows(f"SELECT {_COLUMNS} FROM town WHERE id = ?", each)[0], exact=False))  # noqa: S608 -- no values
        for each in ids
    ]


def _found(row: tuple, *, exact: bool = True) -> Found:
    name, native, country, region, latitude, longitude, population = row
    return Found(name, country, region, latitude, longitude, population, exact, native or name)


def _region_of(country: str, postcode: str) -> str:
    """The region whose postcodes this one lies among; "" where it is not known."""
    if not country or not postcode:
        return ""
    found = store.rows(
        "SELECT region, last FROM postcode WHERE country = ? AND first <= ? ORDER BY first DESC LIMIT 1",
        country,
        postcode.removeprefix(f"{country}-"),
    )
    return found[0][0] if found and postcode.removeprefix(f"{country}-") <= found[0][1] else ""


def _middle_of(region: str) -> tuple[Found, ...]:
    found = store.rows("SELECT latitude, longitude FROM region WHERE code = ?", region)
    return tuple(
        Found(region_name(region), region.partition("-")[0], region, *row, 0, False, region_name(region), "region")
        for row in found
    )
