"""What a stay would be, before anybody agrees to it: its working days, the lump sum by steps, what stands in the way.

Computed as the exchange itself will be, so that both sides see the same before and after.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import ngettext

from clusters.models import Organisation
from exchanges import distances, eligibility, money, workdays
from exchanges.errors import ExchangeError
from exchanges.findings import Answer, Eligibility
from exchanges.models import Application, Offer, Proposal


@dataclass(frozen=True)
class Outlook:
    """`days` is empty while they are open, `lump_sum` None where it cannot be said yet: `problem` says why."""

    eligibility: Eligibility
    days: tuple[workdays.Day, ...] = ()
    lump_sum: money.LumpSum | None = None
    problem: str = ""

    @property
    def work_days(self) -> int:
        return sum(day.works for day in self.days)

    @property
    def days_in_words(self) -> str:
        return ngettext("{days} working day", "{days} working days", self.work_days).format(days=self.work_days)

    @property
    def days_off(self) -> list[workdays.Day]:
        """Days that do not count, for a reason that is no plain weekend."""
        return [day for day in self.days if not day.works and day.why != "weekend"]

    @property
    def amount(self) -> str:
        return money.money(self.lump_sum.amount, self.lump_sum.currency) if self.lump_sum else ""

    @property
    def obstacles(self):
        return self.eligibility.obstacles


def outlook(
    application: Application,
    *,
    host: Organisation,
    offer: Offer | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    is_virtual: bool = False,
) -> Outlook:
    """About ten queries. Days in the wrong order have none; the rule about them says so."""
    found = eligibility.check(
        application.programme,
        application.organisation,
        person=application.person,
        host=host,
        offer=offer,
        first_day=first_day,
        last_day=last_day,
        is_virtual=is_virtual,
    )
    if is_virtual:
        return Outlook(found, lump_sum=_sum(application, found, days=0, distance=None, is_virtual=True))
    if first_day is None or last_day is None or last_day < first_day:
        return Outlook(found)
    where = offer.where if offer else host.main_place
    days = workdays.days_of(
        first_day, last_day, country=found.case.country or "", subdivision=found.case.subdivision_at(where)
    )
    distance = distances.between(application.organisation.main_place, where)
    try:
        lump_sum = _sum(application, found, days=sum(day.works for day in days), distance=distance)
    except ExchangeError as error:
        return Outlook(found, tuple(days), problem=str(error))
    return Outlook(found, tuple(days), lump_sum)


def _sum(application, found: Eligibility, *, days: int, distance, is_virtual: bool = False) -> money.LumpSum:
    enough = found.finding("enough_days")
    return money.lump_sum(
        application.programme,
        country=found.case.country or "",
        first_day=found.case.first_day,
        working_days=Decimal(days),
        distance_km=distance,
        is_virtual=is_virtual,
        shortest_waived=enough is not None and enough.answer == Answer.YES and enough.override is not None,
    )


def of_proposal(proposal: Proposal) -> Outlook:
    """As the proposal stands."""
    return outlook(
        proposal.application,
        host=proposal.host,
        offer=proposal.offer,
        first_day=proposal.first_day,
        last_day=proposal.last_day,
        is_virtual=proposal.is_virtual,
    )
