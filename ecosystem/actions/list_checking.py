"""Checking lines again after somebody changed them, and those beside them that were waiting for it."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import get_language

from ecosystem import doubles
from ecosystem.faults import fault
from ecosystem.lists.lines import Checker
from ecosystem.models import ListLine, MemberList
from ecosystem.queries.judging import judge_lines
from ecosystem.states import LineState as S

BATCH = 500
WRITTEN = ["repaired", "values", "faults", "state", "subject", "suspects", "organisation"]


def neighbours(members: MemberList, lines: Sequence[ListLine]) -> list[ListLine]:
    """Faulty lines that are the same as one of these, or have its number: they may be right once these change."""
    subjects, numbers, organisations = _marks(lines)
    same = _same(subjects, numbers, organisations)
    return list(members.lines.filter(same, state=S.FAULTY).exclude(pk__in=[line.pk for line in lines]))


def check_again(members: MemberList, lines: list[ListLine]) -> None:
    """Check, compare and write these lines; those left out stay so."""
    counting = [line for line in lines if line.state != S.LEFT_OUT]
    _read_cells(members, counting)
    for start in range(0, len(counting), BATCH):
        part = counting[start : start + BATCH]
        for line, judged in zip(part, judge_lines(members.cluster, part), strict=True):
            line.state, line.organisation = judged.state, judged.organisation
            line.faults += judged.faults
    _mark_twins(members, counting)
    ListLine.objects.bulk_update(lines, WRITTEN, batch_size=BATCH)


def _read_cells(members: MemberList, lines: list[ListLine]) -> None:
    """Values and faults; the doubles only of lines that are somebody else now."""
    language = get_language() or members.cluster.main_language
    checker = Checker(members.columns, country=members.cluster.country, language=language)
    index = None
    for line in lines:
        before = line.subject
        checked = checker.check(line.cells, line.repaired, headings=len(members.headings))
        line.values, line.faults, line.subject = checked.values, checked.faults, checked.subject
        if line.subject != before:
            index = index or doubles.Index.build(doubles.rows_of_organisations())
            line.suspects = [each.as_dict() for each in index.candidates(Checker.row(checked.record))]


def _mark_twins(members: MemberList, lines: list[ListLine]) -> None:
    """Beside each line that another one is too, say which; the first of several is right."""
    subjects, numbers, organisations = _marks(lines)
    rows = members.lines.filter(_same(subjects, numbers, organisations)).exclude(state=S.LEFT_OUT)
    others = list(rows.exclude(pk__in=[line.pk for line in lines])) + lines
    for line in lines:
        first = _first(line, others, lambda each: each.subject)
        vat = _first(line, others, _vat)
        known = _first(line, others, lambda each: each.organisation_id)
        if first or known:
            line.faults.append(fault("name", "line_twice", line=first or known))
        elif vat:
            line.faults.append(fault("vat_number", "vat_twice", line=vat))
        if first or known or vat:
            line.state = S.FAULTY


def _first(line: ListLine, others: list[ListLine], mark) -> int:
    """The number of the first other line with this mark, where that one stands above or was right before."""
    mine = mark(line)
    same = [each.number for each in others if mine and each.pk != line.pk and mark(each) == mine]
    right = [number for number in same if number < line.number] or [
        each.number for each in others if each.number in same and each.state not in ("", S.FAULTY)
    ]
    return min(right, default=0)


def _vat(line: ListLine) -> str:
    return line.values.get("record", {}).get("vat_number", "")


def _marks(lines: Sequence[ListLine]) -> tuple[set[str], set[str], set[int]]:
    return (
        {line.subject for line in lines if line.subject},
        {_vat(line) for line in lines if _vat(line)},
        {line.organisation_id for line in lines if line.organisation_id},
    )


def _same(subjects: set[str], numbers: set[str], organisations: set[int]) -> Q:
    """None of them says nothing about any line."""
    return (
        Q(pk__in=[])
        | Q(subject__in=subjects)
        | Q(values__record__vat_number__in=list(numbers))
        | Q(organisation__in=organisations)
    )
