"""Days of the demonstration, told from today: whatever the day, the programme is in its fourteenth month."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from exchanges import clock, workdays
from exchanges.eligibility_stay import add_months

MONTH, MONTHS = 14, 24
SHIFTS = range(6)  # weeks tried where holidays leave too few days
LONGEST = 12  # days of a stay that is under way


def programme_days(today: date) -> tuple[date, date]:
    """First and last day of a programme of MONTHS that is in month MONTH today."""
    first = add_months(today.replace(day=1), 1 - MONTH)
    return first, add_months(first, MONTHS) - timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """Everything is counted from this moment, the one at which the demonstration is loaded."""

    now: datetime

    @classmethod
    def from_now(cls) -> "Days":
        return cls(clock.now())

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def on(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """The hour of a day, in the site’s time zone."""
        return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())

    def ago(self, days: float, hour: int = 10, minute: int = 0) -> datetime:
        return self.on(self.today - timedelta(days=days), hour, minute)

    def monday(self, week: int) -> date:
        """The Monday of this week (0) or of so many weeks before or after it."""
        return self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=week)

    def stay(self, week: int, days: int, *, country: str, subdivision: str = "") -> tuple[date, date]:
        """First and last day of a stay of so many working days in one week, moved away from now past holidays.

        In a week without so many the most there are; week 0 is a stay that is under way.
        """
        if week == 0:
            return self._around_today(country, subdivision)
        best = None
        for shift in SHIFTS:
            monday = self.monday(week + (shift if week > 0 else -shift))
            for offset in range(6 - days):
                first = monday + timedelta(days=offset)
                last = first + timedelta(days=days - 1)
                found = workdays.count(first, last, country=country, subdivision=subdivision)
                if found == days:
                    return first, last
                if best is None or found > best[0]:
                    best = (found, first, last)
        return best[1:]

    def _around_today(self, country: str, subdivision: str) -> tuple[date, date]:
        """Began on a working day before today, ends after today, with five working days if it can."""
        works = [
            day
            for number in range(-LONGEST, LONGEST)
            if workdays.count(day := self.today + timedelta(days=number), day, country=country, subdivision=subdivision)
        ]
        before = [day for day in works if day < self.today]
        after = [day for day in works if day > self.today]
        first = before[-2] if len(before) > 1 and (self.today - before[-2]).days <= LONGEST // 2 else before[-1]
        there = works[works.index(first) :]
        last = there[4] if len(there) > 4 and there[4] > self.today else after[0]
        return first, last
