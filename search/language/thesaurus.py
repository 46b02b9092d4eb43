"""Concepts found in texts by their labels, in any language: plain data, no database.

Labels are compared by the stems of their words, stop words left out, so that “déchets de la soie” is “déchet de soie”.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from search.documents import SearchDocument
from search.language.analysis import Token, analyse, telling

LABEL_WEIGHTS = {"pref": 1.0, "alt": 0.9, "hidden": 0.8}
SHARED = 0.6  # a label that several concepts have, for those that do not have it as their preferred one
OTHER_ORDER = 0.9  # отпадъци от коприна for копринени отпадъци; affald af silke for silkeaffald
TITLE, SUMMARY = 1.0, 0.7  # weight of a concept named in the title or names, in the summary
BODY_FIRST, BODY_MORE, BODY_MOST = 0.3, 0.1, 0.7  # in the body or an attachment: once, each further time, at most
UP = 0.6  # per step: what a broader concept keeps of the weight of its narrower one
_ACRONYM = 5  # a label of so many letters at most, all capitals, is an acronym
_LONGEST = 8  # words of a label


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


_Telling = tuple[tuple[str, ...], str]  # stems and surface of a word that is no stop word


class _Leaf(NamedTuple):
    concept: str
    label: str
    weight: float
    acronym: bool


class _Node:
    """A step of the labels of one language: further stems, and the labels that end here."""

    __slots__ = ("leaves", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.leaves: tuple[_Leaf, ...] = ()


class Thesaurus:
    """Built once from its concepts, read by any number of threads. `Thesaurus(())` knows none and always answers."""

    def __init__(self, entries: Iterable[ConceptEntry], *, token: object = None) -> None:
        self.token = token  # which state of the vocabulary this is
        self.plans: dict[tuple, Any] = {}  # of queries, by what was asked: filled by `plan`
        self.entries = {entry.identifier: entry for entry in entries}
        self._renamed = {former: entry.identifier for entry in self.entries.values() for former in entry.former}
        self._narrower: dict[str, list[str]] = {}
        for entry in self.entries.values():
            for above in entry.broader:
                self._narrower.setdefault(above, []).append(entry.identifier)
        self._above = {identifier: self._all_above(identifier) for identifier in self.entries}
        self._roots: dict[str, _Node] = {}
        self._words: dict[str, set[str]] = {}
        for entry in self.entries.values():
            for language, kind, text in entry.labels:
                self._add(entry.identifier, language, kind, text)

    def _add(self, concept: str, language: str, kind: str, text: str) -> None:
        tokens = [token for token in analyse(text, language) if not token.stop]
        if not tokens or len(tokens) > _LONGEST:
            return
        self._words.setdefault(language, set()).update(token.exact for token in tokens if len(token.exact) > 2)
        acronym = len(text) <= _ACRONYM and text.isupper()
        weight = LABEL_WEIGHTS[kind]
        path = [_label_stems(token, language) for token in tokens]
        self._insert(path, _Leaf(concept, text, weight, acronym), language)
        if len(path) == 1 and len(tokens[0].parts) == 2:
            path = [(part,) for part in tokens[0].parts]
            self._insert(path, _Leaf(concept, text, weight * OTHER_ORDER, acronym), language)
        if len(path) == 2:
            self._insert(path[::-1], _Leaf(concept, text, weight * OTHER_ORDER, acronym), language)

    def _insert(self, path: Iterable[tuple[str, ...]], leaf: _Leaf, language: str) -> None:
        nodes = [self._roots.setdefault(language, _Node())]
        for stems in path:
            nodes = [node.next.setdefault(stem, _Node()) for node in nodes for stem in stems]
        for node in nodes:
            if all(other.concept != leaf.concept for other in node.leaves):
                node.leaves = (*node.leaves, leaf)

    def _all_above(self, concept: str) -> dict[str, int]:
        """Every broader concept with its distance; a cycle in the data does no harm."""
        found: dict[str, int] = {}
        level, waiting = 1, set(self.entries[concept].broader)
        while waiting:
            found.update({above: level for above in waiting if above in self.entries})
            level += 1
            waiting = {
                further for above in waiting if above in self.entries for further in self.entries[above].broader
            } - {*found, concept}
        return found

    def identifier(self, concept: str) -> str:
        """The concept in use for an identifier, which may be of one that was replaced; empty when there is none."""
        concept = self._renamed.get(concept, concept)
        return concept if concept in self.entries else ""

    def match(self, text: str, language: str) -> tuple[Match, ...]:
        """The concepts named in a text of one language: the longest labels, none inside another."""
        return tuple(self.match_tokens(analyse(text, language), language, strict=False))

    def match_tokens(self, tokens: Sequence[Token], language: str, *, strict: bool) -> Iterator[Match]:
        """As `match`. `strict`, as in a document's running text, wants acronyms in capitals, three letters at least."""
        places = [place for place, token in enumerate(tokens) if not token.stop]
        telling = [(tokens[place].stems, tokens[place].surface) for place in places]
        for first, last, leaf, weight in self._walk(telling, language, strict=strict):
            yield Match(leaf.concept, leaf.label, language, places[first], places[last], weight)

    def _walk(self, telling: Sequence[_Telling], language: str, *, strict: bool) -> Iterator[tuple]:
        """(first, last, label, weight) for the longest labels in words that are no stop words."""
        root = self._roots.get(language)
        if root is None:
            return
        starts = root.next.keys()
        place, end = 0, len(telling)
        while place < end:
            if starts.isdisjoint(telling[place][0]):
                place += 1
                continue
            length, leaves = _longest(root, telling[place : place + _LONGEST], strict)
            best = max((leaf.weight for leaf in leaves), default=0.0)
            for leaf in leaves:
                weight = leaf.weight if leaf.weight == best else leaf.weight * SHARED
                yield place, place + length - 1, leaf, weight
            place += length or 1

    def tag(self, document: SearchDocument) -> Tags:
        """The concepts of a document: chosen by its author or named in its text."""
        named = dict.fromkeys(filter(None, map(self.identifier, document.concepts)), TITLE)
        language = document.language
        for weight, texts in ((TITLE, (document.title, *document.names)), (SUMMARY, (document.summary,))):
            for text in texts:
                for _, _, leaf, own in self._walk(telling(text, language), language, strict=True):
                    named[leaf.concept] = max(named.get(leaf.concept, 0.0), weight * own)
        counts: dict[str, float] = {}
        pages = (page for attachment in document.attachments for page in attachment.pages)
        for text in (document.body, *pages):
            for _, _, leaf, own in self._walk(telling(text, language), language, strict=True):
                counts[leaf.concept] = counts.get(leaf.concept, 0.0) + own
        for concept, count in counts.items():
            weight = min(BODY_MOST, BODY_FIRST * min(count, 1.0) + BODY_MORE * max(count - 1.0, 0.0))
            named[concept] = max(named.get(concept, 0.0), weight)
        broader: dict[str, float] = {}
        for concept, weight in named.items():
            for above, steps in self._above[concept].items():
                if above not in named:
                    broader[above] = max(broader.get(above, 0.0), weight * UP ** (steps - 1))
        return Tags(_rounded(named), _rounded(broader))

    def languages_of(self, text: str) -> dict[str, float]:
        """In which languages the vocabulary has the words of a text: each word counts 1, shared among its languages."""
        found: dict[str, float] = {}
        for language, words in self._words.items():
            for token in analyse(text, language):
                if not token.stop and token.exact in words:
                    sharing = sum(token.exact in others for others in self._words.values())
                    found[language] = found.get(language, 0.0) + 1 / sharing
        return found

    def knows(self, word: str, language: str) -> bool:
        """Whether a folded word is part of a label of the language."""
        return word in self._words.get(language, ())

    def label(self, concept: str, language: str) -> str:
        """The preferred label in the language, else in English, else any, else the identifier."""
        preferred = {code: text for code, kind, text in self._labels_of(concept) if kind == "pref"}
        return preferred.get(language) or preferred.get("en") or next(iter(preferred.values()), concept)

    def labels(self, concept: str, languages: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
        """(language, kind, text) in these languages, in their order, preferred ones first."""
        rank = {language: place for place, language in enumerate(languages)}
        kinds = list(LABEL_WEIGHTS)
        wanted = (label for label in self._labels_of(concept) if label[0] in rank)
        return tuple(sorted(wanted, key=lambda label: (rank[label[0]], kinds.index(label[1]))))

    def _labels_of(self, concept: str) -> tuple[tuple[str, str, str], ...]:
        entry = self.entries.get(concept)
        return entry.labels if entry else ()

    def narrower(self, concept: str) -> tuple[str, ...]:
        return tuple(self._narrower.get(concept, ()))

    def related(self, concept: str) -> tuple[str, ...]:
        entry = self.entries.get(concept)
        return tuple(other for other in entry.related if other in self.entries) if entry else ()


def _longest(root: _Node, telling: Sequence[_Telling], strict: bool) -> tuple[int, list[_Leaf]]:
    """How many of the words the longest label takes, and the labels, one of each concept."""
    nodes, best, leaves = [root], 0, []
    for length, (stems, surface) in enumerate(telling, start=1):
        nodes = [node.next[stem] for node in nodes for stem in stems if stem in node.next]
        if not nodes:
            break
        ends = {
            leaf.concept: leaf
            for node in nodes
            for leaf in node.leaves
            if not leaf.acronym or _is_acronym(surface, strict)
        }
        if ends:
            best, leaves = length, list(ends.values())
    return best, leaves


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {concept: round(weight, 3) for concept, weight in weights.items()}


def _label_stems(token: Token, language: str) -> tuple[str, ...]:
    """Labels are nouns: in Bulgarian the stem for verbs would only confuse them (модак with модал)."""
    return token.stems[:1] if language == "bg" else token.stems


def _is_acronym(surface: str, strict: bool) -> bool:
    if strict:
        return surface.isupper() and (len(surface) > 2 or not surface.isalpha())
    return surface.isupper() or len(surface) > 2
