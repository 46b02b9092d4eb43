"""Concepts found in texts by their labels, in any language: plain data, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from search.documents import SearchDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptEntry:
    """A concept: `identifier` is its key `scheme/code` (`Concept.key`), the one `SearchDocument.concepts` holds too.

    `labels` are (language, kind, text) with kind pref, alt or hidden; `former` are identifiers it replaces.
    """

    identifier: str
    labels: tuple[tuple[str, str, str], ...]
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A label found in a text: tokens `first` to `last`, both included, say `label` of a concept."""

    concept: str
    label: str
    language: str
    first: int
    last: int
    weight: float


@dataclass(frozen=True, slots=True)
class Tags:
    """Concepts of a document with weights up to 1, and those above them, not named themselves, with theirs."""

    named: Mapping[str, float] = field(default_factory=dict)
    broader: Mapping[str, float] = field(default_factory=dict)


class Thesaurus:
    """Built once from its concepts, read by any number of threads. `Thesaurus(())` knows none and always answers."""

    def __init__(self, entries: Iterable[ConceptEntry], *, token: object = None) -> None:
        self.token = token  # which state of the vocabulary this is
        self.entries = {entry.identifier: entry for entry in entries}

    def match(self, text: str, language: str) -> tuple[Match, ...]:
        """The concepts named in a text of one language: the longest labels, none inside another."""
        raise NotImplementedError

    def tag(self, document: SearchDocument) -> Tags:
        """The concepts of a document: chosen by its author or named in its text."""
        raise NotImplementedError

    def label(self, concept: str, language: str) -> str:
        """The preferred label in the language, else in English, else any, else the identifier."""
        raise NotImplementedError

    def labels(self, concept: str, languages: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
        """(language, kind, text) in these languages, preferred ones first."""
        raise NotImplementedError
