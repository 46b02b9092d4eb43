"""What is to be done next with an exchange and by whom, in one sentence; and what a person may do with it."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from core.dates import long_date
from exchanges import clock, money, rules
from exchanges.choices import Party, Side, SignatureRole
from exchanges.models import CommitmentVersion, Exchange
from exchanges.queries.commitments import label_of
from exchanges.states import REPORT_DUE, ExchangeState as E, PaymentState as Y

_EVERYBODY = frozenset({Party.VISITOR, Party.HOST, Party.SENDING, Party.RECEIVING})
_SIGNS = {
    SignatureRole.VISITOR: Party.VISITOR,
    SignatureRole.HOST: Party.HOST,
    SignatureRole.SENDING: Party.SENDING,
    SignatureRole.RECEIVING: Party.RECEIVING,
}


@dataclass(frozen=True)
class NextStep:
    """A sentence, and whose turn it is; nobody’s where only the calendar is waited for."""

    sentence: str
    parties: frozenset[Party] = frozenset()


def next_step(exchange: Exchange, version: CommitmentVersion | None, missing: dict[str, str]) -> NextStep:
    """`missing` is what `commitments.missing_in` says while the commitment is written."""
    state, programme = exchange.state, exchange.programme
    since = timezone.localdate(exchange.state_since)
    if state == E.MATCHED:
        sentence = _("Visitor and host write the commitment together: objectives, activities, agenda, outcomes.")
        return NextStep(sentence, frozenset({Party.VISITOR, Party.HOST}))
    if state == E.BUILDING:
        return _writing(exchange, missing)
    if state == E.SIGNING:
        return _signing(exchange, version)
    if state == E.APPROVED:
        day = long_date(exchange.first_day) if exchange.first_day else "–"
        return NextStep(_("All four have signed. It begins on {day}.").format(day=day))
    if state == E.UNDER_WAY:
        day = long_date(exchange.last_day) if exchange.last_day else "–"
        return NextStep(_("It is under way until {day}. Then the visitor writes the report.").format(day=day))
    if state in REPORT_DUE:
        until = long_date(since + timedelta(days=programme.report_days))
        sentence = _("The visitor hands in the report until {day}.")
        if state == E.RETURNED:
            sentence = _("The visitor completes the report and hands it in again, until {day}.")
        return NextStep(sentence.format(day=until), frozenset({Party.VISITOR}))
    if state == E.REPORTED:
        until = long_date(since + timedelta(days=programme.validation_days))
        sentence = _("The sending cluster reads the report and validates it, until {day}.").format(day=until)
        return NextStep(sentence, frozenset({Party.SENDING}))
    if state == E.VALIDATED:
        return _paying(exchange)
    if state == E.PAID:
        follow_up = getattr(exchange, "follow_up", None)
        if follow_up is None:
            return NextStep(_("The lump sum was paid."))
        day = long_date(follow_up.due_on)
        return NextStep(_("The lump sum was paid. From {day} the visitor is asked what came of it.").format(day=day))
    if state == E.CANCELLED:
        return NextStep(_("It was cancelled before the start. Nothing more is to be done."))
    return NextStep(_("Everything is done."))


def _writing(exchange: Exchange, missing: dict[str, str]) -> NextStep:
    if not missing:
        return NextStep(_("The commitment is complete: somebody of the four asks for the signatures."), _EVERYBODY)
    names = ", ".join(missing_names(missing))
    return NextStep(
        _("The commitment is being written. Still missing: {names}.").format(names=names),
        frozenset({Party.VISITOR, Party.HOST}),
    )


def missing_names(missing: dict[str, str]) -> list[str]:
    """The labels of the parts that are missing."""
    return [str(_SESSIONS) if name == "sessions" else label_of(name) for name in missing]


_SESSIONS = gettext_lazy("online sessions")


def _signing(exchange: Exchange, version: CommitmentVersion | None) -> NextStep:
    given = {signature.role for signature in version.signatures.all()} if version else set()
    waiting = [role for role in SignatureRole if role not in given]
    parties = {_SIGNS[role] for role in waiting}
    if SignatureRole.HOST in waiting and exchange.has_external_host:
        parties.add(Party.RECEIVING)
    names = ", ".join(str(role.label) for role in waiting)
    return NextStep(_("The commitment waits for these signatures: {names}.").format(names=names), frozenset(parties))


def _paying(exchange: Exchange) -> NextStep:
    payment = getattr(exchange, "payment", None)
    if payment is None:
        return NextStep(_("Everything is done."))
    sum_ = money.money(payment.amount, payment.currency)
    if payment.state == Y.HELD:
        return NextStep(_("The payment of {sum} is on hold.").format(sum=sum_), frozenset({Party.SENDING}))
    return NextStep(
        _("The sending cluster pays {sum} until {day}.").format(sum=sum_, day=long_date(payment.due_on)),
        frozenset({Party.SENDING}),
    )


@dataclass(frozen=True)
class Act:
    """Something this person may do: a link, or a button that does it at once."""

    label: str
    href: str
    is_main: bool = False
    is_post: bool = False
    is_grave: bool = False


def acts_for(user, exchange: Exchange, version: CommitmentVersion | None, missing: dict[str, str]) -> list[Act]:
    """What the rules let this person do now, the most urgent first. No queries beyond what `rules` remember."""
    code, found = exchange.code, []

    def act(label, name, *args, **more):
        try:
            found.append(Act(str(label), reverse(name, args=[code, *args]), **more))
        except NoReverseMatch:  # a page of another part that this site does not have
            return

    given = {signature.role for signature in version.signatures.all()} if version else set()
    if exchange.state == E.SIGNING and rules.signature_roles(user, exchange) - given:
        act(_("Read and sign"), "exchange_sign", is_main=True)
    if exchange.state == E.BUILDING and version and not missing and rules.may_move(user, exchange, E.SIGNING):
        act(_("Ask for the signatures"), "exchange_move", "open", is_main=True, is_post=True)
    if rules.may_write_commitment(user, exchange):
        writing = exchange.state in (E.MATCHED, E.BUILDING)
        label = _("Write the commitment") if writing else _("Change the commitment")
        act(label, "exchange_commitment", is_main=writing and (not version or bool(missing)))
    if rules.may_set_dates(user, exchange):
        if exchange.is_virtual and not exchange.mission_id:
            act(_("Plan the online sessions"), "exchange_dates", is_main="sessions" in missing)
        elif not exchange.is_virtual:
            act(_("Change the days"), "exchange_dates", is_main="first_day" in missing)
    if rules.may_run(user, exchange.programme) and exchange.first_day and not exchange.is_virtual:
        act(_("Add or remove working days"), "exchange_days")
    _moves(user, exchange, act)
    _reports(user, exchange, act)
    return sorted(found, key=lambda each: (not each.is_main, each.is_grave))


def _moves(user, exchange: Exchange, act) -> None:
    today = clock.today()
    has_come = exchange.first_day is None or exchange.first_day <= today
    if exchange.state == E.APPROVED and has_come and rules.may_move(user, exchange, E.UNDER_WAY):
        act(_("It has begun"), "exchange_move", "start", is_main=True)
    if exchange.state == E.UNDER_WAY:
        over = exchange.last_day is None or exchange.last_day <= today
        if over and rules.may_move(user, exchange, E.ENDED):
            act(_("It is over"), "exchange_move", "end", is_main=True)
        if rules.may_move(user, exchange, E.DISCONTINUED):
            act(_("It was broken off"), "exchange_move", "discontinue", is_grave=True)
    if exchange.is_before_start and rules.may_move(user, exchange, E.CANCELLED):
        act(_("Cancel the exchange"), "exchange_move", "cancel", is_grave=True)


def _reports(user, exchange: Exchange, act) -> None:
    if exchange.state in (*REPORT_DUE, E.UNDER_WAY) and rules.may_write_report(user, exchange, Side.VISITOR):
        act(_("Write the visitor’s report"), "exchange_report", Side.VISITOR, is_main=exchange.is_report_due)
    if exchange.state in (*REPORT_DUE, E.UNDER_WAY, E.REPORTED) and rules.may_write_report(user, exchange, Side.HOST):
        act(_("Write the host’s report"), "exchange_report", Side.HOST)
    if exchange.state == E.REPORTED and rules.may_move(user, exchange, E.VALIDATED):
        act(_("Read and validate the report"), "exchange_validate", is_main=True)
    if exchange.state == E.VALIDATED and rules.may_move(user, exchange, E.PAID):
        act(_("Pay"), "exchange_payment", is_main=True)
