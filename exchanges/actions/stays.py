"""Exchanges: how they begin, their days, how they start, end and are broken off."""

import zoneinfo
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster, Membership, Organisation
from core.dates import long_date
from exchanges import clock, distances, eligibility, mails, money, workdays
from exchanges.actions.moves import lock, move, record, save_or_explain
from exchanges.counting import shortest_is_waived, target_for
from exchanges.errors import ExchangeError, IncompleteError, NotEligibleError
from exchanges.models import (
    Application,
    Exchange,
    ExchangeSession,
    Mission,
    MissionSession,
    Offer,
    Proposal,
    SignUp,
    StayDay,
)
from exchanges.states import ExchangeState as E


def begin_exchange(
    *,
    application: Application,
    host: Organisation,
    signing_cluster: Cluster,
    by: User | None,
    host_contact: User | None = None,
    mission: Mission | None = None,
    offer: Offer | None = None,
    sign_up: SignUp | None = None,
    proposal: Proposal | None = None,
    is_virtual: bool = False,
    first_day: date | None = None,
    last_day: date | None = None,
    arrival_on: date | None = None,
    departure_on: date | None = None,
) -> Exchange:
    """Both sides have confirmed. Called inside their transaction, with mission or offer and application locked.

    Freezes who counts as what. A second visit, a person who is elsewhere and a host without room are refused.
    """
    programme, visitor = application.programme, application.organisation
    found = eligibility.check(
        programme,
        visitor,
        person=application.person,
        host=host,
        offer=offer,
        mission=mission,
        first_day=first_day,
        last_day=last_day,
        is_virtual=is_virtual,
        corrections=corrections_of(None, mission),
    )
    found.demand(ignore=("mission_places", "mission_open", "person"))
    where = offer.where if offer else host.main_place
    exchange = Exchange(
        programme=programme,
        application=application,
        sign_up=sign_up,
        proposal=proposal,
        mission=mission,
        offer=offer,
        visitor=application.person,
        visitor_organisation=visitor,
        host_contact=host_contact,
        host_organisation=host,
        sending_cluster=application.sending_cluster,
        receiving_cluster=signing_cluster if _is_member(host, signing_cluster) else None,
        signing_cluster=signing_cluster,
        is_virtual=is_virtual,
        uses_visit=programme.visit_once and not is_virtual,
        arrival_on=arrival_on,
        first_day=first_day,
        last_day=last_day,
        departure_on=departure_on,
        visitor_type=visitor.type,
        host_type=host.type,
        visitor_country=visitor.country,
        host_country=found.case.country or host.country,
        host_subdivision=found.case.subdivision_at(where),
        distance_km=distances.between(visitor.main_place, where),
        currency=programme.currency,
        counted_by=application.sending_cluster,
        target=target_for(programme, visitor_type=visitor.type, host_type=host.type),
        created_at=clock.now(),
        state_since=clock.now(),
    )
    save_or_explain(
        exchange.save,
        _("{organisation} has its one visit in this programme already.").format(organisation=visitor),
        NotEligibleError,
    )
    record(exchange, "", E.MATCHED, by=by)
    place_days(exchange)
    mails.tell(exchange, E.MATCHED, mails.parties_of(exchange), but=by)
    return exchange


def _is_member(host: Organisation, cluster: Cluster) -> bool:
    today = clock.today()
    rows = Membership.objects.filter(organisation=host, cluster=cluster, since__lte=today)
    return rows.exclude(until__lte=today).exists()


def signing_cluster_of(host: Organisation, organising: Cluster) -> Cluster:
    """Who signs for the receiving side: the organising cluster where the host is its member or in no cluster, else the
    host’s own."""
    today = clock.today()
    rows = Membership.objects.filter(organisation=host, since__lte=today).exclude(until__lte=today)
    own = [row.cluster for row in rows.select_related("cluster").order_by("since", "pk")]
    return organising if not own or organising in own else own[0]


def stay_on_mission(sign_up: SignUp, *, by: User | None) -> Exchange:
    """The exchange of a held place whose application was accepted; once, however often it is asked for."""
    earlier = Exchange.objects.filter(sign_up=sign_up).first()
    if earlier:
        return earlier
    mission = sign_up.mission
    if mission.main_host is None:
        raise IncompleteError(_("The mission has no host yet."), {"hosts": _("Please add a host.")})
    return begin_exchange(
        application=sign_up.application,
        host=mission.main_host.organisation,
        signing_cluster=signing_cluster_of(mission.main_host.organisation, mission.organising_cluster),
        by=by,
        mission=mission,
        sign_up=sign_up,
        is_virtual=mission.is_virtual,
        first_day=mission.first_day,
        last_day=mission.last_day,
        arrival_on=mission.arrival_on,
        departure_on=mission.departure_on,
    )


def corrections_of(exchange: Exchange | None, mission: Mission | None) -> tuple[tuple[date, bool, str], ...]:
    """The corrected days: the mission’s, then the exchange’s own, which win."""
    found: dict[date, tuple[date, bool, str]] = {}
    owners: tuple[Mission | Exchange | None, ...] = (mission, exchange)
    for owner in owners:
        if owner is not None and owner.pk:
            found |= {row.day: (row.day, row.works, row.reason) for row in owner.day_corrections.all()}
    return tuple(found.values())


def day_list(exchange: Exchange, *, real: bool = False) -> list[workdays.Day]:
    """Every day of the stay with why it counts or not; empty while the days are open. `real`: as it was."""
    first = exchange.real_first_day if real and exchange.real_first_day else exchange.first_day
    last = exchange.real_last_day if real and exchange.real_last_day else exchange.last_day
    if first is None or last is None or exchange.is_virtual:
        return []
    return workdays.days_of(
        first,
        last,
        country=exchange.host_country,
        subdivision=exchange.host_subdivision,
        corrections=corrections_of(exchange, exchange.mission),
    )


def sessions_of(exchange: Exchange) -> list[tuple[datetime, datetime]]:
    """The online sessions, its own or its mission’s, in the zone they were planned in."""
    rows: list[ExchangeSession | MissionSession] = list(exchange.sessions.all())
    if not rows and exchange.mission:
        rows = list(exchange.mission.sessions.all())
    return [
        (row.starts_at.astimezone(zoneinfo.ZoneInfo(row.zone)), row.ends_at.astimezone(zoneinfo.ZoneInfo(row.zone)))
        for row in rows
    ]


def count_days(exchange: Exchange, *, real: bool = False) -> Decimal:
    """Working days as planned or, with `real`, as they were."""
    if exchange.is_virtual:
        return workdays.online_days(sessions_of(exchange))
    return Decimal(sum(day.works for day in day_list(exchange, real=real)))


def calculate(exchange: Exchange) -> money.LumpSum:
    """The lump sum of the plan as it stands; raises where a rate or a place is missing."""
    if exchange.first_day is None and not exchange.is_virtual:
        raise IncompleteError(_("The days are not settled yet."), {"first_day": _("Please choose the days.")})
    return money.lump_sum(
        exchange.programme,
        country=exchange.host_country,
        first_day=exchange.first_day,
        working_days=count_days(exchange),
        distance_km=exchange.distance_km,
        is_virtual=exchange.is_virtual,
        shortest_waived=shortest_is_waived(exchange),
    )


def place_days(exchange: Exchange) -> None:
    """Book every day of the stay for its person and, at an offer, a seat on each. The offer is locked by the caller.

    All or nothing: where somebody is elsewhere or a day is full, the days stay as they were.
    """
    if exchange.is_virtual:
        days = sorted({starts.date() for starts, _ends in sessions_of(exchange)})
    elif exchange.first_day is None or exchange.last_day is None:
        days = []
    else:
        days = [
            exchange.first_day + timedelta(days=number)
            for number in range((exchange.last_day - exchange.first_day).days + 1)
        ]

    def book() -> None:
        exchange.days.all().delete()
        seats = _seats(exchange, days)
        StayDay.objects.bulk_create(
            [StayDay(exchange=exchange, day=day, person_id=exchange.visitor_id, seat_id=seats.get(day)) for day in days]
        )

    save_or_explain(
        book, _("This person has another stay on one of these days, or the host has no room."), NotEligibleError
    )


def _seats(exchange: Exchange, days: list[date]) -> dict[date, int]:
    """A free seat of the offer for each day; any seat will do, each day for itself."""
    if exchange.offer is None or not days:
        return {}
    all_seats = list(exchange.offer.seats.order_by("number").values_list("pk", flat=True))
    taken: dict[date, set[int]] = {}
    for day, seat in StayDay.objects.filter(seat__in=all_seats, day__in=days).values_list("day", "seat_id"):
        taken.setdefault(day, set()).add(seat)
    found = {}
    for day in days:
        free = [seat for seat in all_seats if seat not in taken.get(day, ())]
        if not free:
            raise NotEligibleError(_("The host has no room on {day}.").format(day=long_date(day)))
        found[day] = free[0]
    return found


def start_exchange(exchange: Exchange, *, by: User | None) -> Exchange:
    """The stay has begun; the calendar says so on its first day."""

    def demand(row: Exchange) -> None:
        if row.first_day and row.first_day > clock.today():
            raise ExchangeError(_("The stay has not begun yet."))

    return move(exchange, E.UNDER_WAY, by=by, demand=demand)


def end_exchange(exchange: Exchange, *, by: User | None) -> Exchange:
    """The stay is over; the visitor is asked for the report."""

    def demand(row: Exchange) -> None:
        if row.last_day and row.last_day > clock.today():
            raise ExchangeError(_("The stay is not over yet. If it was broken off, say so."))

    def tell(row: Exchange) -> None:
        until = clock.today() + timedelta(days=row.programme.report_days)
        mails.tell(row, E.ENDED, [row.visitor], until=until)

    return move(exchange, E.ENDED, by=by, demand=demand, then=tell)


def cancel_exchange(exchange: Exchange, *, reason: str, by: User) -> Exchange:
    """Before the start. The days and the place come free, and the waiting list moves up; the visit is not used up."""
    from exchanges.actions.sign_ups import release  # noqa: PLC0415 -- sign-ups begin stays

    def then(row: Exchange) -> None:
        row.days.all().delete()
        if row.sign_up:
            release(row.sign_up, by=by)
        mails.tell(row, E.CANCELLED, mails.parties_of(row), but=by, reason=reason)

    with transaction.atomic():
        if exchange.mission_id:
            lock(exchange.mission)
        return move(exchange, E.CANCELLED, by=by, reason=reason, then=then)


def discontinue_exchange(exchange: Exchange, *, last_day: date | None, reason: str, by: User) -> Exchange:
    """After the start: the real last day (None: not one working day took place). The report is still due.

    The days that do not take place come free.
    """

    def demand(row: Exchange) -> None:
        if last_day is None or row.first_day is None or row.last_day is None:
            return
        if not row.first_day <= last_day <= row.last_day:
            raise IncompleteError(
                _("The last day is not one of the stay."), {"last_day": _("Please choose a day of the stay.")}
            )
        if last_day > clock.today():
            raise IncompleteError(_("This day is still to come."), {"last_day": _("This day is still to come.")})

    def then(row: Exchange) -> None:
        row.days.filter(day__gt=last_day).delete() if last_day else row.days.all().delete()
        mails.tell(row, E.DISCONTINUED, mails.parties_of(row), but=by, reason=reason)

    values: dict = {}
    if last_day is not None:
        values = {"real_first_day": exchange.first_day, "real_last_day": last_day}
    else:
        values = {"final_days": Decimal(0)}
    return move(exchange, E.DISCONTINUED, by=by, reason=reason, demand=demand, then=then, **values)
