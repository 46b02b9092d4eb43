"""When will the target be reached, at the rate of the last months? Said only where there is enough to say it."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.utils.translation import gettext as _, ngettext

from core.dates import month

MONTHS = 6
WINDOW = timedelta(days=182)
LEAST = 5  # validated ones in the window; with fewer the rate is chance
FARTHEST = 3650  # days; beyond ten years a date would pretend to know something


@dataclass(frozen=True)
class Forecast:
    """`missing` up to the `target`; `recent` is what the rate is made of, `reached_on` the day where it says one."""

    missing: int
    recent: int
    target: int
    reached_on: date | None
    ends_on: date

    @property
    def in_time(self) -> bool:
        return self.reached_on is not None and self.reached_on <= self.ends_on

    @property
    def sentence(self) -> str:
        """For the head of the board: what the rate is, and what follows from it."""
        if not self.target:
            return _("The programme has no target.")
        if not self.missing:
            return _("Every target is reached.")
        if self.reached_on is None:
            return " ".join([self._rate(), _("That is not enough to say when {target} will be reached.").format(
                target=self.target
            )])  # fmt: skip
        when = month(self.reached_on)
        then = (
            _("At this rate {target} would be reached in {month}, before the programme ends.")
            if self.in_time
            else _("At this rate {target} would be reached in {month}, after the programme’s end ({end}).")
        )
        return " ".join([self._rate(), then.format(target=self.target, month=when, end=month(self.ends_on))])

    def _rate(self) -> str:
        return ngettext(
            "In the last six months {number} exchange was validated that fills an open target.",
            "In the last six months {number} exchanges were validated that fill an open target.",
            self.recent,
        ).format(number=self.recent)


def forecast(
    *,
    goals: dict[int, int],
    counted: dict[int, int],
    recent: dict[int, int],
    today: date,
    starts_on: date,
    ends_on: date,
) -> Forecast:
    """From the counts by target: `goals` asked for, `counted` so far, `recent` of them since `today - WINDOW`.

    What a type has beyond its target fills no other type, so it is neither progress nor rate. A programme younger than
    the window has its rate from its own days.
    """
    missing = {key: max(0, goal - counted.get(key, 0)) for key, goal in goals.items()}
    lately = sum(recent.get(key, 0) for key, lacking in missing.items() if lacking)
    days = min(WINDOW.days, (today - starts_on).days)
    open_ones = sum(missing.values())
    reached = None
    if open_ones and lately >= LEAST and days > 0:
        needed = ceil(open_ones * days / lately)
        reached = today + timedelta(days=needed) if needed <= FARTHEST else None
    return Forecast(open_ones, lately, sum(goals.values()), reached, ends_on)
