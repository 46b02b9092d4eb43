"""Reports: writing, handing in, returning, validating; the certificate; the story; the survey afterwards."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import get_language, gettext as _

from accounts.models import User
from core.codes import new_code
from exchanges import clock, mails, money, rules
from exchanges.actions.commitments import current_version
from exchanges.actions.evidence import missing_evidence
from exchanges.actions.moves import lock, move, put, record, write
from exchanges.actions.stays import count_days
from exchanges.choices import Side
from exchanges.counting import counts, shortest_is_waived
from exchanges.eligibility_stay import add_months
from exchanges.errors import IllegalMoveError, IncompleteError, NotAllowedError
from exchanges.models import PART_FIELDS, STORY_FIELDS, Certificate, Exchange, FollowUp, Payment, Report
from exchanges.states import REPORT_DUE, ExchangeState as E, PaymentState as Y, ReportState as R

FIELDS = (*(name for names in PART_FIELDS.values() for name in names), *STORY_FIELDS, "language")
NEEDED = (
    "agenda_followed",
    "activities",
    "contacts",
    "meetings",
    "outcomes",
    "satisfaction_partner",
    "would_recommend",
)
OPEN_FOR_REPORTS = (*REPORT_DUE, E.UNDER_WAY, E.REPORTED)


def start_report(exchange: Exchange, *, side: Side, by: User) -> Report:
    """The side’s one report, a draft at first, with the planned days and objectives filled in."""
    with transaction.atomic():
        row = lock(exchange)
        if not rules.may_write_report(by, row, side):
            raise NotAllowedError(_("This report is not yours to write."))
        report = row.reports.filter(side=side).first()
        if report:
            return report
        if row.state not in OPEN_FOR_REPORTS:
            raise IllegalMoveError(_("The report is written after the stay."))
        report = blank_report(row, side=side, by=by)
        report.save()
        record(report, "", R.DRAFT, by=by)
    return report


def blank_report(exchange: Exchange, *, side: Side, by: User) -> Report:
    """The report as it begins, not stored."""
    version = current_version(exchange)
    return Report(
        exchange=exchange,
        side=side,
        language=get_language() or by.language,
        written_by=by,
        created_at=clock.now(),
        real_first_day=exchange.real_first_day or exchange.first_day,
        real_last_day=exchange.real_last_day or exchange.last_day,
        objectives=[{"text": each["text"], "reached": ""} for each in version.objectives] if version else [],
    )


def save_report(report: Report, *, by: User, **values) -> Report:
    """Keep what was typed so far; anything may be missing until it is handed in.

    Who helps somebody with their own report does not become its writer, whom its last part is for.
    """
    with transaction.atomic():
        lock(report.exchange)
        row = lock(report)
        if row.state not in (R.DRAFT, R.RETURNED) or not rules.may_write_report(by, row.exchange, row.side):
            raise NotAllowedError(_("This report cannot be changed now."))
        changed = put(row, values, FIELDS)
        if row.written_by is None or rules.is_own_report(by, row):
            row.written_by = by
        row.save(update_fields=[*changed, "written_by", "changed_at"])
    return row


def missing_in(report: Report) -> dict[str, str]:
    """What has to be there before the report is handed in: field → sentence."""
    needed = _("Please fill this in.")
    missing = {name: needed for name in NEEDED if getattr(report, name) in (None, "", [])}
    if any(not each.get("reached") for each in report.objectives):
        missing["objectives"] = _("Please say of each objective whether it was reached.")
    exchange = report.exchange
    if report.side == Side.VISITOR and not exchange.is_virtual and exchange.discontinued_at is None:
        missing |= {n: needed for n in ("real_first_day", "real_last_day") if getattr(report, n) is None}
    missing |= _wrong_days(report)
    lacking = missing_evidence(exchange) if report.side == Side.VISITOR and not exchange.discontinued_at else []
    if lacking:
        missing["evidence"] = _("Please add: {kinds}.").format(kinds=", ".join(str(kind.label) for kind in lacking))
    return missing


def _wrong_days(report: Report) -> dict[str, str]:
    first, last, exchange = report.real_first_day, report.real_last_day, report.exchange
    if first and last and last < first:
        return {"real_last_day": _("This is before the first day.")}
    if last and last > clock.today():
        return {"real_last_day": _("This day is still to come.")}
    if exchange.is_virtual or first is None or last is None or exchange.first_day is None:
        return {}
    if first < exchange.first_day or (exchange.last_day and last > exchange.last_day):
        return {"real_first_day": _("The stay was signed for other days. Please give the part that took place.")}
    return {}


def submit_report(report: Report, *, by: User) -> Report:
    """Hand it in. The visitor’s takes the exchange to its sending cluster for validation."""

    def demand(row: Report) -> None:
        missing = missing_in(row)
        if missing:
            raise IncompleteError(_("Something is still missing."), missing)

    with transaction.atomic():
        exchange = lock(report.exchange)
        allowed = REPORT_DUE if report.side == Side.VISITOR else OPEN_FOR_REPORTS
        state = lock(report).state
        if state in (R.DRAFT, R.RETURNED) and exchange.state not in allowed:
            raise IllegalMoveError(
                _("This is not possible now; the state is: {state}.").format(state=exchange.get_state_display())
            )
        row = move(report, R.SUBMITTED, by=by, demand=demand, submitted_at=clock.now())
        if row.side == Side.VISITOR and exchange.state in REPORT_DUE:
            move(
                exchange,
                E.REPORTED,
                by=by,
                then=lambda done: mails.tell(done, E.REPORTED, mails.managers_of(done.sending_cluster), but=by),
            )
    return row


def return_report(exchange: Exchange, *, reason: str, by: User) -> Exchange:
    """Back to the visitor, with what is missing."""

    def then(row: Exchange) -> None:
        report = row.reports.get(side=Side.VISITOR)
        move(report, R.RETURNED, by=by, reason=reason)
        mails.tell(row, E.RETURNED, [row.visitor], but=by, reason=reason)

    return move(exchange, E.RETURNED, by=by, reason=reason, then=then)


def final_calculation(exchange: Exchange, report: Report) -> tuple[Decimal, money.LumpSum]:
    """Working days as they were, and the sum for them: the signed rate, never more than was signed."""
    if exchange.discontinued_at and exchange.real_last_day is None and not exchange.is_virtual:
        days = Decimal(0)  # broken off before a whole day
    else:
        if not exchange.discontinued_at and report.real_first_day and report.real_last_day:
            exchange.real_first_day, exchange.real_last_day = report.real_first_day, report.real_last_day
        days = count_days(exchange, real=True)
    rate = next((Decimal(step["amount"]) for step in exchange.agreed_steps if step["kind"] == "rate"), None)
    lump_sum = money.lump_sum(
        exchange.programme,
        country=exchange.host_country,
        first_day=exchange.first_day,
        working_days=days,
        distance_km=exchange.distance_km,
        is_virtual=exchange.is_virtual,
        shortest_waived=shortest_is_waived(exchange),
        rate=rate,
        at_most=exchange.agreed_amount,
    )
    return days, lump_sum


def validate_exchange(exchange: Exchange, *, by: User) -> Exchange:
    """The sending cluster confirms the stay. From now on it counts, the sum is final, and the payment is requested.

    A stay that was too short is validated too, so that it can be closed: it does not count and brings no money.
    """

    def demand(row: Exchange) -> None:
        if (
            row.programme.host_report_required
            and not row.reports.filter(side=Side.HOST, state__in=(R.SUBMITTED, R.ACCEPTED)).exists()
        ):
            raise IncompleteError(_("The host’s report is missing."), {"host_report": _("Please ask the host.")})

    with transaction.atomic():
        row = lock(exchange)
        if row.state == E.VALIDATED and rules.may_move(by, row, E.VALIDATED):
            return row
        report = row.reports.filter(side=Side.VISITOR).first()
        values = {}
        if report and row.state == E.REPORTED:
            days, lump_sum = final_calculation(row, report)
            values = {
                "real_first_day": row.real_first_day,
                "real_last_day": row.real_last_day,
                "final_days": days,
                "final_amount": lump_sum.amount,
                "final_steps": lump_sum.as_data(),
                "counted_at": clock.now() if counts(row, days) else None,
                "validated_by": by,
            }
        return move(exchange, E.VALIDATED, by=by, demand=demand, then=lambda done: _settle(done, by=by), **values)


def _settle(row: Exchange, *, by: User) -> None:
    """What a validation brings with it: accepted reports, certificate, survey, payment."""
    for report in row.reports.filter(state=R.SUBMITTED).order_by("side"):
        write(report, R.ACCEPTED, by=by)
    if row.counted_at or (row.is_virtual and (row.final_days or 0) >= row.programme.min_days):
        Certificate.objects.create(code=new_code(10), exchange=row, issued_at=clock.now())
    due = add_months(row.real_last_day or row.last_day or clock.today(), row.programme.follow_up_months)
    FollowUp.objects.create(exchange=row, due_on=due)
    mails.tell(row, E.VALIDATED, [row.visitor], but=by)
    if not row.final_amount:
        write(row, E.CLOSED, by=None)
        return
    payment = Payment.objects.create(
        exchange=row,
        amount=row.final_amount,
        currency=row.currency,
        due_on=clock.today() + timedelta(days=row.programme.payment_days),
        requested_by=by,
        requested_at=clock.now(),
    )
    record(payment, "", Y.REQUESTED, by=by)
    mails.tell(
        payment,
        Y.REQUESTED,
        mails.managers_of(row.sending_cluster),
        but=by,
        code=row.code,
        until=payment.due_on,
    )


def release_story(report: Report, *, by: User) -> Report:
    """Show the story on the public page. Only with the writer’s consent, and never before the validation."""
    with transaction.atomic():
        lock(report.exchange)
        row = lock(report)
        if not rules.may_release_story(by, row.exchange):
            raise NotAllowedError(_("You may not do this."))
        if row.state != R.ACCEPTED or not row.consent_to_publish or not row.story.strip():
            raise IllegalMoveError(_("There is no story that its writer lets us publish."))
        if row.released_at is None:
            row.released_at, row.released_by = clock.now(), by
            row.save(update_fields=["released_at", "released_by", "changed_at"])
    return row


def take_story_back(report: Report, *, by: User) -> Report:
    """Off the public page: whose story it is may at any time, its writer, and whoever may release it."""
    with transaction.atomic():
        lock(report.exchange)
        row = lock(report)
        mine = rules.is_own_report(by, row)
        if not mine and row.written_by_id != by.pk and not rules.may_release_story(by, row.exchange):
            raise NotAllowedError(_("You may not do this."))
        row.released_at, row.released_by = None, None
        if mine:
            row.consent_to_publish = False
        row.save(update_fields=["released_at", "released_by", "consent_to_publish", "changed_at"])
    return row


def answer_follow_up(
    follow_up: FollowUp,
    *,
    outcomes: list[str],
    still_in_contact: bool | None,
    would_go_again: bool | None,
    text: str = "",
    language: str = "",
) -> FollowUp:
    """Once, by whoever has the link; a paid exchange is closed with it."""
    with transaction.atomic():
        exchange = lock(follow_up.exchange)
        row = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
        if row.answered_at:
            raise IllegalMoveError(_("This was answered already. Thank you."))
        row.outcomes, row.still_in_contact, row.would_go_again = outcomes, still_in_contact, would_go_again
        row.text, row.language = text, language or get_language() or "en"
        row.answered_at = clock.now()
        typed = {"outcomes", "text", "language"}
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in typed])
        row.save()
        if exchange.state == E.PAID:
            move(exchange, E.CLOSED, by=None)
    return row
