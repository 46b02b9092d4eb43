"""From the stay to the money: ending, breaking off, reporting, validating, paying, the certificate and the survey."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from exchanges import money
from exchanges.actions import evidence, overrides, payments, reports, stays
from exchanges.choices import EvidenceKind, Outcome, Side
from exchanges.errors import ExchangeError, IllegalMoveError, IncompleteError, NotAllowedError
from exchanges.models import Certificate, EvidenceFile, Exchange, FollowUp, Payment, Rate, Report, StayDay
from exchanges.states import ExchangeState as E, PaymentState as Y, ReportState as R
from tests.factories import exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST
AFTER = LAST + timedelta(days=3)
DECIDED = LAST + timedelta(days=6)


def validate(w, exchange, *, by=None):
    with factory.on(DECIDED):
        return reports.validate_exchange(exchange, by=by or w.sending)


def test_the_whole_way(w):
    exchange = factory.paid(w)

    payment = exchange.payment
    assert (payment.amount, payment.currency, payment.state) == (Decimal("1100.00"), "EUR", Y.PAID)
    assert payment.due_on == DECIDED + timedelta(days=10)
    assert (exchange.final_days, exchange.final_amount, exchange.counted_by) == (5, 1100, w.home)
    assert exchange.counted_at is not None
    assert exchange.certificate.code
    assert exchange.follow_up.due_on.isoformat() == "2027-04-09"
    assert exchange.reports.get().state == R.ACCEPTED


def test_a_shorter_real_stay_is_paid_less_with_the_frozen_rate(w):
    exchange = factory.ended(w)
    Rate.objects.filter(country="DK").update(amount=1)
    with factory.on(AFTER):
        exchange = factory.hand_in(exchange, real_last_day=LAST - timedelta(days=1))

    exchange = validate(w, exchange)

    assert (exchange.agreed_amount, exchange.final_days, exchange.final_amount) == (1100, 4, 550)
    assert [step.kind for step in money.steps_from(exchange.final_steps)] == ["rate", "half"]
    assert Payment.objects.get().amount == 550


def test_a_longer_stay_than_signed_is_not_reported(w):
    exchange = factory.ended(w)

    with factory.on(AFTER), pytest.raises(IncompleteError) as refused:
        factory.hand_in(exchange, real_last_day=LAST + timedelta(days=2))

    assert set(refused.value.fields) == {"real_first_day"}
    assert Exchange.objects.get().state == E.ENDED


@pytest.mark.parametrize(
    ("days", "amount", "counted"), [(5, 1100, True), (4, 550, True), (3, 550, True), (2, 0, False), (1, 0, False)]
)
def test_a_broken_off_stay_is_paid_and_counted_for_what_took_place(w, days, amount, counted):
    exchange = factory.under_way(w)
    last = FIRST + timedelta(days=days - 1)
    with factory.on(last):
        exchange = stays.discontinue_exchange(exchange, last_day=last, reason="Illness.", by=w.visitor)
    assert StayDay.objects.count() == days
    with factory.on(AFTER):
        exchange = factory.hand_in(exchange)

    exchange = validate(w, exchange)

    assert (exchange.final_days, exchange.final_amount) == (days, amount)
    assert (exchange.counted_at is not None, Certificate.objects.count()) == (counted, int(counted))
    assert exchange.state == (E.VALIDATED if amount else E.CLOSED)
    assert Payment.objects.count() == bool(amount)


def test_a_stay_that_never_really_began(w):
    exchange = factory.under_way(w)
    with factory.on(FIRST):
        exchange = stays.discontinue_exchange(exchange, last_day=None, reason="Illness.", by=w.host)
    with factory.on(AFTER):
        exchange = factory.hand_in(exchange, real_first_day=None, real_last_day=None)

    exchange = validate(w, exchange)

    assert (exchange.state, exchange.final_amount, exchange.counted_at) == (E.CLOSED, 0, None)
    assert StayDay.objects.count() == 0


def test_an_exception_pays_and_counts_a_short_stay(w):
    exchange = factory.under_way(w)
    last = FIRST + timedelta(days=1)
    with factory.on(last):
        exchange = stays.discontinue_exchange(exchange, last_day=last, reason="A strike.", by=w.visitor)
    with factory.on(AFTER):
        exchange = factory.hand_in(exchange)
    overrides.override_rule(
        programme=w.programme,
        rule="enough_days",
        organisation=w.visiting,
        host=w.hosting,
        reason="A strike closed the mill.",
        by=w.coordinator,
    )

    exchange = validate(w, exchange)

    assert (exchange.final_amount, exchange.counted_at is not None) == (550, True)


@pytest.mark.parametrize("last", [FIRST - timedelta(days=1), LAST + timedelta(days=1), LAST])
def test_broken_off_on_a_day_that_is_not_of_the_stay_or_still_to_come(w, last):
    exchange = factory.under_way(w)

    with factory.on(FIRST + timedelta(days=1)), pytest.raises(IncompleteError):
        stays.discontinue_exchange(exchange, last_day=last, reason="Illness.", by=w.visitor)

    assert (Exchange.objects.get().state, StayDay.objects.count()) == (E.UNDER_WAY, 5)


def test_no_start_before_the_first_day_and_no_end_before_the_last(w):
    exchange = factory.approved(w)
    with pytest.raises(ExchangeError):
        stays.start_exchange(exchange, by=w.visitor)
    with factory.on(FIRST):
        exchange = stays.start_exchange(exchange, by=w.visitor)
        with pytest.raises(ExchangeError):
            stays.end_exchange(exchange, by=w.visitor)

    assert Exchange.objects.get().state == E.UNDER_WAY


def test_an_incomplete_report_says_what_is_missing(w):
    exchange = factory.ended(w)
    with factory.on(AFTER):
        report = reports.start_report(exchange, side=Side.VISITOR, by=w.visitor)
        assert report.objectives == [{"text": "See three finishing lines.", "reached": ""}]
        with pytest.raises(IncompleteError) as refused:
            reports.submit_report(report, by=w.visitor)

    assert set(refused.value.fields) == {*reports.NEEDED, "objectives", "evidence"}
    assert (Report.objects.get().state, Exchange.objects.get().state) == (R.DRAFT, E.ENDED)


@pytest.mark.parametrize("name", ["host", "receiving", "outsider", "auditor", "stranger", "colleague"])
def test_a_report_for_somebody_elses_exchange(w, name):
    exchange = factory.ended(w)

    with factory.on(AFTER), pytest.raises(NotAllowedError):
        reports.start_report(exchange, side=Side.VISITOR, by=getattr(w, name))

    assert Report.objects.count() == 0


def test_a_returned_report_is_completed_and_validated(w):
    exchange = factory.in_state(w, E.RETURNED)
    report = exchange.reports.get()
    assert (report.state, report.reason) == (R.RETURNED, "The ticket cannot be read.")
    with factory.on(AFTER):
        evidence.add_evidence(exchange, kind=EvidenceKind.TRAVEL_TICKET, file=factory.ticket(), by=w.visitor)
        reports.submit_report(report, by=w.visitor)

    assert validate(w, exchange).state == E.VALIDATED


def test_the_hosts_report_where_the_programme_asks_for_it(w):
    type(w.programme).objects.update(host_report_required=True)
    exchange = factory.reported(w)
    with pytest.raises(IncompleteError):
        validate(w, exchange)
    assert Payment.objects.count() == 0
    with factory.on(AFTER):
        report = reports.start_report(exchange, side=Side.HOST, by=w.host)
        reached = [{"text": each["text"], "reached": "partly"} for each in report.objectives]
        reports.save_report(report, by=w.host, **(factory.REPORT | {"objectives": reached}))
        reports.submit_report(report, by=w.host)

    assert validate(w, exchange).state == E.VALIDATED
    assert set(Report.objects.values_list("state", flat=True)) == {R.ACCEPTED}


def test_evidence_is_kept_once_and_looked_into(w):
    exchange = factory.ended(w)
    same = [
        evidence.add_evidence(
            exchange, kind=EvidenceKind.STAY_INVOICE, file=factory.ticket("Фактура.pdf", b"same"), by=w.visitor
        )
        for _ in range(2)
    ]

    assert same[0] == same[1]
    with pytest.raises(ValidationError):
        evidence.add_evidence(
            exchange, kind=EvidenceKind.OTHER, file=SimpleUploadedFile("a.pdf", b"<script>"), by=w.visitor
        )
    for name in ("host", "receiving", "auditor", "stranger"):
        with pytest.raises(NotAllowedError):
            evidence.add_evidence(exchange, kind=EvidenceKind.OTHER, file=factory.ticket(), by=getattr(w, name))
    assert EvidenceFile.objects.count() == 1
    evidence.remove_evidence(same[0], by=w.visitor)
    assert EvidenceFile.objects.count() == 0


def test_one_file_may_be_evidence_of_two_kinds(w):
    exchange = factory.ended(w)
    file = factory.ticket(content=b"ticket and invoice on one sheet").read()

    for kind in (EvidenceKind.TRAVEL_TICKET, EvidenceKind.STAY_INVOICE, EvidenceKind.STAY_INVOICE):
        evidence.add_evidence(exchange, kind=kind, file=SimpleUploadedFile("sheet.pdf", file), by=w.visitor)

    assert list(exchange.evidence.values_list("kind", flat=True)) == ["travel_ticket", "stay_invoice"]


def test_evidence_stays_once_the_report_is_handed_in(w):
    exchange = factory.reported(w)

    with pytest.raises(NotAllowedError):
        evidence.remove_evidence(exchange.evidence.first(), by=w.visitor)

    assert EvidenceFile.objects.count() == 2


def pay(w, payment, **changes):
    values = {"paid_on": LAST + timedelta(days=9), "reference": "SEPA 1", "by": w.sending} | changes
    with factory.on(LAST + timedelta(days=10)):
        return payments.pay(payment, **values)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"paid_on": LAST + timedelta(days=11)}, "paid_on"),
        ({"paid_on": LAST + timedelta(days=5)}, "paid_on"),
        ({"reference": "  "}, "reference"),
    ],
    ids=["in the future", "before the validation", "without a reference"],
)
def test_a_wrong_payment_is_refused(w, changes, field):
    payment = factory.validated(w).payment

    with pytest.raises(IncompleteError) as refused:
        pay(w, payment, **changes)

    assert set(refused.value.fields) == {field}
    assert (Payment.objects.get().state, Exchange.objects.get().state) == (Y.REQUESTED, E.VALIDATED)


def test_paid_twice_the_same_is_a_double_click_and_otherwise_refused(w):
    payment = factory.validated(w).payment

    assert [pay(w, payment).state for _ in range(2)] == [Y.PAID] * 2
    with pytest.raises(IllegalMoveError):
        pay(w, payment, reference="SEPA 2")

    assert Payment.objects.get().reference == "SEPA 1"


@pytest.mark.parametrize("name", ["visitor", "host", "receiving", "outsider", "auditor", "stranger"])
def test_who_does_not_pay(w, name):
    payment = factory.validated(w).payment

    with pytest.raises(NotAllowedError):
        pay(w, payment, by=getattr(w, name))

    assert Payment.objects.get().state == Y.REQUESTED


def test_a_payment_on_hold_is_not_paid(w):
    payment = factory.validated(w).payment
    payments.hold_payment(payment, reason="The account is closed.", by=w.sending)

    with pytest.raises(IllegalMoveError):
        pay(w, payment)
    payments.resume_payment(payment, by=w.sending)

    assert pay(w, payment).state == Y.PAID


def test_the_database_refuses_a_second_payment_and_a_second_visit(w):
    exchange = factory.validated(w)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(exchange=exchange, amount=1, due_on=LAST)
    exchange.pk, exchange.code, exchange.proposal = None, "another", None
    with pytest.raises(IntegrityError), transaction.atomic():
        exchange.save(force_insert=True)

    assert (Payment.objects.count(), Exchange.objects.count()) == (1, 1)


def test_a_story_is_published_with_consent_only_and_taken_back(w):
    report = factory.validated(w).reports.get()
    with pytest.raises(NotAllowedError):
        reports.release_story(report, by=w.visitor)
    assert reports.release_story(report, by=w.sending).released_at

    back = reports.take_story_back(report, by=w.visitor)

    assert (back.released_at, back.consent_to_publish) == (None, False)
    with pytest.raises(IllegalMoveError):
        reports.release_story(report, by=w.sending)


def test_the_survey_is_answered_once_and_closes_the_exchange(w):
    exchange = factory.paid(w)
    answer = {"outcomes": [Outcome.PROJECT], "still_in_contact": True, "would_go_again": True, "text": "A joint line."}
    follow_up = FollowUp.objects.get()

    reports.answer_follow_up(follow_up, **answer)
    with pytest.raises(IllegalMoveError):
        reports.answer_follow_up(follow_up, **answer)

    exchange.refresh_from_db()
    assert (exchange.state, FollowUp.objects.get().text) == (E.CLOSED, "A joint line.")
