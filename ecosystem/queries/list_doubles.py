"""Lines of a list beside the organisations they may be, as a person compares them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, gettext as _

from clusters import fields
from clusters.models import Organisation
from core.languages import country_name
from ecosystem import doubles
from ecosystem.doubles.reasons import sentences
from ecosystem.models import ListLine, MemberList
from ecosystem.queries.judging import LINE
from ecosystem.states import LineState as S


@dataclass(frozen=True)
class Fact:
    """One row of the comparison; `same` where both say the same."""

    label: str
    ours: str
    theirs: str

    @property
    def same(self) -> bool:
        return bool(self.ours) and self.ours.casefold() == self.theirs.casefold()


@dataclass(frozen=True)
class Pair:
    line: ListLine
    code: str
    other_line: int  # 0 where the other one is an organisation
    organisation: Organisation | None
    facts: list[Fact]
    reasons: list[tuple[str, bool]]
    sure: bool
    said: str  # yes, no, or empty while nobody has answered

    @property
    def name(self) -> str:
        return f"pair:{self.line.number}:{self.code}"


def waiting(members: MemberList):
    return members.lines.filter(state=S.DOUBLE)


def taken_as_same(members: MemberList):
    """Lines that are taken for a known organisation, and are not loaded yet."""
    return members.lines.filter(state__in=(S.CHANGES, S.SAME), organisation__isnull=False).exclude(suspects=[])


def pairs_of(members: MemberList, lines: list[ListLine], typed: Mapping[str, str] | None = None) -> list[Pair]:
    """Every suspect of these lines, the surest first; what was said stands beside it, what is sure is preselected."""
    codes = {each["code"] for line in lines for each in line.suspects}
    rows = fields.with_values(Organisation.objects.filter(code__in=codes, merged_into=None))
    known = {row.code: row for row in rows}
    theirs_too = Organisation.objects.filter(code__in=codes, memberships__cluster=members.cluster)
    ours = set(theirs_too.values_list("code", flat=True))
    numbers = {int(code[len(LINE) :]) for code in codes if code.startswith(LINE)}
    others = {line.number: line for line in members.lines.filter(number__in=numbers)}
    said = doubles.decided([line.subject for line in lines])
    found = []
    for line in lines:
        for suspect in line.suspects:
            code = suspect["code"]
            number = int(code[len(LINE) :]) if code.startswith(LINE) else 0
            if number not in others if number else code not in known:
                continue
            if number and others[number].state == S.LEFT_OUT:
                continue
            theirs = _of_line(others[number]) if number else _of_organisation(known[code], is_ours=code in ours)
            answer = suspect.get("same") if number else said.get(line.subject, {}).get(code)
            if answer is None and suspect["sure"]:
                answer = True
            name = f"pair:{line.number}:{code}"
            words = {True: "yes", False: "no", None: ""}[answer]
            found.append(
                Pair(
                    line=line,
                    code=code,
                    other_line=number,
                    organisation=known.get(code),
                    facts=_facts(_of_line(line), theirs),
                    reasons=sentences(suspect["reasons"]),
                    sure=suspect["sure"],
                    said=typed.get(name, words) if typed else words,
                )
            )
    return found


def _facts(ours: dict[str, str], theirs: dict[str, str]) -> list[Fact]:
    labels = {
        "name": fields.FIELDS["name"].label,
        "name_latin": fields.FIELDS["name_latin"].label,
        "place": _("town"),
        "vat_number": fields.FIELDS["vat_number"].label,
        "registration_number": fields.FIELDS["registration_number"].label,
        "website": fields.FIELDS["website"].label,
    }
    return [
        Fact(str(label), ours.get(name, ""), theirs.get(name, ""))
        for name, label in labels.items()
        if ours.get(name) or theirs.get(name)
    ]


def _of_line(line: ListLine) -> dict[str, str]:
    return _words(line.values.get("record", {}))


def _of_organisation(organisation: Organisation, *, is_ours: bool) -> dict[str, str]:
    """What this cluster may read of it: all of its own members, of others what members of the alliance do."""
    return _words(fields.plain(fields.shown(organisation, "own" if is_ours else "members")))


def _words(record: dict) -> dict[str, str]:
    place = record.get("place") or {}
    where = [place.get("address"), place.get("postcode"), place.get("town")]
    where.append(country_name(record.get("country", ""), get_language() or "en"))
    wanted = ("name", "name_latin", "vat_number", "registration_number", "website")
    return {name: str(record.get(name) or "") for name in wanted} | {"place": ", ".join(filter(None, where))}
