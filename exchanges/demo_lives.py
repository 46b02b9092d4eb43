"""When the things of one exchange of the demonstration happened, one after the other."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from exchanges.choices import Activity, SignatureRole
from exchanges.demo_days import Days
from exchanges.eligibility_stay import add_months
from exchanges.models import Mission, Offer

# How far an exchange has come, and the last of its moments that there is then.
UNTIL = {
    "matched": "confirmed",
    "building": "written",
    "signing": "opened",
    "approved": "signed",
    "under_way": "begun",
    "ended": "ended",
    "reported": "reported",
    "validated": "validated",
    "paid": "paid",
    "closed": "closed",
}
ROLES = (SignatureRole.VISITOR, SignatureRole.HOST, SignatureRole.SENDING, SignatureRole.RECEIVING)
APPLIED, SURVEYED = 56, timedelta(days=60)


@dataclass
class Life:
    """One exchange from the first draft to the survey; a moment that is None has not come."""

    key: str
    visitor: str
    host: str
    first: date
    last: date
    plan: dict
    mission: Mission | None = None
    offer: Offer | None = None
    started: datetime | None = None
    submitted: datetime | None = None
    accepted: datetime | None = None
    proposed: datetime | None = None
    confirmed: datetime | None = None  # on a mission, when the application was accepted
    written: datetime | None = None
    opened: datetime | None = None
    signed: tuple[datetime, ...] | None = None  # in the order of ROLES
    begun: datetime | None = None
    ended: datetime | None = None
    drafted: datetime | None = None
    reported: datetime | None = None
    validated: datetime | None = None
    paid: datetime | None = None
    asked: datetime | None = None
    answered: datetime | None = None
    closed: datetime | None = None
    report: dict = field(default_factory=dict)

    def stop(self, state: str) -> "Life":
        """Forget what comes after this state."""
        names = [each.name for each in fields(self) if each.name in _MOMENTS]
        for name in names[names.index(UNTIL[state]) + 1 :]:
            setattr(self, name, None)
        return self

    @property
    def is_virtual(self) -> bool:
        return self.mission is not None and self.mission.is_virtual


_MOMENTS = (
    "started", "submitted", "accepted", "proposed", "confirmed", "written", "opened", "signed", "begun", "ended",
    "drafted", "reported", "validated", "paid", "asked", "answered", "closed",
)  # fmt: skip


def live(life: Life, days: Days, *, applied_on: date, dice: Random) -> Life:
    """Give every moment its time, the signatures three weeks before the stay; `applied_on` is when it began."""

    def after(moment: datetime, least: int, most: int) -> datetime:
        """So many days later, at an hour at which people work."""
        day = timezone.localdate(moment) + timedelta(days=dice.randint(least, most))
        return days.on(day, dice.randint(9, 17), dice.randrange(60))

    day = timedelta(days=1)
    life.started = after(days.on(applied_on), 0, 0)
    life.submitted = after(life.started, 1, 1)
    life.accepted = after(life.submitted, 3, 7)
    if life.mission:
        life.confirmed = life.accepted
    else:
        life.proposed = after(life.accepted, 1, 3)
        life.confirmed = after(life.proposed, 1, 4)
    life.written = after(life.confirmed, 2, 5)
    life.opened = after(life.written, 1, 3)
    first = after(life.opened, 1, 1)
    second = after(first, 1, 1)
    third = after(second, 1, 1)
    life.signed = (first, second, third, after(third, 1, 1))
    life.begun = days.on(life.first, 6)
    life.ended = days.on(life.last + day, 6)
    life.drafted = after(life.ended, 1, 4)
    life.reported = after(life.drafted, 1, 8)
    life.validated = after(life.reported, 2, 8)
    life.paid = after(life.validated, 1, 9)
    life.asked = days.on(add_months(life.last, 6), 6)
    life.answered = after(life.asked, 1, 20) if dice.random() < 0.85 else None
    life.closed = life.answered or days.on(timezone.localdate(life.asked + SURVEYED) + day, 6)
    for name in ("asked", "answered", "closed"):
        moment = getattr(life, name)
        if moment and moment >= days.now:
            setattr(life, name, None)
    return life


def recent(life: Life, days: Days, *, validated: int = 0, reported: int = 0) -> Life:
    """The report or its validation so many days ago, and what comes before in order."""
    if validated:
        life.validated = days.ago(validated, 14)
        life.reported = life.validated - timedelta(days=6)
    if reported:
        life.reported = days.ago(reported, 15)
    life.drafted = min(life.drafted, life.reported - timedelta(hours=21))
    return life


def report_of(plan: dict, dice: Random, *, story: dict | None) -> dict:
    """What the visitor reports; `story` is one that may be published."""
    good = dice.random() < 0.85
    values = {
        "agenda_followed": dice.random() < 0.9,
        "activities": [Activity(value) for value in plan["activities"]],
        "contacts": dice.randint(3, 18),
        "meetings": dice.randint(2, 9),
        "outcomes": plan["results"],
        "follow_up": plan["follow_up"],
        "agreement_signed": "agreement" in plan["results"],
        "satisfaction_partner": dice.choice((4, 5, 5) if good else (2, 3, 4)),
        "satisfaction_support": dice.choice((4, 4, 5) if good else (3, 4)),
        "satisfaction_preparation": dice.choice((4, 5, 5)),
        "satisfaction_platform": dice.choice((3, 4, 4, 5)),
        "satisfaction_lump_sum": dice.choice((2, 3, 4, 4)),
        "would_recommend": good or dice.random() < 0.5,
        "problems": "" if good else "The second day was shorter than planned.",
    }
    if not values["agenda_followed"]:
        values["deviations"] = "Two visits were exchanged because of a fair in the town."
    if story:
        values |= {"story": story["text"], "consent_to_publish": True, "language": story["language"]}
    return values
