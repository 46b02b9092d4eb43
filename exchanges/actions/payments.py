"""Payments: holding, paying once, closing."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exchanges import clock, mails
from exchanges.actions.moves import lock, move
from exchanges.errors import IllegalMoveError, IncompleteError
from exchanges.models import Exchange, Payment
from exchanges.states import ExchangeState as E, PaymentState as Y


def pay(payment: Payment, *, paid_on: date, reference: str, by: User) -> Payment:
    """The money went out. The same again is no error; another day or reference for a paid one is refused."""
    reference = reference.strip()

    def demand(row: Payment) -> None:
        missing = {}
        if not reference:
            missing["reference"] = _("Please fill this in.")
        if paid_on > clock.today():
            missing["paid_on"] = _("This day is still to come.")
        elif row.exchange.validated_at and paid_on < timezone.localdate(row.exchange.validated_at):
            missing["paid_on"] = _("This is before the validation.")
        if missing:
            raise IncompleteError(_("Please look at the fields again."), missing)

    with transaction.atomic():
        exchange = lock(payment.exchange)
        before = lock(payment)
        if before.state == Y.PAID and (before.paid_on, before.reference) != (paid_on, reference):
            raise IllegalMoveError(_("This was paid already."))
        row = move(
            payment,
            Y.PAID,
            by=by,
            demand=demand,
            then=lambda done: mails.tell(done, Y.PAID, [exchange.visitor], but=by, code=exchange.code),
            paid_on=paid_on,
            reference=reference,
            paid_by=by,
        )
        if before.state != Y.PAID:
            move(exchange, E.PAID, by=by)
    return row


def hold_payment(payment: Payment, *, reason: str, by: User) -> Payment:
    """Not to be paid for now; the visitor is told why."""
    with transaction.atomic():
        exchange = lock(payment.exchange)
        return move(
            payment,
            Y.HELD,
            by=by,
            reason=reason,
            then=lambda row: mails.tell(row, Y.HELD, [exchange.visitor], but=by, code=exchange.code, reason=reason),
        )


def resume_payment(payment: Payment, *, by: User) -> Payment:
    with transaction.atomic():
        lock(payment.exchange)
        return move(payment, Y.REQUESTED, by=by)


def close_exchange(exchange: Exchange, *, by: User | None) -> Exchange:
    """Nothing is left to do. The calendar closes what was paid once the survey is over."""

    def demand(row: Exchange) -> None:
        if row.state == E.VALIDATED and row.final_amount:
            raise IllegalMoveError(_("The lump sum has not been paid yet."))

    return move(exchange, E.CLOSED, by=by, demand=demand)
