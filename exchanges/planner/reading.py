"""The problem of one programme, read from the database in a fixed number of queries.

The rules are those of `exchanges.eligibility`, the same functions. A plan may have a million pairs, so each rule is
asked once for what it looks at: the visitor, the host on certain days, or the two countries. Exceptions from a rule
about the visitor are used; stays that need another one are proposed by hand. `proposals.propose` checks all again.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from django.db.models import Count, Q

from clusters.models import Affiliation, Membership
from clusters.states import AffiliationState
from exchanges import clock, eligibility, facts as facts_module, workdays
from exchanges.choices import Side, Unplaced
from exchanges.facts import Case, Facts
from exchanges.models import Application, Exchange, Offer, Override, Programme, Proposal, SignUp, StayDay
from exchanges.planner import fit
from exchanges.planner.problem import NO, Goal, Place, Problem, Rules, Visitor, Window
from exchanges.states import HOLDS_A_PLACE, LIVE, OfferState

WEEKS = 26  # how far ahead a stay may begin, from the visitor’s first possible day
OF_VISITOR = ("person", "visitor_country", "visitor_membership", "visitor_type", "visit_once", "person_free")
OF_PAIR = ("different_organisations", "different_countries")
OF_HOST = tuple(rule for rule in eligibility.RULES if rule not in OF_VISITOR + OF_PAIR)


@dataclass
class Reading:
    """The problem, and the rows behind its numbers."""

    problem: Problem
    applications: list[Application]
    offers: list[Offer]
    wishes: list[fit.Wish]
    invitations: list[fit.Invitation]
    near: fit.Nearness


def problem_of(programme: Programme) -> Reading:
    """Accepted applications for a stay in person without an exchange, and the open offers."""
    applications = list(
        Application.objects.to_place()
        .filter(programme=programme, is_virtual=False)
        .select_related("organisation")
        .prefetch_related("concepts")
        .order_by("pk")
    )
    offers = list(
        Offer.objects.filter(programme=programme, state=OfferState.OPEN)
        .select_related("organisation", "place")
        .prefetch_related("concepts", "periods", "organisation__places")
        .order_by("pk")
    )
    stays, windows = windows_of(programme, applications)
    facts = facts_of(programme, applications, offers, windows)
    visitors = _visitors(programme, applications, facts, stays, windows)
    places = _places(programme, offers, facts)
    near = fit.nearness()
    wishes = [wish_of(application) for application in applications]
    invitations = [invitation_of(offer) for offer in offers]
    table = fit.table(wishes, invitations, near)
    _forbid_pairs(table, facts, offers)
    opened, date_fit, work_days = _host_days(offers, windows, facts)
    problem = Problem(
        visitors,
        places,
        windows,
        table,
        opened,
        date_fit,
        work_days,
        goals=goals_of(programme),
        goal_weight=fit.GOAL,
        rules=Rules(programme.min_days, programme.visit_once, programme.different_countries),
    )
    return Reading(problem, applications, offers, wishes, invitations, near)


def wish_of(application: Application) -> fit.Wish:
    return fit.Wish(
        frozenset(concept.pk for concept in application.concepts.all()),
        frozenset(application.languages),
        frozenset(application.countries),
        frozenset(application.host_types),
        application.organisation.size,
    )


def invitation_of(offer: Offer) -> fit.Invitation:
    return fit.Invitation(
        frozenset(concept.pk for concept in offer.concepts.all()),
        frozenset(offer.languages),
        Case(offer.organisation, offer).country or "",
        offer.organisation.type,
        offer.organisation.size,
    )


def windows_of(programme: Programme, applications: Iterable[Application]) -> tuple[list[tuple[int, ...]], list[Window]]:
    """For each application the numbers of its possible stays: from a Monday on, or from the first day it names."""
    soonest = max(clock.today() + timedelta(days=programme.proposal_days + 1), programme.starts_on)
    numbers: dict[Window, int] = {}
    stays = []
    for application in applications:
        wanted = max(application.days_wanted or programme.preferred_to, programme.min_days)
        first = max(soonest, application.earliest_on or soonest)
        last = min(programme.ends_on, application.latest_on or programme.ends_on)
        monday = first + timedelta(days=-first.weekday() % 7)
        starts = {monday + timedelta(days=7 * week) for week in range(WEEKS)}
        starts |= {first} if application.earliest_on and first.weekday() < 5 else set()
        found = [Window(start, _end(start, wanted)) for start in sorted(starts)]
        mine = [window for window in found if window.last <= last]
        if not mine and application.latest_on:  # a shorter stay, if the days are few
            mine = [Window(first, last)] if first <= last else []
        stays.append(tuple(numbers.setdefault(window, len(numbers)) for window in mine))
    return stays, list(numbers)


def _end(start: date, count: int) -> date:
    """The last of so many weekdays."""
    day = start
    while count > 1:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


@dataclass
class AllFacts:
    """What all share, and the facts of each application by its place in the list."""

    shared: Facts | None
    each: list[Facts]


def facts_of(programme, applications: list[Application], offers: list[Offer], windows: list[Window]) -> AllFacts:
    if not applications:
        return AllFacts(None, [])
    first = min((window.first for window in windows), default=clock.today())
    last = max((window.last for window in windows), default=first)
    cases = [Case(offer.organisation, offer, None, first, last) for offer in offers]
    shared = facts_module.read(programme, applications[0].organisation, cases=cases)
    organisations = {application.organisation_id for application in applications}
    people = {application.person_id for application in applications if application.person_id}
    memberships = dict(shared.memberships)
    for pk, rows in _by(Membership.objects.filter(organisation__in=organisations), "organisation_id").items():
        memberships[pk] = rows
    visits = Exchange.objects.live().filter(
        programme=programme, visitor_organisation__in=organisations, uses_visit=True
    )
    visit_of = {visit.visitor_organisation_id: visit for visit in visits}
    overrides = _by(
        Override.objects.filter(programme=programme, organisation__in=organisations, ended_at=None), "organisation_id"
    )
    works = set(
        Affiliation.objects.filter(user__in=people, state=AffiliationState.ACCEPTED).values_list(
            "user_id", "organisation_id"
        )
    )
    away: dict[int | None, set[date]] = defaultdict(set)
    stay_days = StayDay.objects.filter(person__in=people, day__gte=first, day__lte=last)
    for person, day in stay_days.values_list("person_id", "day"):
        away[person].add(day)
    shared = replace(shared, memberships=memberships)
    return AllFacts(
        shared,
        [
            replace(
                shared,
                organisation=each.organisation,
                person=each.person_id,
                visit=visit_of.get(each.organisation_id),
                overrides=overrides.get(each.organisation_id, []),
                works_there=(each.person_id, each.organisation_id) in works,
                away=away.get(each.person_id, set()),
            )
            for each in applications
        ],
    )


def _by(rows, name: str) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _visitors(programme, applications, facts: AllFacts, stays, windows) -> list[Visitor]:
    """Who waits for an answer, or may not visit at all, is known before."""
    waiting = set(Proposal.objects.open().filter(programme=programme).values_list("application_id", flat=True))
    waiting |= set(
        SignUp.objects.filter(mission__programme=programme, state__in=HOLDS_A_PLACE).values_list(
            "application_id", flat=True
        )
    )
    found = []
    for application, own, mine in zip(applications, facts.each, stays, strict=True):
        why_not = None
        if application.pk in waiting:
            why_not = Unplaced.WAITING
        elif eligibility.judge(own, Case()).obstacles:
            why_not = Unplaced.NOT_ELIGIBLE
        organisation = application.organisation
        found.append(
            Visitor(
                application.pk,
                organisation.pk,
                application.person_id,
                organisation.country,
                organisation.type,
                tuple(number for number in mine if why_not is None and may_travel(own, windows[number])),
                why_not,
            )
        )
    return found


def may_travel(facts: Facts, window: Window) -> bool:
    """The rules about the visitor on these days. Without another stay, and with a lasting membership, at any time."""
    memberships = facts.memberships.get(facts.organisation.pk, ())
    lasting = all(row.until is None and row.since <= facts.on for row in memberships)
    if not facts.away and lasting:
        return True
    found = eligibility.judge(facts, Case(first_day=window.first, last_day=window.last))
    return all(finding.rule not in OF_VISITOR for finding in found.obstacles)


def _places(programme, offers: list[Offer], facts: AllFacts) -> list[Place]:
    """Days of stays and of proposals that wait for an answer are given away."""
    waiting = _by(Proposal.objects.open().filter(programme=programme, offer__isnull=False), "offer_id")
    found = []
    for offer in offers:
        taken = dict(facts.shared.busy.get(offer.pk, {})) if facts.shared else {}
        for proposal in waiting.get(offer.pk, []):
            if proposal.first_day and proposal.last_day and not proposal.is_virtual:
                for day in Window(proposal.first_day, proposal.last_day).days:
                    taken[day] = taken.get(day, 0) + 1
        found.append(
            Place(
                offer.pk,
                offer.organisation_id,
                Case(offer.organisation, offer).country or "",
                offer.organisation.type,
                offer.capacity,
                taken,
                max(0, programme.most_open_proposals * offer.capacity - len(waiting.get(offer.pk, []))),
            )
        )
    return found


def _forbid_pairs(table: np.ndarray, facts: AllFacts, offers: list[Offer]) -> None:
    """Rules about the two together look at their countries, and at whether they are the same."""
    countries, organisations = defaultdict(list), defaultdict(list)
    for number, own in enumerate(facts.each):
        countries[own.organisation.country].append(number)
        organisations[own.organisation.pk].append(number)
    for column, offer in enumerate(offers):
        case = Case(offer.organisation, offer)
        for rows in countries.values():
            if refused(replace(facts.each[rows[0]], overrides=[]), case, ("different_countries",)):
                table[rows, column] = NO
        for row in organisations.get(offer.organisation_id, ()):
            table[row, column] = NO


def refused(facts: Facts, case: Case, names: Iterable[str]) -> bool:
    findings = (eligibility.RULES[name](facts, case) for name in names)
    return any(finding is not None and finding.answer == eligibility.Answer.NO for finding in findings)


def _host_days(
    offers: list[Offer], windows: list[Window], facts: AllFacts
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each offer and window: may the host receive, what the days are worth, how many working days there are."""
    shape = (len(offers), len(windows))
    opened, date_fit, work_days = np.zeros(shape, dtype=bool), np.zeros(shape), np.zeros(shape, dtype=int)
    if facts.shared is None:
        return opened, date_fit, work_days
    weekdays = [sum(day.weekday() < 5 for day in window.days) for window in windows]
    counted: dict[tuple, int] = {}
    for row, offer in enumerate(offers):
        for column, window in enumerate(windows):
            case = Case(offer.organisation, offer, None, window.first, window.last)
            key = (window, case.country, case.subdivision)
            if key not in counted:
                counted[key] = workdays.count(
                    window.first, window.last, country=case.country, subdivision=case.subdivision
                )
            work_days[row, column] = counted[key]
            date_fit[row, column] = fit.DAYS * fit.days(counted[key], weekdays[column])
            opened[row, column] = not refused(facts.shared, case, OF_HOST)
    return opened, date_fit, work_days


def goals_of(programme: Programme) -> list[Goal]:
    """What each target still needs beyond the exchanges there are, finished or not; reached ones stay with none, as an
    exchange counts for the first target that fits. One query."""
    live = Q(exchanges__state__in=LIVE, exchanges__is_virtual=False)
    targets = programme.targets.annotate(taken=Count("exchanges", filter=live))
    return [
        Goal(target.organisation_type, target.side == Side.HOST, max(0, target.number - target.taken))
        for target in targets
    ]
