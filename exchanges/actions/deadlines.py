"""The round: what the calendar moves on, who is reminded, what is deleted when its term is over. Safe to run twice."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q

from exchanges import clock, mails
from exchanges.actions import missions, payments, proposals, sign_ups, stays
from exchanges.actions.applications import forget_cv
from exchanges.actions.evidence import forget_file
from exchanges.actions.moves import lock
from exchanges.eligibility_stay import add_months
from exchanges.errors import ExchangeError
from exchanges.models import Application, EvidenceFile, Exchange, FollowUp, Mission, Payment, Programme, Proposal
from exchanges.states import (
    PREPARING,
    ApplicationState as A,
    ExchangeState as E,
    MissionState as M,
    PaymentState as Y,
    ProposalState as P,
)

logger = logging.getLogger(__name__)
SOON = timedelta(days=3)  # a reminder comes so long before, and again each week after
AGAIN = timedelta(days=7)
SURVEY_OPEN = timedelta(days=60)  # paid exchanges are closed so long after the survey was asked for


def run_deadlines() -> dict[str, int]:
    """Everything that is due; returns how many of each. Registered as a round."""
    done = {
        "missions": _move_missions(),
        "exchanges": _move_exchanges(),
        "places": sign_ups.lapse_offers(),
        "proposals": proposals.expire_proposals(),
        "reminders": _remind(),
        "surveys": _ask_what_came(),
        "closed": _close(),
        "deleted": _delete_what_is_over(),
    }
    return {name: count for name, count in done.items() if count}


def _each(rows: Iterable, function: Callable) -> int:
    """The function for each row; one that is refused is logged and does not keep the others."""
    count = 0
    for row in rows:
        try:
            function(row)
        except ExchangeError:
            logger.warning("The calendar could not move %s %s", row.SUBJECT, row.code, exc_info=True)
        else:
            count += 1
    return count


def _move_missions() -> int:
    now, today = clock.now(), clock.today()
    every = Mission.objects.order_by("pk")
    return (
        _each(
            every.filter(state=M.ANNOUNCED, sign_up_from__lte=now, sign_up_until__gt=now),
            lambda row: missions.open_sign_up(row, by=None),
        )
        + _each(every.filter(state=M.OPEN, sign_up_until__lte=now), lambda row: missions.close_sign_up(row, by=None))
        + _each(every.filter(state=M.CLOSED, first_day__lte=today), lambda row: missions.start_mission(row, by=None))
        + _each(every.filter(state=M.UNDER_WAY, last_day__lt=today), lambda row: missions.finish_mission(row, by=None))
    )


def _move_exchanges() -> int:
    today = clock.today()
    every = Exchange.objects.order_by("pk")
    return _each(
        every.filter(state=E.APPROVED, first_day__lte=today), lambda row: stays.start_exchange(row, by=None)
    ) + _each(every.filter(state=E.UNDER_WAY, last_day__lt=today), lambda row: stays.end_exchange(row, by=None))


def _remind() -> int:
    return _remind_deciders() + _remind_of_proposals() + _remind_of_stays() + _remind_of_payments()


def _once_a_week(rows):
    """Rows that had no reminder in the last week."""
    return rows.filter(Q(reminded_at=None) | Q(reminded_at__lte=clock.now() - AGAIN))


def _reminded(row, tell: Callable) -> None:
    with transaction.atomic():
        row = lock(row)
        row.reminded_at = clock.now()
        row.save(update_fields=["reminded_at"])
        tell(row)


def _remind_deciders() -> int:
    rows = Application.objects.filter(state=A.SUBMITTED, answer_due_on__lte=clock.today() + SOON).order_by("pk")
    return _each(
        _once_a_week(rows),
        lambda each: _reminded(
            each,
            lambda row: mails.tell(row, "reminder", mails.managers_of(row.sending_cluster), until=row.answer_due_on),
        ),
    )


def _remind_of_proposals() -> int:
    rows = Proposal.objects.filter(
        state=P.SENT, expires_at__lte=clock.now() + SOON, expires_at__gt=clock.now(), reminded_at=None
    ).order_by("pk")
    return _each(
        rows,
        lambda each: _reminded(
            each, lambda row: mails.tell(row, "reminder", proposals.asked(row), until=row.expires_at)
        ),
    )


def _remind_of_stays() -> int:
    """Signatures missing a week before; reports and validations that are late."""
    today = clock.today()
    unsigned = Exchange.objects.filter(state__in=PREPARING, first_day__lte=today + AGAIN, first_day__gte=today)
    count = _each(
        _once_a_week(unsigned.order_by("pk")),
        lambda each: _reminded(each, lambda row: mails.tell(row, "unsigned", mails.parties_of(row))),
    )
    waiting = Exchange.objects.select_related("programme").order_by("pk")
    late_reports = [
        row
        for row in _once_a_week(waiting.filter(state__in=(E.ENDED, E.DISCONTINUED, E.RETURNED)))
        if row.state_since + timedelta(days=row.programme.report_days) - SOON <= clock.now()
    ]
    count += _each(
        late_reports,
        lambda each: _reminded(
            each,
            lambda row: mails.tell(
                row,
                E.ENDED,
                [row.visitor],
                until=row.state_since + timedelta(days=row.programme.report_days),
            ),
        ),
    )
    late_validations = [
        row
        for row in _once_a_week(waiting.filter(state=E.REPORTED))
        if row.state_since + timedelta(days=row.programme.validation_days) - SOON <= clock.now()
    ]
    return count + _each(
        late_validations,
        lambda each: _reminded(each, lambda row: mails.tell(row, E.REPORTED, mails.managers_of(row.sending_cluster))),
    )


def _remind_of_payments() -> int:
    """From three days before; when late, the coordinators hear of it too."""
    today = clock.today()
    rows = Payment.objects.filter(state=Y.REQUESTED, due_on__lte=today + SOON).order_by("pk")

    def tell(row: Payment) -> None:
        people = mails.managers_of(row.exchange.sending_cluster)
        people += mails.coordinators() if row.due_on < today else []
        mails.tell(row, "reminder", people, code=row.exchange.code, until=row.due_on)

    return _each(_once_a_week(rows), lambda each: _reminded(each, tell))


def _ask_what_came() -> int:
    """The survey, once its day has come; repeated once after a month."""
    now = clock.now()
    due = FollowUp.objects.filter(answered_at=None, due_on__lte=clock.today(), exchange__visitor__is_active=True)
    rows = due.filter(Q(asked_at=None) | Q(asked_at__lte=now - timedelta(days=30), reminded_at=None))
    count = 0
    for row in rows.order_by("pk"):
        with transaction.atomic():
            row = FollowUp.objects.select_for_update().get(pk=row.pk)
            if row.asked_at is None:
                row.asked_at = now
            else:
                row.reminded_at = now
            row.save(update_fields=["asked_at", "reminded_at"])
            mails.ask_what_came(row)
        count += 1
    return count


def _close() -> int:
    rows = Exchange.objects.filter(state=E.PAID, follow_up__asked_at__lte=clock.now() - SURVEY_OPEN).order_by("pk")
    return _each(rows, lambda row: payments.close_exchange(row, by=None))


def _delete_what_is_over() -> int:
    """CVs some months after the programme; evidence some years after its last payment (or its end, if none was)."""
    count, today = 0, clock.today()
    for programme in Programme.objects.filter(ends_on__lt=today):
        if add_months(programme.ends_on, programme.cv_months) <= today:
            for row in Application.objects.filter(programme=programme).exclude(cv="").order_by("pk"):
                with transaction.atomic():
                    forget_cv(lock(row))
                count += 1
        last = Payment.objects.filter(exchange__programme=programme).aggregate(last=Max("paid_on"))["last"]
        if add_months(max(last or programme.ends_on, programme.ends_on), 12 * programme.evidence_years) <= today:
            for file in EvidenceFile.objects.filter(exchange__programme=programme, purged_at=None).order_by("pk"):
                with transaction.atomic():
                    forget_file(file)
                    file.file, file.name, file.purged_at = "", "", clock.now()
                    file.save(update_fields=["file", "name", "purged_at"])
                count += 1
    return count
