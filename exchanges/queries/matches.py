"""Who fits whom: hosts and missions for an application, visitors for an offer; ranked, each with its reasons.

The measure is the planner’s (`planner.fit`), the rules are those of `eligibility`. What the programme still needs comes
first with the planner’s weight; the share that is shown is that of the pair and its days alone. A fixed number of
queries, however many there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.cache import cache
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from exchanges import clock, eligibility, facts as facts_module, workdays
from exchanges.facts import Case, Facts
from exchanges.findings import Finding
from exchanges.models import Application, Mission, MissionHost, Offer, Proposal
from exchanges.planner import fit, reading
from exchanges.planner.problem import Goal, Window
from exchanges.states import COMING_MISSIONS, OfferState
from vocabulary.models import Concept

TOP = 5  # shown where a list is offered beside a form
CONCEPT_KEYS = Prefetch("concepts", queryset=Concept.objects.only("pk"))


@dataclass
class Match:
    """One host, mission or visitor. `obstacle` is the rule that stands in the way; then there is no fit to show."""

    wish: fit.Wish
    invitation: fit.Invitation
    share: float = 0.0
    is_needed: bool = False
    window: Window | None = None
    work_days: int | None = None
    obstacle: Finding | None = None
    offer: Offer | None = None
    mission: Mission | None = None
    application: Application | None = None
    is_outside: bool = False  # a mission on other days than the application names
    proposal: Proposal | None = None  # one of the two that waits for an answer
    sentences: list[str] = field(default_factory=list)

    @property
    def first_day(self) -> date | None:
        return self.window.first if self.window else None

    @property
    def last_day(self) -> date | None:
        return self.window.last if self.window else None

    @property
    def per_cent(self) -> int:
        return round(self.share * 100)

    @property
    def words(self) -> str:
        return in_words(self.share)

    @property
    def may_ask(self) -> bool:
        """Nothing stands in the way, or only days that could be others."""
        return self.obstacle is None or self.obstacle.rule not in TIMELESS

    @property
    def rank(self) -> tuple:
        key = next(row.pk for row in (self.offer, self.mission, self.application) if row)
        return (self.obstacle is not None, -(self.share + fit.GOAL * self.is_needed), self.mission is None, key)


def in_words(share: float) -> str:
    """The number of a fit as people say it."""
    for least, words in ((0.8, _("fits very well")), (0.6, _("fits well")), (0.4, _("fits in part"))):
        if share >= least:
            return words
    return _("fits little")


def nearness() -> fit.Nearness:
    """The vocabulary changes rarely and never decides alone: what was read is good for a minute."""
    return cache.get_or_set("exchanges.nearness", lambda: dict(fit.nearness()), 60) or {}


def open_offers(programme) -> list[Offer]:
    """With all that ranking needs, without texts: three queries."""
    return list(
        Offer.objects.filter(programme=programme, state=OfferState.OPEN)
        .select_related("organisation", "place", "receiving_cluster")
        .prefetch_related(CONCEPT_KEYS, "periods")
    )


def coming_missions(programme) -> list[Mission]:
    """With all that ranking needs, without texts: four queries."""
    hosts = Prefetch("hosts", queryset=MissionHost.objects.select_related("organisation"))
    return list(
        Mission.objects.filter(programme=programme, state__in=COMING_MISSIONS, first_day__gt=clock.today())
        .select_related("organising_cluster")
        .prefetch_related(CONCEPT_KEYS, hosts, "day_corrections")
    )


class Traveller:
    """One application against offers and missions: everything read once, then compared without queries."""

    def __init__(
        self, application: Application, *, offers: Iterable[Offer] = (), missions: Iterable[Mission] = (), near=None
    ):
        self.application = application
        self.programme = application.programme
        self.offers, self.missions = list(offers), list(missions)
        self.near = nearness() if near is None else near
        self.wish = reading.wish_of(application)
        self.goals: list[Goal] = reading.goals_of(self.programme)
        _numbers, windows = reading.windows_of(self.programme, [application])
        self.windows: list[Window] = [] if application.is_virtual else windows
        self.facts = facts_module.read(
            self.programme, application.organisation, person=application.person, cases=self._cases()
        )

    def _cases(self) -> list[Case]:
        first = self.windows[0].first if self.windows else None
        last = self.windows[-1].last if self.windows else None
        virtual = self.application.is_virtual
        cases = [Case(offer.organisation, offer, None, first, last, virtual) for offer in self.offers]
        return cases + [_mission_case(mission) for mission in self.missions]

    def matches(self) -> list[Match]:
        """Everything, the best first; what a rule forbids stands at the end."""
        found = [self.with_offer(offer) for offer in self.offers]
        found += [self.with_mission(mission) for mission in self.missions]
        return sorted(found, key=lambda match: match.rank)

    def with_offer(self, offer: Offer) -> Match:
        invitation = reading.invitation_of(offer)
        match = Match(self.wish, invitation, offer=offer, is_needed=self._needs(invitation.kind))
        pair = fit.pair(self.wish, invitation, self.near)
        if self.windows:
            match.window, match.work_days, match.obstacle = best_days(self.facts, offer, self.windows)
            match.share = pair + fit.DAYS * _days(match)
        else:  # online, or no days are left in the time that was named
            case = Case(offer.organisation, offer, is_virtual=self.application.is_virtual)
            match.obstacle = next(iter(eligibility.judge(self.facts, case).obstacles), None)
            match.share = pair / (1 - fit.DAYS)
        return match

    def with_mission(self, mission: Mission) -> Match:
        """A mission brings its days with it; they may lie outside the time that the application names."""
        case = _mission_case(mission)
        host = mission.main_host.organisation if mission.main_host else None
        invitation = fit.Invitation(
            frozenset(concept.pk for concept in mission.concepts.all()),
            frozenset(mission.languages),
            mission.country,
            host.type if host else "",
            host.size if host else "",
        )
        match = Match(self.wish, invitation, mission=mission, is_needed=self._needs(invitation.kind))
        match.window = Window(mission.first_day, mission.last_day)
        match.work_days = workdays.count(
            mission.first_day,
            mission.last_day,
            country=mission.country,
            subdivision=mission.subdivision,
            corrections=case.corrections,
        )
        earliest, latest = self.application.earliest_on, self.application.latest_on
        match.is_outside = bool((earliest and mission.first_day < earliest) or (latest and mission.last_day > latest))
        pair = fit.pair(self.wish, invitation, self.near)
        match.share = pair + fit.DAYS * (0 if match.is_outside else _days(match))
        match.obstacle = next(iter(eligibility.judge(self.facts, case).obstacles), None)
        return match

    def _needs(self, host_kind: str) -> bool:
        return not self.application.is_virtual and is_needed(self.goals, self.application.organisation.type, host_kind)


def _mission_case(mission: Mission) -> Case:
    corrections = tuple((row.day, row.works, row.reason) for row in mission.day_corrections.all())
    host = mission.main_host.organisation if mission.main_host else None
    return Case(host, None, mission, mission.first_day, mission.last_day, mission.is_virtual, corrections)


def _days(match: Match) -> float:
    weekdays = sum(day.weekday() < 5 for day in match.window.days) if match.window else 0
    return fit.days(match.work_days or 0, weekdays)


def is_needed(goals: list[Goal], visitor_kind: str, host_kind: str) -> bool:
    """Whether an exchange of the two would count for a target that is still open."""
    kinds = (visitor_kind, host_kind)
    goal = next((goal for goal in goals if kinds[goal.counts_host] == goal.kind), None)
    return goal is not None and goal.number > 0


def best_days(facts: Facts, offer: Offer, windows: list[Window]) -> tuple[Window | None, int | None, Finding | None]:
    """The first days without a holiday that the rules allow, else those with the fewest; or what stands in the way.

    Days on which the host is closed are passed over without asking all rules.
    """
    best, most, obstacle = None, None, None
    for window in windows:
        if (best or obstacle) and not offer.is_open_on(window.first, window.last):
            continue
        case = Case(offer.organisation, offer, None, window.first, window.last)
        found = eligibility.judge(facts, case).obstacles
        if found:
            obstacle = obstacle or found[0]
            if found[0].rule in TIMELESS:
                break
            continue
        worked = workdays.count(window.first, window.last, country=case.country, subdivision=case.subdivision)
        if most is None or worked > most:
            best, most = window, worked
        if worked >= sum(day.weekday() < 5 for day in window.days):
            break
    return best, most, None if best else obstacle


# Rules whose answer other days would not change.
TIMELESS = frozenset(
    {
        "person",
        "visitor_country",
        "visit_once",
        "different_organisations",
        "different_countries",
        "host_country",
    }
)


def for_application(application: Application, *, show: str = "") -> list[Match]:
    """Open offers and coming missions of the application’s programme; `show` names one of the two."""
    programme = application.programme
    offers = [] if show == "missions" else open_offers(programme)
    missions = [] if show == "offers" else coming_missions(programme)
    return Traveller(application, offers=offers, missions=missions).matches()


def for_pair(application: Application, offer: Offer) -> Match:
    """One visitor and one host."""
    match = Traveller(application, offers=[offer]).with_offer(offer)
    explain([match])
    return match


def for_offer(offer: Offer) -> list[Match]:
    """Accepted applications without an exchange that may visit this host, the best first."""
    programme = offer.programme
    rows = Application.objects.to_place().filter(programme=programme).exclude(organisation=offer.organisation)
    if not offer.virtual:
        rows = rows.filter(is_virtual=False)
    applications = list(
        rows.select_related("organisation", "sending_cluster").prefetch_related(CONCEPT_KEYS).order_by("pk")
    )
    stays, windows = reading.windows_of(programme, applications)
    facts = reading.facts_of(programme, applications, [offer], windows)
    prefetch_related_objects([offer], "concepts", "periods")
    near, goals, invitation = nearness(), reading.goals_of(programme), reading.invitation_of(offer)
    host = _HostDays(offer, windows, facts.shared)
    found = []
    for application, own, numbers in zip(applications, facts.each, stays, strict=True):
        undated = Case(offer.organisation, offer, is_virtual=application.is_virtual)
        if eligibility.judge(own, undated).obstacles:
            continue
        match = Match(reading.wish_of(application), invitation, application=application)
        pair = fit.pair(match.wish, invitation, near)
        if application.is_virtual:
            match.share = pair / (1 - fit.DAYS)
        else:
            number = host.best(n for n in numbers if reading.may_travel(own, windows[n]))
            if number is None:
                continue
            match.window, match.work_days = windows[number], host.work_days(number)
            match.share = pair + fit.DAYS * _days(match)
            match.is_needed = is_needed(goals, application.organisation.type, invitation.kind)
        found.append(match)
    return sorted(found, key=lambda match: match.rank)


class _HostDays:
    """Each possible stay asked once for the host, whoever would come."""

    def __init__(self, offer: Offer, windows: list[Window], shared: Facts | None):
        self.offer, self.windows, self.shared = offer, windows, shared
        self._known: dict[int, int] = {}

    def work_days(self, number: int) -> int:
        """0 where a rule forbids the days."""
        if number not in self._known:
            window = self.windows[number]
            case = Case(self.offer.organisation, self.offer, None, window.first, window.last)
            self._known[number] = 0
            if self.shared is not None and not reading.refused(self.shared, case, reading.OF_HOST):
                self._known[number] = workdays.count(
                    window.first, window.last, country=case.country, subdivision=case.subdivision
                )
        return self._known[number]

    def best(self, numbers: Iterable[int]) -> int | None:
        able = [number for number in numbers if self.work_days(number)]
        return max(able, key=lambda n: (self.work_days(n), -self.windows[n].first.toordinal()), default=None)


def explain(page: list[Match], near: fit.Nearness | None = None) -> None:
    """Sentences for the matches of one page: themes by their names. Two queries."""
    near = nearness() if near is None else near
    wanted = {pk for match in page for pk in match.wish.concepts | match.invitation.concepts}
    names = {concept.pk: concept.label() for concept in Concept.objects.filter(pk__in=wanted).with_labels()}
    for match in page:
        match.sentences = [
            _themes(match, near, names) if reason.part == "themes" else reason.sentence
            for reason in fit.reasons(
                match.wish, match.invitation, near, work_days=match.work_days, needed=match.is_needed
            )
        ]


def _themes(match: Match, near: fit.Nearness, names: dict[int, str]) -> str:
    """“Same themes: Denim. Near each other: Dyeing – Finishing.”"""
    same, beside = fit.theme_pairs(match.wish.concepts, match.invitation.concepts, near)
    sentences = []
    if same:
        themes = ", ".join(sorted(names[pk] for pk in same))
        sentences.append(_("Same themes: {themes}.").format(themes=themes))
    if beside:
        pairs = ", ".join(sorted(f"{names[one]} – {names[other]}" for one, other in beside))
        sentences.append(_("Themes near each other: {pairs}.").format(pairs=pairs))
    return " ".join(sentences)


def add_texts(page: list[Match]) -> None:
    """What a page of matches shows of its offers and missions: two queries at most."""
    prefetch_related_objects([match.offer for match in page if match.offer], "texts", "organisation__places")
    prefetch_related_objects([match.mission for match in page if match.mission], "texts")
