"""A plan as tables for people: names instead of addresses, the first few of long lists."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, gettext as _

from vocabulary.plans import Change, Line, Plan
from vocabulary.skos import ConceptData

SHOWN = 200


@dataclass(frozen=True)
class Row:
    """One concept or scheme of the report."""

    name: str
    key: str
    lines: list[Line]


@dataclass(frozen=True)
class Table:
    """All changes of one kind."""

    kind: str
    title: str
    count: int
    rows: list[Row]
    more: int


def tables(plan: Plan) -> list[Table]:
    """What would go first, what is changed, what is new; empty tables are left out."""
    kinds = [
        ("deprecated", _("Out of use"), plan.of_kind("deprecated")),
        ("changed", _("Changed"), plan.of_kind("changed")),
        ("added", _("New"), plan.of_kind("added")),
        ("schemes", _("Schemes"), plan.schemes),
    ]
    return [
        Table(kind, title, len(changes), [_row(change) for change in changes[:SHOWN]], max(0, len(changes) - SHOWN))
        for kind, title, changes in kinds
        if changes
    ]


def _row(change: Change) -> Row:
    after = change.after
    if isinstance(after, ConceptData):
        name = after.label(get_language(), settings.LANGUAGE_CODE)
    else:
        titles = {language: title for language, title, _description in after.texts}
        name = titles.get(get_language()) or titles.get(settings.LANGUAGE_CODE, "")
    lines = [
        Line(line.added, line.property, line.language, short(line.text) if not line.language else line.text)
        for line in change.lines
    ]
    return Row(name, short(change.uri), lines)


def short(uri: str) -> str:
    """An address without the base that all of ours share."""
    return uri.removeprefix(settings.VOCABULARY_BASE_URI)
