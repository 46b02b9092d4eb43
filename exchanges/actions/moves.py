"""The one door: every state of this room is written here and nowhere else.

Rows are always locked in one order, so that no two wait for each other: mission or offer, application, proposal,
sign-up, exchange, report, payment; several of a kind by key.
"""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from core.codes import new_code
from exchanges import clock, rules
from exchanges.errors import ExchangeError, IllegalMoveError, NotAllowedError
from exchanges.models import Move
from exchanges.states import TABLES, ExchangeState as E

# When an exchange came into a state, for boards and deadlines.
STAMPS: dict[str, str] = {
    E.APPROVED: "approved_at",
    E.UNDER_WAY: "started_at",
    E.ENDED: "ended_at",
    E.REPORTED: "reported_at",
    E.VALIDATED: "validated_at",
    E.PAID: "paid_at",
    E.CLOSED: "closed_at",
    E.CANCELLED: "cancelled_at",
    E.DISCONTINUED: "discontinued_at",
}
NEEDS_REASON = {
    ("exchange", "cancelled"),
    ("exchange", "discontinued"),
    ("exchange", "returned"),
    ("application", "returned"),
    ("application", "refused"),
    ("mission", "cancelled"),
    ("payment", "held"),
    ("report", "returned"),
}


def lock(row):
    """The row as it is now, locked until the transaction ends."""
    return type(row).objects.select_for_update().get(pk=row.pk)


def move(
    row,
    to: str,
    *,
    by: User | None,
    reason: str = "",
    demand: Callable[[Any], None] | None = None,
    then: Callable[[Any], object] | None = None,
    **values,
):
    """Lock, re-read, check the table and the right, write, log, tell; all or nothing. Returns the row as it is now.

    `by` is None for the calendar. Already there is no error and writes nothing. `demand(row)` may raise an
    `ExchangeError` after the checks, `then(row)` writes what belongs to the move and queues mails. `values` are written
    with the state.
    """
    reason = reason.strip()
    with transaction.atomic():
        row = lock(row)
        before = row.state
        if not rules.may_move(by, row, to):
            raise NotAllowedError(_("You may not do this."))
        if before == to:
            return row
        if to not in TABLES[row.SUBJECT][before]:
            raise IllegalMoveError(
                _("This is not possible now; the state is: {state}.").format(state=row.get_state_display())
            )
        if (row.SUBJECT, to) in NEEDS_REASON and not reason:
            raise ExchangeError(_("Please give a reason."))
        if demand:
            demand(row)
        write(row, to, by=by, reason=reason, **values)
        if then:
            then(row)
    return row


def write(row, to: str, *, by: User | None, reason: str = "", **values) -> None:
    """Write a state that was checked, with its stamps, its line in the history and in the log."""
    before, row.state = row.state, to
    now = clock.now()
    changed = {"state"}
    if row.SUBJECT == "exchange":
        values["state_since"] = now
        if to in STAMPS:
            values[STAMPS[to]] = now
        if to == E.DISCONTINUED:
            values["ended_at"] = now
    if hasattr(row, "reminded_at"):
        values.setdefault("reminded_at", None)
    if hasattr(row, "reason") and (reason or (row.SUBJECT, to) in NEEDS_REASON):
        values.setdefault("reason", reason)
    for name, value in values.items():
        setattr(row, name, value)
        changed.add(name)
    if hasattr(row, "changed_at"):
        changed.add("changed_at")
    row.save(update_fields=sorted(changed))
    record(row, before, to, by=by, reason=reason)


def record(row, before: str, to: str, *, by: User | None, reason: str = "") -> Move:
    """One line of history. The log of the site gets the states without the reason, which may name people."""
    states = {"from": str(before), "to": str(to)}
    log(row, f"exchanges.{row.SUBJECT}.move", user=by, data=states, timestamp=clock.now())
    return Move.objects.create(
        subject=row.SUBJECT,
        code=row.code,
        actor=by,
        by_calendar=by is None,
        at=clock.now(),
        from_state=before,
        to_state=to,
        reason=reason,
    )


def save_or_explain(function: Callable[[], Any], sentence: str, error=ExchangeError):
    """Run a write; where a constraint of the database refuses it, raise a sentence and leave nothing behind."""
    try:
        with transaction.atomic():
            return function()
    except IntegrityError as refusal:
        raise error(sentence) from refusal


def put(row: models.Model, values: dict, allowed: tuple[str, ...]) -> list[str]:
    """Set fields from a form, validated by the model; returns the names that changed. Unknown names are a mistake."""
    unknown = set(values) - set(allowed)
    if unknown:
        raise ValueError(f"not fields of this form: {sorted(unknown)}")
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    row.full_clean(
        exclude=[field.name for field in row._meta.fields if field.name not in changed],
        validate_unique=False,
        validate_constraints=False,
    )
    return changed


def made_before(model, code: str, *, by: User) -> tuple[Any, str]:
    """For a form that was sent twice: what this person made with its code, and the code for what is made now.

    The person is locked, so that two clicks come one after the other. A code that somebody else has is not used.
    """
    if not code:
        return None, new_code()
    User.objects.select_for_update().get(pk=by.pk)
    made = model.objects.filter(code=code).first()
    if made is None:
        return None, code
    return (made, code) if made.created_by_id == by.pk else (None, new_code())
