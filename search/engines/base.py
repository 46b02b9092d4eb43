"""The small interface that every engine keeps. Nothing here knows a content app, a request or a template."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from search.documents import Removal, SearchDocument
from search.requests import Box, Cell, SearchRequest, SearchResults, Suggestion, SuggestRequest


class EngineUnavailableError(Exception):
    """The engine cannot be reached or does not answer in time; nothing is known about what it did."""


class RebuildRunningError(Exception):
    """Another rebuild holds the lock of this index."""


class NothingToRollBackError(Exception):
    """No earlier generation of the index is kept."""


@dataclass(frozen=True, slots=True)
class Written:
    """`stale` are writes that lost to a higher revision already in the index; that is no failure."""

    indexed: int = 0
    removed: int = 0
    stale: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStatus:
    engine: str  # embedded, elasticsearch
    version: str
    generation: str
    previous: str  # the generation kept for rollback, empty when there is none
    building: str
    documents: int
    kinds: Mapping[str, int]
    bytes: int
    written_at: datetime | None


class Rebuild(Protocol):
    """A new generation being filled; `switch` puts it in the old one’s place at once.

    Writes of the running site go to both meanwhile.     Leaving the context without `switch` removes what was built.
    """

    generation: str

    def index(self, documents: Iterable[SearchDocument]) -> Written: ...

    def remove(self, removals: Iterable[Removal]) -> Written: ...

    def count(self) -> int: ...

    def search(self, request: SearchRequest) -> SearchResults: ...

    def switch(self) -> None: ...

    def __enter__(self) -> "Rebuild": ...

    def __exit__(self, *exc: object) -> None: ...


class Engine(Protocol):
    """A method whose engine fails raises `EngineUnavailableError`, nothing else. Safe in many processes at once."""

    name: str

    def index(self, documents: Iterable[SearchDocument]) -> Written:
        """Write documents, durable when it returns; an older revision never replaces a newer one."""
        ...

    def remove(self, removals: Iterable[Removal]) -> Written: ...

    def search(self, request: SearchRequest) -> SearchResults: ...

    def suggest(self, request: SuggestRequest) -> tuple[Suggestion, ...]: ...

    def cells(self, request: SearchRequest, *, box: Box, zoom: int) -> tuple[Cell, ...]:
        """What `search` would find in a part of the map, counted by squares of about CELL_PIXELS at that zoom.

        The squares are tiles of the web mercator map, so they keep still while the map is moved; those that touch the
        box are whole. Ordered from the north-west, row by row. At most MAX_CELLS: a box too large for its zoom gets
        larger squares. A thing counts once, at the place of its first version found. Window, sort and marks of the
        request do not matter; the facets that it counts are counted in each square.
        """
        ...

    def keys(self, request: SearchRequest) -> Iterator[str]:
        """The translation keys of all that `search` would find, however many, each once, sorted."""
        ...

    def rebuild(self) -> Rebuild:
        """Begin a new generation. Raises `RebuildRunningError`; one whose process died does not count as running."""
        ...

    def rollback(self) -> str:
        """Go back to the generation before; returns its name. Raises `NothingToRollBackError`."""
        ...

    def refresh(self) -> None:
        """Make everything written visible to `search` now."""
        ...

    def entries(self) -> Iterator[tuple[str, int, str]]:
        """(key, revision, digest) of every document, by key; the digest is that of `search.digests.digest`."""
        ...

    def status(self) -> EngineStatus: ...

    def close(self) -> None: ...
