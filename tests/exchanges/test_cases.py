"""The four real trips and forty further cases of working days, lump sum and eligibility, with their sources.

The table is cases.md.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from exchanges import distances, money, workdays
from exchanges.errors import MissingRateError, UnknownDistanceError
from exchanges.models import Programme
from tests.factories import exchanges as factory

TOWNS = {
    "Aix-en-Provence": (43.5297, 5.4474),
    "Amsterdam": (52.3676, 4.9041),
    "Athens": (37.9838, 23.7275),
    "Barcelona": (41.3874, 2.1686),
    "Brussels": (50.8503, 4.3517),
    "Bucharest": (44.4268, 26.1025),
    "Copenhagen": (55.6761, 12.5683),
    "Craiova": (44.3302, 23.7949),
    "Florence": (43.7696, 11.2558),
    "Girona": (41.9794, 2.8214),
    "Helsinki": (60.1699, 24.9384),
    "Herning": (56.1363, 8.9766),
    "Iași": (47.1585, 27.6014),
    "Ioannina": (39.665, 20.8537),
    "Istanbul": (41.0082, 28.9784),
    "Kyiv": (50.4501, 30.5234),
    "Lisbon": (38.7223, -9.1393),
    "London": (51.5072, -0.1276),
    "Lyon": (45.764, 4.8357),
    "Milan": (45.4642, 9.19),
    "Munich": (48.1372, 11.5755),
    "Paris": (48.8566, 2.3522),
    "Perpignan": (42.6887, 2.8948),
    "Plovdiv": (42.1354, 24.7453),
    "Pristina": (42.6629, 21.1655),
    "Ruse": (43.8356, 25.9657),
    "Sofia": (42.6977, 23.3219),
    "Tirana": (41.3275, 19.8187),
    "Vaduz": (47.141, 9.5209),
    "Valencia": (39.4699, -0.3763),
    "Warsaw": (52.2297, 21.0122),
}
NO_RATE = "no rate"


def _cases() -> list[tuple[str, ...]]:
    """The rows of cases.md."""
    lines = (Path(__file__).parent / "cases.md").read_text().splitlines()
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("| ")]
    return rows[2:]


CASES = _cases()


def test_there_are_the_four_trips_and_forty_cases():
    assert len(CASES) >= 44
    assert len({case[0] for case in CASES}) == len(CASES)


@pytest.fixture(scope="module")
def clusterxchange(django_db_setup, django_db_blocker):
    """The programme as loaded, rates prefetched, so that each case costs no query."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        loaded = factory.programme()
        programme = Programme.objects.prefetch_related("rates").get(pk=loaded.pk)
        list(programme.rates.all())
        transaction.set_rollback(True)
    return programme


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_working_days_and_lump_sum(clusterxchange, case):
    _name, start, goal, country, region, first, last, corrected, days, amount, _source = case
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    corrections = [(date.fromisoformat(day[1:]), day[0] == "+", "said so") for day in corrected.split()]

    counted = workdays.count(first, last, country=country, subdivision=region, corrections=corrections)

    assert counted == int(days)
    arguments = {
        "country": country,
        "first_day": first,
        "working_days": counted,
        "distance_km": distances.great_circle_km(TOWNS[start], TOWNS[goal]),
    }
    if amount == NO_RATE:
        with pytest.raises(MissingRateError, match="United Kingdom on 28 June 2022"):
            money.lump_sum(clusterxchange, **arguments)
        return
    found = money.lump_sum(clusterxchange, **arguments)
    assert found.amount == Decimal(amount)
    assert found.steps[-1].total == found.amount
    assert all(step.sentence for step in found.steps)


@pytest.mark.parametrize(
    ("start", "goal", "km"),
    [
        ("Ruse", "Bucharest", 66),
        ("Sofia", "Craiova", 184),
        ("Girona", "Perpignan", 80),
        ("Barcelona", "Perpignan", 158),
        ("Barcelona", "Aix-en-Provence", 359),
        ("Ruse", "Iași", 389),
    ],
)
def test_distances_of_the_fact_sheet(start, goal, km):
    """Section 1.5; a town’s coordinates depend on whom one asks, hence two kilometres."""
    assert distances.great_circle_km(TOWNS[start], TOWNS[goal]) == pytest.approx(km, abs=2.5)


def sum_of(programme, **changes):
    values = {"country": "DK", "first_day": date(2026, 10, 5), "working_days": 5, "distance_km": 1636.0}
    return money.lump_sum(programme, **(values | changes))


def test_the_steps_are_sentences(clusterxchange):
    assert [step.sentence for step in sum_of(clusterxchange).steps] == [
        "Rate of the host country (Denmark): EUR 1,100.",
        "Not halved: 5 working days, at least 5, and 1636 km, at least 200.",
    ]
    assert [step.sentence for step in sum_of(clusterxchange, working_days=3, distance_km=66).steps] == [
        "Rate of the host country (Denmark): EUR 1,100.",
        "Halved once: 3 working days, fewer than 5, and 66 km, less than 200: EUR 550.",
    ]


def test_steps_survive_being_stored(clusterxchange):
    found = sum_of(clusterxchange, working_days=3)

    assert tuple(money.steps_from(found.as_data())) == found.steps


def test_online_and_too_short_bring_nothing(clusterxchange):
    assert sum_of(clusterxchange, is_virtual=True).amount == 0
    assert sum_of(clusterxchange, working_days=2).amount == 0
    assert sum_of(clusterxchange, working_days=2, shortest_waived=True).amount == 550


def test_the_distance_matters_only_where_it_decides(clusterxchange):
    assert sum_of(clusterxchange, working_days=4, distance_km=None).amount == 550
    with pytest.raises(UnknownDistanceError):
        sum_of(clusterxchange, distance_km=None)


def test_exactly_on_the_limits_is_full(clusterxchange):
    assert sum_of(clusterxchange, distance_km=200.0).amount == 1100
    assert sum_of(clusterxchange, distance_km=199.99).amount == 550


def test_the_frozen_rate_and_the_signed_sum_hold(clusterxchange):
    assert sum_of(clusterxchange, rate=Decimal("900")).amount == 900
    assert sum_of(clusterxchange, at_most=Decimal("550")).amount == 550
    assert sum_of(clusterxchange, working_days=3, rate=Decimal("885.55")).amount == Decimal("442.78")


def test_a_ceiling_below_the_rate(clusterxchange):
    clusterxchange.ceiling, kept = Decimal("1000.00"), clusterxchange.ceiling
    try:
        assert sum_of(clusterxchange).amount == 1000
    finally:
        clusterxchange.ceiling = kept
