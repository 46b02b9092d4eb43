"""Reads of the vocabulary. What every page needs often is kept per process until the vocabulary changes."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import get_language

from core.collation import sort_key
from core.text import folded
from vocabulary.models import Concept, Label, LabelKind, Scheme

_kept: dict[str, tuple[tuple, Any]] = {}


def generation() -> tuple:
    """Changes whenever a concept does (writers of labels touch `changed_at`). One cheap query."""
    row = Concept.objects.aggregate(
        concepts=Count("pk", distinct=True), links=Count("broader"), latest=Max("changed_at")
    )
    return row["concepts"], row["links"], row["latest"]


def _keep(name: str, make: Callable[[], Any]) -> Any:
    current = generation()
    kept = _kept.get(name)
    if kept is None or kept[0] != current:
        kept = _kept[name] = (current, make())
    return kept[1]


# Schemes and their trees.


def schemes_with_counts() -> QuerySet[Scheme]:
    """Every scheme with `size`, the number of concepts in use, and its texts. Two queries."""
    in_use = Count("concepts", filter=Q(concepts__deprecated=False))
    return Scheme.objects.annotate(size=in_use).order_by("order", "code").prefetch_related("texts")


@dataclass
class Node:
    """A concept in the tree of its scheme; with several broader concepts it stands below each."""

    concept: Concept
    children: list["Node"] = field(default_factory=list)


def tree(scheme: Scheme, language: str | None = None) -> list[Node]:
    """The concepts in use, nested, in the order of the reader's alphabet. Three queries, whatever the size."""
    language = language or get_language()
    nodes = {concept.pk: Node(concept) for concept in _in_order(scheme.concepts.current().with_labels(), language)}
    above = defaultdict(set)
    links = Concept.broader.through.objects.filter(from_concept__scheme=scheme).values_list(
        "from_concept", "to_concept"
    )
    for narrow, broad in links:
        if narrow in nodes and broad in nodes:
            above[narrow].add(broad)
    roots = []
    for pk, node in nodes.items():
        for broad in above[pk]:
            nodes[broad].children.append(node)
        if not above[pk]:
            roots.append(node)
    return roots


def with_narrower(keys: Iterable[str]) -> dict[str, set[int]]:
    """For each concept that exists, by `scheme/code`, its primary key and those of all narrower ones. Two queries."""
    keys = set(keys)
    if not keys:
        return {}
    found = Concept.objects.filter(code__in=[key.partition("/")[2] for key in keys]).select_related("scheme")
    below = defaultdict(list)
    for narrow, broad in Concept.broader.through.objects.values_list("from_concept", "to_concept"):
        below[broad].append(narrow)
    return {concept.key: _all_below(concept.pk, below) for concept in found if concept.key in keys}


def _all_below(pk: int, below: dict[int, list[int]]) -> set[int]:
    """The concept and everything narrower, at any depth; a cycle in the data does no harm."""
    found: set[int] = set()
    waiting = [pk]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += below[here]
    return found


def _in_order(concepts: Iterable[Concept], language: str) -> list[Concept]:
    return sorted(concepts, key=lambda concept: sort_key(concept.label(language), language))


@dataclass(frozen=True)
class Entry:
    """A line of the A–Z: a preferred label, or another word with the concept it leads to."""

    text: str
    concept: Concept
    is_preferred: bool


def alphabet(scheme: Scheme, language: str | None = None) -> list[tuple[str, list[Entry]]]:
    """(letter, entries) of all words in use in the reader's language, alternative ones as references."""
    language = language or get_language()
    concepts = list(scheme.concepts.current().with_labels())
    entries = [Entry(concept.label(language), concept, True) for concept in concepts]
    by_pk = {concept.pk: concept for concept in concepts}
    alternatives = Label.objects.filter(concept__in=by_pk, language=language, kind=LabelKind.ALTERNATIVE)
    entries += [Entry(label.text, by_pk[label.concept_id], False) for label in alternatives]
    letters = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: sort_key(entry.text, language)):
        letters[_initial(entry.text, language)].append(entry)
    return list(letters.items())


def _initial(text: str, language: str) -> str:
    """The letter under which a word stands: its own where the language sorts it apart (Å, Ñ, Ș), else the plain one."""
    first = text[:1].upper()
    key = sort_key(first, language)
    if not key[:1].isalpha():
        return "0–9"
    return first if len(key) > 1 else key.upper()


# Labels in all languages.


@dataclass(frozen=True)
class Hit:
    """A concept found by one of its labels."""

    concept: Concept
    text: str
    kind: str
    language: str

    @property
    def is_own_label(self) -> bool:
        """Whether the label that matched is the one shown anyway."""
        return self.text == self.concept.label()


def fold_label(text: str) -> str:
    """The form in which labels are compared: no case, accents, script or middle dots."""
    return folded(text).replace("·", "").replace("’", "'").strip()


def _labels() -> list[tuple[str, int, str, str, str]]:
    rows = Label.objects.filter(concept__deprecated=False).order_by()
    return _keep(
        "labels",
        lambda: [(fold_label(row[3]), *row) for row in rows.values_list("concept", "kind", "language", "text")],
    )


def matching_ids(text: str) -> dict[int, tuple]:
    """Concept id → (rank, kind, language, label) of its best match; every word typed stands in it."""
    wanted = fold_label(text[:100])
    words = wanted.split()
    if not words:
        return {}
    reader = get_language() or settings.LANGUAGE_CODE
    best: dict[int, tuple] = {}
    for label, concept, kind, language, original in _labels():
        if all(word in label for word in words):
            starts = all(f" {word}" in f" {label}" for word in words)
            rank = (label != wanted, not label.startswith(wanted), not starts, language != reader, kind != "pref")
            found = ((*rank, kind == "hidden", len(label), original), kind, language, original)
            if concept not in best or found < best[concept]:
                best[concept] = found
    return best


def search_labels(text: str, limit: int = 50, *, scheme: str = "") -> list[Hit]:
    """Concepts in use with a label like `text` in any language, the closest first, each once. At most five queries."""
    best = matching_ids(text)
    concepts = Concept.objects.filter(pk__in=best).select_related("scheme").with_labels()
    concepts = concepts.prefetch_related("scheme__texts")
    if scheme:
        concepts = concepts.filter(scheme__code=scheme)
    ranked = sorted(concepts, key=lambda concept: best[concept.pk][0])[:limit]
    return [
        Hit(concept, text=best[concept.pk][3], kind=best[concept.pk][1], language=best[concept.pk][2])
        for concept in ranked
    ]
