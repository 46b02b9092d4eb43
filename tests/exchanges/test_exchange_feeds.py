"""Calendar files: one exchange, and the private feed of a person; they parse with the same days."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from exchanges.actions import commitments, stays
from exchanges.actions.feeds import renew_feed
from exchanges.models import CalendarFeed
from tests.factories import exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST


def events(response) -> dict:
    """The entries of a calendar file by their titles."""
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    parsed = Calendar.from_ical(response.content)
    return {str(event["summary"]): event for event in parsed.walk("VEVENT")}


def feed(client, user):
    client.logout()
    token = CalendarFeed.objects.get(user=user).token
    return client.get(reverse("exchange_feed", args=[token]))


def test_an_exchange_has_the_same_days_in_a_calendar(client, w):
    exchange = factory.building(w)
    commitments.set_dates(
        exchange, first_day=FIRST, last_day=LAST, arrival_on=FIRST - timedelta(days=1), departure_on=LAST, by=w.visitor
    )
    client.force_login(w.visitor)

    found = events(client.get(reverse("exchange_calendar", args=[exchange.code])))

    stay = found["Exchange: Mill with Væveri"]
    assert (stay["dtstart"].dt, stay["dtend"].dt) == (FIRST, LAST + timedelta(days=1))
    assert found["Arrival: Exchange: Mill with Væveri"]["dtstart"].dt == date(2026, 10, 4)
    assert found["The mill"]["dtstart"].dt.isoformat() == "2026-10-05T09:00:00"
    assert len(found) == 3


def test_online_sessions_keep_their_zones(client, w):
    exchange = factory.matched(w, is_virtual=True, first_day=None, last_day=None)
    start = factory.NOW.replace(month=10, day=26, hour=9, minute=0)  # the day after the clocks are put back
    sessions = [
        {"starts_at": start, "ends_at": start + timedelta(hours=3), "zone": "Europe/Copenhagen", "title": "Looms"},
        {
            "starts_at": start + timedelta(hours=4),
            "ends_at": start + timedelta(hours=7),
            "zone": "Europe/Sofia",
            "title": "Dyes",
        },
    ]
    commitments.set_sessions(exchange, sessions, by=w.host)
    client.force_login(w.host)

    found = events(client.get(reverse("exchange_calendar", args=[exchange.code])))

    assert found["Looms"]["dtstart"].params["TZID"] == "Europe/Copenhagen"
    assert found["Dyes"]["dtstart"].params["TZID"] == "Europe/Sofia"
    assert [found[name]["dtstart"].dt for name in ("Looms", "Dyes")] == [start, start + timedelta(hours=4)]
    assert found["Dyes"]["dtstart"].dt.hour == 14


def test_the_feed_opens_without_signing_in_and_only_with_its_token(client, w):
    factory.approved(w)
    renew_feed(by=w.visitor)

    response = feed(client, w.visitor)

    assert set(events(response)) == {"Exchange: Mill with Væveri", "The mill"}
    assert "no-store" in response["Cache-Control"]
    assert w.host.email not in response.content.decode()
    assert client.get(reverse("exchange_feed", args=["x" * 43])).status_code == 404


def test_a_new_address_ends_the_old_one(client, w):
    old = renew_feed(by=w.visitor).token
    client.force_login(w.visitor)

    page = client.post(reverse("exchange_feed_new"), follow=True)

    new = CalendarFeed.objects.get().token
    assert new != old
    assert f"/calendar/{new}.ics" in page.content.decode()
    assert client.get(reverse("exchange_feed", args=[old])).status_code == 404
    assert client.get(reverse("exchange_feed", args=[new])).status_code == 200


def test_nobody_gets_an_address_by_looking(client, w):
    client.force_login(w.visitor)

    assert client.get(reverse("exchange_feed_new")).status_code == 200
    assert CalendarFeed.objects.count() == 0


def test_the_feed_of_a_closed_account_ends(client, w):
    renew_feed(by=w.visitor)
    w.visitor.is_active = False
    w.visitor.save()

    assert feed(client, w.visitor).status_code == 404


@pytest.mark.parametrize(("name", "number"), [("host", 1), ("sending", 1), ("receiving", 1), ("outsider", 0)])
def test_everybody_has_their_own_stays(client, w, name, number):
    factory.matched(w)
    person = getattr(w, name)
    renew_feed(by=person)

    assert len(events(feed(client, person))) == number


def test_a_manager_has_the_mission_once_and_not_each_of_its_stays(client, w):
    mission = factory.mission(w)
    factory.signed_up(w, mission)
    firm, person = factory.visitor_of(w)
    factory.signed_up(w, mission, organisation=firm, person=person)
    renew_feed(by=w.sending)

    assert set(events(feed(client, w.sending))) == {"Denim in Copenhagen"}


def test_what_was_cancelled_leaves_the_feed(client, w):
    stays.cancel_exchange(factory.matched(w), reason="Illness.", by=w.visitor)
    renew_feed(by=w.visitor)

    assert events(feed(client, w.visitor)) == {}


def test_the_same_questions_however_many_stays(client, w):
    renew_feed(by=w.sending)

    def another():
        firm, person = factory.visitor_of(w)
        application = factory.accepted(w, organisation=firm, person=person)
        factory.building(w, factory.matched(w, application=application, with_offer=factory.offer(w)))

    another()
    feed(client, w.sending)
    with CaptureQueriesContext(connection) as few:
        feed(client, w.sending)
    for _ in range(4):
        another()
    with CaptureQueriesContext(connection) as many:
        response = feed(client, w.sending)

    assert len(events(response)) == 6  # five titles of stays and the one of the agenda
    assert len(many) == len(few)
