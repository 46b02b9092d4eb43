"""What to look for: the query read in every language it may be in, as plain data that each engine translates.

How the parts add up (engines may differ in arithmetic, not in meaning):

- A document matches when it fulfils every *filter* and *phrase*, none of the *exclusions*, and either one *reading* in
  its own language or, for the words they stand for, the *concepts* and *expansions*.
- A reading is fulfilled when at least `minimum` of its slots are: a slot by one of its terms (any stem, or a part of a
  compound), by a concept whose `positions` hold the slot's, or by an expansion of that concept. More slots score more.
  Where nothing is found at all, corrected or not, an engine asks once more with `QueryPlan.relaxed()` (judged nDCG@10
  .84 to .86).
- Scores are products: reading weight × term weight, concept weight × weight of the tag in the document (`BROADER` more
  when it is only among the document's broader concepts), expansion weight. A word found in its exact form scores a
  little more than by its stem (guide 3.4: about +0.3 by rank, never an equal sum).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from search.requests import Understanding

NAMED = 1.0  # a concept the query names
BROADER = 0.3  # … found in a document only through a narrower one
INSIDE = 0.4  # a concept whose label is part of a longer one that was named: silk, in silk waste
RELATED = 0.15  # … and its neighbours
TRANSLATED = 0.5  # a label of a named concept, searched as words in another language
SYNONYM = 0.6  # another label of it in the reader's language
NARROWER = 0.3  # a preferred label of a concept just below it
ROOT = 0.5  # the root of a verb instead of the word: relocalizar for relocalización
PART = 0.3  # a part of a compound instead of the word: affald for tekstilaffald
MAX_TERMS = 24  # words, phrases and exclusions that are read of a query


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word to look for. A document's word fits when they share a stem, or `parts` has one of its stems or parts.

    `exact` is the folded form, for the exact field; `word` is how to show it. `stems` are never empty. `transliterated`
    terms stand for a word typed in the other alphabet: one that no document has is no typing error to be corrected.
    """

    word: str
    exact: str
    stems: tuple[str, ...]
    parts: tuple[str, ...] = ()
    weight: float = 1.0
    transliterated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One word of the query, by its place among `QueryPlan.words`: any of its terms will do; the first is as typed."""

    position: int
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The query as a text in one language. Stop words have no slot, unless the query is made of nothing else.

    `weight` is how likely it is meant: 1 for the best, at least 0.1. `minimum` slots must be fulfilled.
    """

    language: str
    weight: float
    slots: tuple[Slot, ...]
    minimum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that must stand side by side in title, names, summary, body or an attachment.

    `forms` has, for each language of the index, the folded exact forms in order, stop words included; compare them with
    `Token.exact` of consecutive tokens. `stems` has their first stems, for an engine without positions of exact forms.
    """

    text: str
    forms: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A word (one form) or phrase that must not occur: by stems where it is one word, by exact forms where a phrase."""

    text: str
    forms: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """A label of a concept, to be searched as words in its own language (a phrase when it has several).

    Two labels with the same stems in one language are one expansion. `kind` is translation, synonym or narrower.
    """

    concept: str
    kind: str
    language: str
    text: str
    terms: tuple[Term, ...]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedConcept:
    """A concept to match against the concepts of documents, in any language.

    `kind` is named, inside or related; `positions` are the words of the query it stands for (none for a related one).
    `label` is in the reader's language; `matched` is the label met in the query and `language` that label's. Use them
    in the `Reason` of a hit: kind concept, term = `label`, concept = `identifier`.
    """

    identifier: str
    kind: str
    label: str
    weight: float
    positions: tuple[int, ...] = ()
    matched: str = ""
    language: str = ""
    expansions: tuple[Expansion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the query's own field filters ask for; values of one field widen, fields narrow.

    `title` and `organisation` are words that must all be found: in title and names; in the names and title of a
    document of kind organisation or in its facet `organisation`. The others are codes: ISO 3166-1 capitals, languages,
    kinds.
    """

    title: tuple[Phrase, ...] = ()
    organisation: tuple[Phrase, ...] = ()
    country: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPlan:
    """Everything to look for. `readings` are sorted by weight; with `empty` there is nothing but filters.

    `identifiers` (see `parsing.identifiers`) are found by equality with those of a document's title, names and body and
    outrank everything; a query that is one identifier needs no reading to be fulfilled.
    """

    text: str
    words: tuple[str, ...]
    readings: tuple[Reading, ...]
    phrases: tuple[Phrase, ...]
    exclusions: tuple[Exclusion, ...]
    identifiers: tuple[str, ...]
    filters: Filters
    concepts: tuple[PlannedConcept, ...]
    understood: Understanding
    shortened: bool = False

    @property
    def empty(self) -> bool:
        return not (self.readings or self.phrases or self.identifiers or self.concepts)

    def relaxed(self) -> "QueryPlan":
        """The same with half the words of each reading enough: what an engine asks where nothing has all of them."""
        eased = (replace(reading, minimum=max(1, len(reading.slots) // 2)) for reading in self.readings)
        return replace(self, readings=tuple(eased))
