"""Working days of a stay: what is left of its days without weekends and the host country’s public holidays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

import holidays
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext as _, ngettext

from core.text import folded

LONGEST = 366  # days looked at; a longer stay is refused by its own rule long before
FULL_DAY = timedelta(hours=6)  # an online day of so many hours is a whole one
HALF_DAY = timedelta(hours=3)


@dataclass(frozen=True)
class Day:
    """One day of a stay. `why`: `working`, `weekend`, `holiday`, `added` or `removed`; `name` of holiday or reason."""

    day: date
    works: bool
    why: str
    name: str = ""

    @property
    def sentence(self) -> str:
        """Why the day counts or not, in the reader’s language; a holiday is named as far as its calendar can."""
        if self.why == "holiday":
            return _("public holiday: {name}").format(name=self.name)
        if self.why == "weekend":
            return _("weekend")
        if self.why == "added":
            return _("counts as a working day: {name}").format(name=self.name)
        if self.why == "removed":
            return _("does not count: {name}").format(name=self.name)
        return _("working day")


@lru_cache(maxsize=2048)
def _calendar(country: str, subdivision: str, year: int, language: str):
    """The holidays of one year with the country’s weekend, or None where no calendar is known.

    They are named in the language where the calendar has it, else in English, else in the country’s own. A region that
    the calendar does not know leaves the holidays of the whole country.
    """
    if not is_known(country):
        return None
    known = holidays.country_holidays(country)
    region = subdivision if subdivision in known.subdivisions else None
    spoken = {name.partition("_")[0]: name for name in reversed(known.supported_languages)}
    named = spoken.get(language) or spoken.get("en") or known.default_language
    return holidays.country_holidays(country, subdiv=region, years=year, language=named)


@lru_cache(maxsize=512)
def is_known(country: str) -> bool:
    """Whether the public holidays of the country are known; if not, only weekends are taken off."""
    return country in holidays.list_supported_countries()


@lru_cache(maxsize=512)
def subdivision_of(country: str, region: str) -> str:
    """The code of a region as the holidays know it, from its name or code; empty where it is not recognised."""
    if not region or not is_known(country):
        return ""
    wanted = folded(region)
    known = holidays.country_holidays(country)
    for code, names in known.get_subdivision_aliases().items():
        if wanted in {folded(code), *(folded(name) for name in names)}:
            return code
    return _ENGLISH.get((country, wanted), "")


# Names that the calendars know only in their own language.
_ENGLISH = {
    ("ES", "catalonia"): "CT",
    ("ES", "andalusia"): "AN",
    ("ES", "basque country"): "PV",
    ("ES", "balearic islands"): "IB",
    ("ES", "comunitat valenciana"): "VC",
    ("ES", "valencia"): "VC",
    ("DE", "bavaria"): "BY",
    ("DE", "saxony"): "SN",
    ("DE", "north rhine-westphalia"): "NW",
    ("DE", "lower saxony"): "NI",
}


def days_of(
    first: date, last: date, *, country: str, subdivision: str = "", corrections: Iterable[tuple[date, bool, str]] = ()
) -> list[Day]:
    """Every day from first to last with why it counts or not. `corrections`: (day, works, reason), which win."""
    corrected = {day: (works, reason) for day, works, reason in corrections}
    found = []
    for number in range(min((last - first).days + 1, LONGEST)):
        day = first + timedelta(days=number)
        found.append(_corrected(day, *corrected[day]) if day in corrected else _plain(day, country, subdivision))
    return found


def _corrected(day: date, works: bool, reason: str) -> Day:
    return Day(day, works, "added" if works else "removed", reason)


def _plain(day: date, country: str, subdivision: str) -> Day:
    calendar = _calendar(country, subdivision, day.year, (get_language() or "en").partition("-")[0])
    weekend = calendar.weekend if calendar is not None else {5, 6}
    if day.weekday() in weekend:
        return Day(day, False, "weekend")
    if calendar is not None and day in calendar:
        return Day(day, False, "holiday", calendar.get(day))
    return Day(day, True, "working")


def count(first: date, last: date, **place) -> int:
    """How many working days; the same arguments as `days_of`. Dates in the wrong order have none."""
    return sum(day.works for day in days_of(first, last, **place))


def in_words(days: int | Decimal) -> str:
    """`5 working days`, `2.5 working days`."""
    days = Decimal(days)
    shown = number_format(f"{days.normalize():f}", force_grouping=False)
    return ngettext("{days} working day", "{days} working days", int(days) if days == int(days) else 2).format(
        days=shown
    )


def online_days(sessions: Iterable[tuple[datetime, datetime]]) -> Decimal:
    """Working days of a virtual exchange: per calendar day (of the session’s own zone) a whole one from six hours,
    half a one from three; less is none. Six half-day sessions make three days (guides/clusterxchange.md, 1.6)."""
    by_day: dict[date, timedelta] = {}
    for starts, ends in sessions:
        by_day[starts.date()] = by_day.get(starts.date(), timedelta()) + (ends - starts)
    total = Decimal(0)
    for length in by_day.values():
        if length >= FULL_DAY:
            total += 1
        elif length >= HALF_DAY:
            total += Decimal("0.5")
    return total
