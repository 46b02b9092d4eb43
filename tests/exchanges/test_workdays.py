"""Days with their reasons, in the reader’s language; regions by name; online days."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from exchanges import workdays
from exchanges.models import ProgrammeCountry
from exchanges.programmes import load_programme

NEW_YEAR = date(2027, 1, 1)


def test_every_day_says_why_it_counts_or_not():
    found = workdays.days_of(
        date(2026, 12, 31),
        date(2027, 1, 4),
        country="FR",
        corrections=[(date(2027, 1, 2), True, "A fair."), (date(2027, 1, 4), False, "Stocktaking.")],
    )

    assert [(day.day.day, day.works, day.sentence) for day in found] == [
        (31, True, "working day"),
        (1, False, "public holiday: New Year's Day"),
        (2, True, "counts as a working day: A fair."),
        (3, False, "weekend"),
        (4, False, "does not count: Stocktaking."),
    ]


@pytest.mark.parametrize(
    ("language", "name"), [("fr", "Jour de l'an"), ("en", "New Year's Day"), ("da", "New Year's Day")]
)
def test_holidays_are_named_in_the_readers_language_where_the_calendar_has_it(language, name):
    with translation.override(language):
        [day] = workdays.days_of(NEW_YEAR, NEW_YEAR, country="FR")

    assert day.name == name


@pytest.mark.parametrize(
    ("country", "region", "code"),
    [
        ("ES", "Catalonia", "CT"),
        ("ES", "Catalunya", "CT"),
        ("ES", "CT", "CT"),
        ("DE", "Bayern", "BY"),
        ("DE", "Bavaria", "BY"),
        ("BG", "Габрово", ""),
        ("ES", "", ""),
        ("XX", "Nowhere", ""),
    ],
)
def test_regions_by_name(country, region, code):
    assert workdays.subdivision_of(country, region) == code


def test_a_region_or_country_without_a_calendar_leaves_weekends():
    monday, sunday = date(2026, 10, 5), date(2026, 10, 11)

    assert workdays.count(monday, sunday, country="XX") == 5
    assert workdays.count(monday, sunday, country="ES", subdivision="nonsense") == 5


@pytest.mark.django_db
def test_the_holidays_of_every_host_country_are_known():
    load_programme()
    hosts = ProgrammeCountry.objects.filter(may_host=True).values_list("country", flat=True)

    assert [country for country in hosts if not workdays.is_known(country)] == []


def test_the_wrong_order_has_no_days():
    assert workdays.count(NEW_YEAR, NEW_YEAR - timedelta(days=3), country="FR") == 0


@pytest.mark.parametrize(
    ("hours", "days"), [([3] * 6, "3"), ([2.9] * 6, "0"), ([6, 6, 6], "3"), ([3, 6, 2], "1.5"), ([], "0")]
)
def test_online_days(hours, days):
    start = datetime(2026, 10, 5, 9)
    sessions = [(start + timedelta(days=i), start + timedelta(days=i, hours=n)) for i, n in enumerate(hours)]

    assert workdays.online_days(sessions) == Decimal(days)


def test_two_short_sessions_of_one_day_make_half_a_day():
    start = datetime(2026, 10, 5, 9)
    sessions = [(start, start + timedelta(hours=2)), (start + timedelta(hours=5), start + timedelta(hours=7))]

    assert workdays.online_days(sessions) == Decimal("0.5")
