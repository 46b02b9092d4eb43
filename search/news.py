"""What is new in a saved search since the last look, for a person as they are now."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from search import service
from search.addresses import Asked
from search.engines.base import EngineUnavailableError
from search.requests import Hit
from search.results import asked_in

WINDOW = 200  # how many things of a search are looked at, the newest ones
MOST_KNOWN = 1000


@dataclass(frozen=True)
class News:
    """`hits` are new; `known` are the things seen from now on."""

    hits: list[Hit]
    known: list[str]


def asked_of(query: str, language: str) -> Asked:
    """The question in a kept query string, with what still exists of its facets."""
    return asked_in(QueryDict(query), language)


def keys_of(asked: Asked, *, language: str, tokens: tuple[str, ...]) -> list[str] | None:
    """What is found now; None while the engine does not answer."""
    try:
        return [hit.translation_key for hit in _look(asked, language, tokens).hits]
    except EngineUnavailableError:
        return None


def news_of(query: str, *, language: str, known: list[str] | None, since: datetime, tokens: tuple[str, ...]) -> News:
    """What the person may see now and has not seen there. Raises `EngineUnavailableError`.

    At the first look (`known` is None) everything is seen and nothing is new. Where more is found than is looked at, an
    old thing that moves up is no news: its date must not lie before the last look.
    """
    found = _look(asked_of(query, language), language, tokens)
    keys = [hit.translation_key for hit in found.hits]
    seen = set(keys if known is None else known)
    whole = found.total <= WINDOW
    fresh = [
        hit
        for hit in found.hits
        if hit.translation_key not in seen and (whole or (hit.date and hit.date >= since.date()))
    ]
    return News(fresh, list(dict.fromkeys([*keys, *(known or ())]))[:MOST_KNOWN])


def _look(asked: Asked, language: str, tokens: tuple[str, ...]):
    request = asked.request(language=language, access=tokens, sort="newest", offset=0, limit=WINDOW, highlight=False)
    return service.engine().search(request)
