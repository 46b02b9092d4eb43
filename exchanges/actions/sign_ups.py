"""Places on missions. The mission’s row is locked, a free seat is looked for, and the database refuses one too many.

Who finds no seat goes to the end of the waiting list. A seat that comes free is offered to the first in line, who has
the programme’s hours to take it; then the next.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exchanges import clock, eligibility, mails, rules
from exchanges.actions.moves import lock, move, record, save_or_explain, write
from exchanges.actions.stays import stay_on_mission
from exchanges.errors import ExchangeError, FullError, IllegalMoveError, NotAllowedError
from exchanges.models import Application, Mission, Seat, SignUp
from exchanges.states import ApplicationState as A, MissionState as M, SignUpState as S

SIGNING_UP = (A.SUBMITTED, A.RETURNED, A.ACCEPTED)


def sign_up(mission: Mission, *, application: Application, by: User) -> SignUp:
    """A place, or one on the waiting list; `FullError` where the mission has none.

    The organisation’s sign-up that is live already is returned, so a double click takes one place. With an accepted
    application the exchange begins at once, else when the application is accepted.
    """
    with transaction.atomic():
        mission, application = lock(mission), lock(application)
        if not rules.may_sign_up(by, application):
            raise NotAllowedError(_("You may not do this."))
        live = mission.sign_ups.live().filter(organisation=application.organisation).first()
        if live:
            return live
        _demand_open(mission, application)
        seat = free_seat(mission)
        if seat is None and not mission.waiting_list:
            raise FullError(_("All places are taken."))
        row = save_or_explain(
            lambda: SignUp.objects.create(
                mission=mission,
                application=application,
                organisation=application.organisation,
                state=S.HELD if seat else S.WAITING,
                seat=seat,
                queued_at=clock.now(),
            ),
            _("All places are taken."),
            FullError,
        )
        record(row, "", row.state, by=by)
        mails.tell(row, row.state, [application.person], code=application.code)
        _begin(row, by=by)
    return row


def _demand_open(mission: Mission, application: Application) -> None:
    if application.state not in SIGNING_UP:
        raise ExchangeError(_("Please send your application first."))
    if application.programme_id != mission.programme_id:
        raise ExchangeError(_("This mission belongs to another programme."))
    if mission.state == M.ANNOUNCED:
        raise IllegalMoveError(_("The sign-up has not opened yet."))
    if mission.state != M.OPEN or mission.sign_up_until <= clock.now():
        raise IllegalMoveError(_("The sign-up is closed."))
    found = eligibility.check(mission.programme, application.organisation, person=application.person, mission=mission)
    found.demand(ignore=("mission_places",))


def free_seat(mission: Mission) -> Seat | None:
    """A seat nobody holds or was offered; look only with the mission locked."""
    return mission.seats.filter(sign_up=None).order_by("number").first()


def _begin(row: SignUp, *, by: User | None) -> None:
    if row.state == S.HELD and row.application.state == A.ACCEPTED:
        stay_on_mission(row, by=by)


def take_place(sign_up: SignUp, *, by: User) -> SignUp:
    """Take the place that was offered from the waiting list."""

    def demand(row: SignUp) -> None:
        if row.offered_until is None or row.offered_until <= clock.now():
            raise IllegalMoveError(_("The time to take this place is over."))

    with transaction.atomic():
        lock(sign_up.mission)
        lock(sign_up.application)
        return move(sign_up, S.HELD, by=by, demand=demand, then=lambda row: _begin(row, by=by), offered_until=None)


def give_up_place(sign_up: SignUp, *, by: User, reason: str = "") -> SignUp:
    """Leave the mission or its waiting list; the place goes to the next in line. A stay has to be cancelled instead."""

    def demand(row: SignUp) -> None:
        exchange = getattr(row, "exchange", None)
        if exchange is not None and exchange.state != "cancelled":
            raise ExchangeError(_("An exchange belongs to this place. Please cancel the exchange."))

    with transaction.atomic():
        mission = lock(sign_up.mission)
        row = move(sign_up, S.RELEASED, by=by, reason=reason, demand=demand, seat=None, offered_until=None)
        move_up(mission)
    return row


def release(sign_up: SignUp, *, by: User | None) -> None:
    """Part of another move (a cancelled exchange, a refused application) whose mission is locked and right checked."""
    row = lock(sign_up)
    if row.state in (S.WAITING, S.OFFERED, S.HELD):
        write(row, S.RELEASED, by=by, seat=None, offered_until=None)
        move_up(row.mission)


def move_up(mission: Mission) -> list[SignUp]:
    """Offer every free seat to the first in line, in order. The mission is locked by the caller."""
    offered: list[SignUp] = []
    if mission.state not in (M.OPEN, M.CLOSED) or mission.first_day <= clock.today():
        return offered
    until = clock.now() + timedelta(hours=mission.programme.place_hours)
    for row in mission.sign_ups.select_for_update().in_order():
        seat = free_seat(mission)
        if seat is None:
            break
        write(row, S.OFFERED, by=None, seat=seat, offered_until=until)
        mails.tell(row, S.OFFERED, [row.application.person], code=row.application.code, until=until)
        offered.append(row)
    return offered


def lapse_offers() -> int:
    """Places that were offered and not taken in time go to the next in line. Run by the round."""
    late = SignUp.objects.filter(state=S.OFFERED, offered_until__lte=clock.now())
    count = 0
    for mission in Mission.objects.filter(pk__in=late.values("mission")).order_by("pk"):
        with transaction.atomic():
            mission = lock(mission)
            for row in late.filter(mission=mission).order_by("queued_at", "pk"):
                move(row, S.LAPSED, by=None, seat=None, offered_until=None)
                mails.tell(row, S.LAPSED, [row.application.person], code=row.application.code)
                count += 1
            move_up(mission)
    return count


def set_places(mission: Mission, places: int, *, by: User) -> Mission:
    """More places go to the waiting list at once; fewer only as far as they are free."""
    with transaction.atomic():
        mission = lock(mission)
        if not rules.may_edit_mission(by, mission):
            raise NotAllowedError(_("You may not do this."))
        fit_seats(mission, places)
        mission.places = places
        mission.save(update_fields=["places", "changed_at"])
        move_up(mission)
    return mission


def fit_seats(mission: Mission, places: int) -> None:
    """As many seats as places; the mission is locked or new."""
    if places < 1:
        raise ExchangeError(_("A mission has at least one place."))
    seats = list(mission.seats.order_by("number"))
    numbers = {seat.number for seat in seats}
    if places > len(seats):
        missing = [number for number in range(1, places + len(seats) + 1) if number not in numbers]
        Seat.objects.bulk_create([Seat(mission=mission, number=number) for number in missing[: places - len(seats)]])
        return
    free = list(mission.seats.filter(sign_up=None).order_by("-number"))[: len(seats) - places]
    if len(free) < len(seats) - places:
        taken = len(seats) - mission.seats.filter(sign_up=None).count()
        raise FullError(_("{taken} places are taken already.").format(taken=taken))
    Seat.objects.filter(pk__in=[seat.pk for seat in free]).delete()
