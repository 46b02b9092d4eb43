"""The rules of a programme in words: who may go, what it pays, what it wants to reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from clusters.states import OrganisationType
from core.collation import sort_key
from core.languages import country_name
from exchanges import clock
from exchanges.choices import Allowed, Membership, Side
from exchanges.models import Programme, Rate
from exchanges.money import CENT, money
from exchanges.queries.ribbons import TypeRibbon

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Column:
    """A role, and whether the organisation is in a cluster of the alliance."""

    side: Side
    membership: Membership

    @property
    def label(self) -> str:
        return str(_COLUMN_LABELS[self.side, self.membership])


_COLUMN_LABELS = {
    (Side.VISITOR, Membership.MEMBER): gettext_lazy("May visit, as a member of a cluster"),
    (Side.VISITOR, Membership.EXTERNAL): gettext_lazy("May visit, in no cluster"),
    (Side.HOST, Membership.MEMBER): gettext_lazy("May host, as a member of a cluster"),
    (Side.HOST, Membership.EXTERNAL): gettext_lazy("May host, in no cluster"),
}


@dataclass(frozen=True)
class MatrixRow:
    """One type of organisation: what it may, by column; None where the matrix says nothing. `sources` of its cells."""

    label: str
    pairs: list[tuple[Column, Allowed | None]]
    sources: list[str]


@dataclass(frozen=True)
class RateRow:
    country: str
    full: str
    half: str
    valid_from: date
    last_day: date | None
    source: str
    is_now: bool


def rate_row(rate: Rate, programme: Programme, language: str) -> RateRow:
    """The rate as readers see it: the whole and the half one, neither above the programme’s ceiling."""
    half = (rate.amount / 2).quantize(CENT)
    most = programme.ceiling
    full, half = (each if most is None else min(each, most) for each in (rate.amount, half))
    return RateRow(
        country=country_name(rate.country, language),
        full=money(full, rate.currency),
        half=money(half, rate.currency),
        valid_from=rate.valid_from,
        last_day=rate.valid_until - A_DAY if rate.valid_until else None,
        source=rate.source,
        is_now=rate.holds_on(clock.today()),
    )


def rate_now(programme: Programme, country: str, language: str) -> RateRow | None:
    """What the programme pays today for a stay in the country; None where it has no rate. One query."""
    found = (rate for rate in programme.rates.filter(country=country) if rate.holds_on(clock.today()))
    return next((rate_row(rate, programme, language) for rate in found), None)


@dataclass(frozen=True)
class Rules:
    """One programme as it is read. Load it with `queries.programme_rules.loaded()`."""

    programme: Programme
    language: str
    ribbon: TypeRibbon

    @cached_property
    def text(self):
        return self.programme.text(self.language)

    @property
    def text_language(self) -> str:
        """The language of the text where it is not the reader’s."""
        return self.text.language if self.text and self.text.language != self.language else ""

    @property
    def is_over(self) -> bool:
        return self.programme.ends_on < clock.today()

    @property
    def is_ahead(self) -> bool:
        return self.programme.starts_on > clock.today()

    @cached_property
    def columns(self) -> list[Column]:
        """Those that the matrix speaks of."""
        known = {(row.side, row.membership) for row in self.programme.role_rules.all()}
        return [Column(*each) for each in _COLUMN_LABELS if each in known]

    @cached_property
    def matrix(self) -> list[MatrixRow]:
        """A row for each type that the matrix names. A cell that is missing says nothing."""
        cells = {(row.organisation_type, row.side, row.membership): row for row in self.programme.role_rules.all()}
        rows = []
        for kind in OrganisationType:
            found = [cells.get((kind, column.side, column.membership)) for column in self.columns]
            if any(found):
                rows.append(
                    MatrixRow(
                        str(kind.label),
                        [
                            (column, Allowed(cell.allowed) if cell else None)
                            for column, cell in zip(self.columns, found, strict=True)
                        ],
                        sorted({cell.source for cell in found if cell and cell.source}),
                    )
                )
        return rows

    @property
    def matrix_sources(self) -> list[str]:
        return sorted({source for row in self.matrix for source in row.sources})

    @cached_property
    def rates(self) -> list[RateRow]:
        """Every rate, by country as the reader’s alphabet has it, then by date."""
        rows = [rate_row(rate, self.programme, self.language) for rate in self.programme.rates.all()]
        return sorted(rows, key=lambda row: (sort_key(row.country, self.language), row.valid_from))

    def rates_of(self, countries: Collection[str]) -> list[RateRow]:
        """The rates that hold today in these countries."""
        names = {country_name(code, self.language) for code in countries}
        return [row for row in self.rates if row.is_now and row.country in names]

    @property
    def rate_sources(self) -> list[str]:
        return sorted({row.source for row in self.rates if row.source})

    @property
    def ceiling(self) -> str:
        return "" if self.programme.ceiling is None else money(self.programme.ceiling, self.programme.currency)

    def _countries(self, **which: bool) -> list[str]:
        rows = self.programme.countries.all()
        found = [row.country for row in rows if all(getattr(row, name) is value for name, value in which.items())]
        return sorted((country_name(code, self.language) for code in found), key=self._by_alphabet)

    def _by_alphabet(self, name: str):
        return sort_key(name, self.language)

    @property
    def countries_of_both(self) -> list[str]:
        return self._countries(may_visit=True, may_host=True)

    @property
    def countries_of_visitors(self) -> list[str]:
        return self._countries(may_visit=True, may_host=False)

    @property
    def countries_of_hosts(self) -> list[str]:
        return self._countries(may_visit=False, may_host=True)

    @property
    def sources(self) -> list[str]:
        return [line for line in self.programme.sources.splitlines() if line.strip()]


def loaded():
    """Programmes with everything their rules need: six queries."""
    return Programme.objects.prefetch_related("texts", "targets", "role_rules", "rates", "countries")
