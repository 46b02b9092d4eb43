"""What kinds of things are called, so that `kind:praksis` can be understood; sources say so when they register."""

from collections.abc import Callable
from functools import cache

from search.language.analysis import fold
from search.language.stemming import LANGUAGES

_titles: dict[str, Callable[[str], str]] = {}


def name(code: str, title: Callable[[str], str]) -> None:
    """Let a kind be asked for by its code and by what `title(language)` says; case and accents do not count."""
    _titles[code] = title
    _codes.cache_clear()


def code_of(text: str) -> str:
    """The kind that goes by this name; empty when there is none."""
    return _codes().get(fold(text), "")


@cache
def _codes() -> dict[str, str]:
    found = {fold(title(language)): code for code, title in _titles.items() for language in LANGUAGES}
    return found | {fold(code): code for code in _titles}
