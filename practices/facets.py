"""The published practices in memory, as bitsets: bit *i* of every set is the *i*-th newest practice.

Counting and filtering are then a handful of operations on integers, at 40 practices as at 5,000. Nothing here reads
the database; `practices.listing` fills an `Index` and keeps it.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate

from django.conf import settings
from django.utils.functional import cached_property

from core.collation import sort_key
from core.text import folded

FACETS = ("cluster", "country", "language", "status", "evidence")  # beside one per concept scheme
MOST_RELATED = 3
MOST_RECENT = 3
MOST_WORDS = 500  # that were looked for and are kept


@dataclass(frozen=True)
class Version:
    """One live language version of a practice."""

    pk: int
    slug: str
    title: str
    state: str


@dataclass(frozen=True)
class Entry:
    """One practice: its live versions by language, the original among them."""

    code: str
    original: str
    versions: dict[str, Version]
    concepts: frozenset[int]
    published_at: datetime | None
    transfers: int

    def language_for(self, language: str) -> str:
        """The language in which a reader of `language` gets it: theirs where it exists, else the original."""
        return language if language in self.versions else self.original


@dataclass(frozen=True)
class Word:
    """A concept as the list needs it. `labels` are the preferred ones by language; `wider` are all broader concepts."""

    scheme: str
    code: str
    labels: dict[str, str]
    wider: frozenset[int]
    text: str

    @property
    def key(self) -> str:
        return f"{self.scheme}/{self.code}"

    def label(self, language: str) -> str:
        return self.labels.get(language) or self.labels.get(settings.LANGUAGE_CODE) or self.code

    def label_language(self, language: str) -> str:
        return language if language in self.labels else settings.LANGUAGE_CODE


@dataclass
class Index:
    """Everything the list filters, counts and sorts by."""

    token: tuple = ()
    entries: list[Entry] = field(default_factory=list)
    position: dict[str, int] = field(default_factory=dict)
    bits: dict[str, dict[str, int]] = field(default_factory=dict)  # facet → value → practices
    words: dict[int, Word] = field(default_factory=dict)
    exactly: dict[int, int] = field(default_factory=dict)  # concept → practices that name it themselves
    texts: list[str] = field(default_factory=list)
    scheme_titles: dict[str, dict[str, str]] = field(default_factory=dict)  # in the order of the schemes
    newest_transfers: list[int] = field(default_factory=list)  # confirmed ones of published practices, MOST_RECENT
    _orders: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _found: dict[str, int] = field(default_factory=dict)  # word → practices with it

    @property
    def everything(self) -> int:
        return (1 << len(self.entries)) - 1

    @cached_property
    def transfers(self) -> int:
        """How many confirmed transfers the practices have together."""
        return sum(entry.transfers for entry in self.entries)

    def get(self, code: str) -> Entry | None:
        at = self.position.get(code)
        return None if at is None else self.entries[at]

    def knows(self, facet: str, value: str) -> bool:
        return value in self.bits.get(facet, {})

    def with_text(self, query: str) -> int:
        """Practices in which every word of `query` occurs: in title, answer or tags of any language version, or in a
        label of one of their concepts or of a broader one."""
        found = self.everything
        for word in folded(query).split():
            found &= self._found.get(word) or self._find(word)
        return found

    def _find(self, word: str) -> int:
        """Looks for one word; what the last words led to is kept as long as the index is."""
        hits = self._with_word(word)
        for pk, concept in self.words.items():
            if word in concept.text:
                hits |= self.bits.get(concept.scheme, {}).get(concept.key, 0) | self.exactly.get(pk, 0)
        if len(self._found) >= MOST_WORDS:
            self._found.clear()
        self._found[word] = hits
        return hits

    def _with_word(self, word: str) -> int:
        """Practices whose own text holds `word`: one pass over all texts at once, as long as there are hits."""
        whole, ends = self._whole
        hits, at = 0, whole.find(word)
        while at >= 0:
            practice = bisect_right(ends, at)
            hits |= 1 << practice
            at = whole.find(word, ends[practice])
        return hits

    @cached_property
    def _whole(self) -> tuple[str, list[int]]:
        """All texts in one, and where each ends; no word holds the line break between them."""
        return "\n".join([*self.texts, ""]), list(accumulate(len(text) + 1 for text in self.texts))

    def select(self, chosen: dict[str, set[str]], query: str = "") -> tuple[int, dict[str, int]]:
        """The practices chosen, and per facet those that all *other* facets leave, for its counts.

        Values within a facet widen (or), facets narrow each other (and).
        """
        base = self.with_text(query) if query else self.everything
        unions = {}
        for facet, values in chosen.items():
            known = self.bits.get(facet, {})
            union = 0
            for value in values:
                union |= known.get(value, 0)
            unions[facet] = union
        selected = base
        for union in unions.values():
            selected &= union
        others = {}
        for facet in self.bits:
            rest = base
            for other, union in unions.items():
                if other != facet:
                    rest &= union
            others[facet] = rest
        return selected, others

    def count_values(self, facet: str, within: int) -> list[tuple[str, int]]:
        """The values of a facet that occur `within`, with how often."""
        counted = ((value, (bits & within).bit_count()) for value, bits in self.bits.get(facet, {}).items())
        return [(value, count) for value, count in counted if count]

    def order(self, sort: str, language: str) -> list[int]:
        """All positions in the order of `sort`; `title` follows the alphabet of `language`. Kept once computed."""
        key = (sort, language if sort == "title" else "")
        if key not in self._orders:
            positions = range(len(self.entries))
            if sort == "title":
                titles = [
                    sort_key(entry.versions[entry.language_for(language)].title, language) for entry in self.entries
                ]
                self._orders[key] = sorted(positions, key=titles.__getitem__)
            elif sort == "tried":
                self._orders[key] = sorted(positions, key=lambda at: -self.entries[at].transfers)
            else:
                self._orders[key] = list(positions)
        return self._orders[key]

    def in_order(self, selected: int, sort: str, language: str) -> list[Entry]:
        """The selected practices, sorted."""
        order = self.order(sort, language)
        if selected != self.everything:
            flags = bin(selected)[:1:-1].ljust(len(self.entries), "0")  # flags[i] is bit i
            order = [at for at in order if flags[at] == "1"]
        return [self.entries[at] for at in order]

    def related_to(self, entry: Entry) -> list[Entry]:
        """The practices that share most concepts with this one, at most MOST_RELATED, the newer first among equals."""
        sharing: list[int] = []  # sharing[k]: practices with more than k concepts in common
        for pk in entry.concepts:
            bits = self.exactly.get(pk, 0)
            sharing.append(0)
            for k in range(len(sharing) - 1, 0, -1):
                sharing[k] |= sharing[k - 1] & bits
            sharing[0] |= bits
        found: list[Entry] = []
        seen = 1 << self.position[entry.code]
        for bits in reversed(sharing):
            bits &= ~seen
            while bits and len(found) < MOST_RELATED:
                lowest = bits & -bits
                found.append(self.entries[lowest.bit_length() - 1])
                bits ^= lowest
                seen |= lowest
        return found


def build(
    entries: Iterable[tuple[Entry, dict[str, str], str]], words: dict[int, Word], schemes: dict[str, dict[str, str]]
) -> Index:
    """An index of `entries`, newest first: (entry, its value in the single-valued facets, its text to search)."""
    index = Index(words=words, scheme_titles=schemes, bits={facet: {} for facet in (*schemes, *FACETS)})
    for at, (entry, values, text) in enumerate(entries):
        bit = 1 << at
        index.entries.append(entry)
        index.position[entry.code] = at
        index.texts.append(folded(text))
        pairs = {(facet, value) for facet, value in values.items() if value}
        pairs |= {("language", language) for language in entry.versions}
        for pk in entry.concepts:
            index.exactly[pk] = index.exactly.get(pk, 0) | bit
            pairs |= {(words[each].scheme, words[each].key) for each in (pk, *words[pk].wider)}
        for facet, value in pairs:
            index.bits[facet][value] = index.bits[facet].get(value, 0) | bit
    return index
