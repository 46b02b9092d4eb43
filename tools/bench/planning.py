"""The coordinator’s planner at 2,000 applications and 500 offers, beside a greedy assignment; prints JSON.

Run by `bench.exchanges` in a process of its own. The problem is made up with a fixed seed: five countries,
organisations and persons that appear twice now and then, three to six possible weeks of a quarter for each, hosts with
one to three places of which some are taken, fit in thousandths.
"""

import json
import random
import sys
from datetime import date, timedelta

import numpy as np

from exchanges.planner.check import broken
from exchanges.planner.greedy import greedy
from exchanges.planner.problem import NO, Goal, Place, Problem, Visitor, Window
from exchanges.planner.solve import solve

COUNTRIES = ("BG", "DK", "ES", "FR", "RO")
KINDS = ("sme",) * 15 + ("cluster_organisation",) * 2 + ("support_body", "large", "public")
MONDAY = date(2026, 10, 5)
WEEKS = 13


def problem(applications: int, offers: int, seed: int = 5) -> Problem:
    dice, rng = random.Random(seed), np.random.default_rng(seed)  # noqa: S311 -- a made-up case, no secret
    windows = [Window(day, day + timedelta(days=4)) for day in (MONDAY + timedelta(days=7 * n) for n in range(WEEKS))]
    visitors = [
        Visitor(
            n,
            n if dice.random() < 0.95 else dice.randrange(applications),
            n if dice.random() < 0.95 else dice.randrange(applications),
            dice.choice(COUNTRIES),
            dice.choice(KINDS),
            tuple(sorted(dice.sample(range(WEEKS), dice.randint(3, 6)))),
        )
        for n in range(applications)
    ]
    places = []
    for n in range(offers):
        room = dice.choice((1, 1, 2, 3))
        taken = {day: dice.randint(1, room) for window in dice.sample(windows, 2) for day in window.days}
        places.append(Place(n, applications + n, dice.choice(COUNTRIES), dice.choice(KINDS), room, taken, 5 * room))
    fit = np.round(rng.beta(2, 3, (applications, offers)), 3)
    fit[np.array([[visitor.country == place.country for place in places] for visitor in visitors])] = NO
    work_days = rng.choice([2, 4, 5, 5, 5, 5], size=(offers, WEEKS))
    opened = (work_days >= 3) & (rng.random((offers, WEEKS)) < 0.2)
    goals = [Goal("sme", False, 75), Goal("cluster_organisation", False, 10)]
    goals += [Goal(kind, False, 5) for kind in ("support_body", "large", "public")]
    return Problem(visitors, places, windows, fit, opened, 0.03 * work_days, work_days, goals)


def main() -> None:
    made = problem(*map(int, sys.argv[1:3]))
    by_hand, plan = greedy(made), solve(made)
    print(
        json.dumps(
            {
                "seconds": plan.seconds,
                "gap": plan.gap,
                "placed": len(plan.stays),
                "broken": len(broken(made, plan)) + len(broken(made, by_hand)),
                "value": plan.value / by_hand.value,
                "greedy_seconds": by_hand.seconds,
                "greedy_placed": len(by_hand.stays),
            }
        )
    )


if __name__ == "__main__":
    main()
