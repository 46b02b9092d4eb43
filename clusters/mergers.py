"""What other rooms do when two organisations become one: they register here, so that this room imports none of them."""

from collections.abc import Callable

_registered: list[Callable] = []


def register(function: Callable) -> None:
    """`function(winner, loser)` moves what points to the loser and returns {what: [keys moved]} for the log.

    Called inside the merge's transaction, with both rows locked. Registered from an app's `ready()`.
    """
    _registered.append(function)


def move_the_rest(winner, loser) -> dict[str, list]:
    """Let every room move its rows."""
    moved = {}
    for function in _registered:
        moved |= function(winner, loser)
    return moved
