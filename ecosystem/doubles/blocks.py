"""A row as it is compared, and the keys under which its doubles are looked for.

Two organisations are compared only where they share a key. A slip of the pen in a word is bridged by the keys that
leave out one letter each: a changed, added, lost or turned letter leaves one of them in common.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from ecosystem.doubles.identifiers import numbers
from ecosystem.doubles.names import Name, common_sounds, read, skeleton, town_key
from ecosystem.doubles.rows import Row

SHORTEST_ACRONYM, SHORTEST_WITH_A_SLIP, ENDS = 3, 4, 5
HOSTS_OF_MANY = frozenset(
    (
        "facebook.com",
        "instagram.com",
        "linkedin.com",
        "etsy.com",
        "wordpress.com",
        "sites.google.com",
        "x.com",
        "bit.ly",
    )
)

# What a shared key says: the kinds of keys are marked by their first letter. Narrow ones are read however many share
# them, as far as `Index` reads at all.
VALUE = {"n": 20, "h": 10, "j": 8, "p": 5, "t": 4, "w": 3, "s": 2, "c": 2, "e": 2, "a": 2}
NARROW = frozenset("nhjpt")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it is compared."""

    code: str
    names: tuple[Name, ...]
    town: str
    towns: frozenset[str]
    country: str
    numbers: tuple[str, ...]
    host: str


def host_of(website: str) -> str:
    """The host of a firm’s own site; empty for an address of a network that many share."""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return "" if host in HOSTS_OF_MANY else host


def entry_of(row: Row) -> Entry:
    keys = [town_key(town) for town in (row.town, *row.towns)]
    return Entry(
        code=row.code,
        names=tuple(dict.fromkeys(read(name) for name in (row.name, row.name_latin) if name.strip())),
        town=keys[0],
        towns=frozenset(key for key in keys if key),
        country=row.country.upper(),
        numbers=numbers(row.country, row.vat, row.registration),
        host=host_of(row.website),
    )


def keys_of(entry: Entry) -> set[str]:
    """Every key of an entry."""
    return set(_keys(entry))


def _keys(entry: Entry) -> Iterator[str]:
    for number in entry.numbers:
        yield f"n{number}"
    if entry.host:
        yield f"h{entry.host}"
    for name in entry.names:
        yield from _keys_of_name(name, entry)


def _keys_of_name(name: Name, entry: Entry) -> Iterator[str]:
    joined = name.joined
    yield f"j{joined}"
    for town in entry.towns:
        yield f"e{joined[:ENDS]}|{town}"
        yield f"e{joined[-ENDS:]}|{town}"
    for one, other in combinations(sorted(set(name.sounds)), 2):
        yield f"p{one}|{other}"
    rare = [word for word in name.sounds if word not in common_sounds()] or list(name.sounds)
    for word in rare:
        yield f"w{word}"
        yield f"t{word}|{entry.town}"
        if len(word) >= SHORTEST_WITH_A_SLIP:
            yield from (f"s{word[:index]}{word[index + 1 :]}" for index in range(len(word)))
            yield f"s{word}"
            yield f"c{skeleton(word)}|{entry.town}"
    initials = "".join(word[0] for word in name.spelt)
    if len(initials) >= SHORTEST_ACRONYM:
        yield f"a{initials}|{entry.country}"
    for word in name.spelt:
        if SHORTEST_ACRONYM <= len(word) <= SHORTEST_ACRONYM + 2:
            yield f"a{word}|{entry.country}"
