"""The coordinator’s plan on pages: made, looked at, adjusted, sent; quick with many rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges import clock
from exchanges.actions import offers, plans
from exchanges.models import Application, PlannedStay, PlannerRun, Proposal
from exchanges.queries import plans as queries
from exchanges.views import plans as views
from tests.factories import clusters as places, exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST
DAYS = {"first_day": FIRST.isoformat(), "last_day": LAST.isoformat()}


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def another(w, **options):
    firm, person = factory.visitor_of(w, **options)
    return factory.accepted(w, organisation=firm, person=person)


def stay_address(run, application, verb=""):
    name = {"": "exchange_plan_stay", "send": "exchange_plan_stay_send"}.get(verb, f"exchange_plan_{verb}")
    return reverse(name, args=[run.code, application.code])


@pytest.fixture
def planned(w, client):
    """Two visitors, one host with one place at a time: both placed; a Danish firm without a host."""
    w.offer = factory.offer(w, capacity=2)
    w.mine, w.other, w.danish = factory.accepted(w), another(w), another(w, country="DK")
    w.run = plans.make_plan(programme=w.programme, by=w.coordinator)
    client.force_login(w.coordinator)
    return w


def test_a_plan_is_made_with_a_button(w, client):
    factory.offer(w)
    factory.accepted(w)
    client.force_login(w.coordinator)
    listed = text_of(client.get(reverse("exchange_plans", args=[w.programme.code])))

    answer = client.post(reverse("exchange_plan_new", args=[w.programme.code]))

    run = PlannerRun.objects.get()
    assert "1 accepted application" in listed
    assert "No plan yet." in listed
    assert answer.url == reverse("exchange_plan", args=[run.code])
    assert "1 plan" in text_of(client.get(reverse("exchange_plans", args=[w.programme.code])))
    assert Proposal.objects.count() == 0


def test_a_large_plan_is_made_by_the_worker(w, client, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 0)
    factory.offer(w)
    factory.accepted(w)
    client.force_login(w.coordinator)

    waits = client.post(reverse("exchange_plan_new", args=[w.programme.code]))

    assert waits.url.startswith(reverse("exchange_plan_making", args=[w.programme.code]))
    assert client.get(waits.url).url == reverse("exchange_plan", args=[PlannerRun.objects.get().code])


def test_waiting_for_the_worker(w, client):
    client.force_login(w.coordinator)
    address = reverse("exchange_plan_making", args=[w.programme.code])
    now = clock.now()

    early = text_of(client.get(address, {"since": (now - timedelta(seconds=7)).isoformat()}))
    late = text_of(client.get(address, {"since": (now - timedelta(minutes=9)).isoformat()}))

    assert "7 seconds so far" in early
    assert "longer than it should" in late
    for nonsense in ("", "x", "2026-13-45T00:00", "2026-09-01T10:00", "\x00", "9999-12-31T00:00:00+00:00"):
        assert client.get(address, {"since": nonsense}).status_code == 302


def test_the_plan_says_what_it_is_worth_and_who_goes_where(planned, client):
    text = text_of(client.get(reverse("exchange_plan", args=[planned.run.code])))

    assert "better by at most 0.0 %" in text
    assert text.count("Same themes: Denim.") == 2
    assert "Væveri" in text
    assert "Send all 2 proposals" in text
    for tab in ("Placed (2)", "Not sent yet (2)", "Without a place (1)"):
        assert tab in text
    assert "Left out (" not in text


def test_who_has_no_place_is_told_why_with_a_way_on(planned, client):
    address = reverse("exchange_plan", args=[planned.run.code])

    text = text_of(client.get(address, {"show": "unplaced"}))

    assert "no host may receive them: 1" in text
    assert str(planned.danish.organisation) in text
    assert stay_address(planned.run, planned.danish) in text
    assert client.get(address, {"show": "x", "page": "y"}).status_code == 200


def test_leaving_out_and_taking_in(planned, client):
    answer = client.post(stay_address(planned.run, planned.mine, "leave_out"), {"show": "waiting", "page": "1"})
    row = PlannedStay.objects.get(application=planned.mine)

    assert row.left_out
    assert answer.url == (reverse("exchange_plan", args=[planned.run.code]) + f"?show=waiting#stay-{planned.mine.code}")
    assert "Left out (1)" in text_of(client.get(reverse("exchange_plan", args=[planned.run.code])))
    client.post(stay_address(planned.run, planned.mine, "take_in"))
    row.refresh_from_db()
    assert not row.left_out


def test_other_days_and_what_rules_say_of_them(planned, client):
    address = stay_address(planned.run, planned.mine)
    assert "Who fits best" in text_of(client.get(address))

    refused = client.post(address, {"offer": planned.offer.code, "first_day": "2026-10-09", "last_day": "2026-10-12"})
    done = client.post(address, {"offer": planned.offer.code} | DAYS)

    assert refused.status_code == 422
    assert "These days have only 2 working days" in text_of(refused)
    assert done.status_code == 302
    row = PlannedStay.objects.get(application=planned.mine)
    assert (row.first_day, row.last_day) == (FIRST, LAST)


def test_who_has_no_place_is_placed_by_hand(planned, client):
    at_home = places.organisation(in_cluster=planned.home, country="BG", type="sme")
    factory.put_on_map(at_home, factory.SOFIA)
    other = factory.offer(planned, organisation=at_home, cluster=planned.home)
    address = stay_address(planned.run, planned.danish)

    shown = text_of(client.get(address))
    forbidden = client.post(address, {"offer": planned.offer.code} | DAYS)
    missing = client.post(address, DAYS)
    strange = client.post(address, {"offer": "\x00", "first_day": "x", "last_day": ""})
    client.post(address, {"offer": other.code} | DAYS)

    assert str(at_home) in shown
    assert "Visitor and host are both in Denmark." in text_of(forbidden)
    assert [answer.status_code for answer in (forbidden, missing, strange)] == [422, 422, 422]
    row = PlannedStay.objects.get(application=planned.danish)
    assert (row.offer, row.unplaced) == (other, "")


def test_sending_one_and_all(planned, client):
    client.post(stay_address(planned.run, planned.mine, "send"))
    client.post(stay_address(planned.run, planned.mine, "send"))
    (first,) = Proposal.objects.all()

    answer = client.post(reverse("exchange_plan_send", args=[planned.run.code]), follow=True)

    text = text_of(answer)
    assert first.application == planned.mine
    assert "1 proposal was sent." in text
    assert Proposal.objects.count() == 2
    assert "Sent (2)" in text
    assert reverse("exchange_proposal", args=[first.code]) in text
    assert client.get(stay_address(planned.run, planned.mine)).url == reverse("exchange_proposal", args=[first.code])
    assert client.post(stay_address(planned.run, planned.mine, "leave_out")).status_code == 409


def test_many_are_sent_by_the_worker(planned, client, monkeypatch):
    monkeypatch.setattr(views, "SEND_AT_ONCE", 1)

    answer = client.post(reverse("exchange_plan_send", args=[planned.run.code]), follow=True)

    assert "The plan is being sent." in text_of(answer)
    assert Proposal.objects.count() == 2


def test_what_cannot_be_sent_says_why_in_its_row(planned, client):
    offers.pause_offer(planned.offer, by=planned.coordinator)

    answer = client.post(reverse("exchange_plan_send", args=[planned.run.code]), follow=True)

    text = text_of(answer)
    assert "2 could not be sent; their rows say why." in text
    assert "It was not sent: The host does not receive visitors at present." in text
    assert "Could not be sent (2)" in text
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("name", ["visitor", "host", "sending", "auditor", "administrator"])
def test_only_the_coordinator_sees_plans(planned, client, name):
    client.force_login(getattr(planned, name))

    for address in (
        reverse("exchange_plans", args=[planned.programme.code]),
        reverse("exchange_plan", args=[planned.run.code]),
        stay_address(planned.run, planned.mine),
    ):
        assert client.get(address).status_code == 403
    for address in (
        reverse("exchange_plan_new", args=[planned.programme.code]),
        reverse("exchange_plan_send", args=[planned.run.code]),
        stay_address(planned.run, planned.mine, "send"),
        stay_address(planned.run, planned.mine, "leave_out"),
    ):
        assert client.post(address).status_code == 403
    assert Proposal.objects.count() == 0


def many_rows(w, run, number):
    """Rows as a large plan has them, written past the planner."""
    Application.objects.bulk_create(
        [
            Application(
                programme=w.programme,
                organisation=places.organisation(country="BG"),
                sending_cluster=w.home,
                state="accepted",
                language="en",
            )
            for _n in range(number)
        ]
    )
    fresh = Application.objects.exclude(pk__in=run.stays.values("application")).order_by("pk")[:number]
    PlannedStay.objects.bulk_create(
        [
            PlannedStay(run=run, application=each, offer=w.offer, first_day=FIRST, last_day=LAST, fit=0.5)
            for each in fresh
        ]
    )


def test_a_page_of_a_plan_takes_as_many_queries_for_two_as_for_two_hundred(planned, client):
    address = reverse("exchange_plan", args=[planned.run.code])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    many_rows(planned, planned.run, 200)

    with CaptureQueriesContext(connection) as many:
        answer = client.get(address)

    assert len(many) <= len(few)
    assert len(few) <= 25
    assert answer.content.decode().count('id="stay-') == views.PER_PAGE


def test_the_figures_of_the_list_are_those_of_the_plan(planned):
    (run,) = queries.plans_of(planned.programme, planned.coordinator)

    assert (run.placed, run.sent, run.unplaced) == (2, 0, 1)
    assert {tab.value: tab.number for tab in queries.tabs(run)} == {"": 2, "waiting": 2, "unplaced": 1}
    assert queries.why_unplaced(run) == [("no host may receive them", 1)]
