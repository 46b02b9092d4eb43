"""Telling rooms further right which concepts changed."""

from collections.abc import Callable, Iterable

_registered: list[Callable[[list[str]], object]] = []


def register(function: Callable[[list[str]], object]) -> None:
    """Have `function(keys)` called with keys such as `material/wool`, inside the transaction that changes them."""
    _registered.append(function)


def tell(keys: Iterable[str]) -> None:
    """These concepts were added, changed or taken out of use."""
    changed = list(keys)
    for function in _registered if changed else ():
        function(changed)
