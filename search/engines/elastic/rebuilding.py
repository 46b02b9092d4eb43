"""A new generation being filled beside the live one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from search.documents import Removal, SearchDocument
from search.engines.base import Written
from search.engines.elastic.connection import answering
from search.engines.elastic.documents import removal, write
from search.engines.elastic.lock import RebuildLock
from search.requests import SearchRequest, SearchResults

if TYPE_CHECKING:
    from search.engines.elastic.engine import ElasticEngine


class ElasticRebuild:
    """See `search.engines.base.Rebuild`. Begun when made."""

    def __init__(self, engine: "ElasticEngine") -> None:
        self._engine = engine
        self._lock = RebuildLock(engine.connection)
        self._open = True
        with answering():
            self._lock.take()
            try:
                if not engine.catalogue.read().live:
                    engine.catalogue.create_first()
                self.generation = engine.catalogue.begin()
            except BaseException:
                self._lock.release()
                raise

    def index(self, documents: Iterable[SearchDocument]) -> Written:
        thesaurus = self._engine.thesaurus()
        actions = (write(document, thesaurus) for document in documents)
        indexed, stale = self._engine.write_to([self.generation], actions)
        return Written(indexed=indexed, stale=stale)

    def remove(self, removals: Iterable[Removal]) -> Written:
        removed, stale = self._engine.write_to([self.generation], map(removal, removals))
        return Written(removed=removed, stale=stale)

    def count(self) -> int:
        return self._engine.count(self.generation)

    def search(self, request: SearchRequest) -> SearchResults:
        with answering():
            self._engine.catalogue.indices.refresh(index=self.generation)
        return self._engine.search(request, index=self.generation)

    def switch(self) -> None:
        with answering():
            self._lock.confirm()
            self._engine.catalogue.switch(self.generation)
        self._close()

    def __enter__(self) -> "ElasticRebuild":
        return self

    def __exit__(self, *exc: object) -> None:
        if self._open:
            with answering():
                try:
                    self._engine.catalogue.abandon()
                finally:
                    self._close()

    def _close(self) -> None:
        self._open = False
        self._lock.release()
