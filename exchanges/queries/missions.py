"""Reads of the list and the page of missions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, pgettext

from accounts.desk import Step
from clusters.models import Cluster, Membership
from clusters.profiles import holding_today
from core import dates
from core.languages import name_in
from exchanges import clock
from exchanges.models import Mission, MissionHost, MissionSession, Move
from exchanges.queries import choosing
from exchanges.states import COMING_MISSIONS, PUBLIC_MISSIONS, MissionState, SignUpState

PER_PAGE = 12
NEXT = 3
COMING = COMING_MISSIONS | {MissionState.UNDER_WAY}
PAST = PUBLIC_MISSIONS - COMING


@dataclass(frozen=True)
class MissionLine:
    """One mission in a list (loaded with `public_missions`), in the best version for the reader."""

    mission: Mission
    language: str

    @cached_property
    def text(self):
        return self.mission.text(self.language)

    @property
    def title(self) -> str:
        return self.mission.title(self.language)

    @property
    def foreign(self) -> str:
        """The language of the text where it is not the reader’s."""
        return self.text.language if self.text and self.text.language != self.language else ""

    @property
    def days(self) -> str:
        return dates.span(self.mission.first_day, self.mission.last_day, self.language)

    @property
    def languages(self) -> list[str]:
        return [name_in(code, self.language) for code in self.mission.languages]

    @property
    def deadline(self) -> str:
        """The end of the sign-up on the clock of the place."""
        return self._moment(self.mission.sign_up_until)

    @property
    def opening(self) -> str:
        return self._moment(self.mission.sign_up_from) if self.mission.sign_up_from else ""

    def _moment(self, value: datetime) -> str:
        there = value.astimezone(ZoneInfo(self.mission.zone))
        day, hour = dates.long_date(there.date(), self.language), dates.time_of(there, self.language)
        return f"{day}, {hour} ({dates.zone_name(there, self.language)})"

    @property
    def places_left(self) -> int:
        taken = self.mission.taken  # type: ignore[attr-defined]  # `with_places_left` adds it
        return max(0, self.mission.places - taken)

    @property
    def is_open(self) -> bool:
        return self.mission.state == MissionState.OPEN

    @property
    def is_cancelled(self) -> bool:
        return self.mission.state == MissionState.CANCELLED

    @property
    def is_coming(self) -> bool:
        return self.mission.state in COMING_MISSIONS

    @property
    def themes(self):
        return [(concept, _theirs(concept, self.language)) for concept in self.mission.concepts.all()]


def _theirs(concept, language: str) -> str:
    """The language of a concept’s label where it is not the reader’s."""
    spoken = concept.label_language(language)
    return spoken if spoken != language else ""


def public_missions(user) -> QuerySet[Mission]:
    """What everybody may read, for lists: also a manager’s drafts stand elsewhere."""
    return Mission.objects.visible_to(user).filter(state__in=PUBLIC_MISSIONS).with_texts().with_places_left()


def coming(user) -> QuerySet[Mission]:
    """Those that are not over, the first first; also where the calendar has not moved them on yet."""
    rows = public_missions(user).filter(state__in=COMING, last_day__gte=clock.today())
    return rows.order_by("first_day", "code")


def coming_missions(user, language: str, most: int = NEXT) -> list[MissionLine]:
    """The next ones."""
    return [MissionLine(mission, language) for mission in coming(user)[:most]]


@dataclass(frozen=True)
class MissionList:
    """The list for a query string: eight queries or so, however many there are."""

    user: object
    language: str
    data: Mapping[str, str]

    @cached_property
    def _rows(self) -> QuerySet[Mission]:
        return Mission.objects.visible_to(self.user).filter(state__in=PUBLIC_MISSIONS)

    @cached_property
    def _countries(self) -> list[str]:
        return list(self._rows.order_by().values_list("country", flat=True).distinct())

    @cached_property
    def _themes(self):
        return choosing.themes_of(self._rows, self.data.get("theme", ""))

    @cached_property
    def _clusters(self) -> dict[str, str]:
        used = self._rows.order_by().values("organising_cluster")
        return dict(Cluster.objects.filter(pk__in=used).values_list("code", "short_name"))

    @cached_property
    def asked(self) -> choosing.Asked:
        known = {
            "when": ("coming", "past"),
            "country": self._countries,
            "theme": self._themes,
            "cluster": self._clusters,
        }
        return choosing.ask(self.data, known)

    @cached_property
    def is_past(self) -> bool:
        return self.asked.get("when") == "past"

    @property
    def is_empty(self) -> bool:
        """There is none at all, whatever is asked for."""
        return not self._countries

    @property
    def filters(self) -> list[choosing.Filter]:
        asked, language = self.asked, self.language
        whens = {"coming": pgettext("exchange", "coming"), "past": pgettext("exchange", "past")}
        return [
            choosing.Filter(
                "when",
                pgettext("exchange", "When"),
                [choosing.Choice(value, label, value == self._when) for value, label in whens.items()],
            ),
            choosing.Filter(
                "country", _("Country"), choosing.country_choices(self._countries, asked.get("country"), language)
            ),
            choosing.Filter("theme", _("Theme"), choosing.theme_choices(self._themes, asked.get("theme"), language)),
            choosing.Filter(
                "cluster",
                _("Cluster"),
                [
                    choosing.Choice(code, name, code == asked.get("cluster"))
                    for code, name in sorted(self._clusters.items(), key=lambda pair: pair[1])
                ],
            ),
        ]

    @property
    def _when(self) -> str:
        return "past" if self.is_past else "coming"

    @cached_property
    def page(self) -> Page:
        """The page asked for; beyond the end it is the last one."""
        rows = public_missions(self.user).filter(state__in=PAST if self.is_past else COMING)
        if country := self.asked.get("country"):
            rows = rows.filter(country=country)
        if cluster := self.asked.get("cluster"):
            rows = rows.filter(organising_cluster__code=cluster)
        if theme := self.asked.get("theme"):
            rows = choosing.about(rows, theme)
        rows = rows.order_by("-first_day" if self.is_past else "first_day", "code")
        return Paginator(rows, PER_PAGE).get_page(self.data.get("page"))

    @property
    def pages(self) -> Iterable:
        return self.page.paginator.get_elided_page_range(self.page.number)

    @cached_property
    def lines(self) -> list[MissionLine]:
        return [MissionLine(mission, self.language) for mission in self.page]


@dataclass(frozen=True)
class Session:
    """One entry of the agenda, in the zone of its place."""

    title: str
    note: str
    place: str
    starts: str
    ends: str
    zone: str
    language: str  # of the text, where it is not the reader’s
    starts_at: datetime


@dataclass(frozen=True)
class AgendaDay:
    """`zone` is the name that all sessions of the day share; empty where they have different ones."""

    label: str
    sessions: list[Session]

    @property
    def zone(self) -> str:
        zones = {session.zone for session in self.sessions}
        return zones.pop() if len(zones) == 1 else ""


def agenda_of(mission: Mission, language: str) -> list[AgendaDay]:
    """Day by day, the sessions with their local times. Two queries."""
    days: dict[date, list[Session]] = {}
    for row in mission.sessions.prefetch_related("texts"):
        row.mission = mission
        starts, ends = (moment.astimezone(ZoneInfo(row.zone)) for moment in (row.starts_at, row.ends_at))
        days.setdefault(starts.date(), []).append(_session(row, starts, ends, language))
    return [AgendaDay(dates.day(day, language), sessions) for day, sessions in sorted(days.items())]


def _session(row: MissionSession, starts: datetime, ends: datetime, language: str) -> Session:
    text = row.text(language)
    ending = dates.time_of(ends, language)
    if ends.date() != starts.date():
        ending = f"{dates.short_date(ends.date(), language)}, {ending}"
    return Session(
        title=text.title if text else "",
        note=text.note if text else "",
        place=row.place,
        starts=dates.time_of(starts, language),
        ends=ending,
        zone=dates.zone_name(starts, language),
        language=text.language if text and text.language != language else "",
        starts_at=starts,
    )


_PATH = (MissionState.ANNOUNCED, MissionState.OPEN, MissionState.CLOSED, MissionState.UNDER_WAY, MissionState.DONE)


def thread_of(mission: Mission) -> list[Step]:
    """The states as knots, each with the day it came; a cancelled mission ends where it was. One query."""
    reached = {move.to_state: move.at for move in Move.objects.of(mission)}
    path: list[MissionState] = list(_PATH)
    if mission.state == MissionState.DRAFT:
        path = [MissionState.DRAFT, *_PATH]
    elif mission.state == MissionState.CANCELLED:
        path = [*(state for state in _PATH if state in reached), MissionState.CANCELLED]
    present = path.index(MissionState(mission.state))
    return [
        Step(str(state.label), number == present, reached.get(state) if number <= present else None)
        for number, state in enumerate(path)
    ]


def hosts_of(mission: Mission) -> list[MissionHost]:
    """The hosts with their places and the clusters they are in today (`organisation.present_memberships`): the main
    one first. Three queries.
    """
    memberships = Membership.objects.filter(holding_today()).select_related("cluster").order_by("cluster__order")
    return list(
        mission.hosts.select_related("organisation").prefetch_related(
            "organisation__places",
            "organisation__texts",
            Prefetch("organisation__memberships", queryset=memberships, to_attr="present_memberships"),
        )
    )


def waiting_on(mission: Mission) -> int:
    return mission.sign_ups.filter(state=SignUpState.WAITING).count()
