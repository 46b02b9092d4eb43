"""The way of an exchange as a thread small enough for a table: knots without words, the present one named beside it."""

from dataclasses import dataclass

from exchanges.models import Exchange
from exchanges.queries.exchanges import thread_of

APART = 11  # units between two knots
RADIUS = 3.5


@dataclass(frozen=True)
class Knot:
    x: float
    is_done: bool
    is_present: bool


@dataclass(frozen=True)
class Knots:
    knots: list[Knot]
    width: float

    @property
    def first(self) -> float:
        return self.knots[0].x

    @property
    def last(self) -> float:
        return self.knots[-1].x


def knots_of(exchange: Exchange) -> Knots:
    """No query: the stamps of the row say how far it is."""
    steps = thread_of(exchange)
    present = next(number for number, step in enumerate(steps) if step.is_present)
    knots = [Knot(RADIUS + 1 + number * APART, number < present, number == present) for number in range(len(steps))]
    return Knots(knots, knots[-1].x + RADIUS + 1)
