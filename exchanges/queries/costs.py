"""What a trip is expected to cost and what is left to pay, before anybody applies."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from clusters.models import Organisation
from exchanges import distances, workdays
from exchanges.errors import MissingRateError
from exchanges.models import Mission
from exchanges.money import LumpSum, lump_sum, money


@dataclass(frozen=True)
class Share:
    """One way the sum may come out; `label` says for whom, empty where there is only one."""

    label: str
    amount: str
    own: str  # what is left of the expected cost, empty where no cost is given
    sum: LumpSum


@dataclass(frozen=True)
class Estimate:
    """`shares` has two rows where the distance decides and is not known; none where there is no rate (`why_not`)."""

    days: str
    cost: str
    shares: list[Share] = field(default_factory=list)
    why_not: str = ""

    @property
    def steps(self):
        """How the sum comes about, where there is one answer."""
        return self.shares[0].sum.steps if len(self.shares) == 1 else ()


def estimate(mission: Mission, organisation: Organisation | None = None) -> Estimate:
    """The lump sum expected for this mission, minus nothing or the cost: for one organisation, or for near and far."""
    programme, host = mission.programme, mission.main_host
    working = workdays.count(
        mission.first_day,
        mission.last_day,
        country=mission.country,
        subdivision=mission.subdivision,
        corrections=tuple((row.day, row.works, row.reason) for row in mission.day_corrections.all()),
    )
    shown = "" if mission.is_virtual else working_days(working)
    cost = "" if mission.expected_cost is None else money(mission.expected_cost, programme.currency)

    def share(label: str, km: float | None) -> Share:
        expected = mission.expected_cost
        found = lump_sum(
            programme,
            country=mission.country,
            first_day=mission.first_day,
            working_days=working,
            distance_km=km,
            is_virtual=mission.is_virtual,
        )
        left = "" if expected is None else money(max(Decimal(0), expected - found.amount), programme.currency)
        return Share(label, money(found.amount, found.currency), left, found)

    known = None
    if organisation is not None and host is not None:
        known = distances.between(organisation.main_place, host.organisation.main_place)
    decides = known is None and working >= max(programme.full_from_days, programme.min_days) and not mission.is_virtual
    try:
        if not decides:
            return Estimate(shown, cost, [share("", known)])
        limit = programme.full_from_km
        far = share(_("from {km} km away").format(km=limit), float(limit))
        near = share(_("nearer than {km} km").format(km=limit), 0.0)
        return Estimate(shown, cost, [far, near])
    except MissingRateError as error:
        return Estimate(shown, cost, why_not=str(error))


def working_days(number: int) -> str:
    return ngettext("{days} working day", "{days} working days", number).format(days=number)
