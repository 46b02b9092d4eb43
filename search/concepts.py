"""Concepts as facets: kept per process until the vocabulary changes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from vocabulary.models import Concept
from vocabulary.queries import generation


@dataclass(frozen=True, slots=True)
class Word:
    """A concept; `wider` are the keys of all broader ones, at any height, and its own."""

    key: str
    scheme: str
    wider: frozenset[str]


@dataclass
class Words:
    """Every concept by its primary key."""

    token: tuple = ()
    by_pk: dict[int, Word] = field(default_factory=dict)

    def keys(self, pks: Iterable[int]) -> tuple[str, ...]:
        """The permanent identifiers of concepts, sorted."""
        return tuple(sorted(self.by_pk[pk].key for pk in pks if pk in self.by_pk))

    def facets(self, pks: Iterable[int]) -> dict[str, tuple[str, ...]]:
        """A facet per scheme with the keys of these concepts and of everything wider."""
        found: dict[str, set[str]] = {}
        for pk in pks:
            if pk in self.by_pk:
                for key in self.by_pk[pk].wider:
                    found.setdefault(key.partition("/")[0], set()).add(key)
        return {scheme: tuple(sorted(keys)) for scheme, keys in sorted(found.items())}

    def at_or_below(self, keys: Collection[str]) -> set[int]:
        """The concepts with these keys and all narrower ones."""
        wanted = set(keys)
        return {pk for pk, word in self.by_pk.items() if not wanted.isdisjoint(word.wider)}


_kept = Words()


def words() -> Words:
    """All concepts as of now: one query while nothing changed, else three. Safe to call from any thread."""
    global _kept
    kept, token = _kept, generation()
    if kept.token != token:
        kept = _kept = _read(token)
    return kept


def _read(token: tuple) -> Words:
    keys, schemes = {}, {}
    for pk, scheme, code in Concept.objects.order_by().values_list("pk", "scheme__code", "code"):
        keys[pk], schemes[pk] = f"{scheme}/{code}", scheme
    broader: dict[int, list[int]] = {}
    for lower, upper in Concept.broader.through.objects.values_list("from_concept_id", "to_concept_id"):
        broader.setdefault(lower, []).append(upper)
    return Words(token, {pk: Word(key, schemes[pk], _wider(pk, keys, broader)) for pk, key in keys.items()})


def _wider(pk: int, keys: dict[int, str], broader: dict[int, list[int]]) -> frozenset[str]:
    """A cycle in the data does no harm."""
    found, waiting = {pk}, [pk]
    while waiting:
        for above in broader.get(waiting.pop(), ()):
            if above not in found:
                found.add(above)
                waiting.append(above)
    return frozenset(keys[each] for each in found if each in keys)
