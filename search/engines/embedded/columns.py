"""What documents are filtered and counted by, in memory: for each value of each column, the set of its documents."""

from collections import defaultdict
from collections.abc import Iterable

import apsw
import orjson

from search.engines.embedded.bits import Bits, bits_of
from search.engines.embedded.placing import Placed

MANY_READERS = 200  # sets of tokens that are remembered
KEPT = 100  # sets of documents asked for before
MANY_CHANGES = 500  # documents; with more of them reading all anew is faster


def facet(name: str) -> str:
    """The column of a facet."""
    return f"facet:{name}"


class Columns:
    """The columns of one generation as one connection last saw them. Not for two threads at once.

    `sets[(column, value)]`, where column is `kind`, `language`, `access`, or `facet:` and a facet’s name: nobody can
    ask for our own columns by naming a facet like them.
    """

    def __init__(self) -> None:
        self.sequence = -1
        self.sets: dict[tuple[str, str], Bits] = {}
        self.values: dict[str, dict[str, None]] = {}  # column -> its values, in the order met
        self.all = Bits()
        self.placed = Placed()
        self._readable: dict[tuple[tuple[str, ...], str], Bits] = {}
        self._asked: dict[tuple[str, tuple[str, ...]], Bits] = {}  # answers of `of` till something changes
        self._rows: dict[int, tuple[tuple[str, str], ...]] = {}
        self._names: dict[tuple[str, str], tuple[str, str]] = {}

    def follow(self, connection: apsw.Connection) -> bool:
        """Take in what was written since the last time; call it inside the transaction that reads. Was there any?"""
        (sequence,) = connection.execute("SELECT value FROM state WHERE name = 'sequence'").fetchone()
        if sequence == self.sequence:
            return False
        self._asked.clear()
        self._readable.clear()
        if self.sequence >= 0:
            freed = [row for (row,) in connection.execute("SELECT id FROM freed WHERE sequence > ?", (self.sequence,))]
            changed = connection.execute(
                f"{_READ} WHERE sequence > ? LIMIT ?", (self.sequence, MANY_CHANGES)
            ).fetchall()
            if len(freed) + len(changed) < MANY_CHANGES:
                self._change(freed, changed)
                self.sequence = sequence
                return True
        self._load(connection)
        self.sequence = sequence
        return True

    def of(self, column: str, values: Iterable[str]) -> Bits:
        """The documents with any of these values; the same object for the same question while nothing changes."""
        asked = (column, tuple(values))
        found = self._asked.get(asked)
        if found is None:
            found = Bits()
            for value in asked[1]:
                one = self.sets.get((column, value))
                if one is not None:
                    found = found | one
            if len(self._asked) >= KEPT:
                self._asked.clear()
            self._asked[asked] = found
        return found

    def readable(self, access: Iterable[str], language: str = "") -> Bits:
        """What a reader with these tokens may know of, in all languages or one; kept until something is written."""
        asked = (tuple(access), language)
        found = self._readable.get(asked)
        if found is None:
            if len(self._readable) >= MANY_READERS:
                self._readable.clear()
            found = self.of("access", asked[0])
            if language:
                found = found & self.of("language", (language,))
            self._readable[asked] = found
        return found

    def _load(self, connection: apsw.Connection) -> None:
        self._rows.clear()
        self._names.clear()
        members: dict[tuple[str, str], list[int]] = defaultdict(list)
        placed: list[tuple[int, float, float]] = []
        for row, latitude, longitude, *narrow in connection.execute(_READ):
            names = self._rows[row] = self._named(*narrow)
            for name in names:
                members[name].append(row)
            if latitude is not None:
                placed.append((row, latitude, longitude))
        self.placed = Placed(placed)
        self.sets = {name: bits_of(rows) for name, rows in members.items()}
        self.values = {}
        for column, value in self.sets:
            self.values.setdefault(column, {})[value] = None
        self.all = bits_of(list(self._rows))

    def _change(self, freed: list[int], changed: list[tuple]) -> None:
        out: dict[tuple[str, str], list[int]] = defaultdict(list)
        into: dict[tuple[str, str], list[int]] = defaultdict(list)
        gone = []
        for row in (*freed, *(row for row, *_ in changed)):
            for name in self._rows.pop(row, ()):
                out[name].append(row)
            gone.append(row)
            self.placed.put(row, None, None)
        for row, latitude, longitude, *narrow in changed:
            self.placed.put(row, latitude, longitude)
            names = self._rows[row] = self._named(*narrow)
            for name in names:
                into[name].append(row)
        for name, rows in out.items():
            self.sets[name] = self.sets[name] - bits_of(rows)
        for name, rows in into.items():
            self.sets[name] = self.sets.get(name, Bits()) | bits_of(rows)
            self.values.setdefault(name[0], {})[name[1]] = None
        self.all = (self.all - bits_of(gone)) | bits_of([row for row, *_ in changed])

    def _named(self, kind: str, language: str, facets: str, access: str) -> tuple[tuple[str, str], ...]:
        named = [("kind", kind), ("language", language)]
        for column, values in orjson.loads(facets).items():
            named += [(facet(column), value) for value in values]
        named += [("access", token) for token in orjson.loads(access)]
        return tuple(self._names.setdefault(name, name) for name in dict.fromkeys(named))


_READ = "SELECT id, latitude, longitude, kind, language, facets, access FROM documents"
