"""Missions on the desk of those who run them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchanges.actions import stays
from exchanges.desk_organising import missions_to_run
from tests.factories import exchanges as factory

pytestmark = pytest.mark.django_db


def items(user):
    section = missions_to_run(user)
    return [(item.todo, item.note) for item in section.items] if section else None


def test_only_managers_have_it_and_nothing_waits_without_need(w):
    factory.mission(w)

    assert (items(w.visitor), items(w.auditor), items(w.outsider), items(w.sending)) == (None, None, [], [])


def test_the_sign_up_that_closes_soon(w):
    factory.mission(w)

    with factory.on(factory.FIRST - timedelta(days=16)):
        assert items(w.sending) == [("The sign-up closes on 21 September 2026: 0 of 15 places are taken.", "")]


def test_a_place_that_is_offered_and_papers_that_are_missing(w):
    mission = factory.mission(w, places=1)
    first = factory.signed_up(w, mission)
    firm, person = factory.visitor_of(w, name="Beta")
    factory.signed_up(w, mission, organisation=firm, person=person)
    stays.cancel_exchange(first.exchange, reason="Illness.", by=w.sending)

    assert items(w.sending) == [("", "A place is offered to Beta until 4 September 2026, 10:00")]


def test_papers_of_a_trip_that_is_near_or_over(w):
    mission = factory.mission(w)
    sign_up = factory.signed_up(w, mission)

    assert items(w.sending) == []
    with factory.on(factory.FIRST - timedelta(days=20)):
        assert items(w.sending)[0][0] == "1 commitment is not signed yet."
    factory.ended(w, sign_up.exchange)
    assert items(w.sending) == [("1 report is missing.", "")]


def test_as_many_queries_for_many(w):
    def queries() -> int:
        user = type(w.sending).objects.get(pk=w.sending.pk)
        with CaptureQueriesContext(connection) as found:
            missions_to_run(user)
        return len(found)

    factory.signed_up(w, factory.mission(w))
    one = queries()
    for _ in range(5):
        firm, person = factory.visitor_of(w)
        factory.signed_up(w, factory.mission(w), organisation=firm, person=person)

    assert queries() == one
