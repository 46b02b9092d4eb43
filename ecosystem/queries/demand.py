"""What was wanted and not found: briefs without a yes, and why makers said no. Without names; for the sector to read.

Numbers under LEAST are given to nobody outside (`known`), so that no firm can be told from them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from core import clock
from ecosystem.models import Brief, BriefAnswer
from ecosystem.states import AnswerState, BriefState

LEAST = 3
PATIENCE = timedelta(days=14)  # a brief that nobody said yes to in this time counts as unmet while it is still open


@dataclass(frozen=True, slots=True)
class Unmet:
    """One brief without a yes: concept keys of what it needed, and where the brand is."""

    steps: tuple[str, ...]
    product: str
    materials: tuple[str, ...]
    certificates: tuple[str, ...]
    quantity: int
    country: str
    region: str  # ISO 3166-2 of the brand’s registered place, empty where unknown
    cluster: str  # code of a cluster of the brand, empty where it is in none
    on: date

    def keys(self, field: str) -> tuple[str, ...]:
        """The concept keys of `steps`, `product`, `materials` or `certificates`."""
        value = getattr(self, field)
        return value if isinstance(value, tuple) else tuple(filter(None, [value]))


def briefs_without_yes(since: date | None = None, until: date | None = None):
    """Sent briefs that no maker said yes to: closed ones, and open ones once PATIENCE is over. By day of sending,
    half-open."""
    found = Brief.objects.filter(
        Q(state=BriefState.CLOSED) | Q(state=BriefState.SENT, sent_at__lte=clock.now() - PATIENCE)
    ).exclude(sent_at=None)
    if since:
        found = found.filter(sent_at__date__gte=since)
    if until:
        found = found.filter(sent_at__date__lt=until)
    said_yes = BriefAnswer.objects.filter(brief=OuterRef("pk"), state=AnswerState.YES)
    return found.filter(~Exists(said_yes))


def unmet(since: date | None = None, until: date | None = None) -> list[Unmet]:
    """Every brief without a yes, the newest first. Six queries."""
    rows = (
        briefs_without_yes(since, until)
        .select_related("product__scheme", "brand")
        .prefetch_related(
            "steps__scheme", "materials__scheme", "certificates__scheme", "brand__places", "brand__memberships__cluster"
        )
        .order_by("-sent_at", "pk")
    )
    return [_unmet(brief, brief.sent_at.date()) for brief in rows if brief.sent_at]


def _unmet(brief: Brief, on: date) -> Unmet:
    place = brief.brand.main_place
    return Unmet(
        steps=_keys(brief.steps.all()),
        product=brief.product.key if brief.product else "",
        materials=_keys(brief.materials.all()),
        certificates=_keys(brief.certificates.all()),
        quantity=brief.quantity or 0,
        country=place.country if place else brief.brand.country,
        region=place.region_code if place else "",
        cluster=next((row.cluster.code for row in brief.brand.memberships.all() if row.until is None), ""),
        on=on,
    )


def _keys(concepts) -> tuple[str, ...]:
    return tuple(sorted(concept.key for concept in concepts))


def unmet_by(field: str, rows: Iterable[Unmet] | None = None) -> Counter:
    """How many briefs without a yes needed a concept, by (concept key, region code of the brand).

    `field` is steps, product, materials or certificates. Small numbers are in it: show them through `known`.
    """
    counted: Counter = Counter()
    for row in unmet() if rows is None else rows:
        counted.update((key, row.region) for key in row.keys(field))
    return counted


def known(number: int) -> int | None:
    """The number, or None where it is too small to be told."""
    return number if number >= LEAST else None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One no of a maker, without who said it and to whom."""

    reason: str  # concept key
    steps: tuple[str, ...]
    quarter: tuple[int, int]  # year, 1 to 4


def refusals(since: date | None = None, until: date | None = None) -> list[Refusal]:
    """Every no that stands, by the day it was said (half-open). Two queries."""
    found = BriefAnswer.objects.filter(state=AnswerState.NO).exclude(reason=None).exclude(answered_at=None)
    if since:
        found = found.filter(answered_at__date__gte=since)
    if until:
        found = found.filter(answered_at__date__lt=until)
    rows = list(found.values_list("brief_id", "reason__scheme__code", "reason__code", "answered_at"))
    steps: dict[int, list[str]] = defaultdict(list)
    needed = Brief.steps.through.objects.filter(brief__in={row[0] for row in rows})
    for brief, scheme, code in needed.values_list("brief_id", "concept__scheme__code", "concept__code"):
        steps[brief].append(f"{scheme}/{code}")
    return [
        Refusal(f"{scheme}/{code}", tuple(sorted(steps[brief])), (at.year, (at.month + 2) // 3))
        for brief, scheme, code, at in rows
        if at
    ]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Refusals counted for everybody. Each list is (keys …, number), the largest first; nothing under LEAST is in it.

    `total` counts what the first list shows, so that nothing left out can be computed from it.
    """

    by_reason: list[tuple[str, int]]
    by_step: list[tuple[str, str, int]]  # step, reason
    by_quarter: list[tuple[tuple[int, int], str, int]]  # the newest quarter first
    total: int


def reasons(rows: Iterable[Refusal] | None = None) -> Reasons:
    """What the page for the sector shows."""
    rows = refusals() if rows is None else list(rows)
    single = Counter(row.reason for row in rows)
    by_step = Counter((step, row.reason) for row in rows for step in row.steps)
    by_quarter = Counter((row.quarter, row.reason) for row in rows)
    shown = [(key, number) for key, number in single.most_common() if number >= LEAST]
    return Reasons(
        by_reason=sorted(shown, key=lambda row: (-row[1], row[0])),
        by_step=sorted(
            ((step, reason, number) for (step, reason), number in by_step.items() if number >= LEAST),
            key=lambda row: (row[0], -row[2], row[1]),
        ),
        by_quarter=sorted(
            _without_remainders(by_quarter, single), key=lambda row: (-row[0][0], -row[0][1], -row[2], row[1])
        ),
        total=sum(number for _key, number in shown),
    )


def _without_remainders(by_quarter: Counter, single: Counter) -> list[tuple[tuple[int, int], str, int]]:
    """The numbers of quarters from LEAST on. Where what is left of a reason's total would be a small number, its
    smallest quarter is left out as well, until it is none."""
    shown: dict[str, list[tuple[int, tuple[int, int]]]] = defaultdict(list)
    for (quarter, reason), number in by_quarter.items():
        if number >= LEAST:
            shown[reason].append((number, quarter))
    for reason, cells in shown.items():
        cells.sort(reverse=True)
        while cells and 0 < single[reason] - sum(number for number, _quarter in cells) < LEAST:
            cells.pop()
    return [(quarter, reason, number) for reason, cells in shown.items() for number, quarter in cells]
