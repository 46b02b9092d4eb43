"""Checking lines again after somebody changed them, and those beside them that were waiting for it."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import get_language

from ecosystem import doubles
from ecosystem.faults import fault
from ecosystem.lists.lines import Checker
from ecosystem.models import ListLine, MemberList
from ecosystem.queries.judging import LINE, judge_lines, told_apart, twin
from ecosystem.states import LineState as S

BATCH = 500
COUNTED = (S.NEW, S.CHANGES, S.SAME, S.LOADED)
WRITTEN = ["repaired", "values", "faults", "state", "subject", "suspects", "organisation"]


def neighbours(members: MemberList, lines: Sequence[ListLine]) -> list[ListLine]:
    """Lines that wait because they are the same as one of these, or have its number: these change now."""
    subjects, numbers, organisations = _marks(lines)
    others = members.lines.exclude(pk__in=[line.pk for line in lines])
    faulty = others.filter(_same(subjects, numbers, organisations), state=S.FAULTY)
    codes = {f"{LINE}{line.number}" for line in lines}
    asked = [each for each in others.filter(state=S.DOUBLE) if codes & {suspect["code"] for suspect in each.suspects}]
    return [*faulty, *asked]


def check_again(members: MemberList, lines: list[ListLine]) -> None:
    """Check, compare and write these lines; those left out stay so."""
    counting = [line for line in lines if line.state != S.LEFT_OUT]
    _read_cells(members, counting)
    twins = _twins(members, counting)
    for start in range(0, len(counting), BATCH):
        part = counting[start : start + BATCH]
        for line, judged in zip(part, judge_lines(members.cluster, part), strict=True):
            line.state, line.organisation = judged.state, judged.organisation
            line.faults += judged.faults
    _mark_twins(counting, twins)
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


def _twins(members: MemberList, lines: list[ListLine]) -> list[ListLine]:
    """Other lines that count and say the same as one of these, or have its number or its organisation.

    A line above that says exactly the same becomes a suspect of the line below.
    """
    subjects, numbers, organisations = _marks(lines)
    rows = members.lines.filter(_same(subjects, numbers, organisations)).exclude(state=S.LEFT_OUT)
    others = list(rows.exclude(pk__in=[line.pk for line in lines]))
    for line in lines:
        first = _first(line, [*others, *lines], lambda each: each.subject)
        if first and twin(first)["code"] not in {each["code"] for each in line.suspects}:
            line.suspects = [twin(first), *line.suspects]
    return others


def _mark_twins(lines: list[ListLine], others: list[ListLine]) -> None:
    """Beside each line that another one is too, say which; the first of several is right."""
    for line in lines:
        first = _first(line, [*others, *lines], lambda each: each.subject)
        known = _first(line, [*others, *lines], lambda each: each.organisation_id)
        vat = _first(line, [*others, *lines], _vat)
        if known or (first and told_apart(line, first)):
            line.faults.append(fault("name", "line_twice", line=known or first))
        elif vat and not first:
            line.faults.append(fault("vat_number", "vat_twice", line=vat))
        else:
            continue
        line.state = S.FAULTY


def _first(line: ListLine, others: list[ListLine], mark) -> int:
    """The number of the first other line with this mark that stands above, or counted before; 0 for none."""
    mine = mark(line)
    same = [each for each in others if mine and each.pk != line.pk and mark(each) == mine]
    above = [each.number for each in same if each.number < line.number]
    return min(above or [each.number for each in same if each.state in COUNTED], default=0)


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
