"""Reads for the pages after the stay: reports part by part, evidence, payments."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from core.dates import long_date
from exchanges import clock, rules
from exchanges.choices import Activity, EvidenceKind, Outcome, Reached, ReportPart, Side
from exchanges.models import PART_FIELDS, EvidenceFile, Exchange, Payment, Report
from exchanges.states import PaymentState as Y, ReportState as R

WRITABLE = frozenset({R.DRAFT, R.RETURNED})
HANDED_IN = frozenset({R.SUBMITTED, R.ACCEPTED})
_LISTS = {"activities": Activity, "outcomes": Outcome}


def readable_parts(user, report: Report) -> list[ReportPart]:
    """The parts this person reads now: a draft is for its writers only."""
    if report.state not in HANDED_IN and not rules.may_write_report(user, report.exchange, report.side):
        return []
    return [part for part in ReportPart if rules.may_read_report_part(user, report, part)]


@dataclass(frozen=True)
class ReadPart:
    """One part of a report in words: terms with their values, and the objectives with what became of them."""

    part: ReportPart
    title: str
    terms: list[tuple[str, str]]
    objectives: list[tuple[str, str]]


def _name_of(name: str) -> str:
    return str(getattr(Report._meta.get_field(name), "verbose_name"))  # noqa: B009 -- relations have none, these fields do


def reading(report: Report, parts: list[ReportPart]) -> list[ReadPart]:
    """The given parts; what was left empty is left out."""
    return [
        ReadPart(
            part,
            capfirst(str(part.label)),
            [
                (capfirst(_name_of(name)), _in_words(name, getattr(report, name)))
                for name in PART_FIELDS[part]
                if name != "objectives" and getattr(report, name) not in (None, "", [])
            ],
            [
                (each["text"], str(Reached(each["reached"]).label) if each["reached"] else "–")
                for each in report.objectives
                if part == ReportPart.STAY
            ],
        )
        for part in parts
    ]


def _in_words(name: str, value) -> str:
    if name in _LISTS:
        return ", ".join(str(_LISTS[name](each).label) for each in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return long_date(value)
    if name.startswith("satisfaction"):
        return _("{mark} of {most}").format(mark=value, most=5)
    return number_format(value) if isinstance(value, int) else value


@dataclass(frozen=True)
class Tick:
    """A kind of document that the programme asks for, and whether it is there."""

    kind: EvidenceKind
    is_there: bool


def ticks(exchange: Exchange, files: list[EvidenceFile]) -> list[Tick]:
    """What is asked for; nothing for an online exchange or one that was broken off."""
    if exchange.is_virtual or exchange.discontinued_at:
        return []
    there = {file.kind for file in files}
    return [Tick(kind, kind in there) for kind in exchange.programme.needed_evidence]


def host_report_missing(exchange: Exchange, reports: dict[str, Report]) -> bool:
    """The programme asks for the host’s report and it was not handed in."""
    found = reports.get(Side.HOST)
    return exchange.programme.host_report_required and (found is None or found.state not in HANDED_IN)


def payment_of(exchange: Exchange) -> Payment | None:
    return Payment.objects.filter(exchange=exchange).select_related("paid_by", "requested_by").first()


def is_late(payment: Payment) -> bool:
    return payment.state != Y.PAID and payment.due_on < clock.today()


def payments_to_see(user):
    """Those of the clusters one manages, all of them for coordinator and auditor: what is open by its due day, then
    what was paid, the latest first."""
    rows = Payment.objects.select_related("exchange__visitor_organisation", "exchange__host_organisation")
    if not (account_rules.is_coordinator(user) or account_rules.is_auditor(user)):
        rows = rows.filter(exchange__sending_cluster__in=cluster_rules.clusters_managed_by(user))
    return rows.order_by(F("paid_on").desc(nulls_first=True), "due_on", "pk")


def title_for(user, exchange: Exchange) -> str:
    """What an exchange is called on a page: who visits whom, or only its code for readers who see no names."""
    return str(exchange) if rules.sees_names(user) else exchange.code
