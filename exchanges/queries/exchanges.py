"""Reads for the page of one exchange: the row with its names, the thread, the timeline, who wants to know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.desk import Step
from accounts.models import User
from clusters import rules as cluster_rules
from exchanges import rules
from exchanges.choices import SignatureRole
from exchanges.models import (
    SIGNED_FIELDS,
    Application,
    CommitmentVersion,
    Exchange,
    Move,
    Payment,
    Proposal,
    Report,
    Signature,
    SignUp,
)
from exchanges.models.offers import represented_by
from exchanges.queries.commitments import label_of
from exchanges.states import TABLES, ExchangeState as E

_NAMES = (
    "programme", "application", "proposal", "sign_up", "mission", "offer", "visitor", "host_contact",
    "visitor_organisation", "host_organisation", "sending_cluster", "receiving_cluster", "signing_cluster",
    "payment", "certificate", "follow_up",
)  # fmt: skip


def find(user, code: str) -> Exchange:
    """One exchange with its names, for who may see it; everybody else gets 404."""
    return get_object_or_404(Exchange.objects.visible_to(user).select_related(*_NAMES), code=code)


def versions_of(exchange: Exchange) -> list[CommitmentVersion]:
    """All versions, the newest first, with their signatures and who gave them: two queries."""
    signatures = Prefetch("signatures", Signature.objects.select_related("person"))
    return list(exchange.versions.select_related("written_by").prefetch_related(signatures))


def latest_version(exchange: Exchange) -> CommitmentVersion | None:
    """The version that counts, with its signatures."""
    signatures = Prefetch("signatures", Signature.objects.select_related("person"))
    return exchange.versions.prefetch_related(signatures).first()


@dataclass(frozen=True)
class SignatureLine:
    """One of the four: given, or waited for. `is_mine` says that this person may give it."""

    role: SignatureRole
    signature: Signature | None
    is_mine: bool = False

    @property
    def label(self) -> str:
        return str(self.role.label)


def signature_lines(exchange: Exchange, version: CommitmentVersion | None, user) -> list[SignatureLine]:
    """The four signatures of the version, in the order of the roles."""
    given = {signature.role: signature for signature in version.signatures.all()} if version else {}
    mine = rules.signature_roles(user, exchange)
    return [SignatureLine(role, given.get(role), role in mine and role not in given) for role in SignatureRole]


_PATH = (
    E.MATCHED,
    E.BUILDING,
    E.SIGNING,
    E.APPROVED,
    E.UNDER_WAY,
    E.ENDED,
    E.REPORTED,
    E.VALIDATED,
    E.PAID,
    E.CLOSED,
)
_STAMPED = {
    E.APPROVED: "approved_at",
    E.UNDER_WAY: "started_at",
    E.ENDED: "ended_at",
    E.DISCONTINUED: "discontinued_at",
    E.REPORTED: "reported_at",
    E.VALIDATED: "validated_at",
    E.PAID: "paid_at",
    E.CLOSED: "closed_at",
    E.CANCELLED: "cancelled_at",
}


def thread_of(exchange: Exchange, moves: list[Move] | None = None) -> list[Step]:
    """The states on the way of this exchange as knots; those passed and the present one have their dates.

    Without its moves the stamps of the row stand in, so that lists need no further query.
    """
    reached: dict[str, datetime]
    if moves is None:
        reached = {state: getattr(exchange, name) for state, name in _STAMPED.items() if getattr(exchange, name)}
        reached[E.MATCHED] = exchange.created_at
        reached[exchange.state] = exchange.state_since
    else:
        reached = {move.to_state: move.at for move in moves if move.subject == Exchange.SUBJECT}
    path = _path_of(exchange, reached)
    present = path.index(exchange.state)
    return [
        Step(str(E(state).label), number == present, reached.get(state) if number <= present else None)
        for number, state in enumerate(path)
    ]


def _path_of(exchange: Exchange, reached: dict[str, datetime]) -> list[str]:
    """The states this exchange went through or has before it; those that it left aside are left out."""
    state = exchange.state
    if state == E.CANCELLED:
        return [*(each for each in _PATH if each in reached), state]
    path: list[str] = [E.DISCONTINUED if each == E.ENDED and exchange.discontinued_at else each for each in _PATH]
    if state == E.RETURNED:
        path[path.index(E.REPORTED)] = state
    without_money = exchange.is_virtual or (exchange.final_amount is not None and not exchange.final_amount)
    if without_money and state != E.PAID:
        path.remove(E.PAID)
    return path


_MODELS = (Exchange, Application, Proposal, SignUp, Payment, Report)
_LABELS = {model.SUBJECT: model._meta.verbose_name for model in _MODELS}
_STATES = {subject: type(next(iter(table))) for subject, table in TABLES.items()}


@dataclass(frozen=True)
class TimelineLine:
    """One move in words. `who` is empty for readers who see no people."""

    at: datetime
    what: str
    before: str
    after: str
    who: str
    reason: str
    changed: str  # the parts of the commitment that a signed version lost its signatures for
    is_own: bool  # of the exchange itself


def moves_of(exchange: Exchange, user) -> list[Move]:
    """Every move of the exchange and of what belongs to it, the oldest first: two queries."""
    rows: list[Any] = [exchange, *exchange.reports.all()]
    rows += [row for row in (exchange.proposal, exchange.sign_up, getattr(exchange, "payment", None)) if row]
    if rules.may_see_application(user, exchange.application):
        rows.append(exchange.application)
    return list(Move.objects.of(*rows))


def timeline(moves: list[Move], *, with_people: bool) -> list[TimelineLine]:
    """The moves as sentences are made of; without people there are neither names nor reasons."""
    return [
        TimelineLine(
            at=move.at,
            what=str(_LABELS[move.subject]),
            before=_label(move.subject, move.from_state),
            after=_label(move.subject, move.to_state),
            who=_actor(move) if with_people else "",
            reason=move.reason if with_people and not _changed(move) else "",
            changed=_changed(move),
            is_own=move.subject == Exchange.SUBJECT,
        )
        for move in moves
    ]


def _changed(move: Move) -> str:
    """A commitment that is written again gives the names of its parts as the reason."""
    names = move.reason.split(", ") if move.reason else []
    if move.to_state != E.BUILDING or not names or set(names) - set(SIGNED_FIELDS):
        return ""
    return ", ".join(label_of(name) for name in names)


def _label(subject: str, state: str) -> str:
    return str(_STATES[subject](state).label) if state else ""


def _actor(move: Move) -> str:
    if move.by_calendar:
        return _("the calendar")
    return str(move.actor) if move.actor else _("former member")


def stays_of(user: User):
    """The exchanges that are this person’s own: as visitor, or at their host."""
    own = Q(visitor=user) | Q(host_contact=user) | Q(host_organisation__in=represented_by(user))
    return Exchange.objects.filter(own).exclude(state=E.CANCELLED)


def stays_cared_for(user: User):
    """Those that a manager’s cluster sends or signs for, without the ones on a mission: they travel together."""
    managed = cluster_rules.clusters_managed_by(user)
    return Exchange.objects.filter(
        Q(sending_cluster__in=managed) | Q(signing_cluster__in=managed), mission=None
    ).exclude(state=E.CANCELLED)
