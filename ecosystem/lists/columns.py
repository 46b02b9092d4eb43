"""What a column of a list can be: the fields of a record, the parts of its place, and since when it is a member."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_lazy as _, pgettext_lazy

from clusters.fields import CONCEPT_FIELDS, FIELDS, TASKS, TERMS_FIELDS
from clusters.models import Place
from core.languages import name_in


@dataclass(frozen=True)
class Column:
    """`kind` says how a cell is read (`ecosystem.lists.parsing`); `part` names a part of the place it belongs to."""

    name: str
    label: Any
    kind: str
    scheme: str = ""
    part: str = ""
    group: str = "who"


def _place(name: str, kind: str) -> Column:
    return Column(name, Place._meta.get_field(name).verbose_name, kind, part=name, group="place")


_ALL = (
    Column("name", FIELDS["name"].label, "line", group="who"),
    Column("name_latin", FIELDS["name_latin"].label, "line", group="who"),
    Column("type", FIELDS["type"].label, "choice", group="who"),
    Column("size", FIELDS["size"].label, "choice", group="who"),
    Column("people", _("number of people"), "people", group="who"),
    Column("vat_number", FIELDS["vat_number"].label, "vat", group="who"),
    Column("registration_number", FIELDS["registration_number"].label, "line", group="who"),
    Column("website", FIELDS["website"].label, "website", group="who"),
    Column("languages", FIELDS["languages"].label, "languages", group="who"),
    Column("since", _("member since"), "date", group="who"),
    *(
        Column(f"about.{code}", code, "text", group="who")  # the label is made of two: `label_of`
        for code, _name in settings.LANGUAGES
    ),
    Column("country", Place._meta.get_field("country").verbose_name, "country", group="place"),
    _place("town", "line"),
    _place("postcode", "line"),
    _place("address", "line"),
    _place("region", "line"),
    _place("latitude", "coordinate"),
    _place("longitude", "coordinate"),
    Column("coordinates", _("latitude and longitude in one cell"), "coordinates", group="place"),
    *(
        Column(name, field.label, "concepts", scheme=field.scheme, group="does")
        for name, field in CONCEPT_FIELDS.items()
        if field.scheme
    ),
    *(
        Column(name, field.label, field.kind, group="terms")
        for name, field in TERMS_FIELDS.items()
        if field.kind != "tasks"
    ),
    *(Column(f"spoken.{task}", label, "languages", group="terms") for task, label in TASKS.items()),
)
COLUMNS: dict[str, Column] = {column.name: column for column in _ALL}
GROUPS = {
    "who": pgettext_lazy("columns of a list", "The organisation"),
    "place": pgettext_lazy("columns of a list", "Where it is"),
    "does": pgettext_lazy("columns of a list", "What it does"),
    "terms": pgettext_lazy("columns of a list", "Orders and times"),
}


def label_of(name: str) -> str:
    """The column’s name for the reader; of texts and tasks with what it is in or for."""
    column = COLUMNS[name]
    head, _dot, tail = name.partition(".")
    if head == "about":
        return f"{capfirst(FIELDS['about'].label)} ({name_in(tail, get_language() or settings.LANGUAGE_CODE)})"
    if head == "spoken":
        return f"{capfirst(FIELDS['spoken'].label)}: {column.label}"
    return str(capfirst(column.label))


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a select: groups of (name, label), with what leaves the column out first."""
    grouped: dict[str, list[tuple[str, str]]] = {group: [] for group in GROUPS}
    for name, column in COLUMNS.items():
        grouped[column.group].append((name, label_of(name)))
    return [("", gettext("leave this column out")), *((str(GROUPS[group]), rows) for group, rows in grouped.items())]


def fields_of(columns: dict[str, str]) -> list[tuple[int, str]]:
    """(number of the column, field) in the order of the file, without those left out."""
    named: Iterable[tuple[str, str]] = ((number, name) for number, name in columns.items() if name in COLUMNS)
    return sorted((int(number), name) for number, name in named)
