"""One search in one generation, from the plan to the results; everything in one read transaction."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from math import asin, cos, radians, sin, sqrt
from threading import Lock

import apsw
import orjson

from search.areas import grid, ring
from search.documents import Place
from search.engines.embedded import counting, suggestions
from search.engines.embedded.analysing import on_sphere
from search.engines.embedded.bits import Bits, bits_of_json, masked
from search.engines.embedded.columns import Columns, facet
from search.engines.embedded.correction import Corrector, Dictionary
from search.engines.embedded.highlighting import in_files, mark, passages, wanted, whole
from search.engines.embedded.matching import Matcher, Matches
from search.engines.embedded.ranking import Ranked, Ranker, collapsed
from search.engines.embedded.squares import squares
from search.language.plan import QueryPlan, is_wordless, plan
from search.language.thesaurus import Thesaurus
from search.requests import (
    MAX_WINDOW,
    NAMED_CELL,
    Box,
    Cell,
    Fragment,
    Hit,
    Near,
    Reason,
    SearchRequest,
    SearchResults,
    Suggestion,
    SuggestRequest,
)

EARTH = 6371.0088  # km, mean radius
_SHOWN = (
    "SELECT id, key, kind, language, day, latitude, longitude, translation_key, address, card, concepts, title, "
    "summary, body, files, exact FROM texts JOIN documents USING (id) WHERE id IN (%s)"
)


class Searcher:
    """Searches one generation through one connection; threads wait for each other, processes do not."""

    def __init__(self, connection: apsw.Connection, thesaurus: Callable[[], Thesaurus]) -> None:
        self.connection = connection
        self._thesaurus = thesaurus
        self._columns = Columns()
        self._dictionary = Dictionary()
        self._titles = suggestions.Titles()
        self._lock = Lock()

    def close(self) -> None:
        with self._lock:
            self.connection.close()

    def search(self, request: SearchRequest) -> SearchResults:
        started = time.perf_counter()
        thesaurus = self._thesaurus()
        with self._reading() as columns:
            found = self._search(columns, request, thesaurus)
        return replace(found, took_ms=(time.perf_counter() - started) * 1000)

    def cells(self, request: SearchRequest, box: Box, zoom: int) -> tuple[Cell, ...]:
        tiles, thesaurus = grid(box, zoom), self._thesaurus()
        with self._reading() as columns:
            read = self._read(columns, request, thesaurus)
            shown = self._shown(columns, request, read.matches.matched) & columns.placed.inside(tiles.whole)
            here = columns.placed.found(shown, once=is_wordless(read.planned, request))
            counted = {
                name: {value: columns.sets[facet(name), value] for value in columns.values.get(facet(name), ())}
                for name in dict.fromkeys(request.counted)
            }
            found = squares(here, tiles, NAMED_CELL, counted)
            named = self._keys_of(thing for square in found for thing in square.things)
        return tuple(
            Cell(
                square.latitude,
                square.longitude,
                square.count,
                tiles.box(square.column, square.row),
                tuple(sorted(named[thing] for thing in square.things)),
                square.counts,
            )
            for square in found
        )

    def keys(self, request: SearchRequest) -> list[str]:
        thesaurus = self._thesaurus()
        with self._reading() as columns:
            shown = self._shown(columns, request, self._read(columns, request, thesaurus).matches.matched)
            (mask,) = shown.joined().masks()
            statement = f"SELECT translation_key FROM things WHERE {masked(1, 1)} ORDER BY translation_key"  # noqa: S608
            return [key for (key,) in self.connection.execute(statement, (mask,))]

    def _keys_of(self, things: Iterable[int]) -> dict[int, str]:
        wanted = ",".join(map(str, things))
        return dict(self.connection.execute(f"SELECT thing, translation_key FROM things WHERE thing IN ({wanted})"))  # noqa: S608

    def suggest(self, request: SuggestRequest) -> tuple[Suggestion, ...]:
        with self._reading() as columns:
            return suggestions.suggest(self.connection, columns, self._titles, request)

    @contextmanager
    def _reading(self) -> Iterator[Columns]:
        """A transaction, so that all statements and the columns see the same state of the index."""
        with self._lock:
            self.connection.execute("BEGIN")
            try:
                self._columns.follow(self.connection)
                yield self._columns
            finally:
                self.connection.execute("COMMIT")

    def _read(self, columns: Columns, request: SearchRequest, thesaurus: Thesaurus) -> "_Read":
        """What the question means to this reader, and what answers it before it is narrowed."""
        original = planned = plan(request, thesaurus)
        allowed = columns.readable(request.access)
        matcher = Matcher(self.connection, columns, allowed)
        matches = matcher.match(planned)
        if request.correct and not all(matches.known.values()):
            corrector = Corrector(self.connection, columns, self._dictionary, allowed)
            if better := corrector.corrected(planned.text, planned, matches):
                planned = plan(replace(request, text=better), thesaurus)
                planned = replace(planned, understood=replace(planned.understood, corrected=better))
                matches = matcher.match(planned)
        if not matches.matched:
            planned = planned.relaxed()
            matches = matcher.match(planned)
        return _Read(planned, original, matches)

    def _search(self, columns: Columns, request: SearchRequest, thesaurus: Thesaurus) -> SearchResults:
        read = self._read(columns, request, thesaurus)
        base = self._narrowed(columns, request, read.matches.matched)
        of_kinds = base & columns.of("kind", request.kinds) if request.kinds else base
        shown = counting.narrowed(columns, of_kinds, request.facets)
        return SearchResults(
            hits=self._hits(columns, request, read, shown),
            total=shown.things(),
            kinds=counting.kinds(columns, counting.narrowed(columns, base, request.facets)),
            facets=counting.counts(columns, of_kinds, request.counted, request.facets, shown),
            understood=read.planned.understood,
            took_ms=0.0,
        )

    def _shown(self, columns: Columns, request: SearchRequest, matched: Bits) -> Bits:
        """All that fulfils the request, of those that match its words."""
        narrowed = counting.narrowed(columns, self._narrowed(columns, request, matched), request.facets)
        return narrowed & columns.of("kind", request.kinds) if request.kinds else narrowed

    def _narrowed(self, columns: Columns, request: SearchRequest, matched: Bits) -> Bits:
        """By what is no chosen facet: languages, ranges, date, values that are not wanted, places."""
        if request.languages:
            matched = matched & columns.of("language", request.languages)
        for name, (low, high) in request.ranges.items():
            matched = matched & self._rows(
                "SELECT json_group_array(id) FROM numbers WHERE name = ? AND value BETWEEN ? AND ?",
                (name, float("-inf") if low is None else low, float("inf") if high is None else high),
            )
        if request.since is not None:
            matched = matched & self._rows(
                "SELECT json_group_array(id) FROM documents WHERE day >= ?", (request.since.toordinal(),)
            )
        for name, values in request.without.items():
            matched = matched - columns.of(facet(name), values)
        if request.near is not None:
            matched = matched & self._rows(*_within(request.near))
        if request.box is not None:
            matched = matched & columns.placed.inside(request.box)
        if request.within is not None:
            matched = matched & columns.placed.within(ring(request.within))
        return matched

    def _rows(self, statement: str, arguments: tuple) -> Bits:
        (rows,) = self.connection.execute(statement, arguments).fetchone()
        return bits_of_json(rows)

    def _hits(self, columns: Columns, request: SearchRequest, read: "_Read", shown: Bits) -> tuple[Hit, ...]:
        last = min(request.offset + request.limit, MAX_WINDOW)
        if not shown or request.offset >= last or request.offset < 0:
            return ()
        ranker = Ranker(self.connection, columns, request.language)
        depth = last * max(1, len(shown.planes))
        if request.sort == "relevance" and not read.planned.empty:
            ranked = ranker.best(read.planned, read.matches, shown, last)
        else:
            order, arguments = _order(request)
            ranked = [Ranked(row, 0.0) for row in ranker.sorted(order, shown, depth, arguments)]
        spoken = columns.of("language", (request.language,))
        page = collapsed(ranked, shown, spoken)[request.offset : last]
        return self._drawn(request, read, page)

    def _drawn(self, request: SearchRequest, question: "_Read", page: list[Ranked]) -> tuple[Hit, ...]:
        """Reads what is shown of each hit."""
        planned = question.planned
        rows = ",".join(str(one.row) for one in page)
        read = {row[0]: row[1:] for row in self.connection.execute(_SHOWN % rows)}
        looked = {
            language: wanted(planned, language, question.original) for language in {row[2] for row in read.values()}
        }
        return tuple(_hit(request, planned, looked[read[one.row][2]], one.score, read[one.row]) for one in page)


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as it is answered (`planned`) and as it was asked, with what matches it."""

    planned: QueryPlan
    original: QueryPlan
    matches: Matches


def _hit(request: SearchRequest, planned: QueryPlan, looked, score: float, row: tuple) -> Hit:
    (key, kind, language, day, latitude, longitude, translation_key, address) = row[:8]
    card, concepts, title, summary, body, files, exact = row[8:]
    reasons: dict[Reason, None] = {}
    marked = mark(title, language, looked, reasons)
    fragments: list[Fragment] = []
    in_summary, in_body = mark(summary, language, looked, reasons), mark(body, language, looked, reasons)
    if request.highlight:
        fragments += [whole("summary", in_summary)] if in_summary.hits else []
        fragments += passages("body", in_body, 1 if in_summary.hits else 2)
        fragments += in_files(files, exact, language, looked, reasons)
    else:
        marked.hits = []
    named, above = orjson.loads(concepts)
    for concept in planned.concepts:
        if concept.identifier in named or (concept.positions and concept.identifier in above):
            reasons[Reason("concept", concept.label, concept.language, concept.identifier)] = None
    place = Place(latitude, longitude) if latitude is not None else None
    near = request.near
    return Hit(
        key=key,
        kind=kind,
        language=language,
        translation_key=translation_key,
        title=whole("title", marked) if title else Fragment("title", ()),
        fragments=tuple(fragments),
        address=address,
        card=orjson.loads(card),
        date=date.fromordinal(day) if day is not None else None,
        place=place,
        distance=kilometres(near.place, place) if near is not None and place is not None else None,
        score=score,
        reasons=tuple(reasons),
    )


def _within(near: Near) -> tuple[str, tuple]:
    """Documents no farther than so many kilometres: first those in the belt of latitudes, then by the chord."""
    x, y, z = on_sphere(near.place.latitude, near.place.longitude)
    chord = 2 * sin(min(near.kilometres / EARTH / 2, radians(90)))
    return (
        "SELECT json_group_array(id) FROM documents WHERE z BETWEEN ?3 - ?4 AND ?3 + ?4 AND "
        "(x - ?1) * (x - ?1) + (y - ?2) * (y - ?2) + (z - ?3) * (z - ?3) <= ?4 * ?4",
        (x, y, z, chord),
    )


def _order(request: SearchRequest) -> tuple[str, tuple[float, ...]]:
    if request.sort == "title":
        return "sort_key, id", ()
    if request.sort == "distance" and request.near is not None:
        place = on_sphere(request.near.place.latitude, request.near.place.longitude)
        return "z IS NULL, (x - ?1) * (x - ?1) + (y - ?2) * (y - ?2) + (z - ?3) * (z - ?3), sort_key, id", place
    return "day DESC, sort_key, id", ()


def kilometres(one: Place, other: Place) -> float:
    """The great circle between two places, by the haversine formula."""
    north, south = radians(one.latitude), radians(other.latitude)
    half = sin((south - north) / 2) ** 2
    half += cos(north) * cos(south) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))
