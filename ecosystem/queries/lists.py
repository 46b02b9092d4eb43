"""Lists of members as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language, gettext as _, pgettext

from accounts.desk import Step
from clusters.fields import FIELDS
from clusters.models import Place
from core.dates import short_date
from core.languages import country_name, name_in
from ecosystem import faults
from ecosystem.lists.columns import COLUMNS, fields_of, label_of
from ecosystem.lists.words import CHOICES, Words
from ecosystem.models import ListLine, MemberList
from ecosystem.queries.known import known
from ecosystem.states import LineState as S, ListState as L

OPEN = (L.UPLOADED, L.READING, L.CHECKED, L.LOADING, L.UNDOING)
READY = (S.NEW, S.CHANGES, S.SAME)


@dataclass(frozen=True)
class Counts:
    """How many lines are in which state."""

    states: dict[str, int]

    def of(self, state: str) -> int:
        return self.states.get(state, 0)

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def ready(self) -> int:
        return sum(self.of(state) for state in READY)

    @property
    def waiting(self) -> int:
        return self.of(S.FAULTY) + self.of(S.DOUBLE)


def counts_of(members: MemberList) -> Counts:
    rows = members.lines.order_by().values_list("state").annotate(n=Count("pk"))
    return Counts(dict(rows))


def with_counts(lists: QuerySet) -> QuerySet:
    """For the list of lists: what waits and what is loaded."""
    return (
        lists.order_by("-uploaded_at", "-pk")
        .select_related("cluster", "uploaded_by")
        .annotate(
            faulty=Count("lines", filter=Q(lines__state=S.FAULTY)),
            doubtful=Count("lines", filter=Q(lines__state=S.DOUBLE)),
            loaded=Count("lines", filter=Q(lines__state=S.LOADED)),
        )
    )


def steps_of(members: MemberList, counts: Counts) -> list[Step]:
    """The way of a list as a thread."""
    places: dict[str, int] = {
        L.UPLOADED: 1, L.READING: 1, L.CHECKED: 2, L.LOADING: 3, L.LOADED: 4, L.UNDOING: 4, L.UNDONE: 5,
    }  # fmt: skip
    at = places.get(members.state, 0)
    labels = [
        _("uploaded"),
        pgettext("way of a list", "columns"),
        pgettext("way of a list", "repairs"),
        pgettext("way of a list", "preview"),
        _("loaded"),
    ]
    if members.state in (L.UNDONE, L.DISCARDED):
        labels[4] = members.get_state_display()
        at = 4
    if members.state == L.CHECKED and not counts.waiting:
        at = 3
    if members.state == L.LOADING:
        at = 4
    return [
        Step(str(label), is_present=place == at, when=members.uploaded_at if place == 0 else None)
        for place, label in enumerate(labels)
    ]


def progress_of(members: MemberList, counts: Counts) -> tuple[int, int]:
    """(done, of how many) of the work that runs; the whole is 0 where it is not known yet."""
    if members.state == L.READING:
        return members.lines_done, max(members.lines_total, counts.total)
    if members.state == L.LOADING:
        return counts.of(S.LOADED), counts.of(S.LOADED) + counts.ready
    undone = members.lines.filter(before__done__isnull=False).count()
    return undone, undone + members.lines.filter(state=S.LOADED, before__done__isnull=True).count()


@dataclass(frozen=True)
class Cell:
    """One column of a line: what stands in the file, what stands there now, what is wrong with it."""

    column: int
    field: str
    label: str
    original: str
    text: str
    faults: tuple[tuple[str, str, bool], ...] = ()  # sentence, how to mend it, whether it stops

    @property
    def is_faulty(self) -> bool:
        return any(stops for _sentence, _mend, stops in self.faults)

    @property
    def is_repaired(self) -> bool:
        return self.text != self.original


@dataclass(frozen=True)
class Row:
    line: ListLine
    name: str
    town: str
    cells: tuple[Cell, ...]
    faults: tuple[tuple[str, str, bool], ...]  # of the line as a whole

    @property
    def faulty_cells(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.faults]


def row_of(members: MemberList, line: ListLine) -> Row:
    told: dict[str, list] = {}
    for each in line.faults:
        told.setdefault(each["field"], []).append((faults.sentence(each), faults.mend(each), faults.stops(each)))
    columns = fields_of(members.columns)
    names = {name for _number, name in columns}
    cells = []
    for number, name in columns:
        original = line.cells[number] if number < len(line.cells) else ""
        text = line.repaired.get(str(number), original)
        cells.append(Cell(number, name, label_of(name), original, text, tuple(told.pop(name, ()))))
    where = {cell.field: cell.text for cell in cells}
    rest = tuple(each for name, found in told.items() if name not in names for each in found)
    return Row(line, where.get("name", ""), where.get("town", ""), tuple(cells), rest)


def next_to_repair(members: MemberList, after: int = 0) -> int | None:
    """The number of the next faulty line, from the top again after the last."""
    faulty = members.lines.filter(state=S.FAULTY).order_by("number").values_list("number", flat=True)
    return faulty.filter(number__gt=after).first() or faulty.first()


def alike_counts(members: MemberList, line: ListLine, columns: Iterable[int]) -> dict[int, int]:
    """How many other lines have the same text in these columns, empty texts not counted. One pass over the list."""
    wanted = {}
    for column in columns:
        text = line.repaired.get(str(column), line.cells[column] if column < len(line.cells) else "")
        if text:
            wanted[column] = text
    found = dict.fromkeys(wanted, 0)
    others = members.lines.exclude(pk=line.pk).exclude(state=S.LOADED) if wanted else members.lines.none()
    for cells, repaired in others.values_list("cells", "repaired").iterator(chunk_size=2000):
        for column, text in wanted.items():
            if repaired.get(str(column), cells[column] if column < len(cells) else "") == text:
                found[column] += 1
    return {column: number for column, number in found.items() if number}


@dataclass(frozen=True)
class Change:
    """One field of the preview, for the reader."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Preview:
    line: ListLine
    changes: list[Change] = field(default_factory=list)
    becomes_member: bool = False


def previews(members: MemberList, lines: list[ListLine]) -> list[Preview]:
    """What loading these lines would change, field by field."""
    found = known({line.organisation.code for line in lines if line.organisation}, members.cluster)
    shown = Shown()
    result = []
    for line in lines:
        code = line.organisation.code if line.organisation else ""
        if code not in found.rows:
            result.append(Preview(line, becomes_member=True))
            continue
        changes = [
            Change(_label(each.field), shown.text(each.field, each.old), shown.text(each.field, each.new))
            for each in found.differences(code, line.values["record"])
        ]
        result.append(Preview(line, changes, becomes_member=code not in found.members))
    return result


class Shown:
    """Values of a record, plain JSON, as the reader reads them. Reads each scheme once."""

    def __init__(self):
        self.language = get_language() or "en"
        self.words = Words(self.language)

    def text(self, name: str, value: Any) -> str:
        if value in (None, "", [], {}):
            return "–"
        kind = FIELDS[name].kind
        if kind == "concepts":
            return ", ".join(self.words.concepts(key.partition("/")[0]).title(key, self.language) for key in value)
        if kind == "bool":
            return _("yes") if value else _("no")
        if kind == "languages":
            return ", ".join(name_in(code, self.language) for code in value)
        if kind == "tasks":
            return "; ".join(
                f"{COLUMNS[f'spoken.{task}'].label}: {', '.join(name_in(code, self.language) for code in codes)}"
                for task, codes in value.items()
            )
        if kind == "texts":
            return " / ".join(value.values())
        if kind == "place":
            parts = [value.get("address"), value.get("postcode"), value.get("town"), value.get("region")]
            words = [part for part in parts if part]
            if value.get("latitude") is not None:
                words.append(f"({value['latitude']:.4f}, {value['longitude']:.4f})")
            return ", ".join([*words, country_name(value.get("country", ""), self.language)])
        if kind == "date":
            return short_date(date.fromisoformat(value), self.language)
        if kind == "choice":
            return str(_choice(name, value))
        return country_name(value, self.language) if name == "country" else str(value)


def _label(name: str) -> str:
    """What a field is called beside its values; the record’s own name for the place speaks of who sees it."""
    return str(Place._meta.verbose_name if name == "place" else FIELDS[name].label)


def _choice(name: str, value: str) -> Any:
    return CHOICES[name](value).label if name in CHOICES and value in CHOICES[name].values else value
