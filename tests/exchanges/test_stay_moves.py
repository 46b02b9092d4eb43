"""Starting, ending, cancelling, breaking off: each is asked first, done once, and explained where it cannot be."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exchanges.models import Exchange, Move
from exchanges.states import ExchangeState as E, SignUpState as S
from tests.factories import exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST


def address(exchange, verb):
    return reverse("exchange_move", args=[exchange.code, verb])


def send(client, exchange, user, verb, **data):
    client.force_login(user)
    return client.post(address(exchange, verb), data)


def ask(client, exchange, user, verb):
    client.force_login(user)
    return client.get(address(exchange, verb))


def test_cancelling_is_asked_first_and_needs_a_reason(client, w):
    exchange = factory.approved(w)
    page = ask(client, exchange, w.host, "cancel")
    assert page.status_code == 200
    assert "The organisation may still visit once" in page.content.decode()

    refused = send(client, exchange, w.host, "cancel", reason="  ")

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert Exchange.objects.get().state == E.APPROVED
    assert send(client, exchange, w.host, "cancel", reason="The mill is flooded.").status_code == 302
    assert (Exchange.objects.get().state, Exchange.objects.get().reason) == (E.CANCELLED, "The mill is flooded.")


def test_cancelling_on_a_mission_lets_the_waiting_list_move_up(client, w):
    mission = factory.mission(w, places=1)
    held = factory.signed_up(w, mission)
    firm, person = factory.visitor_of(w)
    waiting = factory.signed_up(w, mission, organisation=firm, person=person)
    assert waiting.state == S.WAITING
    assert "1 organisation waits." in ask(client, held.exchange, w.visitor, "cancel").content.decode()

    send(client, held.exchange, w.visitor, "cancel", reason="Illness.")

    waiting.refresh_from_db()
    assert waiting.state == S.OFFERED


def test_a_double_click_is_quiet(client, w):
    exchange = factory.matched(w)

    found = [send(client, exchange, w.visitor, "cancel", reason="Illness.").status_code for _ in range(2)]

    assert found == [302, 302]
    assert Move.objects.filter(code=exchange.code, to_state=E.CANCELLED).count() == 1


def test_it_starts_and_ends_on_its_days_and_not_before(client, w):
    exchange = factory.approved(w)
    early = send(client, exchange, w.visitor, "start")
    assert (early.status_code, Exchange.objects.get().state) == (422, E.APPROVED)
    assert "The stay has not begun yet." in early.content.decode()

    with factory.on(FIRST):
        assert send(client, exchange, w.visitor, "start").status_code == 302
        assert send(client, exchange, w.visitor, "end").status_code == 422
    with factory.on(LAST):
        assert send(client, exchange, w.visitor, "end").status_code == 302

    assert Exchange.objects.get().state == E.ENDED


@pytest.mark.parametrize(
    ("last_day", "status"),
    [(FIRST + timedelta(days=1), 302), (LAST, 422), (FIRST - timedelta(days=7), 422), ("", 302), ("soon", 422)],
    ids=["yesterday", "to come", "before it began", "not one", "rubbish"],
)
def test_breaking_off_asks_for_the_last_day(client, w, last_day, status):
    exchange = factory.under_way(w)

    with factory.on(FIRST + timedelta(days=2)):
        response = send(client, exchange, w.visitor, "discontinue", last_day=last_day, reason="Illness.")

    assert response.status_code == status
    assert Exchange.objects.get().state == (E.DISCONTINUED if status == 302 else E.UNDER_WAY)
    if status == 422:
        assert list(response.context["form"].errors) == ["last_day"]
        assert "Illness." in response.content.decode()


def test_what_the_state_does_not_allow_is_said(client, w):
    exchange = factory.under_way(w)

    refused = send(client, exchange, w.coordinator, "cancel", reason="No.")

    assert refused.status_code == 409
    assert "the state is: under way" in refused.content.decode()
    assert send(client, exchange, w.coordinator, "start").status_code == 302  # it has begun: quiet
    assert send(client, exchange, w.outsider, "cancel", reason="No.").status_code == 404
    assert Exchange.objects.get().state == E.UNDER_WAY


def test_who_may_not_is_refused(client, w):
    exchange = factory.approved(w)

    assert send(client, exchange, w.auditor, "cancel", reason="No.").status_code == 403
    assert send(client, exchange, w.receiving, "start").status_code == 403
    assert ask(client, exchange, w.host, "nonsense").status_code == 404
    assert Exchange.objects.get().state == E.APPROVED


def test_signatures_are_asked_for_with_a_button(client, w):
    exchange = factory.building(w)

    assert [send(client, exchange, w.host, "open").status_code for _ in range(2)] == [302, 302]
    assert Exchange.objects.get().state == E.SIGNING


def test_asking_for_signatures_too_early_shows_the_form_with_what_is_missing(client, w):
    exchange = factory.matched(w)

    response = send(client, exchange, w.host, "open")

    assert response.status_code == 409
    assert Exchange.objects.get().state == E.MATCHED
