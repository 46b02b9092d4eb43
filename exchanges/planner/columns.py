"""Possible stays as columns of a linear programme, and those that a price makes worth looking at."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from exchanges.planner.problem import Problem


@dataclass(frozen=True)
class Columns:
    """Numbers of visitor, place and window of each stay, without doubles."""

    visitor: np.ndarray
    place: np.ndarray
    window: np.ndarray

    def __len__(self):
        return len(self.visitor)

    def only(self, chosen: np.ndarray) -> "Columns":
        return Columns(self.visitor[chosen], self.place[chosen], self.window[chosen])

    def joined(self, other: "Columns") -> "Columns":
        rows = np.stack(
            [
                np.concatenate([self.visitor, other.visitor]),
                np.concatenate([self.place, other.place]),
                np.concatenate([self.window, other.window]),
            ],
            axis=1,
        )
        return Columns(*np.unique(rows, axis=0).T)


NONE = Columns(*(np.empty(0, dtype=np.int64) for _ in range(3)))


@dataclass(frozen=True)
class Prices:
    """What a stay costs by the dual values of the rules: of its visitor (with organisation), of its place on each
    looked-at day, of its person on each, and what it earns for its goal (the last is for “none”)."""

    visitor: np.ndarray
    place: np.ndarray
    person: np.ndarray
    goal: np.ndarray


class Market:
    """The problem as arrays, with the days on which room has to be looked at.

    Stays that overlap all cover the day on which the last of them began, so room needs a look only on days on which a
    stay can begin, and on days on which less of it is left than the day before. After the days comes one more column,
    which every stay covers: how many there may be at the place at all.
    """

    def __init__(self, problem: Problem):
        self.problem = problem
        days = {window.first for window in problem.windows}
        for place in problem.places:
            days |= set(place.taken)
        self.days = sorted(days)
        number = {day: n for n, day in enumerate(self.days)}
        self.ever = len(self.days)
        covered = [[number[d] for d in window.days if d in number] + [self.ever] for window in problem.windows]
        self.covers = sparse.csr_matrix(
            (
                np.ones(sum(map(len, covered))),
                [n for each in covered for n in each],
                np.cumsum([0, *map(len, covered)]),
            ),
            shape=(len(problem.windows), self.ever + 1),
        )
        self.room = np.array(
            [[*(place.left_on(day) for day in self.days), place.most] for place in problem.places], dtype=float
        ).reshape(len(problem.places), self.ever + 1)
        full = (self.room <= 0).astype(float) @ self.covers.T.toarray() > 0
        self.dates = np.where(problem.open & ~full, problem.date_fit, -np.inf)

    @cached_property
    def together(self) -> list[list[int]]:
        """Visitors that share their organisation."""
        return self._sharing("organisation")

    @cached_property
    def same_person(self) -> list[list[int]]:
        return self._sharing("person")

    def _sharing(self, name: str) -> list[list[int]]:
        found = defaultdict(list)
        for number, visitor in enumerate(self.problem.visitors):
            if getattr(visitor, name) is not None:
                found[getattr(visitor, name)].append(number)
        return [numbers for numbers in found.values() if len(numbers) > 1]

    @cached_property
    def person_row(self) -> np.ndarray:
        """For each visitor the number of the person in `same_person`, or -1."""
        rows = np.full(len(self.problem.visitors), -1)
        for number, visitors in enumerate(self.same_person):
            rows[visitors] = number
        return rows

    @cached_property
    def _alike(self) -> list[tuple[list[int], np.ndarray, int]]:
        """Visitors who can travel at the same times: their numbers, the windows, and the shared person or -1."""
        found = defaultdict(list)
        for number, visitor in enumerate(self.problem.visitors):
            if visitor.stays and not visitor.why_not:
                found[visitor.stays, int(self.person_row[number])].append(number)
        return [(numbers, np.array(stays), person) for (stays, person), numbers in found.items()]

    def free_prices(self) -> Prices:
        """Nothing costs anything, every goal still counts."""
        weights = np.full(len(self.problem.goals) + 1, self.problem.goal_weight)
        weights[-1] = 0.0
        return Prices(
            np.zeros(len(self.problem.visitors)),
            np.zeros_like(self.room),
            np.zeros((len(self.same_person), self.ever + 1)),
            weights,
        )

    def all(self) -> Columns:
        found = []
        for numbers, stays, _person in self._alike:
            ways = np.isfinite(self.dates[:, stays])
            for number in numbers:
                places, windows = np.nonzero(ways & np.isfinite(self.problem.fit[number])[:, None])
                found.append((np.full(len(places), number), places, stays[windows]))
        return Columns(*map(np.concatenate, zip(*found, strict=True))) if found else NONE

    def best(self, prices: Prices, *, most: int, over: float) -> tuple[Columns, np.ndarray]:
        """For each visitor up to `most` stays, at different places, that bring more than `over` at these prices; and
        what the best one of each visitor brings (-inf for who has none)."""
        paid = self.dates - prices.place @ self.covers.T.toarray()
        gains = np.full(len(self.problem.visitors), -np.inf)
        found = []
        for numbers, stays, person in self._alike:
            ways = paid[:, stays]
            if person >= 0:
                ways = ways - (self.covers @ prices.person[person])[stays]
            window = ways.argmax(axis=1)
            bring = (
                self.problem.fit[numbers]
                + prices.goal[self.problem.goal_numbers[numbers]]
                + ways.max(axis=1)
                - prices.visitor[numbers][:, None]
            )
            gains[numbers] = bring.max(axis=1)
            count = min(most, bring.shape[1])
            top = np.argpartition(-bring, count - 1, axis=1)[:, :count]
            rows, which = np.nonzero(np.take_along_axis(bring, top, axis=1) > over)
            places = top[rows, which]
            found.append((np.array(numbers)[rows], places, stays[window[places]]))
        columns = Columns(*map(np.concatenate, zip(*found, strict=True))) if found else NONE
        return columns, gains
