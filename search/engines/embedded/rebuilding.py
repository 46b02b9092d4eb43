"""A rebuild: a new generation filled beside the one that answers, and put in its place at once."""

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack

from search.documents import Removal, SearchDocument
from search.engines.base import Written
from search.engines.embedded import schema
from search.engines.embedded.analysing import prepare
from search.engines.embedded.failures import unavailable
from search.engines.embedded.generations import Generations
from search.engines.embedded.searching import Searcher
from search.engines.embedded.writing import REMEMBERED, Writer, batches, together
from search.language.thesaurus import Thesaurus
from search.requests import SearchRequest, SearchResults


class EmbeddedRebuild:
    """See `search.engines.base.Rebuild`. Belongs to one thread."""

    def __init__(self, generations: Generations, thesaurus: Callable[[], Thesaurus]) -> None:
        self._generations = generations
        self._thesaurus = thesaurus
        self._stack = ExitStack()
        self._switched = False
        with unavailable(), ExitStack() as stack:
            self.generation = stack.enter_context(generations.rebuilding())
            path = generations.file(self.generation)
            self._connection = schema.connect(path, durable=False)
            stack.callback(lambda: self._connection.close())
            self._writer = Writer(self._connection)
            self._searcher = Searcher(schema.connect(path), thesaurus)
            stack.callback(self._searcher.close)
            self._inherit()
            self._stack = stack.pop_all()

    def index(self, documents: Iterable[SearchDocument]) -> Written:
        total = Written()
        for batch in batches(documents):
            thesaurus = self._thesaurus()
            with unavailable():
                total = together(total, self._writer.write([prepare(document, thesaurus) for document in batch]))
        return total

    def remove(self, removals: Iterable[Removal]) -> Written:
        total = Written()
        for batch in batches(removals):
            with unavailable():
                total = together(total, self._writer.write((), batch))
        return total

    def count(self) -> int:
        with unavailable():
            return self._connection.execute("SELECT count(*) FROM documents").fetchone()[0]

    def search(self, request: SearchRequest) -> SearchResults:
        with unavailable():
            return self._searcher.search(request)

    def switch(self) -> None:
        """Merge the index, put it on the disk, let it count. A second call changes nothing."""
        if self._switched:
            return
        with unavailable():
            for table in ("words", "names"):
                self._connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 -- ours
            self._connection.execute("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._generations.switch(self.generation)
            self._switched = True

    def __enter__(self) -> "EmbeddedRebuild":
        return self

    def __exit__(self, *exc: object) -> None:
        with unavailable():
            self._stack.close()

    def _inherit(self) -> None:
        current = schema.connect(self._generations.file(self._generations.pointer().current))
        try:
            since = int(time.time()) - REMEMBERED
            self._writer.inherit(current.execute("SELECT * FROM removed WHERE at > ?", (since,)).fetchall())
        finally:
            current.close()
