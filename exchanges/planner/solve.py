"""The best plan, with a proof of how good it is.

Small problems are solved with every possible stay. Large ones have millions, of which few matter: a linear programme
over some of them gives prices, stays that would gain at these prices are added, and so on. At any prices, the value of
the programme and what each visitor could gain at most beyond it together are a bound for every plan that keeps the
rules (weak duality), whether its stays were looked at or not: the gap is honest however many were left out.
"""

import time

import numpy as np

from exchanges.planner.columns import Market
from exchanges.planner.greedy import greedy
from exchanges.planner.master import Master
from exchanges.planner.problem import Plan, Problem
from exchanges.planner.unplaced import reasons

ALL = 20_000  # up to so many possible stays all are looked at
FIRST, NEXT = 8, 4  # stays per visitor at the beginning and in each further round
CLOSE = 0.002  # the linear programme is near enough to its bound
GAP = 0.01  # a plan is good enough
LOSS = 0.02  # a stay that loses more against the prices is not looked at when stays are whole again
ROUNDS = 40


def solve(problem: Problem, *, seconds: float = 60.0, all_up_to: int = ALL) -> Plan:
    """A plan that keeps all rules, after at most about so many seconds. Without time it is the greedy one."""
    began = time.monotonic()
    market = Market(problem)
    columns = market.all() if _count(market) <= all_up_to else None
    if columns is not None:
        found = Master(market, columns).whole(seconds=seconds, gap=0.0)
        bound = found[1] if found else np.inf
    else:
        columns, bound = _worth_a_look(market, until=began + seconds * 0.6)
        found = Master(market, columns).whole(seconds=began + seconds - time.monotonic(), gap=GAP * 0.4)
    stays = _stays(columns, found[0]) if found else greedy(problem).stays
    value = problem.value(stays)
    return Plan(stays, reasons(problem, stays), value, max(bound, value), time.monotonic() - began)


def _count(market: Market) -> int:
    """How many possible stays there are, or a little more."""
    ways = np.isfinite(market.dates).astype(np.int32)
    able = np.isfinite(market.problem.fit)
    return sum(
        int((able[number] * ways[:, list(visitor.stays)].sum(axis=1)).sum())
        for number, visitor in enumerate(market.problem.visitors)
        if visitor.stays and not visitor.why_not
    )


def _worth_a_look(market: Market, *, until: float):
    """Stays to choose among, and the bound for all plans."""
    columns, _gains = market.best(market.free_prices(), most=FIRST, over=0.0)
    bound = np.inf
    for _round in range(ROUNDS):
        found = Master(market, columns).relaxed(seconds=until - time.monotonic())
        if found is None:
            break
        value, prices, losses = found
        more, gains = market.best(prices, most=NEXT, over=1e-9)
        bound = min(bound, value + np.maximum(gains, 0.0).sum())
        if bound - value <= CLOSE * bound or time.monotonic() > until:
            return columns.only(losses <= LOSS), bound
        columns = columns.joined(more)
    return columns, bound


def _stays(columns, chosen) -> tuple[tuple[int, int, int], ...]:
    return tuple(
        (int(columns.visitor[n]), int(columns.place[n]), int(columns.window[n])) for n in sorted(chosen.tolist())
    )
