"""The rules of the programme as a linear programme over some of the possible stays."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from exchanges.planner.columns import Columns, Market, Prices


@dataclass
class Master:
    """Rows: a visitor has at most one stay; so has an organisation; a person is in one place on a day; a place has its
    room on each day; a goal earns no more than it has exchanges. Columns: stays, then exchanges counted for goals."""

    market: Market
    columns: Columns

    def __post_init__(self):
        problem, columns, days = self.market.problem, self.columns, self.market.ever + 1
        count = len(columns)
        self.gain = np.concatenate(
            [
                problem.fit[columns.visitor, columns.place] + problem.date_fit[columns.place, columns.window],
                np.full(len(problem.goals), problem.goal_weight),
            ]
        )
        covered = self.market.covers[columns.window]
        stay = np.repeat(np.arange(count), np.diff(covered.indptr))
        place_days, at = np.unique(columns.place[stay] * days + covered.indices, return_inverse=True)
        self.place_days = place_days
        parts = [self._rows(columns.visitor, np.arange(count), len(problem.visitors))]
        limits = [np.ones(len(problem.visitors))]
        groups = self.market.together if problem.rules.visit_once else []
        group_of = np.full(len(problem.visitors), -1)
        for number, visitors in enumerate(groups):
            group_of[visitors] = number
        self.group_of, mine = group_of, group_of[columns.visitor]
        parts.append(self._rows(mine[mine >= 0], np.flatnonzero(mine >= 0), len(groups)))
        limits.append(np.ones(len(groups)))
        person = self.market.person_row[columns.visitor][stay]
        shared = (person >= 0) & (covered.indices < self.market.ever)
        person_days, person_at = np.unique(person[shared] * days + covered.indices[shared], return_inverse=True)
        self.person_days = person_days
        parts.append(self._rows(person_at, stay[shared], len(person_days)))
        limits.append(np.ones(len(person_days)))
        parts.append(self._rows(at, stay, len(place_days)))
        limits.append(self.market.room.ravel()[place_days])
        goal = problem.goal_numbers[columns.visitor, columns.place]
        parts.append(-self._rows(goal[goal >= 0], np.flatnonzero(goal >= 0), len(problem.goals)))
        limits.append(np.zeros(len(problem.goals)))
        stays = sparse.vstack(parts)
        goals = sparse.vstack(
            [sparse.csr_matrix((stays.shape[0] - len(problem.goals), len(problem.goals)))]
            + ([sparse.identity(len(problem.goals))] if problem.goals else [])
        )
        self.matrix = sparse.hstack([stays, goals], format="csr")
        self.limits = np.concatenate(limits)
        self.sizes = [len(limit) for limit in limits]
        self.most = np.concatenate([np.ones(count), [goal.number for goal in problem.goals]])

    def _rows(self, rows, columns, count: int) -> sparse.csr_matrix:
        return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, len(self.columns)))

    def relaxed(self, *, seconds: float) -> tuple[float, Prices, np.ndarray] | None:
        """The best value when stays may be divided, the prices that prove it, and what each column loses at them; None
        when time was too short."""
        bounds = np.stack([np.zeros_like(self.most), self.most], axis=1)
        bounds[: len(self.columns), 1] = np.inf  # a visitor’s row says it already
        found = linprog(
            -self.gain,
            A_ub=self.matrix,
            b_ub=self.limits,
            bounds=bounds,
            method="highs",
            options={"time_limit": max(seconds, 0.1)},
        )
        if found.status != 0:
            return None
        duals = np.maximum(0.0, -found.ineqlin.marginals)
        visitor, group, person, place, goal = np.split(duals, np.cumsum(self.sizes)[:-1])
        prices = Prices(
            visitor + np.where(self.group_of >= 0, np.append(group, 0.0)[self.group_of], 0.0),
            np.zeros_like(self.market.room),
            np.zeros((len(self.market.same_person), self.market.ever + 1)),
            np.append(goal, 0.0),
        )
        prices.place.ravel()[self.place_days] = place
        prices.person.ravel()[self.person_days] = person
        return -found.fun, prices, found.lower.marginals[: len(self.columns)]

    def whole(self, *, seconds: float, gap: float) -> tuple[np.ndarray, float] | None:
        """Numbers of the columns chosen, undivided, and the bound among these columns; None without a solution."""
        if not len(self.columns):
            return np.empty(0, dtype=int), 0.0
        found = milp(
            -self.gain,
            constraints=LinearConstraint(self.matrix, -np.inf, self.limits),
            bounds=Bounds(0, self.most),
            integrality=np.concatenate([np.ones(len(self.columns)), np.zeros(len(self.gain) - len(self.columns))]),
            options={"time_limit": max(seconds, 0.5), "mip_rel_gap": gap},
        )
        if found.x is None:
            return None
        return np.flatnonzero(found.x[: len(self.columns)] > 0.5), -found.mip_dual_bound
