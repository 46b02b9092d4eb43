"""What a person does to single lines of a list: repairing, leaving out, saying who is known already."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Organisation
from ecosystem import doubles, rules
from ecosystem.actions.list_checking import check_again, neighbours
from ecosystem.errors import IllegalMoveError, NotAllowedError
from ecosystem.models import ListLine, MemberList
from ecosystem.queries.judging import LINE
from ecosystem.states import LineState as S, ListState as L

BATCH = 500
OPEN = (L.CHECKED, L.LOADED)  # the list, while its lines may change
LONGEST_CELL = 5000


def version_of(line: ListLine) -> str:
    """A token of the line as it stands, for what somebody has before them."""
    return f"{line.state}-{hash_of(line.repaired)}"


def hash_of(repaired: Mapping[str, str]) -> str:
    return str(sum((int(number) + 1) * sum(map(ord, text)) + len(text) for number, text in repaired.items()))


def repair_line(
    members: MemberList, number: int, cells: Mapping[int, str], *, by: User, seen: str = "", alike: Iterable[int] = ()
) -> tuple[ListLine, int]:
    """Write cells of a line anew and check it again. Returns the line, and how many others were repaired with it.

    `alike` are columns whose new text goes to every other line with the same old text. `seen` is `version_of` what the
    person had before them; if somebody else wrote in between, nothing is written.
    """
    with transaction.atomic():
        members = _open(members, by)
        line = _line(members, number, seen)
        changed = {number: text for number, text in cells.items() if text.strip() != _text(line, number).strip()}
        others: dict[int, ListLine] = {}
        for column in alike:
            if column in changed:
                for other in _alike(members, line, column):
                    _write(others.setdefault(other.pk, other), column, changed[column])
        near = neighbours(members, [line, *others.values()])
        for column, text in changed.items():
            _write(line, column, text)
        if line.state == S.LEFT_OUT:
            line.state = ""
        check_again(members, [line, *others.values()])
        check_again(members, near)
    return line, len(others)


def leave_out(members: MemberList, number: int, *, by: User, seen: str = "") -> ListLine:
    """This line is not loaded, now and when the same list comes again. Twice is quiet."""
    with transaction.atomic():
        members = _open(members, by)
        line = _line(members, number, "")
        if line.state != S.LEFT_OUT:
            line = _line(members, number, seen)
            near = neighbours(members, [line])
            line.state = S.LEFT_OUT
            line.save(update_fields=["state"])
            check_again(members, near)
    return line


def take_back(members: MemberList, number: int, *, by: User) -> ListLine:
    """A line that was left out counts again. Twice is quiet."""
    with transaction.atomic():
        members = _open(members, by)
        line = _line(members, number, "")
        if line.state == S.LEFT_OUT:
            line.state = ""
            check_again(members, [line])
    return line


def answer_doubles(members: MemberList, answers: Mapping[tuple[int, str], bool], *, by: User) -> int:
    """Yes or no to “are these two the same?” for (line, code of the organisation or `line:<number>`), for ever.

    A yes about a line above leaves this line out. Returns how many lines are settled by it.
    """
    with transaction.atomic():
        members = _open(members, by)
        numbers = {number for number, _code in answers}
        lines = {line.number: line for line in members.lines.filter(number__in=numbers).exclude(state=S.LOADED)}
        codes = {code for _number, code in answers if not code.startswith(LINE)}
        organisations = {each.code: each for each in Organisation.objects.filter(code__in=codes, merged_into=None)}
        for (number, code), same in answers.items():
            line = lines.get(number)
            if line is None or code not in {each["code"] for each in line.suspects}:
                continue
            if code.startswith(LINE):
                line.suspects = [{**each, "same": same} if each["code"] == code else each for each in line.suspects]
                if same:
                    line.state = S.LEFT_OUT
            elif code in organisations:
                doubles.decide(line.subject, organisations[code], same, by)
        check_again(members, list(lines.values()))
    return sum(line.state != S.DOUBLE for line in lines.values())


def _open(members: MemberList, by: User) -> MemberList:
    members = MemberList.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=members.pk)
    if not rules.may_load_lists(by, members.cluster):
        raise NotAllowedError(_("You may not load lists of this cluster."))
    if members.state not in OPEN:
        raise IllegalMoveError(
            _("Lines cannot be changed now: the list is in the state “{state}”.").format(
                state=members.get_state_display()
            )
        )
    return members


def _line(members: MemberList, number: int, seen: str) -> ListLine:
    line = members.lines.filter(number=number).first()
    if line is None or line.state == S.LOADED:
        raise IllegalMoveError(_("This line is loaded already. Change the record of the organisation instead."))
    if seen and seen != version_of(line):
        raise IllegalMoveError(
            _("Somebody else changed this line meanwhile. What you wrote is still here; compare, and save again.")
        )
    return line


def _text(line: ListLine, column: int) -> str:
    return line.repaired.get(str(column), line.cells[column] if column < len(line.cells) else "")


def _write(line: ListLine, column: int, text: str) -> None:
    """A text that is what stands in the file is no repair."""
    text = text.strip()[:LONGEST_CELL]
    if column < len(line.cells) and text == line.cells[column]:
        line.repaired.pop(str(column), None)
    else:
        line.repaired[str(column)] = text


def _alike(members: MemberList, line: ListLine, column: int) -> list[ListLine]:
    """The other lines with the same text in this column, to be repaired or not; loaded ones stay."""
    old = _text(line, column)
    lines = (
        members.lines.exclude(pk=line.pk)
        .exclude(state=S.LOADED)
        .only("pk", "number", "cells", "repaired", "state", "subject", "suspects", "members_id")
    )
    return [other for other in lines.iterator(chunk_size=BATCH) if _text(other, column) == old]
