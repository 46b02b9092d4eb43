"""Sets of documents as whole numbers.

A set (`Bits`) is one whole number per version: bit `thing` of number `version` stands for the document with the id
`version << 32 | thing`. And, or and counting are then single operations of C on some kilobytes, and things found in
several languages are counted once by joining the numbers. Seen with 50,000 documents: 2 to 4 µs for one count, where
SQL needs a millisecond.
"""

from collections.abc import Sequence

import numpy as np

from search.engines.embedded.schema import SHIFT, THING

FEW = 20  # below it single bits are cheaper than arrays
ONE = ord("1")


class Bits:
    """A set of documents that never changes. `planes[v]` has the bits of those that are version v of a thing."""

    __slots__ = ("_masks", "planes")

    def __init__(self, planes: Sequence[int] = ()) -> None:
        self.planes = planes
        self._masks: list[bytes] | None = None

    def __and__(self, other: "Bits") -> "Bits":
        return Bits([mine & theirs for mine, theirs in zip(self.planes, other.planes, strict=False)])

    def __or__(self, other: "Bits") -> "Bits":
        long, short = sorted((self.planes, other.planes), key=len, reverse=True)
        joined = [mine | theirs for mine, theirs in zip(long, short, strict=False)]
        return Bits(joined + list(long[len(short) :]))

    def __sub__(self, other: "Bits") -> "Bits":
        theirs = list(other.planes) + [0] * (len(self.planes) - len(other.planes))
        return Bits([mine & ~one for mine, one in zip(self.planes, theirs, strict=False)])

    def __bool__(self) -> bool:
        return any(self.planes)

    def __contains__(self, row: int) -> bool:
        if self._masks is None:
            version = row >> SHIFT
            return version < len(self.planes) and bool(self.planes[version] >> (row & THING) & 1)
        try:
            return self._masks[row >> SHIFT][~(row & THING)] == ONE
        except IndexError:  # after the last of them
            return False

    def things(self) -> int:
        """How many things have at least one document in the set."""
        if len(self.planes) == 1:
            return self.planes[0].bit_count()
        joined = 0
        for plane in self.planes:
            joined |= plane
        return joined.bit_count()

    def things_with(self, other: "Bits") -> int:
        """How many things have a document in both sets: `(self & other).things()`, without the set between."""
        if len(self.planes) == 1 or len(other.planes) == 1:
            return (self.planes[0] & other.planes[0]).bit_count() if self.planes and other.planes else 0
        joined = 0
        for mine, theirs in zip(self.planes, other.planes, strict=False):
            joined |= mine & theirs
        return joined.bit_count()

    def joined(self) -> "Bits":
        """The things of the set, as if each had one version."""
        joined = 0
        for plane in self.planes:
            joined |= plane
        return Bits([joined])

    def documents(self) -> int:
        return sum(plane.bit_count() for plane in self.planes)

    def masks(self) -> list[bytes]:
        """Each plane as digits, the last for thing 0: what `MASKED` reads in SQL."""
        if self._masks is None:
            self._masks = [f"{plane:b}".encode() for plane in self.planes]
        return self._masks


def masked(versions: int, first: int) -> str:
    """SQL that is true for a `rowid` in a set, whose `masks` are the parameters from number `first` on."""
    cases = " ".join(
        f"WHEN {version} THEN substr(?{first + version}, -1 - (rowid & {THING}), 1)" for version in range(versions)
    )
    return f"((CASE rowid >> {SHIFT} {cases} ELSE x'' END) = x'31')"


def bits_of(rows: Sequence[int] | np.ndarray) -> Bits:
    """The set of some documents, in any order."""
    if len(rows) < FEW:
        planes: list[int] = []
        for row in map(int, rows):
            planes += [0] * ((row >> SHIFT) + 1 - len(planes))
            planes[row >> SHIFT] |= 1 << (row & THING)
        return Bits(planes)
    ids = np.asarray(rows, dtype=np.int64)
    versions, things = ids >> SHIFT, ids & THING
    return Bits([_plane(things[versions == version]) for version in range(int(versions.max()) + 1)])


def bits_of_json(rows: str) -> Bits:
    """The set of the documents in an array as SQLite writes it: in a tenth of the time of a list of numbers."""
    return bits_of(np.fromstring(rows[1:-1], dtype=np.int64, sep=",")) if rows != "[]" else Bits()


def _plane(things: np.ndarray) -> int:
    """The bits of the documents of one version."""
    if not len(things):
        return 0
    flags = np.zeros(int(things.max()) + 1, dtype=np.uint8)
    flags[things] = 1
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")
