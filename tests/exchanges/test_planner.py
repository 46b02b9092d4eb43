"""The planner on made-up problems: the exact optimum, every rule, an honest gap, why somebody has no place."""

from dataclasses import replace

import numpy as np
import pytest

from exchanges.choices import Unplaced
from exchanges.planner.check import broken
from exchanges.planner.greedy import greedy
from exchanges.planner.problem import NO, Goal, Place, Plan, Problem, Rules, Visitor, Window
from exchanges.planner.solve import solve
from tests.exchanges.planner_problems import MONDAY, best_value, made_up


@pytest.mark.parametrize("part", range(10))
def test_two_hundred_small_problems_are_solved_exactly(part):
    """The optimum by trying every plan; every rule verified; also with prices, as large problems are solved."""
    for seed in range(part * 20, part * 20 + 20):
        problem = made_up(seed, visitors=3 + seed % 3, places=2 + seed % 2)
        best = best_value(problem)

        exact, priced, by_hand = solve(problem), solve(problem, all_up_to=0), greedy(problem)

        assert exact.value == pytest.approx(best), seed
        assert [broken(problem, plan) for plan in (exact, priced, by_hand)] == [[], [], []], seed
        assert by_hand.value <= best + 1e-9
        assert priced.value <= best + 1e-9 <= priced.bound + 2e-6, seed


def test_a_larger_problem_has_a_proven_gap_and_beats_the_greedy_plan():
    problem = made_up(3, visitors=120, places=30, weeks=8)

    priced, exact, by_hand = solve(problem, all_up_to=0), solve(problem), greedy(problem)

    assert broken(problem, priced) == broken(problem, exact) == broken(problem, by_hand) == []
    assert priced.gap <= 0.01
    assert exact.gap <= 1e-6
    assert priced.bound + 1e-6 >= exact.value >= priced.value - 1e-6
    assert by_hand.value <= exact.value


def test_without_time_there_is_still_a_plan():
    problem = made_up(3, visitors=40, places=10, weeks=4)

    plan = solve(problem, seconds=0.0, all_up_to=0)

    assert broken(problem, plan) == []
    assert plan.stays


def one_week(**changes) -> Problem:
    """Two firms of different countries, one host with one place, one week."""
    values = {
        "visitors": [Visitor(1, 11, 21, "BG", "sme", (0,)), Visitor(2, 12, 22, "FR", "large", (0,))],
        "places": [Place(3, 13, "DK", "sme", 1)],
        "windows": [Window(MONDAY, MONDAY.replace(day=9))],
        "fit": np.array([[0.6], [0.5]]),
        "open": np.array([[True]]),
        "date_fit": np.array([[0.1]]),
        "work_days": np.array([[5]]),
    }
    return Problem(**(values | changes))


def test_why_somebody_has_no_place():
    first, second = one_week().visitors
    cases = {
        Unplaced.FULL: one_week(),
        Unplaced.NO_HOST: one_week(fit=np.array([[0.6], [NO]])),
        Unplaced.NO_DAYS: one_week(visitors=[first, replace(second, stays=())]),
        Unplaced.ORGANISATION: one_week(visitors=[first, replace(second, organisation=11)]),
        Unplaced.WAITING: one_week(visitors=[first, replace(second, stays=(), why_not=Unplaced.WAITING)]),
    }

    found = {why: solve(problem) for why, problem in cases.items()}

    assert {why: (plan.stays, plan.unplaced) for why, plan in found.items()} == {
        why: (((0, 0, 0),), {1: why}) for why in cases
    }


def test_an_open_target_weighs_more_than_a_slightly_better_fit():
    problem = one_week(goals=[Goal("large", False, 1)])

    assert solve(problem).stays == ((1, 0, 0),)
    assert solve(replace(problem, goals=[Goal("large", False, 0)])).stays == ((0, 0, 0),)


def test_places_that_are_taken_or_may_get_no_more_proposals_take_nobody():
    place = one_week().places[0]

    for changed in (replace(place, taken={MONDAY.replace(day=8): 1}), replace(place, most=0)):
        assert solve(one_week(places=[changed])).stays == ()
        assert greedy(one_week(places=[changed])).stays == ()


def test_nobody_at_all():
    nothing = one_week(visitors=[], fit=np.empty((0, 1)))

    assert solve(nothing).stays == solve(nothing, all_up_to=0).stays == ()
    assert broken(nothing, solve(nothing)) == []


@pytest.mark.parametrize(
    ("stays", "changes", "sentence"),
    [
        (((0, 0, 0), (1, 0, 0)), {}, "3: 2 new visits on 2026-10-05, 0 of 1 were taken"),
        (((0, 0, 0), (0, 0, 0)), {}, "1: 2 stays"),
        (((0, 0, 0),), {"fit": np.array([[NO], [0.5]])}, "1 at 3: the pair is not eligible"),
        (((0, 0, 0),), {"open": np.array([[False]])}, "1 at 3: not the host’s days"),
        (((0, 0, 0),), {"work_days": np.array([[2]])}, "1 at 3: too few working days"),
        (((0, 0, 0),), {"rules": Rules(min_days=6)}, "1 at 3: too few working days"),
        (((0, 0, 0),), {"places": [Place(3, 13, "BG", "sme", 1)]}, "1 at 3: same country"),
        (((0, 0, 0),), {"places": [Place(3, 11, "DK", "sme", 1)]}, "1 at 3: same organisation"),
        (((0, 0, 0),), {"places": [Place(3, 13, "DK", "sme", 1, most=0)]}, "3: 1 stays, 0 proposals may be sent"),
        (
            ((0, 0, 0), (1, 0, 0)),
            {"visitors": [Visitor(1, 11, 21, "BG", "sme", (0,)), Visitor(2, 11, 21, "BG", "sme", (0,))]},
            "organisation 11: 2 visits",
        ),
        (
            ((0, 0, 0), (1, 0, 0)),
            {"visitors": [Visitor(1, 11, 21, "BG", "sme", (0,)), Visitor(2, 12, 21, "BG", "sme", ())]},
            "person 21: two stays on 2026-10-05",
        ),
        (((1, 0, 0),), {"visitors": [Visitor(1, 11, 21, "BG", "sme", (0,)), Visitor(2, 12, 22, "FR", "sme", ())]},
         "2 at 3: not the visitor’s days"),
    ],
)  # fmt: skip
def test_the_check_finds_every_broken_rule(stays, changes, sentence):
    problem = one_week(**changes)
    others = dict.fromkeys({0, 1} - {visitor for visitor, _place, _window in stays}, Unplaced.FULL)

    found = broken(problem, Plan(stays, others, problem.value(stays), 100.0, 0.0))

    assert sentence in found


def test_the_check_finds_a_wrong_sum():
    plan = Plan(((0, 0, 0),), {1: Unplaced.FULL}, 3.0, 2.0, 0.0)

    assert broken(one_week(), plan) == ["worth 0.7, not 3.0", "worth more than the bound 2.0"]
    assert broken(one_week(), replace(plan, unplaced={}, value=0.7)) == ["somebody is neither placed nor unplaced"]
