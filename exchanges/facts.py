"""What eligibility needs to know, read in a fixed number of queries for any number of hosts."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from clusters import rules as cluster_rules
from clusters.models import Membership, Organisation
from exchanges import clock, workdays
from exchanges.choices import Membership as Kind
from exchanges.models import Exchange, Mission, Offer, Override, Programme, ProgrammeCountry, Rate, RoleRule, StayDay


@dataclass(frozen=True)
class Case:
    """One thing that is asked about: a host and, as far as known, an offer or mission and the days."""

    host: Organisation | None = None
    offer: Offer | None = None
    mission: Mission | None = None
    first_day: date | None = None
    last_day: date | None = None
    is_virtual: bool = False
    corrections: tuple = ()

    @property
    def host_id(self) -> int | None:
        return self.host.pk if self.host else None

    @property
    def country(self) -> str | None:
        """Of the stay."""
        if self.mission:
            return self.mission.country
        if self.offer and self.offer.place:
            return self.offer.place.country
        return self.host.country if self.host else None

    @property
    def subdivision(self) -> str:
        thing = self.mission or self.offer
        return thing.subdivision if thing else ""

    def subdivision_at(self, where) -> str:
        """The region whose holidays count at this place of the stay: the one that was named, else the place’s own."""
        if self.subdivision or where is None or where.country != self.country:
            return self.subdivision
        return workdays.subdivision_of(where.country, where.region)

    @property
    def has_dates(self) -> bool:
        return self.first_day is not None and self.last_day is not None


@dataclass
class Facts:
    """The programme’s rules and what is known of the visiting organisation, its person, and the hosts."""

    programme: Programme
    organisation: Organisation
    person: object | None
    on: date
    countries: dict[str, ProgrammeCountry] = field(default_factory=dict)
    matrix: dict[tuple[str, str, str], RoleRule] = field(default_factory=dict)
    rates: dict[str, list[Rate]] = field(default_factory=dict)
    memberships: dict[int, list[Membership]] = field(default_factory=dict)
    visit: Exchange | None = None
    overrides: list[Override] = field(default_factory=list)
    works_there: bool | None = None
    away: set[date] = field(default_factory=set)
    busy: dict[int, dict[date, int]] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)

    def kind_of(self, organisation_id: int, on: date) -> Kind:
        """Whether the organisation is in a cluster of the alliance on that day."""
        for row in self.memberships.get(organisation_id, ()):
            if row.since <= on and (row.until is None or on < row.until):
                return Kind.MEMBER
        return Kind.EXTERNAL

    def override_of(self, rule: str, host_id: int | None) -> Override | None:
        return next(
            (row for row in self.overrides if row.rule == rule and row.host_id in (None, host_id)),
            None,
        )


def read(
    programme: Programme,
    organisation: Organisation,
    *,
    person=None,
    cases: Collection[Case] = (),
    leave_out: Exchange | None = None,
) -> Facts:
    """At most eight queries, however many cases. `leave_out`: an exchange of their own that shall not count."""
    facts = Facts(programme, organisation, person, clock.today())
    facts.countries = {row.country: row for row in ProgrammeCountry.objects.filter(programme=programme)}
    facts.matrix = {
        (row.side, row.organisation_type, row.membership): row for row in RoleRule.objects.filter(programme=programme)
    }
    rates = defaultdict(list)
    for rate in Rate.objects.filter(programme=programme):
        rates[rate.country].append(rate)
    facts.rates = dict(rates)
    memberships = defaultdict(list)
    known = {organisation.pk, *(case.host_id for case in cases if case.host)}
    for row in Membership.objects.filter(organisation__in=known):
        memberships[row.organisation_id].append(row)
    facts.memberships = dict(memberships)
    visits = Exchange.objects.live().filter(programme=programme, visitor_organisation=organisation, uses_visit=True)
    facts.visit = visits.exclude(pk=leave_out.pk if leave_out else None).first()
    facts.overrides = list(Override.objects.filter(programme=programme, organisation=organisation, ended_at=None))
    if person is not None:
        facts.works_there = cluster_rules.works_at(person, organisation)
    _read_days(facts, cases, leave_out)
    _read_places(facts, cases)
    return facts


def _read_days(facts: Facts, cases: Collection[Case], leave_out: Exchange | None) -> None:
    """Days on which the person is away, and how many seats of each offer are taken on each day: one query."""
    dated = [case for case in cases if case.has_dates]
    if not dated:
        return
    offers = {case.offer.pk for case in dated if case.offer}
    days = StayDay.objects.filter(
        day__gte=min(case.first_day for case in dated), day__lte=max(case.last_day for case in dated)
    ).filter(Q(person=facts.person, person__isnull=False) | Q(seat__offer__in=offers))
    busy: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    rows = days.exclude(exchange=leave_out.pk if leave_out else None)
    for day, person_id, offer_id in rows.values_list("day", "person_id", "seat__offer_id"):
        if facts.person is not None and person_id == facts.person.pk:
            facts.away.add(day)
        if offer_id in offers:
            busy[offer_id][day] += 1
    facts.busy = busy


def _read_places(facts: Facts, cases: Collection[Case]) -> None:
    """Places taken on missions: one query, only where missions are asked about."""
    missions = {case.mission.pk for case in cases if case.mission}
    if missions:
        rows = Mission.objects.filter(pk__in=missions).with_places_left().values_list("pk", "taken")
        facts.taken = dict(rows)
