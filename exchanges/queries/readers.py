"""What a page tells this reader before the button: for which organisation, and what stands in its way."""

from dataclasses import dataclass, field
from enum import StrEnum

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from clusters.models import Organisation
from clusters.states import AffiliationState
from exchanges import eligibility, rules
from exchanges.findings import Answer, Eligibility
from exchanges.models import Mission, Offer, SignUp


class Standing(StrEnum):
    """Where somebody stands who reads a mission or an offer."""

    SIGNED_OUT = "signed_out"
    NOWHERE = "nowhere"  # no organisation of theirs was accepted by a cluster
    MANAGER = "manager"  # works nowhere, but may fill in for members
    READ_ONLY = "read_only"
    READY = "ready"


@dataclass(frozen=True)
class Reader:
    """`organisations` are those whose people this person is; `found` is the answer for the chosen one."""

    standing: Standing
    organisations: list[Organisation] = field(default_factory=list)
    organisation: Organisation | None = None
    found: Eligibility | None = None
    sign_up: SignUp | None = None
    may_see_application: bool = False  # that of the sign-up

    @property
    def others(self) -> list[Organisation]:
        return [each for each in self.organisations if each != self.organisation]

    @property
    def is_out(self) -> bool:
        return self.found is not None and self.found.answer == Answer.NO


def organisations_of(user) -> list[Organisation]:
    """Where this person works, as accepted by a cluster."""
    mine = user.affiliations.filter(state=AffiliationState.ACCEPTED).values("organisation")
    return list(Organisation.objects.filter(pk__in=mine).prefetch_related("places").order_by("name", "pk"))


def reader_of(user, thing: Mission | Offer, *, chosen: str = "") -> Reader:
    """The reader of one page. `chosen` is the code of one of several organisations; any other value is the first."""
    mission = thing if isinstance(thing, Mission) else None
    offer = thing if isinstance(thing, Offer) else None
    if not account_rules.is_known(user):
        return Reader(Standing.SIGNED_OUT)
    if account_rules.is_read_only(user):
        return Reader(Standing.READ_ONLY)
    mine = organisations_of(user)
    if not mine:
        manages = cluster_rules.is_manager(user) or account_rules.is_coordinator(user)
        return Reader(Standing.MANAGER if manages else Standing.NOWHERE)
    organisation = next((each for each in mine if each.code == chosen), mine[0])
    found = eligibility.check(thing.programme, organisation, person=user, mission=mission, offer=offer)
    sign_up = None
    if mission is not None:
        rows = mission.sign_ups.live().filter(organisation=organisation).select_related("application__organisation")
        sign_up = rows.first()
    seen = sign_up is not None and rules.may_see_application(user, sign_up.application)
    return Reader(Standing.READY, mine, organisation, found, sign_up, seen)
