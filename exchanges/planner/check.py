"""Every rule verified on a finished plan, day by day, knowing nothing of how it was found."""

from collections import Counter
from datetime import date, timedelta
from math import isclose

from exchanges.planner.problem import Plan, Problem


def broken(problem: Problem, plan: Plan) -> list[str]:
    """The rules that the plan breaks, each in a few words for a developer; empty when it keeps all."""
    found = []
    visits: Counter = Counter()
    organisations: Counter = Counter()
    hosted: Counter = Counter()
    away: Counter = Counter()
    reached: Counter = Counter()
    worth = 0.0
    for v, p, w in plan.stays:
        visitor, place, window = problem.visitors[v], problem.places[p], problem.windows[w]
        name = f"{visitor.key} at {place.key}"
        if visitor.why_not:
            found.append(f"{name}: not to be placed ({visitor.why_not})")
        if not problem.fit[v, p] > float("-inf"):
            found.append(f"{name}: the pair is not eligible")
        if problem.rules.different_countries and visitor.country == place.country:
            found.append(f"{name}: same country")
        if visitor.organisation == place.organisation:
            found.append(f"{name}: same organisation")
        if w not in visitor.stays:
            found.append(f"{name}: not the visitor’s days")
        if not problem.open[p, w]:
            found.append(f"{name}: not the host’s days")
        if problem.work_days[p, w] < problem.rules.min_days:
            found.append(f"{name}: too few working days")
        visits[visitor.key] += 1
        organisations[visitor.organisation] += 1
        day: date = window.first
        while day <= window.last:
            hosted[p, day] += 1
            if visitor.person is not None:
                away[visitor.person, day] += 1
            day += timedelta(days=1)
        for n, goal in enumerate(problem.goals):
            if (place.kind if goal.counts_host else visitor.kind) == goal.kind:
                reached[n] += 1
                break
        worth += problem.fit[v, p] + problem.date_fit[p, w]
    found += [f"{key}: {n} stays" for key, n in visits.items() if n > 1]
    if problem.rules.visit_once:
        found += [f"organisation {key}: {n} visits" for key, n in organisations.items() if n > 1]
    for (p, day), n in hosted.items():
        place = problem.places[p]
        if n + place.taken.get(day, 0) > place.room:
            found.append(f"{place.key}: {n} new visits on {day}, {place.taken.get(day, 0)} of {place.room} were taken")
    for p, n in Counter(p for _v, p, _w in plan.stays).items():
        if n > problem.places[p].most:
            found.append(f"{problem.places[p].key}: {n} stays, {problem.places[p].most} proposals may be sent")
    found += [f"person {key}: two stays on {day}" for (key, day), n in away.items() if n > 1]
    if {v for v, _p, _w in plan.stays} | set(plan.unplaced) != set(range(len(problem.visitors))):
        found.append("somebody is neither placed nor unplaced")
    worth += problem.goal_weight * sum(min(reached[n], goal.number) for n, goal in enumerate(problem.goals))
    if not isclose(worth, plan.value, rel_tol=1e-6, abs_tol=1e-6):
        found.append(f"worth {worth}, not {plan.value}")
    if plan.value > plan.bound + 1e-6 * max(1.0, abs(plan.bound)):
        found.append(f"worth more than the bound {plan.bound}")
    return found
