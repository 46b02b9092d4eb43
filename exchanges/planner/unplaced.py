"""Why an application has no place in a plan."""

import numpy as np

from exchanges.choices import Unplaced
from exchanges.planner.problem import Problem


def reasons(problem: Problem, stays: tuple[tuple[int, int, int], ...]) -> dict[int, Unplaced]:
    """For each visitor (by number) without a stay, the first reason that holds."""
    placed = {visitor for visitor, _place, _window in stays}
    visiting = {problem.visitors[visitor].organisation for visitor in placed}
    return {number: _why(problem, number, visiting) for number in range(len(problem.visitors)) if number not in placed}


def _why(problem: Problem, number: int, visiting: set[int]) -> Unplaced:
    visitor = problem.visitors[number]
    if visitor.why_not:
        return visitor.why_not
    hosts = np.flatnonzero(np.isfinite(problem.fit[number]))
    if not len(hosts):
        return Unplaced.NO_HOST
    if not visitor.stays or not problem.open[np.ix_(hosts, np.array(visitor.stays))].any():
        return Unplaced.NO_DAYS
    if problem.rules.visit_once and visitor.organisation in visiting:
        return Unplaced.ORGANISATION
    return Unplaced.FULL
