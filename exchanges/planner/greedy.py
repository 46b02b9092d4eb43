"""The plan somebody would make by hand: the best pair first, then the next that still fits."""

import time
from collections import defaultdict
from datetime import date

import numpy as np

from exchanges.planner.problem import Plan, Problem
from exchanges.planner.unplaced import reasons


def greedy(problem: Problem) -> Plan:
    """Pairs by fit, unmet goals first; each takes the best days that are left. Its bound is not known (infinite)."""
    began = time.monotonic()
    able = np.isfinite(problem.fit) & problem.open.any(axis=1)
    needed = able & (problem.goal_numbers >= 0)
    # A pair that a goal needs stands in the order twice: with the goal’s weight while the goal is open, and without.
    flat = np.concatenate([np.flatnonzero(needed), np.flatnonzero(able)])
    counts = np.arange(len(flat)) < needed.sum()
    order = np.argsort(-(problem.fit.ravel()[flat] + problem.goal_weight * counts), kind="stable")
    left = [goal.number for goal in problem.goals]
    taken: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    placed: dict[int, tuple[int, int, int]] = {}
    visiting: set[int] = set()
    sent: dict[int, int] = defaultdict(int)
    away: dict[int, set[date]] = defaultdict(set)
    for pair, for_goal in zip(flat[order].tolist(), counts[order].tolist(), strict=True):
        visitor, place = divmod(pair, len(problem.places))
        goal = int(problem.goal_numbers[visitor, place])
        if for_goal and left[goal] <= 0:
            continue
        one = problem.visitors[visitor]
        if visitor in placed or one.why_not or (problem.rules.visit_once and one.organisation in visiting):
            continue
        if sent[place] >= problem.places[place].most:
            continue
        window = _best_days(
            problem, visitor, place, taken[place], away[one.person] if one.person is not None else set()
        )
        if window is None or problem.worth(visitor, place, window) + for_goal <= 0:
            continue
        placed[visitor] = (visitor, place, window)
        sent[place] += 1
        if goal >= 0:
            left[goal] -= 1
        visiting.add(one.organisation)
        for day in problem.windows[window].days:
            taken[place][day] += 1
            if one.person is not None:
                away[one.person].add(day)
    stays = tuple(placed.values())
    found = reasons(problem, stays)
    return Plan(stays, found, problem.value(stays), np.inf, time.monotonic() - began)


def _best_days(problem: Problem, visitor: int, place: int, taken: dict, away: set) -> int | None:
    room = problem.places[place]
    best = None
    for window in problem.visitors[visitor].stays:
        if not problem.open[place, window]:
            continue
        if best is not None and problem.date_fit[place, window] <= problem.date_fit[place, best]:
            continue
        if all(room.left_on(day) > taken[day] and day not in away for day in problem.windows[window].days):
            best = window
    return best
