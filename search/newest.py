"""What the results page shows when the engine does not answer: the newest things, straight from the database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

MOST_OF_A_ROOM = 6


@dataclass(frozen=True, slots=True)
class NewThing:
    """One thing that the reader may see; `language` is that of title and summary."""

    title: str
    summary: str
    address: str
    language: str
    published_at: datetime


Provider = Callable[[object, str, int], Iterable[NewThing]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Have `provider(user, language, most)` name its newest things, from `visible_to(user)`. Called from `ready()`."""
    if provider not in _providers:
        _providers.append(provider)


def newest(user: object, language: str) -> list[NewThing]:
    """The newest things of every room, together, the newest first."""
    found = [thing for provider in _providers for thing in provider(user, language, MOST_OF_A_ROOM)]
    return sorted(found, key=lambda thing: thing.published_at, reverse=True)
