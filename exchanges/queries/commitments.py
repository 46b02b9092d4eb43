"""A commitment in words: what each part of a version says, and what differs between two versions."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext as _

from core.collation import sort_key
from core.dates import long_date
from exchanges import money
from exchanges.choices import Activity
from exchanges.models import SIGNED_FIELDS, CommitmentVersion
from exchanges.queries.concepts import themes
from vocabulary.models import Concept, Label

DATES = ("arrival_on", "first_day", "last_day", "departure_on")
TYPED = ("objectives", "activities_text", "agenda", "responsibilities", "outcomes")  # in the version’s own language
FACTS = (*DATES, "working_days", "amount")
LISTS = ("objectives", "activities", "agenda")


@dataclass(frozen=True)
class Part:
    """One part of a version: its name and label, what it says line by line, and whether people typed it."""

    name: str
    label: str
    lines: list[str]

    @property
    def is_typed(self) -> bool:
        return self.name in TYPED

    @property
    def is_fact(self) -> bool:
        return self.name in FACTS

    @property
    def is_list(self) -> bool:
        return self.name in LISTS


@dataclass(frozen=True)
class Change:
    """A part that differs: what it said before and says now."""

    label: str
    before: list[str]
    after: list[str]
    is_typed: bool


_LABELS = {field.name: field.verbose_name for field in CommitmentVersion._meta.concrete_fields}


def label_of(name: str) -> str:
    return str(_LABELS[name])


def parts_of(version: CommitmentVersion) -> list[Part]:
    """The document in its order, without what is empty. One query for the concepts it names."""
    labels = concept_labels(version)
    found = [
        Part(name, label_of(name), lines_of(version, name, labels)) for name in SIGNED_FIELDS if name != "currency"
    ]
    return [part for part in found if part.lines]


def has_agenda_outside(version: CommitmentVersion | None) -> bool:
    """Whether the days were moved and the agenda was left behind."""
    if version is None or version.first_day is None or version.last_day is None:
        return False
    first, last = version.arrival_on or version.first_day, version.departure_on or version.last_day
    days = [date.fromisoformat(row["day"]) for row in version.agenda if row.get("day")]
    return any(not first <= day <= last for day in days)


def changes_between(older: CommitmentVersion | None, newer: CommitmentVersion) -> list[Change]:
    """What differs, in words; nothing where there is no version before."""
    if older is None:
        return []
    old, new = older.content(), newer.content()
    labels = concept_labels(older, newer)
    return [
        Change(label_of(name), lines_of(older, name, labels), lines_of(newer, name, labels), name in TYPED)
        for name in SIGNED_FIELDS
        if old[name] != new[name]
    ]


def lines_of(version: CommitmentVersion, name: str, labels: dict[str, str]) -> list[str]:
    value = getattr(version, name)
    if value in (None, "", []):
        return []
    if name in DATES:
        return [long_date(value)]
    if name == "working_days":
        return [number_format(f"{value.normalize():f}", force_grouping=False)]
    if name == "amount":
        return [money.money(value, version.currency)]
    if name == "objectives":
        return [_objective(row, labels) for row in value]
    if name == "activities":
        return [str(Activity(each).label) for each in value if each in Activity.values]
    if name == "agenda":
        return [agenda_line(row) for row in value]
    return [str(value)]


def _objective(row: dict, labels: dict[str, str]) -> str:
    concept = labels.get(row.get("concept", ""), "")
    return f"{row['text']} ({concept})" if concept else row["text"]


def agenda_line(row: dict) -> str:
    """`5 October 2026, 09:00–17:00: The mill (Hall 1)`; the parts that are missing are left out."""
    day = long_date(date.fromisoformat(row["day"])) if row.get("day") else ""
    times = "–".join(row[name] for name in ("starts", "ends") if row.get(name))
    when = ", ".join(filter(None, (day, times)))
    what = f"{row['title']} ({row['place']})" if row.get("place") else row["title"]
    return _("{when}: {what}").format(when=when, what=what) if when else what


def concept_labels(*versions: CommitmentVersion) -> dict[str, str]:
    """`scheme/code` → its label for the reader, of all concepts that the versions name."""
    keys = {row.get("concept", "") for version in versions for row in version.objectives} - {""}
    if not keys:
        return {}
    codes = {key.partition("/")[2] for key in keys}
    rows = Concept.objects.filter(code__in=codes).select_related("scheme").with_labels()
    return {row.key: row.label() for row in rows if row.key in keys}


def concept_suggestions() -> list[str]:
    """The labels to choose from in the reader’s language, sorted: two queries, however many."""
    language = get_language() or "en"
    labels = {row.label(language) for row in themes().with_labels()}
    return sorted(labels, key=lambda label: sort_key(label, language))


def concepts_called(names: set[str]) -> dict[str, str]:
    """Label (in any language, without case) → `scheme/code`; one query. Names that no concept has are left out."""
    wanted = {spelling for name in names for spelling in (name, name.lower(), name.capitalize()) if name}
    rows = Label.objects.filter(concept__deprecated=False, text__in=wanted).select_related("concept__scheme")
    found: dict[str, str] = {}
    for row in rows.order_by("-kind", "pk"):  # a preferred label wins
        found.setdefault(row.text.casefold(), row.concept.key)
    return found
