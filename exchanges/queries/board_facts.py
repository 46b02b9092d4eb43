"""What stands in the way of each firm on a mission: the rules for all of them, in as many queries as for one."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from clusters.models import Affiliation, Membership
from clusters.states import AffiliationState
from exchanges import eligibility, facts as facts_module
from exchanges.facts import Case
from exchanges.findings import Finding
from exchanges.models import Exchange, Mission, Override, SignUp, StayDay

# Settled with the sign-up, or said elsewhere on the board.
SETTLED = frozenset({"mission_open", "mission_places"})


def obstacles_of(mission: Mission, sign_ups: Collection[SignUp]) -> dict[int, tuple[Finding, ...]]:
    """Obstacles by the sign-up’s key: rules that say no. At most fifteen queries.

    An exchange that a firm has through its own sign-up does not stand in its way.
    """
    if not sign_ups:
        return {}
    host = mission.main_host.organisation if mission.main_host else None
    corrections = tuple((row.day, row.works, row.reason) for row in mission.day_corrections.all())
    case = Case(host, None, mission, mission.first_day, mission.last_day, mission.is_virtual, corrections)
    base = facts_module.read(mission.programme, next(iter(sign_ups)).organisation, cases=[case])
    firms = {row.organisation_id for row in sign_ups}
    memberships = dict(base.memberships) | _memberships(firms)
    visits, overrides = _visits(mission, firms), _overrides(mission, firms)
    works, away = _works(sign_ups), _away(mission, sign_ups)
    found = {}
    for row in sign_ups:
        exchange = exchange_of(row)
        own = exchange.pk if exchange else None
        person = row.application.person_id
        facts = replace(
            base,
            organisation=row.organisation,
            person=row.application.person,
            memberships=memberships,
            visit=next((visit for visit in visits[row.organisation_id] if visit.pk != own), None),
            overrides=overrides[row.organisation_id],
            works_there=(person, row.organisation_id) in works if person else None,
            away={day for day, of in away[person] if of != own} if person else set(),
        )
        judged = eligibility.judge(facts, case)
        found[row.pk] = tuple(finding for finding in judged.obstacles if finding.rule not in SETTLED)
    return found


def exchange_of(sign_up: SignUp) -> Exchange | None:
    """The exchange of the place; none where it has none (loaded with `select_related`)."""
    return getattr(sign_up, "exchange", None)


def _memberships(firms: set[int]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    for row in Membership.objects.filter(organisation__in=firms):
        found[row.organisation_id].append(row)
    return dict(found)


def _visits(mission: Mission, firms: set[int]) -> dict[int, list[Exchange]]:
    found: dict[int, list[Exchange]] = defaultdict(list)
    rows = Exchange.objects.live().filter(programme=mission.programme, visitor_organisation__in=firms, uses_visit=True)
    for row in rows:
        found[row.visitor_organisation_id].append(row)
    return found


def _overrides(mission: Mission, firms: set[int]) -> dict[int, list[Override]]:
    found: dict[int, list[Override]] = defaultdict(list)
    for row in Override.objects.filter(programme=mission.programme, organisation__in=firms, ended_at=None):
        found[row.organisation_id].append(row)
    return found


def _works(sign_ups: Collection[SignUp]) -> set[tuple[int, int]]:
    people = {row.application.person_id for row in sign_ups}
    rows = Affiliation.objects.filter(user__in=people - {None}, state=AffiliationState.ACCEPTED)
    return set(rows.values_list("user_id", "organisation_id"))


def _away(mission: Mission, sign_ups: Collection[SignUp]) -> dict[int, list[tuple[date, int]]]:
    """Days on which the people have a stay, with the exchange it belongs to."""
    people = {row.application.person_id for row in sign_ups} - {None}
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = StayDay.objects.filter(person__in=people, day__gte=mission.first_day, day__lte=mission.last_day)
    for person, day, exchange in rows.values_list("person_id", "day", "exchange_id"):
        found[person].append((day, exchange))
    return found
