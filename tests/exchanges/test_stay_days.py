"""The days: dates with a preview, online sessions in two zones, corrected days; each mistake has its sentence."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exchanges.models import DayCorrection, Exchange, ExchangeSession, Override
from exchanges.queries.exchanges import latest_version
from exchanges.states import ExchangeState as E
from tests.exchanges.test_commitment_form import rows
from tests.factories import exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST


def send(client, exchange, user, *, name="exchange_dates", **data):
    client.force_login(user)
    return client.post(reverse(name, args=[exchange.code]), data)


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("first", "last", "field", "sentence"),
    [
        ("2026-10-09", "2026-10-05", "last_day", "This is before the first day."),
        ("2026-08-03", "2026-08-07", "first_day", "3 August 2026 is in the past."),
        ("2026-10-08", "2026-10-12", "last_day", "These days have only 3"),
        ("2026-10-09", "2026-10-12", "last_day", "These days have only 2 working days"),
        ("2026-12-25", "2026-12-28", "last_day", "These days have only 1 working day"),
        ("2026-10-05", "2026-11-20", "last_day", "A stay lasts at most 1 month."),
        ("2062-10-05", "2062-10-09", "first_day", "Please check the year."),
        ("9999-12-31", "9999-12-31", "first_day", "Please check the year."),
        ("", "2026-10-09", "first_day", "This field is required."),
        ("tomorrow", "2026-10-09", "first_day", "Enter a valid date."),
    ],
    ids=[
        "reversed",
        "past",
        "three",
        "two that look like five",
        "holidays",
        "long",
        "year",
        "end of time",
        "one",
        "rubbish",
    ],
)
def test_wrong_days_have_a_sentence_beside_the_field(client, w, first, last, field, sentence):
    exchange = factory.matched(w)
    if "only 3" in sentence:  # an offer may ask for more than the programme does
        exchange.offer.min_days = 4
        exchange.offer.save()

    response = send(client, exchange, w.visitor, first_day=first, last_day=last, then="save")

    assert response.status_code == 422
    errors = response.context["form"].errors[field]
    assert [each for each in errors if sentence in each] != []
    assert Exchange.objects.get().first_day == FIRST


def test_a_stay_over_new_year_counts_without_the_holiday(client, w):
    exchange = factory.matched(w)

    response = send(client, exchange, w.visitor, first_day="2026-12-28", last_day="2027-01-05", then="look")

    assert (response.status_code, response.context["outlook"].work_days) == (200, 6)
    assert "1 January 2027: public holiday: New Year&#x27;s Day" in text_of(response)
    assert Exchange.objects.get().first_day == FIRST


def test_looking_shows_days_and_money_and_saves_nothing(client, w):
    exchange = factory.approved(w)

    response = send(client, exchange, w.host, first_day="2026-10-05", last_day="2026-10-07", then="look")

    assert (response.status_code, response.context["outlook"].amount) == (200, "EUR 550")
    assert "Halved: 3 working days, fewer than 5: EUR 550." in text_of(response)
    assert (Exchange.objects.get().state, Exchange.objects.get().last_day) == (E.APPROVED, LAST)


def test_looking_at_days_that_are_refused_says_why(client, w):
    exchange = factory.matched(w)

    response = send(client, exchange, w.host, first_day="2026-10-09", last_day="2026-10-12", then="look")

    assert list(response.context["form"].errors) == ["last_day"]
    assert response.context["outlook"].work_days == 2


def test_signed_days_are_not_changed_unasked(client, w):
    exchange = factory.approved(w)
    days = {"first_day": "2026-10-12", "last_day": "2026-10-16", "then": "save"}

    refused = send(client, exchange, w.host, **days)

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reopen"])
    assert send(client, exchange, w.host, **days, reopen="on").status_code == 302
    exchange.refresh_from_db()
    assert (exchange.state, latest_version(exchange).number, exchange.first_day.day) == (E.BUILDING, 2, 12)


def test_the_days_of_a_mission_are_only_for_the_coordinator(client, w):
    exchange = factory.signed_up(w, factory.mission(w)).exchange
    days = {"first_day": "2026-10-06", "last_day": "2026-10-08", "then": "save"}

    assert send(client, exchange, w.visitor, **days).status_code == 403
    assert send(client, exchange, w.sending, **days).status_code == 403
    assert send(client, exchange, w.coordinator, **days).status_code == 302


def test_an_exception_lets_a_short_stay_pass(client, w):
    exchange = factory.matched(w)
    Override.objects.create(
        programme=w.programme, rule="enough_days", organisation=w.visiting, reason="A fair of two days.", made_by=None
    )

    response = send(client, exchange, w.visitor, first_day="2026-10-08", last_day="2026-10-09", then="save")

    assert (response.status_code, Exchange.objects.get().first_day.day) == (302, 8)


def test_the_coordinator_takes_a_day_out_with_a_reason(client, w):
    exchange = factory.matched(w)
    name = "exchange_days"
    without = {"2026-10-07-works": "free", "2026-10-07-reason": " "}

    refused = send(client, exchange, w.coordinator, name=name, **without)
    assert (refused.status_code, DayCorrection.objects.count()) == (422, 0)
    done = send(client, exchange, w.coordinator, name=name, **without | {"2026-10-07-reason": "Works outing."})

    assert done.status_code == 302
    assert DayCorrection.objects.values_list("day", "works", "reason")[0][2] == "Works outing."
    client.force_login(w.visitor)
    page = text_of(client.get(reverse("exchange", args=[exchange.code])))
    assert "7 October 2026: does not count: Works outing." in page
    assert "<strong>4 working days</strong>" in page
    assert "EUR 550" in page


def test_a_correction_is_taken_back(client, w):
    exchange = factory.matched(w)
    DayCorrection.objects.create(exchange=exchange, day=FIRST, works=False, reason="A mistake.")

    send(client, exchange, w.coordinator, name="exchange_days", **{"2026-10-05-works": "", "2026-10-05-reason": ""})

    assert DayCorrection.objects.count() == 0


def test_a_correction_after_a_signature_has_to_be_confirmed(client, w):
    exchange = factory.approved(w)
    data = {"2026-10-07-works": "free", "2026-10-07-reason": "Works outing."}

    assert send(client, exchange, w.coordinator, name="exchange_days", **data).status_code == 422
    assert Exchange.objects.get().state == E.APPROVED
    assert send(client, exchange, w.coordinator, name="exchange_days", **data, reopen="on").status_code == 302
    assert Exchange.objects.get().state == E.BUILDING


def online(w):
    return factory.matched(w, is_virtual=True, first_day=None, last_day=None)


def session(day="2026-10-05", starts="09:00", ends="15:00", zone="Europe/Copenhagen", title="Looms"):
    return {"day": day, "starts": starts, "ends": ends, "zone": zone, "title": title}


def test_sessions_keep_the_clock_of_their_place(client, w):
    exchange = online(w)
    second = session(day="2026-10-06", zone="Europe/Sofia", title="Finishing")
    data = rows("sessions", session(), second, session(day="", starts="", ends="", title=""))

    assert send(client, exchange, w.host, **data, then="save").status_code == 302

    first, second = ExchangeSession.objects.all()
    assert (first.starts_at.hour, second.starts_at.hour) == (7, 6)  # UTC
    client.force_login(w.visitor)
    page = text_of(client.get(reverse("exchange", args=[exchange.code])))
    assert "09:00–15:00" in page
    assert "Eastern European Summer Time" in page
    assert "<strong>2 working days</strong>" in page


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (session(ends="08:00"), "ends"),
        (session(day="2026-08-03"), "day"),
        (session(title=""), "title"),
        (session(day="0001-01-01", starts="00:00"), "day"),
        (session(day="9999-12-31", ends="23:59"), "day"),
        (session(zone="Mars/Olympus"), "zone"),
        (session(day="2027-03-28", starts="02:30", ends="05:00"), "starts"),
    ],
    ids=["backwards", "past", "nameless", "the first year", "the last year", "no zone", "an hour that is left out"],
)
def test_a_wrong_session_is_explained(client, w, row, field):
    exchange = online(w)

    response = send(client, exchange, w.host, **rows("sessions", row), then="save")

    assert response.status_code == 422
    assert list(response.context["form"].rows[0].errors) == [field]
    assert ExchangeSession.objects.count() == 0


def test_two_sessions_at_the_same_time_are_refused(client, w):
    exchange = online(w)
    data = rows("sessions", session(), session(starts="15:30", ends="17:00", zone="Europe/Sofia", title="Dyes"))

    response = send(client, exchange, w.host, **data, then="save")

    assert response.status_code == 422
    assert "“Looms” and “Dyes” are at the same time." in text_of(response)


def test_a_page_about_days_that_are_none(client, w):
    exchange = factory.matched(w, first_day=None, last_day=None)
    client.force_login(w.coordinator)

    assert client.get(reverse("exchange_days", args=[exchange.code])).status_code == 404
    assert client.get(reverse("exchange_dates", args=[exchange.code])).status_code == 200
    assert send(client, exchange, w.coordinator, first_day="2026-10-05", last_day="2026-10-09").status_code == 302
    assert Exchange.objects.get().last_day - Exchange.objects.get().first_day == timedelta(days=4)
