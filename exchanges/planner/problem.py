"""What is to be planned, as plain data: no database here, so that it can be made up, measured and checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from exchanges.choices import Unplaced

NO = -np.inf  # the fit of a pair that the rules forbid


@dataclass(frozen=True)
class Visitor:
    """One application. `stays` are the numbers of the windows in which the person can be away."""

    key: int
    organisation: int
    person: int | None
    country: str
    kind: str
    stays: tuple[int, ...]
    why_not: Unplaced | None = None  # known before: this one is not placed


@dataclass(frozen=True)
class Place:
    """One offer. `room` is how many visits at a time; `taken` says on which days how many of them are given away;
    `most` is how many new proposals may be sent to it."""

    key: int
    organisation: int
    country: str
    kind: str
    room: int
    taken: dict[date, int] = field(default_factory=dict)
    most: int = 1000

    def left_on(self, day: date) -> int:
        return self.room - self.taken.get(day, 0)


@dataclass(frozen=True)
class Window:
    """First and last working day of a possible stay; the days between belong to it."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Goal:
    """A target that is not reached: how many exchanges it needs. `side` says whose type counts."""

    kind: str
    counts_host: bool
    number: int


@dataclass(frozen=True)
class Rules:
    """The rules of the programme that a plan has to keep; what concerns one pair or stay alone is in `Problem`."""

    min_days: int = 3
    visit_once: bool = True
    different_countries: bool = True


@dataclass
class Problem:
    """`fit[visitor, place]` is `NO` where the rules forbid the pair; `open[place, window]` says whether the host may
    receive then, `date_fit[place, window]` what the days are worth, `work_days[place, window]` how many there are.
    `goals` are in the programme’s order: an exchange counts for the first that fits.
    """

    visitors: list[Visitor]
    places: list[Place]
    windows: list[Window]
    fit: np.ndarray
    open: np.ndarray
    date_fit: np.ndarray
    work_days: np.ndarray
    goals: list[Goal] = field(default_factory=list)
    goal_weight: float = 0.5
    rules: Rules = field(default_factory=Rules)

    def goal_of(self, visitor: int, place: int) -> int | None:
        """The number of the goal that this pair counts for."""
        kinds = (self.visitors[visitor].kind, self.places[place].kind)
        return next((n for n, goal in enumerate(self.goals) if kinds[goal.counts_host] == goal.kind), None)

    @cached_property
    def goal_numbers(self) -> np.ndarray:
        """`goal_of` for every pair, -1 for none."""
        types = sorted({v.kind for v in self.visitors} | {p.kind for p in self.places})
        number = {kind: n for n, kind in enumerate(types)}
        table = np.full((len(types), len(types)), -1)
        for n, goal in reversed(list(enumerate(self.goals))):
            if goal.kind in number:
                table[(slice(None), number[goal.kind]) if goal.counts_host else (number[goal.kind], slice(None))] = n
        rows = np.array([number[v.kind] for v in self.visitors], dtype=int)
        columns = np.array([number[p.kind] for p in self.places], dtype=int)
        return table[np.ix_(rows, columns)]

    def worth(self, visitor: int, place: int, window: int) -> float:
        """Of one stay, without goals."""
        return float(self.fit[visitor, place] + self.date_fit[place, window])

    def value(self, stays: Sequence[tuple[int, int, int]]) -> float:
        """Of a whole plan: the fit of its stays, and the weight of each exchange that a goal still needs."""
        counted = [0] * len(self.goals)
        for visitor, place, _window in stays:
            goal = self.goal_of(visitor, place)
            if goal is not None:
                counted[goal] += 1
        reached = sum(min(n, goal.number) for n, goal in zip(counted, self.goals, strict=True))
        return sum(self.worth(*stay) for stay in stays) + self.goal_weight * reached


@dataclass(frozen=True)
class Plan:
    """`stays` are numbers (visitor, place, window) in the problem. No plan is worth more than `bound`."""

    stays: tuple[tuple[int, int, int], ...]
    unplaced: dict[int, Unplaced]
    value: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """How much better a plan could be at most, as a share of the bound."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0
