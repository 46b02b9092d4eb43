"""What comes after a stay, on the desk: reports to write, reports to check, payments to make."""

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules as account_rules
from accounts.desk import Item, Section
from clusters import rules as cluster_rules
from core.dates import long_date
from exchanges import clock, money
from exchanges.choices import Side
from exchanges.models import Exchange, Payment, Report
from exchanges.models.offers import represented_by
from exchanges.queries.reports import HANDED_IN
from exchanges.states import REPORT_DUE, ExchangeState as E, PaymentState as Y

_NAMES = ("programme", "visitor_organisation", "host_organisation")


def _due(since, days: int) -> date:
    return timezone.localdate(since) + timedelta(days=days)


def _deadline(due: date) -> str:
    """When it has to be done, in words; what is late says so."""
    sentence = _("Late: it was due on {date}.") if due < clock.today() else _("Due on {date}.")
    return sentence.format(date=long_date(due))


def reports_to_write(user) -> Section | None:
    """One’s own reports after a stay; those of a host only where the programme asks for them. Two queries."""
    own = Exchange.objects.filter(visitor=user, state__in=REPORT_DUE).select_related(*_NAMES)
    rows = [(each, Side.VISITOR) for each in own.order_by("state_since")]
    hosted = (
        Exchange.objects.filter(Q(host_contact=user) | Q(host_organisation__in=represented_by(user)))
        .filter(programme__host_report_required=True, state__in=(*REPORT_DUE, E.REPORTED))
        .exclude(reports__in=Report.objects.filter(side=Side.HOST, state__in=HANDED_IN))
        .select_related(*_NAMES)
        .distinct()
    )
    rows += [(each, Side.HOST) for each in hosted.order_by("state_since")]
    if not rows:
        return None

    def item(row: tuple[Exchange, Side]) -> Item:
        exchange, side = row
        is_returned = exchange.state == E.RETURNED and side == Side.VISITOR
        due = _due(exchange.ended_at or exchange.state_since, exchange.programme.report_days)
        return Item(
            title=str(exchange),
            href=reverse("exchange_report", args=[exchange.code, side]),
            todo=_("Complete your report and hand it in again.") if is_returned else _("Write your report."),
            note=exchange.reason if is_returned else _deadline(due),
            when=exchange.state_since,
        )

    return Section.waiting(rows, item, code="exchange-reports", title=_("Reports to write"))


def reports_to_check(user) -> Section | None:
    """Handed in reports of one’s cluster; the coordinator sees those that wait too long. One query."""
    rows = _decided_by(user, Exchange.objects.filter(state=E.REPORTED), "")
    if rows is None:
        return None
    found = [
        each
        for each in rows.exclude(visitor=user).select_related(*_NAMES, "sending_cluster").order_by("state_since")
        if cluster_rules.manages(user, each.sending_cluster) or _is_late_to_check(each)
    ]
    return Section.waiting(
        found,
        lambda each: Item(
            title=str(each),
            href=reverse("exchange_validate", args=[each.code]),
            todo=_("Check the report: validate it, or return it for completion."),
            note=f"{each.sending_cluster} · {_deadline(_due(each.state_since, each.programme.validation_days))}",
            when=each.state_since,
        ),
        code="exchange-validation",
        title=_("Reports to check"),
    )


def _is_late_to_check(exchange: Exchange) -> bool:
    return _due(exchange.state_since, exchange.programme.validation_days) < clock.today()


def payments_to_make(user) -> Section | None:
    """Payments that are due from one’s cluster; the coordinator sees the late ones. One query."""
    rows = _decided_by(user, Payment.objects.filter(state=Y.REQUESTED), "exchange__")
    if rows is None:
        return None
    names = ("exchange__visitor_organisation", "exchange__host_organisation", "exchange__sending_cluster")
    found = [
        each
        for each in rows.exclude(exchange__visitor=user).select_related(*names).order_by("due_on", "pk")
        if cluster_rules.manages(user, each.exchange.sending_cluster) or each.due_on < clock.today()
    ]
    return Section.waiting(
        found,
        lambda each: Item(
            title=str(each.exchange),
            href=reverse("exchange_payment", args=[each.exchange.code]),
            todo=_("Pay {amount}.").format(amount=money.money(each.amount, each.currency)),
            note=f"{each.exchange.sending_cluster} · {_deadline(each.due_on)}",
            when=each.requested_at,
        ),
        code="exchange-payments",
        title=_("Payments to make"),
        more_href=reverse("exchange_payments"),
    )


def _decided_by(user, rows, prefix: str):
    """Those of the clusters one manages, all of them for the coordinator, None for everybody else."""
    if account_rules.is_read_only(user):
        return None
    if account_rules.is_coordinator(user):
        return rows
    if not cluster_rules.is_manager(user):
        return None
    return rows.filter(**{f"{prefix}sending_cluster__in": cluster_rules.clusters_managed_by(user)})
