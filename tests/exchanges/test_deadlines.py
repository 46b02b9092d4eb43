"""The round: what moves on its day, who is reminded and how often, what is deleted when its term is over."""

from datetime import date, datetime, time, timedelta

import pytest

from core import rounds
from core.models import MailMessage
from exchanges.actions.applications import attach_cv
from exchanges.actions.deadlines import run_deadlines
from exchanges.models import Application, EvidenceFile, Exchange, FollowUp, Mission, Move, Payment
from exchanges.states import ExchangeState as E, MissionState as M
from tests.factories import exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST


def run_on(day, hour=10):
    with factory.on(day, hour):
        return run_deadlines()


def mails_to(person, after=0):
    return list(MailMessage.objects.filter(to=person.email, pk__gt=after).values_list("subject", flat=True))


def newest():
    return MailMessage.objects.order_by("pk").values_list("pk", flat=True).last() or 0


def test_the_round_is_registered():
    assert "exchanges.deadlines" in rounds.registered()


def test_a_quiet_day_does_nothing(w, django_assert_max_num_queries):
    factory.accepted(w)
    with django_assert_max_num_queries(40):
        assert run_deadlines() == {}


def test_a_mission_goes_its_way_by_itself(w):
    mission = factory.mission(
        w, open_it=False, sign_up_from=datetime.combine(date(2026, 9, 10), time(9), tzinfo=factory.ZONE)
    )
    factory.missions.announce_mission(mission, by=w.sending)
    seen = []
    for day in (date(2026, 9, 9), date(2026, 9, 10), date(2026, 9, 22), FIRST, LAST, LAST + timedelta(days=1)):
        run_on(day, 19)
        seen.append(Mission.objects.get().state)

    assert seen == [M.ANNOUNCED, M.OPEN, M.CLOSED, M.UNDER_WAY, M.UNDER_WAY, M.DONE]
    assert Move.objects.filter(subject="mission", by_calendar=True).count() == 4


def test_a_stay_begins_and_ends_by_itself_and_the_report_is_asked_for(w):
    factory.approved(w)
    seen = []
    for day in (FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)):
        run_on(day)
        seen.append(Exchange.objects.get().state)

    assert seen == [E.APPROVED, E.UNDER_WAY, E.UNDER_WAY, E.ENDED]
    assert "Please write your report" in mails_to(w.visitor)


def test_what_is_not_signed_does_not_begin(w):
    factory.signing(w)
    before = newest()

    run_on(FIRST - timedelta(days=5))
    run_on(FIRST)

    assert Exchange.objects.get().state == E.SIGNING
    assert mails_to(w.host, before) == ["The stay is near and not signed"]


def test_the_cluster_is_reminded_before_the_answer_is_due_and_each_week_after(w):
    factory.submitted(w)
    before = newest()

    for days in (10, 11, 12, 17, 18, 25):
        run_on(factory.NOW.date() + timedelta(days=days))

    assert mails_to(w.sending, before) == ["An application still waits for you"] * 3


def test_late_reports_and_validations_are_asked_for(w):
    exchange = factory.ended(w)
    before = newest()
    run_on(LAST + timedelta(days=20))
    assert mails_to(w.visitor, before) == []
    run_on(LAST + timedelta(days=29))
    assert mails_to(w.visitor, before) == ["Please write your report"]
    with factory.on(LAST + timedelta(days=30)):
        factory.hand_in(exchange)
    before = newest()

    run_on(LAST + timedelta(days=42))

    assert mails_to(w.sending, before) == ["A report waits for you"]


def test_a_late_payment_reaches_the_coordinator_too(w):
    factory.validated(w)
    before = newest()
    due = Payment.objects.get().due_on

    run_on(due - timedelta(days=2))
    assert (mails_to(w.sending, before), mails_to(w.coordinator, before)) == (["A payment is still due"], [])
    run_on(due + timedelta(days=6))

    assert mails_to(w.coordinator, before) == ["A payment is still due"]


def test_the_survey_is_sent_repeated_once_and_then_the_exchange_is_closed(w):
    factory.paid(w)
    due = FollowUp.objects.get().due_on
    before = newest()

    run_on(due - timedelta(days=1))
    assert mails_to(w.visitor, before) == []
    for days in (0, 1, 31, 40):
        run_on(due + timedelta(days=days))
    assert mails_to(w.visitor, before) == ["What came of your exchange?"] * 2
    assert Exchange.objects.get().state == E.PAID
    run_on(due + timedelta(days=61))

    assert Exchange.objects.get().state == E.CLOSED


@pytest.mark.parametrize(("day", "kept"), [(date(2028, 3, 29), True), (date(2028, 3, 30), False)])
def test_cvs_go_some_months_after_the_programme(w, day, kept):
    application = factory.draft(w)
    attach_cv(application, factory.ticket("cv.pdf"), by=w.visitor)

    run_on(day)

    row = Application.objects.get()
    assert (bool(row.cv), row.cv_deleted_at is None) == (kept, kept)


@pytest.mark.parametrize(("day", "kept"), [(date(2032, 9, 29), True), (date(2032, 9, 30), False)])
def test_evidence_goes_some_years_after_the_programme_and_what_it_was_stays(w, day, kept):
    factory.paid(w)

    run_on(day)

    for row in EvidenceFile.objects.all():
        assert (bool(row.file), row.purged_at is None) == (kept, kept)
        assert row.hash
        assert row.kind
