"""Missions, places and the waiting list."""

from datetime import timedelta

import pytest

from core.models import MailMessage
from exchanges.actions import applications, missions, sign_ups, stays
from exchanges.errors import ExchangeError, FullError, IllegalMoveError, IncompleteError, NotAllowedError
from exchanges.models import Exchange, Mission, Seat, SignUp, StayDay
from exchanges.rules import may_move
from exchanges.states import MISSION_MOVES, ExchangeState as E, MissionState as M, SignUpState as S
from tests.factories import exchanges as factory


def signing_up(w, mission, number):
    found = []
    for _ in range(number):
        firm, person = factory.visitor_of(w)
        found.append(factory.signed_up(w, mission, organisation=firm, person=person))
    return found


def test_fifteen_firms_have_fifteen_exchanges(w):
    mission = factory.mission(w, places=15)

    signing_up(w, mission, 16)

    assert SignUp.objects.filter(state=S.HELD).count() == 15
    assert Exchange.objects.filter(mission=mission, state=E.MATCHED).count() == 15
    exchange = Exchange.objects.first()
    assert (exchange.first_day, exchange.last_day, exchange.host_organisation) == (
        factory.FIRST,
        factory.LAST,
        w.hosting,
    )
    assert (exchange.counted_by, exchange.signing_cluster, exchange.target.organisation_type) == (w.home, w.away, "sme")
    assert StayDay.objects.count() == 75


def test_a_cancelled_exchange_frees_its_place_and_the_first_in_line_is_asked(w):
    mission = factory.mission(w, places=2)
    first, _second, third, fourth = signing_up(w, mission, 4)
    exchange = first.exchange

    stays.cancel_exchange(exchange, reason="Illness.", by=exchange.visitor)

    states = [SignUp.objects.get(pk=each.pk).state for each in (first, third, fourth)]
    assert states == [S.RELEASED, S.OFFERED, S.WAITING]
    assert StayDay.objects.filter(exchange=exchange).count() == 0
    mail = MailMessage.objects.filter(to=third.application.person.email).first()
    assert mail.subject == "A place is free for you"
    taken = sign_ups.take_place(third, by=third.application.person)
    assert (taken.state, taken.exchange.state) == (S.HELD, E.MATCHED)


def test_an_offered_place_lapses_and_goes_to_the_next(w):
    mission = factory.mission(w, places=1)
    first, second, third = signing_up(w, mission, 3)
    stays.cancel_exchange(first.exchange, reason="Illness.", by=w.sending)

    with factory.on((factory.NOW + timedelta(hours=73)).date(), hour=12):
        with pytest.raises(IllegalMoveError):
            sign_ups.take_place(second, by=second.application.person)
        assert sign_ups.lapse_offers() == 1
        assert sign_ups.lapse_offers() == 0

    assert [SignUp.objects.get(pk=each.pk).state for each in (second, third)] == [S.LAPSED, S.OFFERED]


def test_a_place_with_an_exchange_is_not_just_given_up(w):
    [only] = signing_up(w, factory.mission(w), 1)

    with pytest.raises(ExchangeError):
        sign_ups.give_up_place(only, by=only.application.person)

    assert SignUp.objects.get().state == S.HELD


def test_more_places_go_to_the_waiting_list_and_fewer_only_while_free(w):
    mission = factory.mission(w, places=1)
    signing_up(w, mission, 3)

    sign_ups.set_places(mission, 2, by=w.sending)

    assert sorted(SignUp.objects.values_list("state", flat=True)) == [S.HELD, S.OFFERED, S.WAITING]
    with pytest.raises(FullError):
        sign_ups.set_places(mission, 1, by=w.sending)
    assert (Mission.objects.get().places, Seat.objects.count()) == (2, 2)
    sign_ups.set_places(mission, 5, by=w.sending)
    sign_ups.set_places(mission, 3, by=w.sending)
    assert (Mission.objects.get().places, Seat.objects.count()) == (3, 3)


def test_a_refused_application_gives_its_place_back(w):
    mission = factory.mission(w, places=1)
    application = factory.submitted(w, mission=mission)
    held = SignUp.objects.get()
    [waiting] = signing_up(w, mission, 1)
    assert (held.state, waiting.state) == (S.HELD, S.WAITING)

    applications.refuse_application(application, reason="Not a member any more.", by=w.sending)

    assert [SignUp.objects.get(pk=each.pk).state for each in (held, waiting)] == [S.RELEASED, S.OFFERED]
    assert Exchange.objects.count() == 0


def test_sending_the_application_signs_up_and_accepting_it_begins_the_exchange(w):
    mission = factory.mission(w)

    application = factory.submitted(w, mission=mission)
    assert (SignUp.objects.get().state, Exchange.objects.count()) == (S.HELD, 0)
    applications.accept_application(application, by=w.sending)
    applications.accept_application(application, by=w.coordinator)

    assert Exchange.objects.get().mission == mission


def test_an_organisation_that_visited_cannot_sign_up(w):
    application = factory.accepted(w)
    factory.matched(w, application=application)

    with pytest.raises(ExchangeError):
        sign_ups.sign_up(factory.mission(w), application=application, by=w.visitor)

    assert SignUp.objects.count() == 0


@pytest.mark.parametrize("state", [M.ANNOUNCED, M.CLOSED, M.CANCELLED])
def test_no_sign_up_outside_the_open_time(w, state):
    mission = factory.mission(w)
    application = factory.accepted(w)
    Mission.objects.update(state=state)

    with pytest.raises(IllegalMoveError):
        sign_ups.sign_up(mission, application=application, by=w.visitor)

    assert SignUp.objects.count() == 0


def test_no_sign_up_after_the_last_day(w):
    mission, application = factory.mission(w), factory.accepted(w)

    with factory.on(factory.FIRST - timedelta(days=13)), pytest.raises(IllegalMoveError):
        sign_ups.sign_up(mission, application=application, by=w.visitor)

    assert SignUp.objects.count() == 0


def test_cancelling_a_mission_cancels_its_exchanges_and_tells_everybody(w):
    mission = factory.mission(w, places=2)
    found = signing_up(w, mission, 3)

    with pytest.raises(ExchangeError):
        missions.cancel_mission(mission, reason="", by=w.sending)
    missions.cancel_mission(mission, reason="The fair was called off.", by=w.sending)

    assert set(SignUp.objects.values_list("state", flat=True)) == {S.RELEASED}
    assert set(Exchange.objects.values_list("state", flat=True)) == {E.CANCELLED}
    for each in found:
        subjects = MailMessage.objects.filter(to=each.application.person.email).values_list("subject", flat=True)
        assert "A mission was cancelled" in subjects
    assert factory.matched(w, application=found[0].application).state == E.MATCHED


def test_new_days_reach_the_exchanges_and_are_signed_again(w):
    mission = factory.mission(w)
    [only] = signing_up(w, mission, 1)
    exchange = factory.approved(w, only.exchange)
    assert exchange.agreed_amount == 1100

    missions.edit_mission(mission, by=w.sending, last_day=factory.LAST - timedelta(days=2))

    exchange.refresh_from_db()
    version = exchange.versions.first()
    assert (exchange.state, exchange.agreed_amount, version.number, version.amount) == (E.BUILDING, None, 2, 550)
    assert version.changes == ["last_day", "working_days", "amount"]


@pytest.mark.parametrize(
    "values",
    [
        {"last_day": factory.FIRST - timedelta(days=1)},
        {"arrival_on": factory.FIRST + timedelta(days=1)},
        {"departure_on": factory.LAST - timedelta(days=1)},
    ],
)
def test_days_in_the_wrong_order_are_refused_beside_their_field(w, values):
    mission = factory.mission(w)

    with pytest.raises(IncompleteError) as refused:
        missions.edit_mission(mission, by=w.sending, **values)

    assert set(refused.value.fields) == set(values)
    assert Mission.objects.get().last_day == factory.LAST


def test_a_mission_without_title_or_host_is_not_announced(w):
    mission = factory.mission(w, open_it=False)
    mission.hosts.all().delete()

    with pytest.raises(IncompleteError) as refused:
        missions.announce_mission(mission, by=w.sending)

    assert set(refused.value.fields) == {"hosts"}
    assert Mission.objects.get().state == M.DRAFT


def test_who_moves_a_mission(w):
    mission = factory.mission(w, open_it=False)
    everybody = ("visitor", "host", "sending", "receiving", "coordinator", "auditor", "stranger", "administrator")

    for to in {to for afters in MISSION_MOVES.values() for to in afters}:
        found = {name for name in everybody if may_move(getattr(w, name), mission, to)}
        assert found == {"sending", "coordinator"}, to


def test_who_sees_a_draft(w):
    mission = factory.mission(w, open_it=False)

    seen = {
        name
        for name in ("visitor", "host", "sending", "receiving", "coordinator", "auditor", "stranger")
        if Mission.objects.visible_to(getattr(w, name)).exists()
    }

    assert seen == {"sending", "coordinator"}
    missions.announce_mission(mission, by=w.sending)
    assert Mission.objects.visible_to(w.stranger).exists()


def test_nobody_signs_somebody_else_up(w):
    mission, application = factory.mission(w), factory.accepted(w)

    for name in ("host", "receiving", "outsider", "auditor", "stranger", "colleague"):
        with pytest.raises(NotAllowedError):
            sign_ups.sign_up(mission, application=application, by=getattr(w, name))

    assert SignUp.objects.count() == 0
    assert sign_ups.sign_up(mission, application=application, by=w.sending).state == S.HELD
