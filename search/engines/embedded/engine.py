"""The embedded engine: the interface of `search.engines.base.Engine` over the files of one folder."""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock

import apsw

from search.documents import Removal, SearchDocument
from search.engines.base import EngineStatus, EngineUnavailableError, Written
from search.engines.embedded import schema
from search.engines.embedded.analysing import prepare
from search.engines.embedded.failures import unavailable
from search.engines.embedded.generations import Generations
from search.engines.embedded.rebuilding import EmbeddedRebuild
from search.engines.embedded.searching import Searcher
from search.engines.embedded.writing import Writer, batches, together
from search.language.thesaurus import Thesaurus
from search.requests import Box, Cell, SearchRequest, SearchResults, Suggestion, SuggestRequest

TRIES = 5  # to open a file before which another rebuild may get, again and again
PAGE = 1000  # entries read at once


class EmbeddedEngine:
    """One folder, any number of processes: each searches by itself, writers of all processes take turns.

    Opening it touches no file. A process that is forked opens its own connections.
    """

    name = "embedded"

    def __init__(self, folder: Path, thesaurus: Callable[[], Thesaurus]) -> None:
        self._generations = Generations(folder)
        self._thesaurus = thesaurus
        self._lock = RLock()
        self._process = os.getpid()
        self._searcher: tuple[str, Searcher] | None = None
        self._writers: dict[str, Writer] = {}
        self._inherited: list[object] = []  # connections of the process before a fork: neither used nor closed

    def index(self, documents: Iterable[SearchDocument]) -> Written:
        total = Written()
        for batch in batches(documents):
            thesaurus = self._thesaurus()
            prepared = [prepare(document, thesaurus) for document in batch]
            total = together(total, self._write(lambda writer, some=prepared: writer.write(some)))
        return total

    def remove(self, removals: Iterable[Removal]) -> Written:
        total = Written()
        for batch in batches(removals):
            total = together(total, self._write(lambda writer, some=batch: writer.write((), some)))
        return total

    def search(self, request: SearchRequest) -> SearchResults:
        with unavailable():
            return self._answering(lambda searcher: searcher.search(request))

    def suggest(self, request: SuggestRequest) -> tuple[Suggestion, ...]:
        with unavailable():
            return self._answering(lambda searcher: searcher.suggest(request))

    def cells(self, request: SearchRequest, *, box: Box, zoom: int) -> tuple[Cell, ...]:
        with unavailable():
            return self._answering(lambda searcher: searcher.cells(request, box, zoom))

    def keys(self, request: SearchRequest) -> Iterator[str]:
        """All are read at the first step, in one state of the index."""
        with unavailable():
            found = self._answering(lambda searcher: searcher.keys(request))
        yield from found

    def rebuild(self) -> EmbeddedRebuild:
        return EmbeddedRebuild(self._generations, self._thesaurus)

    def rollback(self) -> str:
        """Go back to the generation before. It knows nothing of what was written since it was replaced."""
        with unavailable():
            return self._generations.rollback()

    def refresh(self) -> None:
        """Nothing to do: what is written is visible at once."""

    def entries(self) -> Iterator[tuple[str, int, str]]:
        with unavailable():
            connection = schema.connect(self._generations.file(self._generations.pointer().current))
        try:
            last = ""
            while True:
                with unavailable():
                    rows = connection.execute(
                        "SELECT key, revision, digest FROM documents WHERE key > ? ORDER BY key LIMIT ?", (last, PAGE)
                    ).fetchall()
                if not rows:
                    return
                yield from rows
                last = rows[-1][0]
        finally:
            connection.close()

    def status(self) -> EngineStatus:
        with unavailable():
            pointer = self._generations.pointer()
            connection = schema.connect(self._generations.file(pointer.current))
            try:
                kinds = dict(connection.execute("SELECT kind, count(*) FROM documents GROUP BY kind ORDER BY kind"))
                (written,) = connection.execute("SELECT value FROM state WHERE name = 'written_at'").fetchone()
            finally:
                connection.close()
            return EngineStatus(
                engine=self.name,
                version=f"SQLite {apsw.sqlite_lib_version()}, tables {schema.VERSION}",
                generation=pointer.current,
                previous=pointer.previous,
                building=self._generations.building(),
                documents=sum(kinds.values()),
                kinds=kinds,
                bytes=self._generations.size(),
                written_at=datetime.fromtimestamp(written / 1e6, UTC) if written else None,
            )

    def close(self) -> None:
        with self._lock:
            self._own_process()
            if self._searcher is not None:
                self._searcher[1].close()
            for writer in self._writers.values():
                writer.connection.close()
            self._searcher = None
            self._writers = {}

    def _answering(self, ask: Callable):
        """Ask the generation that counts. One that was replaced meanwhile is closed when nobody reads it any more."""
        with self._lock:
            self._own_process()
            for _ in range(TRIES):
                current = self._generations.pointer().current
                if self._searcher is None or self._searcher[0] != current:
                    try:
                        connection = schema.connect(self._generations.file(current))
                    except apsw.CantOpenError:
                        if self._generations.file(current).exists():
                            raise
                        continue  # replaced twice since we looked
                    if self._searcher is not None:
                        self._searcher[1].close()
                    self._searcher = (current, Searcher(connection, self._thesaurus))
                return ask(self._searcher[1])
            raise EngineUnavailableError("the index is replaced faster than it can be opened")

    def _write(self, write: Callable[[Writer], Written]) -> Written:
        """Write to every generation that counts or is about to; the answer is that of the current one."""
        with self._lock, unavailable(), self._generations.writing() as generations:
            self._own_process()
            for name in [name for name in self._writers if name not in generations]:
                self._writers.pop(name).connection.close()
            written = Written()
            for name in generations:
                if name not in self._writers:
                    self._writers[name] = Writer(schema.connect(self._generations.file(name)))
                written = write(self._writers[name])
            return written

    def _own_process(self) -> None:
        if self._process != os.getpid():
            self._inherited += [self._searcher, self._writers]
            self._searcher, self._writers, self._process = None, {}, os.getpid()
