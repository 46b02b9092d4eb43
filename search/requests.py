"""What is asked of an engine and what it answers: plain data, the same for every engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.core.exceptions import PermissionDenied

from search.documents import FOR_MEMBERS, MEMBERS, PUBLIC, Place

Sort = Literal["relevance", "newest", "title", "distance"]
MAX_TEXT = 300  # characters of a query that are read; the page says so when more were given
MAX_WINDOW = 1000  # how deep one may page
MAX_CORNERS = 100  # of a drawn area
MAX_CELLS = 1500  # of one map; a coarser grid is taken rather than more
CELL_PIXELS = 64  # the side of a cell of the map, about
NAMED_CELL = 3  # things a cell holds at most to say which they are


WIDEST = 180  # degrees of longitude of a drawn area: what is wider may as well be one across the date line


class HiddenValuesError(PermissionDenied):
    """Somebody without the token of members asks for what is shown to members only. No such question is ever asked."""


@dataclass(frozen=True, slots=True)
class Near:
    place: Place
    kilometres: float


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map in degrees, edges included; from −180 to 180, so never across the date line.

    Raises ValueError for edges that are no numbers, out of range or the wrong way round.
    """

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        if not (-90 <= self.south <= self.north <= 90 and -180 <= self.west <= self.east <= 180):
            raise ValueError(
                "A box has its edges within −90 to 90 and −180 to 180, south before north, west before east"
            )

    def holds(self, place: Place) -> bool:
        return self.south <= place.latitude <= self.north and self.west <= place.longitude <= self.east


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of the map: how many things are in it, and where in it, on average, they are.

    `box` is the square, from its south and west edge up to its north and east one. `keys` are the translation keys of
    the things, sorted, where they are no more than NAMED_CELL, else nothing. `counts` has, for each facet that the
    request counts, its values in the square with the number of things that have each.
    """

    latitude: float
    longitude: float
    count: int
    box: Box
    keys: tuple[str, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A question of one reader.

    `language` is the reader's; a thing found in several languages is shown in it where it can be. `access` are the
    reader's tokens (`search.access.tokens_of`). Values of one facet widen (or), facets narrow (and). `counted` names
    the facets to count; a facet's own selection does not narrow its own counts. `across` lets the vocabulary search
    the other languages, `correct` forgives typing errors where a word is unknown.

    `without` are values that a hit must not have, of any facet. `near`, `box` and `within` all narrow: to a circle, to
    a part of the map, to an area drawn by its corners (3 to MAX_CORNERS, either way round, closed by itself; lines
    between corners are straight on a map in degrees; not across the date line; where lines cross, what is enclosed
    twice is outside). Without text everything is found.

    Raises ValueError for an area with too few or too many corners, off the map or wider than WIDEST, and
    `HiddenValuesError` where a reader who is no member names anything of members (`FOR_MEMBERS`): this is the one door.
    """

    text: str = ""
    language: str = "en"
    access: tuple[str, ...] = (PUBLIC,)
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: Near | None = None
    box: Box | None = None
    within: tuple[Place, ...] | None = None
    since: date | None = None
    counted: tuple[str, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    across: bool = True
    correct: bool = True
    highlight: bool = True

    def __post_init__(self) -> None:
        if MEMBERS not in self.access:
            names = (*self.facets, *self.ranges, *self.counted, *self.without)
            if any(name.startswith(FOR_MEMBERS) for name in names):
                raise HiddenValuesError("Only members ask for what is shown to members only")
        if self.within is not None:
            _check_area(self.within)


def _check_area(corners: tuple[Place, ...]) -> None:
    if not 3 <= len(corners) <= MAX_CORNERS:
        raise ValueError(f"An area has 3 to {MAX_CORNERS} corners, not {len(corners)}")
    if not all(-90 <= one.latitude <= 90 and -180 <= one.longitude <= 180 for one in corners):
        raise ValueError("A corner of an area lies off the map")
    east, west = (found(one.longitude for one in corners) for found in (max, min))
    if east - west > WIDEST:
        raise ValueError(f"An area is at most {WIDEST} degrees wide and does not cross the date line")


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestRequest:
    text: str
    language: str = "en"
    access: tuple[str, ...] = (PUBLIC,)
    kinds: tuple[str, ...] = ()
    limit: int = 8


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a text that was found: its parts, and whether each matched, to escape and mark. No markup inside.

    `field` is title, summary, body or attachment; of an attachment `source` is the title, `address` the file and
    `page` the page, from 1.
    """

    field: str
    parts: tuple[tuple[str, bool], ...]
    source: str = ""
    address: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit was found: `term` matched, as a word of the query, corrected, by a concept or in another language."""

    kind: Literal["words", "correction", "concept", "other_language"]
    term: str
    language: str = ""
    concept: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    key: str
    kind: str
    language: str
    translation_key: str
    title: Fragment
    fragments: tuple[Fragment, ...]
    address: str
    card: Mapping[str, Any]
    date: date | None
    place: Place | None
    distance: float | None  # km, when the request had a place
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Count:
    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class ConceptFound:
    """A concept the query names; `label` in the reader's language, `also` the labels searched, by language."""

    identifier: str
    label: str
    also: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """How the query was read: for the page (“also searched”, “did you mean”) and for `manage.py search explain`."""

    languages: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    corrected: str = ""  # the query as corrected, empty when nothing was
    concepts: tuple[ConceptFound, ...] = ()
    shortened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """`total`, `facets` and `kinds` (of all kinds, whichever were asked) count things, not language versions."""

    hits: tuple[Hit, ...]
    total: int
    kinds: Mapping[str, int]
    facets: Mapping[str, tuple[Count, ...]]
    understood: Understanding
    took_ms: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    text: str
    kind: str
    language: str
    address: str
    key: str
