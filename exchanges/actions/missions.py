"""Missions: writing, announcing, opening and closing the sign-up, cancelling."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster, Organisation
from exchanges import clock, mails, rules
from exchanges.actions.commitments import move_mission_days
from exchanges.actions.moves import lock, made_before, move, put, record, write
from exchanges.actions.sign_ups import fit_seats, move_up
from exchanges.actions.stays import cancel_exchange
from exchanges.errors import ExchangeError, IncompleteError, NotAllowedError
from exchanges.models import (
    Mission,
    MissionHost,
    MissionSession,
    MissionSessionText,
    MissionText,
    Programme,
)
from exchanges.states import BEFORE_START, MissionState as M, SignUpState as S

FIELDS = (
    "language",
    "languages",
    "is_virtual",
    "country",
    "subdivision",
    "town",
    "latitude",
    "longitude",
    "zone",
    "arrival_on",
    "first_day",
    "last_day",
    "departure_on",
    "sign_up_from",
    "sign_up_until",
    "waiting_list",
    "expected_cost",
    "welcome_pack",
    "image",
)
DAYS = {"arrival_on", "first_day", "last_day", "departure_on"}


def create_mission(
    *,
    programme: Programme,
    organising_cluster: Cluster,
    places: int,
    by: User,
    texts: dict[str, dict] | None = None,
    hosts: Iterable[Organisation] = (),
    concepts: Iterable = (),
    sessions: Iterable[dict] | None = None,
    code: str = "",
    **values,
) -> Mission:
    """A draft, seen by the organising cluster only. `values`: FIELDS; `texts`: language → fields of `MissionText`.

    With `code`, which a form brings along, a second click finds the draft of the first.
    """
    if not rules.may_create_mission(by, organising_cluster):
        raise NotAllowedError(_("You can announce missions for the clusters you manage."))
    with transaction.atomic():
        made, code = made_before(Mission, code, by=by)
        if made:
            return made
        mission = Mission(
            code=code,
            programme=programme,
            organising_cluster=organising_cluster,
            places=places,
            created_by=by,
            created_at=clock.now(),
        )
        put(mission, values, FIELDS)
        _demand_order(mission)
        mission.save()
        fit_seats(mission, places)
        record(mission, "", M.DRAFT, by=by)
        _put_parts(mission, texts=texts, hosts=hosts, concepts=concepts, sessions=sessions)
    return Mission.objects.get(pk=mission.pk)


def edit_mission(
    mission: Mission,
    *,
    by: User,
    texts: dict[str, dict] | None = None,
    hosts: Iterable[Organisation] | None = None,
    concepts: Iterable | None = None,
    sessions: Iterable[dict] | None = None,
    **values,
) -> Mission:
    """Change a mission. New days reach the exchanges that have not begun; what was signed there is signed again.

    Places are changed with `sign_ups.set_places`. The hosts cannot change once exchanges are with them.
    """
    with transaction.atomic():
        row = lock(mission)
        if not rules.may_edit_mission(by, row):
            raise NotAllowedError(_("You may not do this."))
        changed = put(row, values, FIELDS)
        _demand_order(row)
        live = row.exchanges.live().exists()
        if live and {"country", "is_virtual"} & set(changed):
            raise ExchangeError(_("Exchanges belong to this mission already; its country and kind stay."))
        if live and hosts is not None and [host.pk for host in hosts][:1] != [row.main_host.organisation_id]:
            raise ExchangeError(_("Exchanges belong to this mission already; its first host stays."))
        row.save(update_fields=[*changed, "changed_at"])
        _put_parts(row, texts=texts, hosts=hosts, concepts=concepts, sessions=sessions)
        if DAYS & set(changed) or "subdivision" in changed or (row.is_virtual and sessions is not None):
            move_mission_days(row, by=by)
    return Mission.objects.get(pk=row.pk)


def _demand_order(mission: Mission) -> None:
    fields = {}
    if mission.first_day and mission.last_day and mission.last_day < mission.first_day:
        fields["last_day"] = _("This is before the first day.")
    if mission.arrival_on and mission.first_day and mission.arrival_on > mission.first_day:
        fields["arrival_on"] = _("This is after the first working day.")
    if mission.departure_on and mission.last_day and mission.departure_on < mission.last_day:
        fields["departure_on"] = _("This is before the last working day.")
    if fields:
        raise IncompleteError(_("The dates are in the wrong order."), fields)


def _put_parts(mission: Mission, *, texts, hosts, concepts, sessions) -> None:
    for language, fields in (texts or {}).items():
        text = MissionText.objects.filter(mission=mission, language=language).first()
        text = text or MissionText(mission=mission, language=language)
        put(text, fields, ("title", "summary", "description", "welcome", "accessibility", "translation_state"))
        text.full_clean(exclude=["mission"], validate_unique=False)
        text.save()
    if hosts is not None:
        hosts = list(hosts)
        mission.hosts.exclude(organisation__in=hosts).delete()
        for order, organisation in enumerate(hosts):
            MissionHost.objects.update_or_create(
                mission=mission, organisation=organisation, defaults={"order": order * 10}
            )
    if concepts is not None:
        mission.concepts.set(concepts)
    if sessions is not None:
        put_sessions(mission, sessions)


def put_sessions(mission: Mission, sessions: Iterable[dict]) -> None:
    """The programme by session: dictionaries with starts_at, ends_at, zone, place and `texts` (language → title, note).

    A `code` keeps a session that is there; the others go.
    """
    kept = []
    for fields in sessions:
        fields = dict(fields)
        texts = fields.pop("texts", {})
        code = fields.pop("code", "")
        session = (mission.sessions.filter(code=code).first() if code else None) or MissionSession(mission=mission)
        put(session, fields, ("starts_at", "ends_at", "zone", "place", "latitude", "longitude"))
        if session.starts_at >= session.ends_at:
            raise IncompleteError(_("A session ends before it starts."), {"ends_at": _("This is before the start.")})
        session.save()
        for language, text in texts.items():
            MissionSessionText.objects.update_or_create(session=session, language=language, defaults=text)
        kept.append(session.pk)
    mission.sessions.exclude(pk__in=kept).delete()


def missing_in(mission: Mission) -> dict[str, str]:
    """What has to be there before it is announced: field → sentence."""
    missing = {}
    if not mission.texts.exists():
        missing["title"] = _("Please fill this in.")
    if not mission.hosts.exists():
        missing["hosts"] = _("Please add a host.")
    return missing


def _demand_complete(mission: Mission) -> None:
    missing = missing_in(mission)
    if missing:
        raise IncompleteError(_("Something is still missing."), missing)


def announce_mission(mission: Mission, *, by: User) -> Mission:
    """Public from now on; the sign-up opens by hand or on its day."""
    return move(mission, M.ANNOUNCED, by=by, demand=_demand_complete, announced_at=clock.now())


def open_sign_up(mission: Mission, *, by: User | None) -> Mission:
    """Open, or open again after it was closed; who waits is offered what is free."""

    def demand(row: Mission) -> None:
        if row.sign_up_until <= clock.now():
            raise ExchangeError(_("The last day to sign up is over. Please set a later one first."))

    return move(mission, M.OPEN, by=by, demand=demand, then=move_up)


def close_sign_up(mission: Mission, *, by: User | None) -> Mission:
    """Nobody new; the waiting list still moves up."""
    return move(mission, M.CLOSED, by=by)


def start_mission(mission: Mission, *, by: User | None) -> Mission:
    def demand(row: Mission) -> None:
        if row.first_day > clock.today():
            raise ExchangeError(_("The mission has not begun yet."))

    return move(mission, M.UNDER_WAY, by=by, demand=demand)


def finish_mission(mission: Mission, *, by: User | None) -> Mission:
    def demand(row: Mission) -> None:
        if row.last_day >= clock.today():
            raise ExchangeError(_("The mission is not over yet."))

    return move(mission, M.DONE, by=by, demand=demand)


def cancel_mission(mission: Mission, *, reason: str, by: User) -> Mission:
    """The trip does not take place: everybody is told, its exchanges are cancelled, their visits are not used up."""

    def then(row: Mission) -> None:
        for sign_up in row.sign_ups.select_for_update().live().order_by("pk"):
            exchange = row.exchanges.filter(sign_up=sign_up, state__in=BEFORE_START).first()
            if exchange:
                cancel_exchange(exchange, reason=reason, by=by)  # releases the sign-up
            else:
                write(sign_up, S.RELEASED, by=by, seat=None, offered_until=None)
            mails.tell(row, M.CANCELLED, [sign_up.application.person], reason=reason)

    return move(mission, M.CANCELLED, by=by, reason=reason, then=then)
