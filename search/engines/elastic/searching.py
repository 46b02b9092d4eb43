"""One search from the plan to the results: one request to the servers, seldom a second or third, all as plain bodies.

The second asks for versions in the reader's language of things whose best version is in another, and for the pages of
attachments that were found; the third for what a word that nobody wrote may have meant (`correction`).
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Any

from search.areas import grid
from search.documents import Place
from search.engines.elastic import cells, correction, counting, highlights, queries
from search.engines.elastic.connection import Connection
from search.engines.elastic.documents import slot
from search.language.plan import QueryPlan, is_wordless, plan
from search.language.thesaurus import Thesaurus
from search.requests import MAX_WINDOW, NAMED_CELL, Box, Cell, Fragment, Hit, Reason, SearchRequest, SearchResults

FIRST_PAGE = 10
EARTH = 6371.0088  # km, mean radius
SHOWN = ["key", "kind", "language", "translation_key", "title", "date", "place", "stored", "concepts"]
Answer = Mapping[str, Any]
_UNNARROWED = {"facets": {}, "kinds": (), "languages": (), "ranges": {}, "without": {}, "since": None} | dict.fromkeys(
    ("near", "box", "within")
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as it is answered (`planned`) and as it was asked, with the answer."""

    planned: QueryPlan
    original: QueryPlan
    answer: Answer


class Searcher:
    """Searches one index or alias for readers."""

    def __init__(self, connection: Connection, index: str) -> None:
        self.connection = connection
        self.index = index

    def search(self, request: SearchRequest, thesaurus: Thesaurus) -> SearchResults:
        started = time.perf_counter()
        read = self._read(request, thesaurus)
        planned, answer = read.planned, read.answer
        hits = self._in_own_language(planned, request, answer["hits"]["hits"])
        pages = self._pages(request, hits)
        counted = answer["aggregations"]
        return SearchResults(
            hits=tuple(_hit(request, planned, read.original, hit, pages) for hit in hits),
            total=counting.total(counted),
            kinds=counting.kinds(counted),
            facets=counting.facets(request, counted),
            understood=planned.understood,
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def cells(self, request: SearchRequest, thesaurus: Thesaurus, *, box: Box, zoom: int) -> tuple[Cell, ...]:
        tiles = grid(box, zoom)
        planned, query = self._all(request, thesaurus, queries.in_box(tiles.whole))
        asked = cells.body(query, tiles, plain=is_wordless(planned, request), counted=request.counted)
        found = cells.squares(self._ask(asked), tiles, request.counted)
        few = [tile for tile, square in found.items() if square.count <= NAMED_CELL]
        named = cells.names(self._ask(cells.named_body(query, tiles, few)), tiles) if few else {}
        return cells.cells(found, named, tiles)

    def all_found(self, request: SearchRequest, thesaurus: Thesaurus) -> queries.Query:
        """The query that finds all that `search` finds; of versions that are alike perhaps one only."""
        return self._all(request, thesaurus)[1]

    def _all(
        self, request: SearchRequest, thesaurus: Thesaurus, *more: queries.Query
    ) -> tuple[QueryPlan, queries.Query]:
        """The plan and its query with every filter; words are read as the first page of hits reads them."""
        planned = plan(request, thesaurus)
        plain = is_wordless(planned, request)
        if not plain:
            first = replace(request, counted=(), offset=0, limit=request.limit or FIRST_PAGE, highlight=False)
            planned = self._read(first, thesaurus).planned
        filters = [*more, *queries.chosen(request).values(), *([queries.ONCE] if plain else [])]
        return planned, queries.query(planned, request, more=filters)

    def _read(self, request: SearchRequest, thesaurus: Thesaurus) -> "_Read":
        """What the question means to this reader, and the answer to it."""
        original = planned = plan(request, thesaurus)
        answer = self._ask(body(planned, request))
        if request.correct and (unknown := _unmatched(planned, answer)):
            better = self._corrected(planned, request, unknown)
            if better:
                other = plan(replace(request, text=better), thesaurus)
                found = self._ask(body(other, request))
                if counting.total(found["aggregations"]):
                    understood = replace(other.understood, corrected=better)
                    planned, answer = replace(other, understood=understood), found
        if planned.readings and not self._anything(planned, request, answer):
            planned = planned.relaxed()
            answer = self._ask(body(planned, request))
        return _Read(planned, original, answer)

    def _ask(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return self.connection.search(self.index, asked)

    def _anything(self, planned: QueryPlan, request: SearchRequest, answer: Answer) -> bool:
        """Whether a query finds anything before the reader narrows it."""
        if answer["hits"]["hits"] or counting.kinds(answer["aggregations"]):
            return True
        whole = replace(request, **_UNNARROWED)
        if whole == request:
            return False
        asked = {"query": queries.query(planned, whole), "size": 0, "terminate_after": 1, "track_total_hits": 1}
        return self._ask(asked)["hits"]["total"]["value"] > 0

    def _corrected(self, planned: QueryPlan, request: SearchRequest, unknown: Iterable[int]) -> str:
        asked = correction.body(planned, request, unknown)
        return correction.corrected(planned, self._ask(asked), unknown) if asked else ""

    def _in_own_language(self, planned: QueryPlan, request: SearchRequest, hits: list[Answer]) -> list[Answer]:
        """The hits, each in the reader's language where that version was found too."""
        own = request.language
        if planned.readings and own not in {reading.language for reading in planned.readings}:
            return hits
        things = [hit["_source"]["translation_key"] for hit in hits if hit["_source"]["language"] != own]
        if not things:
            return hits
        narrowed = [{"terms": {"translation_key": things}}, {"term": {"language": own}}]
        asked: dict[str, Any] = {
            "query": queries.query(planned, request, only=own, more=[*narrowed, *queries.chosen(request).values()]),
            "size": len(things),
            "track_total_hits": False,
            "_source": SHOWN,
        }
        if request.highlight:
            asked["highlight"] = highlights.highlight(planned, own)
        found = self._ask(asked)
        versions = {hit["_source"]["translation_key"]: hit for hit in found["hits"]["hits"]}
        return [{**hit, **versions.get(hit["_source"]["translation_key"], {}), "_score": hit["_score"]} for hit in hits]

    def _pages(self, request: SearchRequest, hits: list[Answer]) -> dict[str, list[str]]:
        """The pages of attachments of the hits that were found by them, to say on which page."""
        found = [hit["_id"] for hit in hits if any(name.startswith("attachment.") for name in hit.get("highlight", ()))]
        if not found:
            return {}
        readable = {"bool": {"filter": [{"ids": {"values": found}}, queries.readable(request.access)]}}
        answer = self._ask({"query": readable, "_source": ["attachment"], "size": len(found)})
        return {
            hit["_id"]: [page for pages in hit["_source"]["attachment"].values() for page in pages]
            for hit in answer["hits"]["hits"]
        }


def body(planned: QueryPlan, request: SearchRequest) -> dict[str, Any]:
    """The body of the one `_search` that answers nearly every request."""
    chosen = queries.chosen(request)
    offset = max(0, request.offset)
    size = max(0, min(request.limit, MAX_WINDOW - offset))
    asked: dict[str, Any] = {
        "query": queries.query(planned, request),
        "aggs": counting.aggregations(request, chosen, plain=is_wordless(planned, request)),
        "from": offset if size else 0,
        "size": size,
        "sort": queries.sort(planned, request),
        "track_scores": True,
        "track_total_hits": False,
        "collapse": {"field": "translation_key"},
        "_source": SHOWN,
    }
    if chosen:
        asked["post_filter"] = {"bool": {"filter": list(chosen.values())}}
    if request.highlight and size:
        asked["highlight"] = highlights.highlight(planned)
    return asked


def _unmatched(planned: QueryPlan, answer: Answer) -> list[int]:
    """Words of the query that none of the hits has, in any form or language, nor a concept that stands for them."""
    wanted = {found.position for reading in planned.readings for found in reading.slots}
    for hit in answer["hits"]["hits"]:
        named = _concepts(hit["_source"])
        wanted -= {int(name.split("|")[1]) for name in hit.get("matched_queries", ()) if name.startswith("w|")}
        for concept in planned.concepts:
            if concept.identifier in named or f"x|{concept.identifier}" in _labels(hit):
                wanted -= set(concept.positions)
    return sorted(wanted)


def _labels(hit: Answer) -> set[str]:
    return {name.rpartition("|")[0] for name in hit.get("matched_queries", ()) if name.startswith("x|")}


def _concepts(source: Mapping[str, Any], *, broader: bool = True) -> set[str]:
    return {
        concept
        for level, held in (source.get("concepts") or {}).items()
        if broader or level != "broader"
        for concept in held
    }


def _hit(
    request: SearchRequest, planned: QueryPlan, original: QueryPlan, hit: Answer, pages: Mapping[str, list[str]]
) -> Hit:
    source, marked = hit["_source"], hit.get("highlight", {})
    held = slot(source["language"])
    fragments: list[Fragment] = []
    if request.highlight:
        stored = source["stored"].get("attachments") or []
        fragments = highlights.fragments(marked, held)
        fragments += highlights.attachments(marked, held, stored, pages.get(hit["_id"], []))
    place = Place(source["place"]["lat"], source["place"]["lon"]) if source.get("place") else None
    return Hit(
        key=source["key"],
        kind=source["kind"],
        language=source["language"],
        translation_key=source["translation_key"],
        title=highlights.title(source, marked, held),
        fragments=tuple(fragments),
        address=source["stored"]["address"],
        card=source["stored"]["card"],
        date=date.fromisoformat(source["date"]) if source.get("date") else None,
        place=place,
        distance=kilometres(request.near.place, place) if request.near and place else None,
        score=hit["_score"] or 0.0,
        reasons=_reasons(planned, original, hit),
    )


def _reasons(planned: QueryPlan, original: QueryPlan, hit: Answer) -> tuple[Reason, ...]:
    """Why a hit was found, by the names of the clauses it matched and the concepts it has."""
    found: dict[Reason, None] = {}
    typed = set(original.words)
    concepts = {concept.identifier: concept for concept in planned.concepts}
    for name in hit.get("matched_queries", ()):
        kind, _, rest = name.partition("|")
        if kind == "w":
            position, _, language = rest.partition("|")
            word = planned.words[int(position)]
            found[Reason("words" if word in typed else "correction", word, language)] = None
        elif kind == "x":
            identifier, _, number = rest.rpartition("|")
            label = concepts[identifier].expansions[int(number)]
            reason = "other_language" if label.kind == "translation" else "concept"
            found[Reason(reason, label.text, label.language, identifier)] = None
    named, all_named = _concepts(hit["_source"], broader=False), _concepts(hit["_source"])
    for concept in planned.concepts:
        if concept.identifier in named or (concept.positions and concept.identifier in all_named):
            found[Reason("concept", concept.label, concept.language, concept.identifier)] = None
    return tuple(found)


def kilometres(one: Place, other: Place) -> float:
    """By the great circle."""
    north, south = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))
