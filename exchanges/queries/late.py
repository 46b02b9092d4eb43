"""What is late, and who must act: shown to those who can.

The terms are the programme’s (`report_days` …). A proposal and the signatures of a stay are listed shortly before it is
too late, everything else once its day is over.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accounts import rules as account_rules
from accounts.models import User
from clusters import rules as cluster_rules
from exchanges import clock, rules
from exchanges.choices import Party, SignatureRole
from exchanges.models import Application, Exchange, FollowUp, Payment, Programme, Proposal
from exchanges.states import PREPARING, REPORT_DUE, ApplicationState, ExchangeState as E, PaymentState, ProposalState

SIGN_BEFORE = timedelta(days=7)  # as the reminders of actions.deadlines
EXPIRES_SOON = timedelta(days=3)
SURVEY = timedelta(days=30)  # after it was asked for
MOST = 200  # of one kind; who has more has to begin anyway


class Kind(models.TextChoices):
    """What waits, in the order of a stay’s life."""

    ANSWER = "answer", gettext_lazy("Answer the application")
    PROPOSAL = "proposal", gettext_lazy("Confirm or decline the proposal")
    SIGNATURES = "signatures", gettext_lazy("Sign the commitment")
    REPORT = "report", gettext_lazy("Hand in the report")
    VALIDATION = "validation", gettext_lazy("Validate the report")
    PAYMENT = "payment", gettext_lazy("Pay the lump sum")
    SURVEY = "survey", gettext_lazy("Answer the follow-up survey")


@dataclass(frozen=True)
class Late:
    """One thing that is late; `days` below zero are left. `who` must act, in words."""

    kind: Kind
    who: str
    title: str
    code: str
    href: str
    due: date
    days: int

    @property
    def words(self) -> str:
        if self.days > 0:
            return ngettext("{days} day late", "{days} days late", self.days).format(days=self.days)
        if self.days == 0:
            return _("today")
        return ngettext("{days} day left", "{days} days left", -self.days).format(days=-self.days)


def report_due(programme: Programme, today: date) -> Q:
    return Q(programme=programme, state__in=REPORT_DUE, state_since__lt=_start(today, programme.report_days))


def validation_due(programme: Programme, today: date) -> Q:
    return Q(programme=programme, state=E.REPORTED, state_since__lt=_start(today, programme.validation_days))


def unsigned(today: date) -> Q:
    return Q(state__in=PREPARING, first_day__isnull=False, first_day__lte=today + SIGN_BEFORE)


def unpaid(today: date) -> Q:
    return Q(payment__state=PaymentState.REQUESTED, payment__due_on__lt=today)


def unanswered(today: date) -> Q:
    """What the calendar has closed in the meantime waits for nobody any more."""
    asked = Q(follow_up__answered_at=None, follow_up__asked_at__lt=_start(today, SURVEY.days), visitor__is_active=True)
    return asked & ~Q(state=E.CLOSED)


def _start(today: date, days: int) -> datetime:
    """What came before this moment is more than so many days old today."""
    return timezone.make_aware(datetime.combine(today - timedelta(days=days), datetime.min.time()))


def late_exchanges(programmes: Iterable[Programme]) -> Q:
    """Exchanges with something late, as a filter of the list."""
    today = clock.today()
    found = unsigned(today) | unpaid(today) | unanswered(today)
    for programme in programmes:
        found |= report_due(programme, today) | validation_due(programme, today)
    return found


def late_for(user: User) -> list[Late]:
    """Everything late that this person can do something about, the longest overdue first. A fixed number of queries."""
    if not account_rules.is_known(user) or account_rules.is_read_only(user):
        return []
    today = clock.today()
    programmes = list(Programme.objects.prefetch_related("texts"))
    found = [
        *_answers(user, today),
        *_proposals(user, today),
        *_signatures(user, today),
        *_stays(user, today, programmes),
        *_payments(user, today),
        *_surveys(user, today),
    ]
    return sorted(found, key=lambda late: (-late.days, late.kind, late.code))


def _late(kind: Kind, row, who: str, due: date, today: date, name: str) -> Late:
    return Late(
        kind=kind,
        who=who,
        title=str(row),
        code=row.code,
        href=reverse(name, args=[row.code]),
        due=due,
        days=(today - due).days,
    )


def _answers(user: User, today: date) -> Iterable[Late]:
    rows = Application.objects.visible_to(user).filter(state=ApplicationState.SUBMITTED, answer_due_on__lt=today)
    if not account_rules.is_coordinator(user):
        rows = rows.filter(sending_cluster__in=cluster_rules.clusters_managed_by(user))
    rows = rows.exclude(person=user).select_related("organisation", "programme", "sending_cluster")
    rows = rows.prefetch_related("programme__texts").order_by("answer_due_on", "pk")[:MOST]
    for row in rows:
        who = row.sending_cluster.short_name
        yield _late(Kind.ANSWER, row, who, row.answer_due_on, today, "exchange_application")


def _proposals(user: User, today: date) -> Iterable[Late]:
    """Sent ones that expire soon, for the side that has not confirmed."""
    soon = clock.now() + EXPIRES_SOON
    rows = Proposal.objects.visible_to(user).filter(state=ProposalState.SENT, expires_at__lte=soon)
    rows = rows.select_related(
        "application__organisation", "application__sending_cluster", "host", "signing_cluster"
    ).order_by("expires_at", "pk")[:MOST]
    for row in rows:
        waits_for_visitor = row.visitor_confirmed_at is None
        side = {Party.VISITOR, Party.SENDING} if waits_for_visitor else {Party.HOST, Party.RECEIVING}
        if not rules.parties(user, row) & (side | {Party.COORDINATOR}):
            continue
        asked = row.application.organisation if waits_for_visitor else row.host
        due = timezone.localdate(row.expires_at)
        yield Late(
            kind=Kind.PROPOSAL,
            who=asked.name,
            title=f"{row.application.organisation} → {row.host}",
            code=row.code,
            href=reverse("exchange_proposal", args=[row.code]),
            due=due,
            days=(today - due).days,
        )


def _exchanges(user: User) -> QuerySet[Exchange]:
    return (
        Exchange.objects.visible_to(user)
        .select_related(
            "programme",
            "visitor_organisation",
            "host_organisation",
            "sending_cluster",
            "signing_cluster",
            "visitor",
        )
        .order_by("state_since", "pk")
    )


def _signatures(user: User, today: date) -> Iterable[Late]:
    """Stays that begin within a week and lack a signature; whose, stands with each."""
    rows = _exchanges(user).filter(unsigned(today)).prefetch_related("versions__signatures")[:MOST]
    for row in rows:
        if not rules.parties(user, row):
            continue
        version = next(iter(row.versions.all()), None)
        given = {signature.role for signature in version.signatures.all()} if version and row.state == E.SIGNING else ()
        lacking = [role.label for role in SignatureRole if role not in given]
        yield _late(Kind.SIGNATURES, row, ", ".join(map(str, lacking)), row.first_day or today, today, "exchange")


def _stays(user: User, today: date, programmes: list[Programme]) -> Iterable[Late]:
    """Reports for the visitor and the sending cluster, validations for the sending cluster."""
    wanted = Q(pk__in=[])
    for programme in programmes:
        wanted |= report_due(programme, today) | validation_due(programme, today)
    for row in _exchanges(user).filter(wanted)[: 2 * MOST]:
        mine = rules.parties(user, row)
        reporting = row.state in REPORT_DUE
        able = {Party.SENDING, Party.COORDINATOR} | ({Party.VISITOR} if reporting else set())
        if not mine & able or (not reporting and Party.VISITOR in mine):
            continue
        days = row.programme.report_days if reporting else row.programme.validation_days
        due = timezone.localdate(row.state_since) + timedelta(days=days)
        kind = Kind.REPORT if reporting else Kind.VALIDATION
        who = row.visitor_organisation.name if reporting else row.sending_cluster.short_name
        yield _late(kind, row, who, due, today, "exchange")


_NAMES = [
    f"exchange__{name}" for name in ("visitor_organisation", "host_organisation", "sending_cluster", "signing_cluster")
]


def _payments(user: User, today: date) -> Iterable[Late]:
    rows = Payment.objects.filter(
        state=PaymentState.REQUESTED, due_on__lt=today, exchange__in=Exchange.objects.visible_to(user)
    ).select_related(*_NAMES)
    for payment in rows.order_by("due_on", "pk")[:MOST]:
        if rules.may_move(user, payment, PaymentState.PAID):
            row = payment.exchange
            yield _late(Kind.PAYMENT, row, row.sending_cluster.short_name, payment.due_on, today, "exchange")


def _surveys(user: User, today: date) -> Iterable[Late]:
    """Asked for a month ago and not answered: for the visitor, and for who can remind them."""
    rows = FollowUp.objects.filter(
        exchange__in=Exchange.objects.visible_to(user).filter(unanswered(today))
    ).select_related(*_NAMES)
    for survey in rows.order_by("asked_at", "pk")[:MOST]:
        row = survey.exchange
        if rules.parties(user, row) & {Party.VISITOR, Party.SENDING, Party.COORDINATOR}:
            due = timezone.localdate(survey.asked_at) + SURVEY
            yield _late(Kind.SURVEY, row, row.visitor_organisation.name, due, today, "exchange")


def counted_by_kind(found: list[Late]) -> list[tuple[Kind, int]]:
    """How many of each kind, those with none left out."""
    numbers = Counter(each.kind for each in found)
    return [(kind, numbers[kind]) for kind in Kind if numbers[kind]]
