"""Finding the few organisations that may be the same, without comparing all with all."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ecosystem.doubles.blocks import NARROW, VALUE, Entry, entry_of, keys_of
from ecosystem.doubles.judging import judge
from ecosystem.doubles.names import common_sounds
from ecosystem.doubles.rows import Row, Suspect

LARGEST_BLOCK = 60  # organisations; a wide key that more share says too little
LONGEST_READ = 240  # of a narrow key
MOST_COMPARED = 24
MOST_SUSPECTS = 5
COMMON_WEIGHT, LEAST_WEIGHT = 0.5, 0.08  # of a word of the trade, beside a rare one; of the most frequent word
SMALL = 50  # among fewer organisations frequency says little


class Index:
    """All organisations, by the keys under which a double is looked for. In memory, some 3 kB an organisation."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._blocks: dict[str, list[str]] = defaultdict(list)
        self._frequency: Counter[str] = Counter()
        self._weights: dict[str, float] = {}

    @classmethod
    def build(cls, rows: Iterable[Row]) -> "Index":
        """Rows need a `code` each, and a name."""
        index = cls()
        for row in rows:
            index.add(row)
        return index

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, row: Row) -> None:
        """One more, as when a list is loaded line by line. A code that is known already changes nothing."""
        entry = entry_of(row)
        if entry.code in self._entries or not entry.names:
            return
        self._entries[entry.code] = entry
        for word in {word for name in entry.names for word in name.sounds}:
            self._frequency[word] += 1
        self._weights.clear()
        for key in keys_of(entry):
            self._blocks[key].append(entry.code)

    def candidates(self, row: Row, *, most: int = MOST_SUSPECTS) -> list[Suspect]:
        """Who may be the same as this row, sure ones first, then best first; never itself."""
        entry = self._entries.get(row.code) or entry_of(row)
        return self._candidates(entry, most) if entry.names else []

    def pairs(self) -> Iterator[tuple[str, Suspect]]:
        """Every two of the index that may be one, each once: the lower code, and the suspect with the higher."""
        seen = set()
        for code, entry in self._entries.items():
            for suspect in self._candidates(entry, MOST_SUSPECTS):
                lower, higher = sorted((code, suspect.code))
                if (lower, higher) not in seen:
                    seen.add((lower, higher))
                    yield lower, replace(suspect, code=higher)

    def weight(self, word: str) -> float:
        """How much a word’s sound tells two firms apart: near 1 where one has it, less where many do."""
        found = self._weights.get(word)
        if found is None:
            many = math.log(max(len(self._entries), SMALL))
            rare = 1 - math.log(max(self._frequency.get(word, 1), 1)) / many
            found = max(LEAST_WEIGHT, rare) * (COMMON_WEIGHT if word in common_sounds() else 1)
            self._weights[word] = found
        return found

    def _candidates(self, entry: Entry, most: int) -> list[Suspect]:
        shared: Counter[str] = Counter()
        for key in keys_of(entry):
            block = self._blocks.get(key, ())
            if len(block) > LARGEST_BLOCK and key[0] not in NARROW:
                continue
            for code in block[:LONGEST_READ]:
                shared[code] += VALUE[key[0]]
        shared.pop(entry.code, None)
        found = [
            suspect
            for code, _value in shared.most_common(MOST_COMPARED)
            if (suspect := judge(entry, self._entries[code], self.weight))
        ]
        found.sort(key=lambda suspect: (not suspect.sure, -suspect.score, suspect.code))
        return found[:most]
