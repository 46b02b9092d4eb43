"""Days and months as moments of the site’s zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

MOST_MONTHS = 120


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def months_between(start: date, end: date) -> list[date]:
    """First days of the months from one day to the other, at most the last ten years of them."""
    found, first = [], start.replace(day=1)
    while first <= end:
        found.append(first)
        first = next_month(first)
    return found[-MOST_MONTHS:]
