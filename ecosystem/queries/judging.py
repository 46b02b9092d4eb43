"""What becomes of lines of a list: to be repaired, to be asked about, new, a change, or nothing new."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from clusters.models import Cluster, Organisation
from ecosystem import doubles
from ecosystem.doubles import reasons
from ecosystem.faults import fault, stops
from ecosystem.models import ListLine
from ecosystem.queries.known import Holder, Known, holders, known
from ecosystem.states import LineState as S

LINE = "line:"  # a suspect that is a line of the same list


def twin(number: int) -> dict:
    """The line with this number as a suspect that says exactly the same name, town and numbers."""
    said = [reasons.SAME_NAME, reasons.SAME_TOWN]
    return doubles.Suspect(code=f"{LINE}{number}", score=1.0, sure=True, reasons=tuple(said)).as_dict()


def told_apart(line: ListLine, number: int) -> bool:
    """Somebody said that this line is not the line above that says the same."""
    return any(each["code"] == f"{LINE}{number}" and each.get("same") is False for each in line.suspects)


@dataclass
class Judged:
    state: S
    organisation: Organisation | None = None
    faults: list[dict] = field(default_factory=list)


def judge_lines(cluster: Cluster, lines: Sequence[ListLine]) -> list[Judged]:
    """For lines with values, faults, subject and suspects; some dozen queries for any number up to a batch.

    An answer that somebody once gave counts before everything; a suspect that is marked sure is taken as the same
    until somebody says no.
    """
    answers = doubles.decided([line.subject for line in lines if line.subject])
    codes = {suspect["code"] for line in lines for suspect in line.suspects if not suspect["code"].startswith(LINE)}
    codes |= {code for said in answers.values() for code, same in said.items() if same}
    found = known(codes, cluster)
    out = _left_out(lines)
    taken = holders(line.values.get("record", {}).get("vat_number", "") for line in lines)
    return [_judge(line, answers.get(line.subject, {}), found, taken, out) for line in lines]


def _left_out(lines: Sequence[ListLine]) -> set[str]:
    """Suspects that are lines which do not count: nobody is asked about them."""
    codes = {each["code"] for line in lines for each in line.suspects if each["code"].startswith(LINE)}
    if not codes:
        return set()
    rows = ListLine.objects.filter(
        members=lines[0].members_id, number__in=[int(code[len(LINE) :]) for code in codes], state=S.LEFT_OUT
    )
    return {f"{LINE}{number}" for number in rows.values_list("number", flat=True)}


def _judge(line: ListLine, said: dict[str, bool], found: Known, taken: dict[str, Holder], out: set[str]) -> Judged:
    code, open_questions = same_as(line, said, found, out)
    organisation = found.rows.get(code)
    if line.state == S.LEFT_OUT:
        return Judged(S.LEFT_OUT, organisation)
    record = line.values.get("record", {})
    holder, faults = taken.get(record.get("vat_number", "")), []
    if holder and holder.code != code and not any(each["code"] == holder.code for each in open_questions):
        faults.append(fault("vat_number", "vat_taken", name=holder.name, town=holder.town))
    if faults or any(stops(each) for each in line.faults):
        return Judged(S.FAULTY, organisation, faults)
    if open_questions:
        return Judged(S.DOUBLE, None)
    if organisation is None:
        return Judged(S.NEW)
    return Judged(S.CHANGES if found.brings(code, record) else S.SAME, organisation)


def same_as(line: ListLine, said: dict[str, bool], found: Known, out: set[str]) -> tuple[str, list[dict]]:
    """The code of the organisation that the line is, "" for none; and the suspects nobody has answered about yet."""
    yes = next((code for code, same in said.items() if same and code in found.rows), "")
    if yes:
        return yes, []
    waiting = [
        suspect
        for suspect in line.suspects
        if (suspect["code"] not in said and suspect["code"] in found.rows)
        or (suspect["code"].startswith(LINE) and "same" not in suspect and suspect["code"] not in out)
    ]
    sure = next((each["code"] for each in waiting if each["sure"] and not each["code"].startswith(LINE)), "")
    return (sure, []) if sure else ("", waiting)
