"""Where a concept is used: rooms further right register what they know, in their app's `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Use:
    """A list of things that are about a concept: its name, how many there are for this reader, where it is."""

    title: str
    count: int
    url: str


Source = Callable[..., Iterable[Use]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Register `source(concept, user=…)`, which yields uses as that user may see them."""
    if source not in _sources:
        _sources.append(source)
    return source


def uses_of(concept, *, user) -> list[Use]:
    """All lists with at least one thing in them."""
    return [use for source in _sources for use in source(concept, user=user) if use.count]
