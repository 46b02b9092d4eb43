"""The engine of `elasticsearch://` and `https://` addresses."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any, TypeVar

from elasticsearch import NotFoundError

from search.documents import Removal, SearchDocument
from search.engines.base import EngineStatus, Written
from search.engines.elastic import documents, suggestions
from search.engines.elastic.connection import BATCH, CONFLICT, Connection, answering
from search.engines.elastic.generations import REAL, Catalogue
from search.engines.elastic.options import Options
from search.engines.elastic.rebuilding import ElasticRebuild
from search.engines.elastic.searching import Searcher
from search.language.thesaurus import Thesaurus
from search.requests import Box, Cell, SearchRequest, SearchResults, Suggestion, SuggestRequest

ENTRIES, KEYS = 2000, 10_000  # read at once
_T = TypeVar("_T")


class ElasticEngine:
    """See `search.engines.base.Engine`. An index that is not there is made by the first call that needs it."""

    name = "elasticsearch"

    def __init__(self, options: Options, thesaurus: Callable[[], Thesaurus]) -> None:
        self.options = options
        self.connection = Connection(options)
        self.catalogue = Catalogue(self.connection)
        self.thesaurus = thesaurus

    def index(self, found: Iterable[SearchDocument]) -> Written:
        thesaurus = self.thesaurus()
        indexed, stale = self._write(documents.write(document, thesaurus) for document in found)
        return Written(indexed=indexed, stale=stale)

    def remove(self, removals: Iterable[Removal]) -> Written:
        removed, stale = self._write(documents.removal(one) for one in removals)
        return Written(removed=removed, stale=stale)

    def _write(self, actions: Iterable[documents.Action]) -> tuple[int, int]:
        """Into the generation being built, if any, and the live one: how many were written and how many stale.

        Asked again afterwards: a rebuild that began meanwhile may have read its sources before, and gets them too.
        """
        done = stale = 0
        left = iter(actions)
        with answering():
            while batch := list(islice(left, BATCH)):
                reached: set[str] = set()
                while missing := [index for index in self._targets() if index not in reached]:
                    counted = self.write_to(missing, batch)
                    reached.update(missing)
                done, stale = done + counted[0], stale + counted[1]
        return done, stale

    def write_to(self, indices: list[str], actions: Iterable[documents.Action]) -> tuple[int, int]:
        """Into these indices; how many were written to the last of them and how many lost to a higher revision."""
        done = stale = 0
        each = chain.from_iterable(({**action, "_index": index} for index in indices) for action in actions)
        with answering():
            for index, status in self.connection.bulk(each):
                if index == indices[-1]:
                    done, stale = (done, stale + 1) if status == CONFLICT else (done + 1, stale)
        return done, stale

    def _targets(self) -> list[str]:
        """The generation being built, if any, then the live one: a write cut short in between is repeated."""
        known = self.catalogue.read()
        if not known.live:
            self.catalogue.create_first()
            known = self.catalogue.read()
        return [index for index in (known.building, known.live) if index]

    def search(self, request: SearchRequest, *, index: str = "") -> SearchResults:
        searcher = Searcher(self.connection, index or self.options.name)
        return self._made_if_missing(lambda: searcher.search(request, self.thesaurus()))

    def suggest(self, request: SuggestRequest) -> tuple[Suggestion, ...]:
        if not suggestions.ways(request) or request.limit < 1:
            return ()
        body = suggestions.body(request)
        answer = self._made_if_missing(lambda: self.connection.search(self.options.name, body))
        return suggestions.read(request, answer)

    def cells(self, request: SearchRequest, *, box: Box, zoom: int) -> tuple[Cell, ...]:
        searcher = Searcher(self.connection, self.options.name)
        return self._made_if_missing(lambda: searcher.cells(request, self.thesaurus(), box=box, zoom=zoom))

    def keys(self, request: SearchRequest) -> Iterator[str]:
        """Read by and by, all from one state of the index."""
        searcher = Searcher(self.connection, self.options.name)
        with answering():
            self._targets()
            query = searcher.all_found(request, self.thesaurus())
        last = ""
        for hits in self._in_one_state(query, "translation_key", KEYS, source=False):
            for hit in hits:
                if hit["sort"][0] != last:
                    last = hit["sort"][0]
                    yield last

    def _made_if_missing(self, ask: Callable[[], _T]) -> _T:
        with answering():
            try:
                return ask()
            except NotFoundError:
                if self.catalogue.read().live:
                    raise
                self.catalogue.create_first()
                return ask()

    def rebuild(self) -> ElasticRebuild:
        return ElasticRebuild(self)

    def rollback(self) -> str:
        with answering():
            return self.catalogue.rollback()

    def refresh(self) -> None:
        with answering():
            known = self.catalogue.read()
            held = [index for index in (known.live, known.building) if index]
            if held:
                self.catalogue.indices.refresh(index=held)

    def count(self, index: str) -> int:
        with answering():
            self.catalogue.indices.refresh(index=index)
            return self.connection.client.count(index=index, query=REAL)["count"]

    def entries(self) -> Iterator[tuple[str, int, str]]:
        with answering():
            self._targets()
        self.refresh()
        for hits in self._in_one_state(REAL, "key", ENTRIES, source=["digest"], version=True):
            for hit in hits:
                yield hit["_id"], hit["_version"], hit["_source"]["digest"]

    def _in_one_state(self, query: Mapping[str, Any], order: str, size: int, **more: Any) -> Iterator[list[dict]]:
        """All documents that fulfil a query, `size` at a time by a field, whatever is written meanwhile."""
        with answering():
            client = self.connection.client
            point = client.open_point_in_time(index=self.options.name, keep_alive="2m")["id"]
            try:
                after = None
                while True:
                    answer = client.search(
                        pit={"id": point, "keep_alive": "2m"},
                        query=query,
                        size=size,
                        sort=[{order: "asc"}],
                        search_after=after,
                        track_total_hits=False,
                        **more,
                    ).body
                    point, hits = answer["pit_id"], answer["hits"]["hits"]
                    yield hits
                    if len(hits) < size:
                        return
                    after = hits[-1]["sort"]
            finally:
                client.close_point_in_time(id=point)

    def status(self) -> EngineStatus:
        with answering():
            self._targets()
            known = self.catalogue.read()
            answer = self.connection.client.search(
                index=known.live,
                size=0,
                query=REAL,
                track_total_hits=True,
                aggs={"kinds": {"terms": {"field": "kind", "size": 100}}, "written": {"max": {"field": "written"}}},
            ).body
            held = self.catalogue.indices.stats(index=known.live, metric="store").body
            version = self.connection.client.info()["version"]["number"]
        written = answer["aggregations"]["written"]["value"]
        return EngineStatus(
            engine=self.name,
            version=version,
            generation=known.live,
            previous=known.previous,
            building=known.building,
            documents=answer["hits"]["total"]["value"],
            kinds={bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["kinds"]["buckets"]},
            bytes=held["_all"]["total"]["store"]["size_in_bytes"],
            written_at=datetime.fromtimestamp(written / 1000, UTC) if written else None,
        )

    def close(self) -> None:
        self.connection.close()
