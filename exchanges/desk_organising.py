"""What organisers find on the desk: missions whose sign-up closes soon, whose waiting list moves, whose papers miss."""

from collections import defaultdict
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.desk import MOST_ITEMS, Item, Section
from clusters import rules as cluster_rules
from core.dates import date_and_time, long_date
from exchanges import clock
from exchanges.models import Exchange, Mission, SignUp
from exchanges.queries.organising import papers_missing
from exchanges.states import MissionState as M, SignUpState as S

SOON = timedelta(days=7)  # the sign-up closes
NEAR = timedelta(days=21)  # the first day, with commitments that are not signed
KEPT = timedelta(days=365)  # after the last day; what is late then is on the boards


def missions_to_run(user) -> Section | None:
    """One item for each mission of the person’s clusters that needs something now: five queries for any number."""
    if not cluster_rules.is_manager(user):
        return None
    missions = list(
        Mission.objects.filter(organising_cluster__in=cluster_rules.clusters_managed_by(user))
        .exclude(state__in=(M.DRAFT, M.CANCELLED))
        .filter(last_day__gte=clock.today() - KEPT)
        .with_texts()
        .with_places_left()
        .order_by("first_day", "pk")
    )
    offered = _offered(missions)
    papers = _papers(missions)
    items = [item for mission in missions if (item := _item(mission, offered[mission.pk], papers[mission.pk]))]
    return Section(
        code="missions-to-run",
        title=_("Missions you organise"),
        items=items[:MOST_ITEMS],
        total=len(items),
        waits=True,
        more_href=reverse("exchange_organising"),
    )


def _offered(missions: list[Mission]) -> dict[int, list[SignUp]]:
    found: dict[int, list[SignUp]] = defaultdict(list)
    for row in SignUp.objects.filter(mission__in=missions, state=S.OFFERED).select_related("organisation"):
        found[row.mission_id].append(row)
    return found


def _papers(missions: list[Mission]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for mission, state in Exchange.objects.filter(mission__in=missions).values_list("mission", "state"):
        found[mission][state] += 1
    return found


def _item(mission: Mission, offered: list[SignUp], states: dict[str, int]) -> Item | None:
    near = mission.first_day - clock.today() <= NEAR
    todo, when = papers_missing(states, signatures=near), None
    if not todo and mission.state == M.OPEN and mission.sign_up_until - clock.now() <= SOON:
        todo = _("The sign-up closes on {day}: {taken} of {places} places are taken.").format(
            day=long_date(mission.sign_up_until), taken=mission.taken, places=mission.places
        )
        when = mission.sign_up_until
    note = "; ".join(_place_sentence(row) for row in offered)
    if not todo and not note:
        return None
    text = mission.text()
    return Item(
        title=mission.title(),
        href=reverse("mission_board", args=[mission.code]),
        todo=todo,
        when=when,
        note=note,
        language=text.language if text else "",
    )


def _place_sentence(row: SignUp) -> str:
    return _("A place is offered to {firm} until {moment}").format(
        firm=row.organisation.name, moment=date_and_time(row.offered_until) if row.offered_until else "–"
    )
