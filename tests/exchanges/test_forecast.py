"""When the target would be reached, said only where there is enough to say it."""

from datetime import date, timedelta

import pytest

from exchanges.queries.forecast import WINDOW, forecast

TODAY, STARTED, ENDS = date(2026, 11, 30), date(2025, 10, 1), date(2027, 9, 30)


def told(goals, counted, recent, **changes):
    values = {"today": TODAY, "starts_on": STARTED, "ends_on": ENDS} | changes
    return forecast(goals=goals, counted=counted, recent=recent, **values)


def test_the_rate_of_the_last_months_says_when():
    found = told({1: 100}, {1: 63}, {1: 30})

    assert (found.missing, found.recent) == (37, 30)
    assert found.reached_on == TODAY + timedelta(days=225)  # 37 × 182 / 30, rounded up
    assert found.in_time
    assert found.sentence == (
        "In the last six months 30 exchanges were validated that fill an open target. "
        "At this rate 100 would be reached in July 2027, before the programme ends."
    )


def test_too_late_is_said_too():
    found = told({1: 100}, {1: 40}, {1: 20})

    assert not found.in_time
    assert found.sentence.endswith("would be reached in May 2028, after the programme’s end (September 2027).")


@pytest.mark.parametrize("recent", [0, 1, 4])
def test_few_are_not_enough_to_say(recent):
    found = told({1: 100}, {1: 10}, {1: recent})

    assert found.reached_on is None
    assert found.sentence.endswith("That is not enough to say when 100 will be reached.")


def test_more_than_a_target_fills_no_other():
    found = told({1: 75, 2: 10}, {1: 90, 2: 4}, {1: 40, 2: 2})

    assert (found.missing, found.recent) == (6, 2)
    assert found.reached_on is None


def test_reached_is_reached():
    assert told({1: 5}, {1: 6}, {1: 6}).sentence == "Every target is reached."
    assert told({}, {}, {}).sentence == "The programme has no target."


def test_a_young_programme_has_the_rate_of_its_own_days():
    young = told({1: 100}, {1: 10}, {1: 10}, starts_on=TODAY - timedelta(days=40))

    assert young.reached_on == TODAY + timedelta(days=360)
    assert told({1: 10}, {}, {1: 6}, starts_on=TODAY).reached_on is None  # its first day has no rate


def test_a_date_beyond_ten_years_pretends_to_know_something():
    assert told({1: 100_000}, {1: 10}, {1: 10}).reached_on is None
    assert timedelta(days=182) == WINDOW
