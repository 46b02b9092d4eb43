"""How satisfied visitors and hosts were: means of the marks that a person may read, never of fewer than five answers.

Who may read which mark follows `rules.may_read_report_part`: the coordinator all, a manager those on the partners of
the reports of their own cluster, nobody else any.
"""

from dataclasses import dataclass

from django.db.models import Avg, Count, Field, Q, QuerySet
from django.utils.functional import Promise

from accounts import rules as account_rules
from accounts.models import User
from clusters import rules as cluster_rules
from exchanges.choices import ReportPart, Side
from exchanges.models import PART_FIELDS, Programme, Report
from exchanges.states import ReportState

FLOOR = 5  # with fewer answers somebody could be recognised
RECOMMEND = "would_recommend"
MARKS = {
    part: [name for name in names if name.startswith("satisfaction_")] + [RECOMMEND] * (RECOMMEND in names)
    for part, names in PART_FIELDS.items()
}


@dataclass(frozen=True)
class Mark:
    """One question of one side. `mean` (1 to 5) or `share` (per cent) is None below the floor; then `answers` too."""

    side: Side
    name: str
    label: str | Promise
    answers: int | None
    mean: float | None = None
    share: int | None = None


def _readable(user: User) -> tuple[list[str], Q] | None:
    if account_rules.is_auditor(user):
        return None
    if account_rules.is_coordinator(user):
        return [*MARKS[ReportPart.PARTNERS], *MARKS[ReportPart.PROGRAMME]], Q()
    if cluster_rules.is_manager(user):
        mine = cluster_rules.clusters_managed_by(user)
        own = Q(side=Side.VISITOR, exchange__sending_cluster__in=mine)
        return MARKS[ReportPart.PARTNERS], own | Q(side=Side.HOST, exchange__signing_cluster__in=mine)
    return None


def satisfaction(user: User, programme: Programme, *, year: int | None = None) -> list[Mark]:
    """The marks of accepted reports, one query; empty for who may read none."""
    readable = _readable(user)
    if readable is None:
        return []
    names, own = readable
    rows: QuerySet = Report.objects.filter(own, state=ReportState.ACCEPTED, exchange__programme=programme)
    if year:
        rows = rows.filter(exchange__validated_at__year=year)
    means = {f"{name}_mean": Avg(name) for name in names if name != RECOMMEND}
    numbers = {f"{name}_number": Count(name) for name in names}
    yes = {"yes": Count("pk", filter=Q(**{RECOMMEND: True}))}
    found = {row["side"]: row for row in rows.order_by().values("side").annotate(**means, **numbers, **yes)}
    return [
        _mark(Side(side), name, found[side]) for side in (Side.VISITOR, Side.HOST) if side in found for name in names
    ]


def _mark(side: Side, name: str, row: dict) -> Mark:
    field = Report._meta.get_field(name)
    label = field.verbose_name if isinstance(field, Field) else name
    answers = row[f"{name}_number"]
    if answers < FLOOR:
        return Mark(side, name, label, None)
    if name == RECOMMEND:
        return Mark(side, name, label, answers, share=round(100 * row["yes"] / answers))
    return Mark(side, name, label, answers, mean=round(row[f"{name}_mean"], 1))
