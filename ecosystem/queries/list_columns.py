"""The columns of a list as the page shows them where they are named: samples, and what is suggested and why."""

from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.db.models import Max

from ecosystem.lists import headings, reading
from ecosystem.models import MemberList, RememberedHeading

SAMPLES = 3
LONGEST_SAMPLE = 60


@dataclass(frozen=True)
class ListColumn:
    number: int
    heading: str
    samples: tuple[str, ...]
    field: str
    why: str


def columns_of(members: MemberList) -> list[ListColumn]:
    """Every column with three of its values; fields as named before, else as suggested. Three queries."""
    with members.file.open("rb") as file:
        rows = reading.first_rows(cast("BinaryIO", file), shape_of(members))
    below = [cells for number, cells in rows if number > members.heading_line]
    suggested = headings.suggest(
        members.headings,
        language=members.cluster.main_language,
        remembered=_remembered(members),
        others=_others(members),
    )
    found = []
    for number, heading in enumerate(members.headings):
        values = dict.fromkeys(cells[number] for cells in below if number < len(cells) and cells[number])
        named = members.columns.get(str(number), "") if members.columns else suggested[number].field
        why = "" if members.columns else suggested[number].why
        found.append(ListColumn(number, heading, tuple(v[:LONGEST_SAMPLE] for v in list(values)[:SAMPLES]), named, why))
    return found


def shape_of(members: MemberList) -> reading.Shape:
    kind = "xlsx" if members.sheet else "csv"
    return reading.Shape(kind, encoding=members.encoding, separator=members.separator, sheet=members.sheet)


def sheets_of(members: MemberList) -> tuple[str, ...]:
    if not members.sheet:
        return ()
    with members.file.open("rb") as file:
        return reading.sheet_names(cast("BinaryIO", file))


def _remembered(members: MemberList) -> dict[str, str]:
    return dict(RememberedHeading.objects.filter(cluster=members.cluster).values_list("heading", "field"))


def _others(members: MemberList) -> dict[str, str]:
    """What most other clusters said that a heading means; what they left out is no advice."""
    words = [headings.key(heading) for heading in members.headings]
    rows = RememberedHeading.objects.filter(heading__in=words).exclude(cluster=members.cluster).exclude(field="")
    said: dict[str, Counter] = {}
    for row in rows.values("heading", "field", "cluster").annotate(last=Max("used_at")).order_by("last"):
        said.setdefault(row["heading"], Counter())[row["field"]] += 1
    return {heading: counter.most_common(1)[0][0] for heading, counter in said.items()}
