"""Problems for the planner, made up with a fixed seed."""

import random
from datetime import date, timedelta

import numpy as np

from exchanges.planner.problem import NO, Goal, Place, Problem, Rules, Visitor, Window

MONDAY = date(2026, 10, 5)
COUNTRIES = ("BG", "DK", "ES", "FR", "RO")
KINDS = ("sme", "large", "public")


def made_up(seed: int, *, visitors: int, places: int, weeks: int = 2, dense: float = 0.8) -> Problem:
    """Firms of few countries, hosts with one to three places of which some are taken, weeks that overlap."""
    dice = random.Random(seed)
    starts = [MONDAY + timedelta(days=7 * n) for n in range(weeks)]
    windows = [Window(start, start + timedelta(days=4)) for start in starts]
    windows += [Window(start + timedelta(days=2), start + timedelta(days=9)) for start in starts[:-1:2]]
    numbers = range(len(windows))
    travellers = [
        Visitor(
            key=100 + n,
            organisation=dice.randrange(max(2, visitors * 9 // 10)),
            person=dice.randrange(max(2, visitors * 9 // 10)),
            country=dice.choice(COUNTRIES),
            kind=dice.choice(KINDS),
            stays=tuple(sorted(dice.sample(numbers, dice.randint(1, min(4, len(windows)))))),
        )
        for n in range(visitors)
    ]
    hosts = []
    for n in range(places):
        room = dice.choice((1, 1, 2, 3))
        days = dice.choice(windows).days if dice.random() < 0.3 else []
        taken = {day: dice.randint(1, room) for day in days}
        hosts.append(
            Place(
                10_000 + n,
                5_000 + n,
                dice.choice(COUNTRIES),
                dice.choice(KINDS),
                room,
                taken,
                room * dice.randint(1, 5),
            )
        )
    rng = np.random.default_rng(seed)
    fit = np.round(rng.random((visitors, places)), 3)
    fit[rng.random((visitors, places)) > dense] = NO
    fit[np.array([[v.country == p.country for p in hosts] for v in travellers])] = NO
    shape = (places, len(windows))
    work_days = rng.choice([2, 4, 5, 5, 5], size=shape)
    return Problem(
        travellers,
        hosts,
        windows,
        fit,
        open=(work_days >= 3) & (rng.random(shape) < 0.9),
        date_fit=np.round(rng.random(shape) * 0.2, 3),
        work_days=work_days,
        goals=[Goal("sme", False, 2), Goal("large", True, 1)] if seed % 2 else [Goal("public", False, 1)],
        rules=Rules(visit_once=seed % 5 != 0),
    )


def best_value(problem: Problem) -> float:
    """The exact optimum by trying every plan; small problems only. Shares nothing with the solver."""
    best = 0.0

    def keeps(stays, new) -> bool:
        visitor, window = problem.visitors[new[0]], problem.windows[new[2]]
        days = set(window.days)
        for v, _p, w in stays:
            other = problem.visitors[v]
            if problem.rules.visit_once and other.organisation == visitor.organisation:
                return False
            if other.person == visitor.person and days & set(problem.windows[w].days):
                return False
        place = problem.places[new[1]]
        there = [set(problem.windows[w].days) for _v, p, w in stays if p == new[1]]
        if len(there) >= place.most:
            return False
        return all(sum(day in each for each in there) < place.left_on(day) for day in days)

    def go_on(number: int, stays: list) -> None:
        nonlocal best
        if number == len(problem.visitors):
            best = max(best, problem.value(stays))
            return
        go_on(number + 1, stays)
        for place in np.flatnonzero(problem.fit[number] > NO):
            for window in problem.visitors[number].stays:
                new = (number, int(place), window)
                if problem.open[place, window] and keeps(stays, new):
                    go_on(number + 1, [*stays, new])

    go_on(0, [])
    return best
