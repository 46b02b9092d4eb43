"""Dates as each language writes them (CLDR, through Babel): Django's month names lack case and capitals in several."""

from datetime import date, datetime
from functools import cache

from babel import Locale, dates
from django.utils import timezone
from django.utils.translation import get_language


def _locale(language: str | None) -> Locale:
    """CLDR's locale of a site language; English is that of Europe, with the day before the month."""
    return _parsed(language or get_language() or "en")


@cache
def _parsed(language: str) -> Locale:
    return Locale.parse("en_150" if language == "en" else language)


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def long_date(value: date | datetime, language: str | None = None) -> str:
    """`24 de juny del 2026`, `24 юни 2026 г.`: for running text and facts."""
    return dates.format_date(_local(value), "long", locale=_locale(language))


def short_date(value: date | datetime, language: str | None = None) -> str:
    """`24 Jun 2026`, `24.06.2026 г.`: for tables."""
    return dates.format_date(_local(value), "medium", locale=_locale(language))


def month(value: date | datetime, language: str | None = None) -> str:
    """`juin 2026`, `юни 2026 г.`"""
    return dates.format_skeleton("yMMMM", _local(value), locale=_locale(language))


def span(first: date, last: date, language: str | None = None) -> str:
    """`5–9 Oct 2026`, `28 déc. 2026 – 9 janv. 2027`: from one day to another; one date where they are the same."""
    return dates.format_interval(first, last, "yMMMd", locale=_locale(language))


def day(value: date, language: str | None = None) -> str:
    """`Monday, 5 October 2026`: with the day of the week."""
    return dates.format_date(value, "full", locale=_locale(language))


def time_of(value: datetime, language: str | None = None) -> str:
    """`09:00`, in the zone the moment comes with."""
    return dates.format_time(value, "short", tzinfo=value.tzinfo, locale=_locale(language))


def zone_name(value: datetime, language: str | None = None) -> str:
    """`Central European Summer Time`: the zone the moment comes with, as it is called on that day."""
    return dates.get_timezone_name(value, locale=_locale(language))


def date_and_time(value: datetime, language: str | None = None) -> str:
    """Long date and time of day, in the site's time zone."""
    locale = _locale(language)
    return f"{long_date(value, language)}, {dates.format_time(_local(value), 'short', locale=locale)}"


STYLES = {
    "DATE_FORMAT": long_date,
    "SHORT_DATE_FORMAT": short_date,
    "DATETIME_FORMAT": date_and_time,
    "F Y": month,
}
