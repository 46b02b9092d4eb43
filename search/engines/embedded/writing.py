"""Documents and removals into one file: one transaction a batch, the higher revision stays."""

import time
from collections.abc import Iterable, Iterator
from itertools import islice

import apsw
import orjson

from search.documents import Removal
from search.engines.base import Written
from search.engines.embedded import schema
from search.engines.embedded.analysing import Prepared

BATCH = 200  # documents a transaction: some tenths of a second
REMEMBERED = 7 * 86_400  # seconds that a new generation keeps the tombstones of the one before


def batches(items: Iterable, size: int = BATCH) -> Iterator[list]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


class Writer:
    """Writes into one generation. Belongs to one thread; its caller holds the right to write."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection
        self._known: dict[str, set[str]] = {}  # forms that are surely in the file, by language

    def write(self, prepared: Iterable[Prepared], removals: Iterable[Removal] = ()) -> Written:
        """All of it or, when anything fails, nothing."""
        indexed = removed = stale = 0
        new: list[tuple[str, str]] = []
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            sequence = self._value("SELECT value + 1 FROM state WHERE name = 'sequence'")
            for one in prepared:
                if self._put(one, sequence, new):
                    indexed += 1
                else:
                    stale += 1
            for removal in removals:
                if self._take_out(removal, sequence):
                    removed += 1
                else:
                    stale += 1
            if indexed or removed:
                self.connection.executemany(
                    "UPDATE state SET value = ? WHERE name = ?",
                    ((sequence, "sequence"), (time.time_ns() // 1000, "written_at")),
                )
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        for language, form in new:
            self._known.setdefault(language, set()).add(form)
        return Written(indexed, removed, stale)

    def inherit(self, tombstones: Iterable[tuple[str, int, int]]) -> None:
        """Take over what the generation before knows to be removed, so that a late write does not bring it back."""
        with self.connection:
            self.connection.executemany("INSERT OR IGNORE INTO removed VALUES (?, ?, ?)", tombstones)

    def _value(self, statement: str, *arguments: object):
        for (value,) in self.connection.execute(statement, arguments):
            return value
        return None

    def _newest(self, key: str) -> tuple[int, int | None, int]:
        """(revision, id, thing) of what is known under a key; no id when it is a tombstone or nothing."""
        for revision, row, thing in self.connection.execute(
            "SELECT revision, id, thing FROM documents WHERE key = ?", (key,)
        ):
            return revision, row, thing
        return self._value("SELECT revision FROM removed WHERE key = ?", key) or -1, None, 0

    def _put(self, one: Prepared, sequence: int, new: list[tuple[str, str]]) -> bool:
        document = one.document
        revision, row, thing = self._newest(document.key)
        if revision >= document.revision:
            return False
        execute = self.connection.execute
        target = self._thing(document.translation_key)
        if row is not None and thing != target:
            self._delete(row, thing, sequence)
            row = None
        elif row is not None:
            self._clear(row)
        if row is None:
            row = self._free(target)
            execute("DELETE FROM removed WHERE key = ?", (document.key,))
        execute(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row, document.key, target, document.revision, one.digest, sequence, *one.narrow),
        )
        execute(
            "INSERT INTO words (rowid, title, summary, body, files, parts, minor, tags, above) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row, *one.words),
        )
        execute("INSERT INTO names (rowid, name) VALUES (?, ?)", (row, one.names))
        execute(
            "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row, document.translation_key, document.address, orjson.dumps(document.card).decode(), *one.texts),
        )
        for name, value in document.numbers.items():
            execute("INSERT INTO numbers VALUES (?, ?, ?)", (row, name, value))
        self._forms(one, new)
        return True

    def _thing(self, translation_key: str) -> int:
        thing = self._value("SELECT thing FROM things WHERE translation_key = ?", translation_key)
        if thing is None:
            self.connection.execute("INSERT INTO things (translation_key) VALUES (?)", (translation_key,))
            thing = self.connection.last_insert_rowid()
        return thing

    def _free(self, thing: int) -> int:
        """The lowest number that no version of the thing has."""
        taken = {row for (row,) in self.connection.execute("SELECT id FROM documents WHERE thing = ?", (thing,))}
        row = thing
        while row in taken:
            row += 1 << schema.SHIFT
        return row

    def _take_out(self, removal: Removal, sequence: int) -> bool:
        revision, row, thing = self._newest(removal.key)
        if revision >= removal.revision:
            return False
        if row is not None:
            self._delete(row, thing, sequence)
        self.connection.execute(
            "INSERT OR REPLACE INTO removed VALUES (?, ?, ?)", (removal.key, removal.revision, int(time.time()))
        )
        return True

    def _delete(self, row: int, thing: int, sequence: int) -> None:
        self._clear(row)
        self.connection.execute("INSERT OR IGNORE INTO freed VALUES (?, ?)", (sequence, row))
        self.connection.execute("DELETE FROM documents WHERE id = ?", (row,))
        if self._value("SELECT 1 FROM documents WHERE thing = ?", thing) is None:
            self.connection.execute("DELETE FROM things WHERE thing = ?", (thing,))

    def _clear(self, row: int) -> None:
        for table in ("words", "names"):
            self.connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608 -- names of ours
        for table in ("texts", "numbers"):
            self.connection.execute(f"DELETE FROM {table} WHERE id = ?", (row,))  # noqa: S608 -- names of ours

    def _forms(self, one: Prepared, new: list[tuple[str, str]]) -> None:
        language = one.document.language
        unknown = one.forms.keys() - self._known.setdefault(language, set())
        if not unknown:
            return
        self.connection.executemany(
            "INSERT OR IGNORE INTO spellings (language, form, stem) VALUES (?, ?, ?)",
            ((language, form, one.forms[form]) for form in unknown),
        )
        new += ((language, form) for form in unknown)


def together(one: Written, other: Written) -> Written:
    return Written(one.indexed + other.indexed, one.removed + other.removed, one.stale + other.stale)
