"""Reads of the room’s front page, and of its part on the site’s."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from clusters.models import Cluster
from exchanges import clock, rules
from exchanges.models import Exchange, Programme
from exchanges.queries.missions import MissionLine, coming, coming_missions
from exchanges.queries.offers import OfferLine, newest_offers
from exchanges.queries.programme_rules import Rules, loaded
from exchanges.queries.ribbons import Cloth, TypeRibbon, ribbons

NEXT_MISSIONS = 6


@dataclass(frozen=True)
class Way:
    """Something this reader can do next; `says` is a sentence on it."""

    title: str
    href: str
    says: str


@dataclass(frozen=True)
class ShownProgramme:
    """A running programme with its rules; `rates` are those of the countries that readers will look for first."""

    rules: Rules
    rates: list

    @property
    def sources(self) -> list[str]:
        return sorted({row.source for row in self.rates if row.source})

    @property
    def more_rates(self) -> int:
        """Countries with a rate that are not shown."""
        return len({row.country for row in self.rules.rates if row.is_now}) - len(self.rates)


def shown_programmes():
    """Those that run; where none does, the next one, else the last one."""
    today = clock.today()
    running = list(loaded().running(today).order_by("starts_on", "code"))
    if running:
        return running
    next_one = loaded().filter(starts_on__gt=today).order_by("starts_on", "code").first()
    last_one = next_one or loaded().filter(ends_on__lt=today).order_by("-ends_on", "code").first()
    return [last_one] if last_one else []


@dataclass(frozen=True)
class Front:
    """Everything on the page, each part read when it is first used."""

    user: object
    language: str

    @cached_property
    def _programmes(self) -> list[Programme]:
        return shown_programmes()

    @cached_property
    def programmes(self) -> list[ShownProgramme]:
        woven = ribbons(self._programmes)
        countries = set(Cluster.objects.values_list("country", flat=True))
        countries |= {line.mission.country for line in self.missions} | {line.offer.country for line in self.offers}
        found = []
        for programme in self._programmes:
            shown = Rules(programme, self.language, woven[programme.pk])
            found.append(ShownProgramme(shown, shown.rates_of(countries)))
        return found

    @cached_property
    def cloths(self) -> list[Cloth]:
        """The cloths of all ribbons on the page, each once."""
        return list({cloth.code: cloth for shown in self.programmes for cloth in shown.rules.ribbon.cloths}.values())

    @cached_property
    def may_ask(self) -> bool:
        return asks(self.user)

    @cached_property
    def missions(self) -> list[MissionLine]:
        return coming_missions(self.user, self.language, NEXT_MISSIONS)

    @cached_property
    def offers(self) -> list[OfferLine]:
        return newest_offers(self.user, self.language)

    @cached_property
    def ways(self) -> list[Way]:
        """What is next for a signed-in reader, by what they may do; empty for visitors."""
        return list(ways_of(self.user))


def asks(user) -> bool:
    """“May we go?” is for everybody who may take part, and for visitors, who are asked to sign in first; no auditor."""
    return not user.is_authenticated or rules.may_take_part(user)


def ways_of(user):
    """Links to the reader’s own places of the room, the nearest first."""
    if rules.may_take_part(user):
        if not cluster_rules.is_member(user) and not rules.may_organise(user):
            yield Way(
                _("Say where you work"),
                reverse("join"),
                _("Your cluster confirms it; then your organisation can take part."),
            )
        yield Way(
            _("May we go?"),
            reverse("exchange_eligibility"),
            _("Every rule for your organisation, with a way to fix what stands in the way."),
        )
        yield Way(
            _("Applications"),
            reverse("exchange_applications"),
            _("Yours, and those that wait for your cluster’s answer.")
            if cluster_rules.is_manager(user)
            else _("What you wrote, and what came of it."),
        )
    if account_rules.is_known(user):
        yield Way(
            _("The list of exchanges"),
            reverse("exchange_list"),
            _("Those that concern you, with their states, to filter and to take away as a table."),
        )
    if rules.may_organise(user):
        yield Way(
            _("Missions and offers of mine"),
            reverse("exchange_organising"),
            _("Announce a trip, or invite visitors."),
        )
    if rules.may_see_boards(user):
        yield Way(_("Boards"), reverse("exchange_boards"), _("How far the programme is, in figures."))


@dataclass(frozen=True)
class HomePart:
    """The room’s section of the site’s front page; the same for every reader, so that it may be kept."""

    ribbon: TypeRibbon | None
    missions: list[MissionLine]

    @property
    def is_shown(self) -> bool:
        return self.ribbon is not None or bool(self.missions)


def home_part(language: str) -> HomePart:
    """The next missions, and the progress of the running programme that wants the most."""
    running = Programme.objects.running(clock.today()).prefetch_related("targets")
    woven = ribbons(running)
    ribbon = max(woven.values(), key=lambda each: each.target, default=None)
    return HomePart(ribbon, coming_missions(AnonymousUser(), language))


def home_state() -> tuple:
    """Names the state of what `home_part` shows, so that it may be kept: two queries."""
    missions = coming(AnonymousUser()).prefetch_related(None)
    return (
        clock.today(),
        tuple((row.code, row.state, row.changed_at, MissionLine(row, "").places_left) for row in missions),
        Exchange.objects.counted().count(),
    )
