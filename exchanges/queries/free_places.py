"""When a host has room: the working days of the coming months, and how many visits at a time are still free on them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from exchanges import clock, workdays
from exchanges.models import Offer, StayDay

MONTHS = 6


@dataclass(frozen=True)
class Month:
    """`open_days` working days on which the host receives visitors, `free_days` of them with room for one more.

    `least` and `most`: how many more visits at a time those free days have room for.
    """

    first: date
    open_days: int
    free_days: int
    least: int
    most: int


def months_of(offer: Offer) -> list[Month]:
    """From this month on, as long as the programme runs, at most MONTHS. One query; the periods are loaded before."""
    today = clock.today()
    starts = _starts(max(today, offer.programme.starts_on), offer.programme.ends_on)
    if not starts:
        return []
    last = min(_next(starts[-1]) - timedelta(days=1), offer.programme.ends_on)
    taken = Counter(
        StayDay.objects.filter(seat__offer=offer, day__gte=today, day__lte=last).values_list("day", flat=True)
    )
    subdivision = offer.subdivision
    if not subdivision and offer.where is not None:
        subdivision = workdays.subdivision_of(offer.country, offer.where.region)
    found = []
    for first in starts:
        end = min(_next(first) - timedelta(days=1), last)
        days = workdays.days_of(
            max(first, today, offer.programme.starts_on), end, country=offer.country, subdivision=subdivision
        )
        room = [offer.capacity - taken[row.day] for row in days if row.works and offer.is_open_on(row.day, row.day)]
        free = [number for number in room if number > 0]
        found.append(Month(first, len(room), len(free), min(free, default=0), max(free, default=0)))
    return found


def _starts(first: date, last: date) -> list[date]:
    found: list[date] = []
    month = first.replace(day=1)
    while month <= last and len(found) < MONTHS:
        found.append(month)
        month = _next(month)
    return found


def _next(month: date) -> date:
    """The first day of the following month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
