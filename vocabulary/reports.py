"""A plan as tables for people: names instead of addresses, the first few of long lists."""

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language, gettext as _, pgettext

from vocabulary import exports
from vocabulary.imports import prepare_kept
from vocabulary.models import ImportFile
from vocabulary.plans import Change, Line, Plan
from vocabulary.skos import ConceptData

SHOWN = 200
HOUR = 60 * 60


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


@dataclass(frozen=True)
class Report:
    """What a page shows of a plan; `fingerprint` says which. Problems are (subject, sentence), the first few."""

    fingerprint: str
    is_empty: bool
    tables: list[Table]
    error_count: int
    errors: list[tuple[str, str]]
    warnings: list[tuple[str, str]]


def report_of(kept: ImportFile) -> Report:
    """What an uploaded file would change now: read and compared once, until the vocabulary changes.

    Raises VocabularyError. It is kept in the reader’s language, and only what is shown: a plan may be large.
    """
    said = repr((kept.name, sorted(kept.options.items()), exports.state(), get_language()))
    key = f"vocabulary-import:{sha256(bytes(kept.content) + said.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = _report(prepare_kept(kept).plan)
        cache.set(key, found, HOUR)
    return found


def _report(plan: Plan) -> Report:
    return Report(
        plan.fingerprint,
        plan.is_empty,
        tables(plan),
        len(plan.errors),
        [(short(problem.subject), problem.sentence) for problem in plan.errors[:SHOWN]],
        [(short(problem.subject), problem.sentence) for problem in plan.warnings[:SHOWN]],
    )


def tables(plan: Plan) -> list[Table]:
    """What would go first, what is changed, what is new; empty tables are left out."""
    kinds = [
        ("deprecated", _("Out of use"), plan.of_kind("deprecated")),
        ("changed", _("Changed"), plan.of_kind("changed")),
        ("added", pgettext("concepts in a file", "New"), plan.of_kind("added")),
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
