"""The rules of a programme in words: who may go, what it pays, what it wants to reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from clusters.states import OrganisationType
from core.collation import sort_key
from core.languages import country_name
from exchanges import clock
from exchanges.choices import Allowed, Membership, Side
from exchanges.models import Programme, Rate
from exchanges.money import CENT, money
from exchanges.queries.ribbons import TypeRibbon


@dataclass(frozen=True)
class MatrixRow:
    """One type of organisation: what it may, in the order of the columns; `source` where the cells name one."""

    label: str
    cells: list[Allowed | None]
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

    COLUMNS = tuple((side, membership) for side in Side for membership in Membership)

    @property
    def columns(self) -> list[tuple[Side, Membership]]:
        """Role and membership of each column; those outside every cluster only where the matrix speaks of them."""
        known = {(row.side, row.membership) for row in self.programme.role_rules.all()}
        return [each for each in self.COLUMNS if each in known]

    @cached_property
    def matrix(self) -> list[MatrixRow]:
        """A row for each type that the matrix names. A cell that is missing says nothing."""
        cells = {(row.organisation_type, row.side, row.membership): row for row in self.programme.role_rules.all()}
        rows = []
        for kind in OrganisationType:
            found = [cells.get((kind, *column)) for column in self.columns]
            if any(found):
                rows.append(
                    MatrixRow(
                        str(kind.label),
                        [Allowed(cell.allowed) if cell else None for cell in found],
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
        rows = [self._rate(rate) for rate in self.programme.rates.all()]
        return sorted(rows, key=lambda row: (sort_key(row.country, self.language), row.valid_from))

    def rates_of(self, countries: Collection[str]) -> list[RateRow]:
        """The rates that hold today in these countries."""
        names = {country_name(code, self.language) for code in countries}
        return [row for row in self.rates if row.is_now and row.country in names]

    @property
    def rate_sources(self) -> list[str]:
        return sorted({row.source for row in self.rates if row.source})

    def _rate(self, rate: Rate) -> RateRow:
        most = self.programme.ceiling
        full = rate.amount if most is None else min(rate.amount, most)
        half = (rate.amount / 2).quantize(CENT)
        return RateRow(
            country=country_name(rate.country, self.language),
            full=money(full, rate.currency),
            half=money(half if most is None else min(half, most), rate.currency),
            valid_from=rate.valid_from,
            last_day=rate.valid_until,
            source=rate.source,
            is_now=rate.holds_on(clock.today()),
        )

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
    def evidence(self) -> list[str]:
        return [str(kind.label) for kind in self.programme.needed_evidence]

    @property
    def sources(self) -> list[str]:
        return [line for line in self.programme.sources.splitlines() if line.strip()]


def loaded():
    """Programmes with everything their rules need: six queries."""
    return Programme.objects.prefetch_related("texts", "targets", "role_rules", "rates", "countries")
