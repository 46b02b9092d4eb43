"""The worker’s part of reading a list: lines in batches, each checked and compared with what is known.

It may be killed at any moment and started again: `lines_done` says how far it is, and is written with the lines.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from ecosystem import doubles
from ecosystem.actions.lists import cells_key, finish
from ecosystem.faults import fault
from ecosystem.lists import reading
from ecosystem.lists.errors import UnreadableError
from ecosystem.lists.lines import Checker
from ecosystem.models import ListLine, MemberList
from ecosystem.queries.judging import Judged, judge_lines, told_apart, twin
from ecosystem.states import LineState as S, ListState as L

BATCH = 500
SLICE = 60.0  # seconds of new lines in one task; then other work of the worker has its turn
MOST_COMPARED = 50_000  # lines that are looked through for doubles among themselves


@dataclass
class Seen:
    """What the lines before said: for doubles inside one file."""

    subjects: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)

    def add(self, line: ListLine) -> None:
        self.subjects.setdefault(line.subject, line.number)
        vat = line.values.get("record", {}).get("vat_number")
        if vat:
            self.numbers.setdefault(vat, line.number)


def read_some(pk: int) -> bool:
    """Go on reading this list for SLICE seconds; whether there is more to do. Quiet where nothing is to be read."""
    members = MemberList.objects.select_related("cluster", "asked_by").filter(pk=pk, state=L.READING).first()
    if members is None:
        return False
    language = getattr(members.asked_by, "language", "") or members.cluster.main_language
    with override(language):
        try:
            return _read(members, language)
        except UnreadableError as error:
            _give_up(members, str(error))
            return False


def _read(members: MemberList, language: str) -> bool:
    checker = Checker(members.columns, country=members.cluster.country, language=language)
    index = doubles.Index.build(doubles.rows_of_organisations())
    seen, done, until = Seen(), members.lines_done, 0.0
    remembered = _remembered(members)
    with members.file.open("rb") as file:
        rows = _lines_below_headings(members, file)
        for batch in _batches(rows):
            if len(batch) <= done:  # read before this task began
                for line in members.lines.filter(number__in=[number for number, _cells in batch]).order_by("number"):
                    _note(line, seen, index)
                done -= len(batch)
                continue
            batch, done = batch[done:], 0
            until = until or time.monotonic() + SLICE
            lines = _checked(members, batch, checker, remembered, seen, index)
            if not _keep(members, lines, len(batch)):
                return False  # somebody else is at it, or it was stopped
            if time.monotonic() > until:
                return True
    _done(members)
    return False


def _lines_below_headings(members: MemberList, file) -> Iterator[reading.Line]:
    kind = "xlsx" if members.sheet else "csv"
    shape = reading.Shape(kind, encoding=members.encoding, separator=members.separator, sheet=members.sheet)
    return ((number, cells) for number, cells in reading.rows(file, shape) if number > members.heading_line)


def _batches(rows: Iterator[reading.Line]) -> Iterator[list[reading.Line]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _remembered(members: MemberList) -> dict[str, tuple[dict, bool]]:
    """What was repaired or left out in earlier lists of this cluster with these headings: cells → (repairs, out)."""
    earlier = ListLine.objects.filter(members__cluster=members.cluster, members__headings=members.headings)
    earlier = earlier.exclude(members=members).exclude(repaired={}, state__in=[s for s in S if s != S.LEFT_OUT])
    found = {}
    for cells, repaired, state in earlier.order_by("members__uploaded_at").values_list("cells", "repaired", "state"):
        found[cells_key(cells)] = (repaired, state == S.LEFT_OUT)
    return found


def _checked(members, batch, checker, remembered, seen: Seen, index) -> list[ListLine]:
    """The lines of a batch with values, faults, suspects and states, not written yet."""
    numbers = [number for number, _cells in batch]
    there = {line.number: line for line in members.lines.filter(number__in=numbers)}
    lines = []
    for number, cells in batch:
        line = there.get(number)
        if line is None:
            repaired, out = remembered.get(cells_key(cells), ({}, False))
            line = ListLine(members=members, number=number, cells=cells, repaired=dict(repaired))
            line.state = S.LEFT_OUT if out else ""
        if line.state == S.LOADED:
            _note(line, seen, index)
            continue
        checked = checker.check(line.cells, line.repaired, headings=len(members.headings))
        line.values, line.faults, line.subject = checked.values, checked.faults, checked.subject
        if line.state != S.LEFT_OUT:
            suspects = [each.as_dict() for each in index.candidates(Checker.row(checked.record))]
            line.suspects = _with_answers(suspects, line.suspects)
            _look_inside(line, seen)
            _note(line, seen, index)
        lines.append(line)
    for line, judged in zip(lines, judge_lines(members.cluster, lines), strict=True):
        _take(line, judged, seen)
    return lines


def _take(line: ListLine, judged: Judged, seen: Seen) -> None:
    line.state, line.organisation = judged.state, judged.organisation
    line.faults += judged.faults
    if judged.organisation is not None and judged.state != S.LEFT_OUT:
        first = seen.organisations.setdefault(judged.organisation.code, line.number)
        if first != line.number:
            line.faults.append(fault("name", "line_twice", line=first))
            line.state = S.FAULTY


def _look_inside(line: ListLine, seen: Seen) -> None:
    """A line above that is this one, or has its number."""
    first = seen.subjects.get(line.subject)
    vat = line.values.get("record", {}).get("vat_number")
    if first and first != line.number:
        if told_apart(line, first):
            line.faults.append(fault("name", "line_twice", line=first))
        elif twin(first)["code"] not in {each["code"] for each in line.suspects}:
            line.suspects = [twin(first), *line.suspects]
    elif vat and seen.numbers.get(vat, line.number) != line.number:
        line.faults.append(fault("vat_number", "vat_twice", line=seen.numbers[vat]))


def _note(line: ListLine, seen: Seen, index) -> None:
    if line.state == S.LEFT_OUT:
        return
    seen.add(line)
    if line.organisation_id is None and len(seen.subjects) <= MOST_COMPARED:
        index.add(Checker.row(line.values.get("record", {}), code=f"line:{line.number}"))


def _with_answers(suspects: list[dict], before: list[dict]) -> list[dict]:
    """What was said of a line above stays with the suspect; answers about organisations are in `SameOrNot`."""
    said = {each["code"]: each for each in before if "same" in each}
    found = {each["code"]: each for each in suspects}
    return list((found | said).values())


def _keep(members: MemberList, lines: list[ListLine], number: int) -> bool:
    """Write a batch and how far we are; False where the list is no longer to be read, or somebody else read on."""
    with transaction.atomic():
        now = MemberList.objects.select_for_update().get(pk=members.pk)
        if now.state != L.READING or now.lines_done != members.lines_done or now.columns != members.columns:
            return False
        ListLine.objects.bulk_create([line for line in lines if line.pk is None], batch_size=BATCH)
        ListLine.objects.bulk_update(
            [line for line in lines if line.pk is not None],
            ["values", "faults", "state", "subject", "suspects", "organisation"],
            batch_size=BATCH,
        )
        members.lines_done = now.lines_done = now.lines_done + number
        now.worked_at = timezone.now()
        now.save(update_fields=["lines_done", "worked_at"])
    return True


def _done(members: MemberList) -> None:
    with transaction.atomic():
        now = (
            MemberList.objects.select_for_update(of=("self",)).select_related("cluster", "asked_by").get(pk=members.pk)
        )
        if now.state != L.READING or now.lines_done != members.lines_done:
            return
        now.lines_total = now.lines.count()
        now.save(update_fields=["lines_total"])
        finish(now, L.CHECKED)


def _give_up(members: MemberList, sentence: str) -> None:
    """Nothing of a file that cannot be read to its end is kept, save the file for another try."""
    with transaction.atomic():
        now = (
            MemberList.objects.select_for_update(of=("self",)).select_related("cluster", "asked_by").get(pk=members.pk)
        )
        if now.state == L.READING:
            now.lines.exclude(state=S.LOADED).delete()
            finish(now, L.UPLOADED, trouble=sentence)
