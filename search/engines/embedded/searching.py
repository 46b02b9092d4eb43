"""One search in one generation, from the plan to the results; everything in one read transaction."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from math import asin, cos, radians, sin, sqrt
from threading import Lock

import apsw
import orjson

from search.documents import Place
from search.engines.embedded import counting, suggestions
from search.engines.embedded.analysing import on_sphere
from search.engines.embedded.columns import Bits, Columns, bits_of_json
from search.engines.embedded.correction import Corrector, Dictionary
from search.engines.embedded.highlighting import in_files, mark, passages, wanted, whole
from search.engines.embedded.matching import Matcher, Matches
from search.engines.embedded.ranking import Ranked, Ranker, collapsed
from search.language.plan import QueryPlan, plan
from search.language.thesaurus import Thesaurus
from search.requests import (
    MAX_WINDOW,
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
        planned = plan(request, thesaurus)
        with self._reading() as columns:
            found = self._search(columns, request, planned, thesaurus)
        return replace(found, took_ms=(time.perf_counter() - started) * 1000)

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

    def _search(
        self, columns: Columns, request: SearchRequest, planned: QueryPlan, thesaurus: Thesaurus
    ) -> SearchResults:
        allowed = columns.readable(request.access)
        matcher = Matcher(self.connection, columns, allowed)
        matches = matcher.match(planned)
        original = planned
        if request.correct and not all(matches.known.values()):
            corrector = Corrector(self.connection, columns, self._dictionary, allowed)
            if better := corrector.corrected(planned.text, planned, matches):
                planned = plan(replace(request, text=better), thesaurus)
                planned = replace(planned, understood=replace(planned.understood, corrected=better))
                matches = matcher.match(planned)
        if not matches.matched:
            planned = planned.relaxed()
            matches = matcher.match(planned)
        base = self._narrowed(columns, request, matches.matched)
        of_kinds = base & columns.of("kind", request.kinds) if request.kinds else base
        shown = counting.narrowed(columns, of_kinds, request.facets)
        return SearchResults(
            hits=self._hits(columns, request, planned, original, matches, shown),
            total=shown.things(),
            kinds=counting.kinds(columns, counting.narrowed(columns, base, request.facets)),
            facets=counting.counts(columns, of_kinds, request.counted, request.facets, shown),
            understood=planned.understood,
            took_ms=0.0,
        )

    def _narrowed(self, columns: Columns, request: SearchRequest, matched: Bits) -> Bits:
        """By what is no facet: languages, ranges, distance, date."""
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
        if request.near is not None:
            matched = matched & self._rows(*_within(request.near))
        return matched

    def _rows(self, statement: str, arguments: tuple) -> Bits:
        (rows,) = self.connection.execute(statement, arguments).fetchone()
        return bits_of_json(rows)

    def _hits(
        self,
        columns: Columns,
        request: SearchRequest,
        planned: QueryPlan,
        original: QueryPlan,
        matches: Matches,
        shown: Bits,
    ) -> tuple[Hit, ...]:
        last = min(request.offset + request.limit, MAX_WINDOW)
        if not shown or request.offset >= last or request.offset < 0:
            return ()
        ranker = Ranker(self.connection, columns, request.language)
        depth = last * max(1, len(shown.planes))
        if request.sort == "relevance" and not planned.empty:
            ranked = ranker.best(planned, matches, shown, last)
        else:
            order, arguments = _order(request)
            ranked = [Ranked(row, 0.0) for row in ranker.sorted(order, shown, depth, arguments)]
        spoken = columns.of("language", (request.language,))
        page = collapsed(ranked, shown, spoken)[request.offset : last]
        return self._drawn(request, planned, original, page)

    def _drawn(
        self, request: SearchRequest, planned: QueryPlan, original: QueryPlan, page: list[Ranked]
    ) -> tuple[Hit, ...]:
        """Reads what is shown of each hit."""
        rows = ",".join(str(one.row) for one in page)
        read = {row[0]: row[1:] for row in self.connection.execute(_SHOWN % rows)}
        looked = {language: wanted(planned, language, original) for language in {row[2] for row in read.values()}}
        return tuple(_hit(request, planned, looked[read[one.row][2]], one.score, read[one.row]) for one in page)


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
