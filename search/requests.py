"""What is asked of an engine and what it answers: plain data, the same for every engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from search.documents import PUBLIC, Place

Sort = Literal["relevance", "newest", "title", "distance"]
MAX_TEXT = 300  # characters of a query that are read; the page says so when more were given
MAX_WINDOW = 1000  # how deep one may page


@dataclass(frozen=True, slots=True)
class Near:
    place: Place
    kilometres: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A question of one reader.

    `language` is the reader's; a thing found in several languages is shown in it where it can be. `access` are the
    reader's tokens (`search.access.tokens_of`). Values of one facet widen (or), facets narrow (and). `counted` names
    the facets to count; a facet's own selection does not narrow its own counts. `across` lets the vocabulary search
    the other languages, `correct` forgives typing errors where a word is unknown.
    """

    text: str = ""
    language: str = "en"
    access: tuple[str, ...] = (PUBLIC,)
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    near: Near | None = None
    since: date | None = None
    counted: tuple[str, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    across: bool = True
    correct: bool = True
    highlight: bool = True


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
