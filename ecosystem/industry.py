"""The state of the industry as a reader sees it, on the page and in print: figures in words beside the year before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, pgettext

import core.pdf
from clusters import weaves
from clusters.models import Cluster, OrderTerms
from clusters.states import OrganisationSize, OrganisationType
from core.collation import sort_key
from core.dates import long_date
from ecosystem.models import IndustryYear
from ecosystem.open.words import Words
from ecosystem.queries.demand import LEAST

TEMPLATE = Path(__file__).parent / "typst" / "industry.typ"
FEW = f"<\u00a0{LEAST}"  # what stands for one or two firms; the note below the title says so
NOTHING = "–"


@dataclass(frozen=True)
class Table:
    """Rows of texts; all columns but the first hold figures. `note` says what they rest on."""

    key: str
    title: str
    headings: list[str]
    rows: list[list[str]]
    note: str = ""

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """Each row as (heading, cell) pairs."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Report:
    """`facts` are (term, value, the year before); empty where the year before was not counted."""

    title: str
    on: str
    note: str
    facts: list[tuple[str, str, str]]
    tables: list[Table] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def report(cluster: Cluster, kept: IndustryYear) -> Report:
    """In the active language. Two queries beside those for words."""
    before = IndustryYear.objects.filter(cluster=cluster, year=kept.year - 1).first()
    return _Writer(cluster, kept.year, kept.figures, before.figures if before else {}).report()


def years_of(cluster: Cluster) -> list[int]:
    return list(IndustryYear.objects.filter(cluster=cluster).values_list("year", flat=True))


class _Writer:
    def __init__(self, cluster: Cluster, year: int, now: dict[str, Any], before: dict[str, Any]):
        self.cluster, self.year, self.now, self.before = cluster, year, now, before
        self.words = Words(get_language() or settings.LANGUAGE_CODE)

    def report(self) -> Report:
        tables = [
            self._steps(),
            self._counted("sizes", _("By size"), pgettext("ecosystem", "Size"), _labels(OrganisationSize.choices)),
            self._counted("types", _("By type"), _("Type"), _labels(OrganisationType.choices)),
            self._quartiles(),
            self._quantities(),
            self._named("certificates", "standards", _("Valid certificates"), _("Standard"), _("Members")),
            self._named(
                "unmet",
                "steps",
                _("Wanted and not found"),
                pgettext("ecosystem", "Value-chain step"),
                _("Briefs without a yes"),
                note=_("Sourcing briefs of this cluster’s brands in the year that no maker said yes to."),
            ),
        ]
        return Report(
            title=_("{cluster}: the state of the industry {year}").format(
                cluster=self.cluster.short_name, year=self.year
            ),
            on=_("Figures on {day}").format(day=long_date(date.fromisoformat(self.now["on"]))),
            note=_(
                "Counted from what the members let everybody read, without names. “{sign}” stands for one or two firms,"
                " which are not told."
            ).format(sign=FEW),
            facts=self._facts(),
            tables=[table for table in tables if table.rows],
            missing=sorted((capfirst(self.words.label(key)) for key in self.now.get("missing", ())), key=self._sorted),
        )

    def _facts(self) -> list[tuple[str, str, str]]:
        def total(path: str) -> Callable[[dict], str]:
            return lambda figures: _number(_at(figures, path))

        def share(path: str) -> Callable[[dict], str]:
            return lambda figures: _share(_at(figures, path), figures.get("members"))

        rows = (
            (_("Members"), total("members")),
            (_("Confirmed their record within a year"), share("confirmed")),
            (_("Said within a year how free they are"), share("capacity/stated")),
            (_("Have free capacity"), total("capacity/free")),
            (_("Hold a valid certificate"), total("certificates/firms")),
            (_("Briefs without a yes"), total("unmet/briefs")),
            (_("Median lead time in days"), lambda figures: _number(_at(figures, "lead_days/median"), NOTHING)),
        )
        return [(term, read(self.now), read(self.before) if self.before else "") for term, read in rows]

    def _sorted(self, label: str) -> str:
        return sort_key(label, self.words.language)

    def _headings(self, first: str, *columns: str) -> list[str]:
        """With the year before, where it was counted."""
        last = [str(self.year - 1)] if self.before else []
        return [first, *columns, *last]

    def _row(self, label: str, now: Any, before: Any) -> list[str]:
        return [label, _number(now), *([_number(before)] if self.before else [])]

    def _keys(self, path: str) -> list[str]:
        return sorted(_at(self.now, path, {}).keys() | _at(self.before, path, {}).keys())

    def _steps(self) -> Table:
        rows = [
            self._row(capfirst(self.words.label(key)), _here(self.now, "steps", key), _here(self.before, "steps", key))
            for key in self._keys("steps")
        ]
        return Table(
            "steps",
            _("By value-chain step"),
            self._headings(pgettext("ecosystem", "Value-chain step"), _("Members")),
            sorted(rows, key=lambda row: self._sorted(row[0])),
            _("A member counts for each of its steps and for the broader ones."),
        )

    def _counted(self, key: str, title: str, heading: str, labels: dict[str, str]) -> Table:
        order = [*labels, ""]
        labels = {**labels, "": _("not stated")}
        rows = [
            self._row(capfirst(labels[value]), _here(self.now, key, value), _here(self.before, key, value))
            for value in order
            if value in self._keys(key)
        ]
        return Table(key, title, self._headings(heading, _("Members")), rows)

    def _named(self, part: str, key: str, title: str, heading: str, column: str, *, note: str = "") -> Table:
        path = f"{part}/{key}"
        rows = [
            self._row(self.words.label(each), _here(self.now, path, each), _here(self.before, path, each))
            for each in self._keys(path)
        ]
        return Table(part, title, self._headings(heading, column), rows, note)

    def _quartiles(self) -> Table:
        units = _labels(OrderTerms.Unit.choices)
        rows = [
            [
                capfirst(units.get(unit, unit)),
                *(_number(found[name]) for name in ("lower", "median", "upper", "firms")),
                *([_number(_at(self.before, f"min_orders/{unit}/median"), NOTHING)] if self.before else []),
            ]
            for unit, found in self.now.get("min_orders", {}).items()
        ]
        before = _("Median {year}").format(year=self.year - 1)
        headings = [_("Unit"), _("Lower quartile"), _("Median"), _("Upper quartile"), _("Members")]
        return Table(
            "min_orders",
            _("Minimum orders"),
            [*headings, *([before] if self.before else [])],
            rows,
            _("Per style, else per colour. A quarter of the members that say so take orders of the lower quartile."),
        )

    def _quantities(self) -> Table:
        units = _labels(OrderTerms.Unit.choices)
        rows = [
            [capfirst(units.get(unit, unit)), _number(found["total"]), _number(found["firms"])]
            for unit, found in _at(self.now, "capacity/quantities", {}).items()
        ]
        return Table("capacity", _("Free capacity"), [_("Unit"), _("A month, together"), _("Members")], rows)


def _labels(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    return {value: str(label) for value, label in choices}


def _at(figures: dict[str, Any], path: str, missing: Any = None) -> Any:
    for step in path.split("/"):
        if not isinstance(figures, dict) or step not in figures:
            return missing
        figures = figures[step]
    return figures


def _here(figures: dict[str, Any], path: str, key: str) -> Any:
    """0 where nobody was counted; None where too few were."""
    return _at(figures, path, {}).get(key, 0)


def _number(value: Any, few: str = FEW) -> str:
    """The number as the reader writes it, halves with a decimal; `few` for what is not told."""
    if value is None:
        return few
    return number_format(value, 0 if value == int(value) else 1, force_grouping=True)


def _share(part: Any, whole: Any) -> str:
    if part is None or whole is None:
        return FEW
    return _("{share} %").format(share=round(100 * part / whole)).replace(" ", "\u00a0") if whole else NOTHING


# Print


def document(cluster: Cluster, kept: IndustryYear) -> bytes:
    """The same as a tagged PDF."""
    found = report(cluster, kept)
    language = get_language() or settings.LANGUAGE_CODE
    path = reverse("industry_year", args=[cluster.code, kept.year])
    return core.pdf.render(
        TEMPLATE,
        {
            "language": language,
            "title": found.title,
            "author": cluster.name,
            "page_label": _("Page"),
            "made": found.on,
            "note": found.note,
            "address": f"{settings.BASE_URL}{path}",
            "weave": weaves.draft(cluster.weave),
            "dye": core.pdf.dye(cluster.dye),
            "before": str(kept.year - 1),
            "facts": [list(fact) for fact in found.facts],
            "missing": {"title": _("Steps that no member does"), "rows": found.missing},
            "tables": [
                {"title": table.title, "headings": table.headings, "rows": table.rows, "note": table.note}
                for table in found.tables
            ],
        },
    )
