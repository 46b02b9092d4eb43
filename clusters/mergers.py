"""What other rooms do when two organisations become one: they register here, so that this room imports none of them."""

from collections.abc import Callable

_registered: list[tuple[Callable, Callable | None]] = []


def register(function: Callable, *, back: Callable | None = None) -> None:
    """`function(winner, loser)` moves what points to the loser and returns {what: [keys moved]} for the log.

    `back(winner, loser, moved)` undoes that with what was logged, and leaves alone what has gone elsewhere since.
    Both are called inside the transaction, with both rows locked. Registered from an app's `ready()`.
    """
    _registered.append((function, back))


def move_the_rest(winner, loser) -> dict[str, list]:
    """Let every room move its rows."""
    moved = {}
    for function, _back in _registered:
        moved |= function(winner, loser)
    return moved


def move_back(winner, loser, moved: dict[str, list]) -> None:
    """Let every room give back what it moved."""
    for _function, back in _registered:
        if back:
            back(winner, loser, moved)


def point_back(rows, field: str, *, winner, loser, keys) -> None:
    """Rows of this queryset with these keys, where they still point to the winner, point to the loser again."""
    rows.filter(pk__in=keys or (), **{field: winner}).update(**{field: loser})
