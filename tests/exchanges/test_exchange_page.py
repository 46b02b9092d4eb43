"""The page of one exchange: who sees what of it, what comes next, and how many questions it asks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from exchanges.actions.messages import send_message
from exchanges.actions.stays import cancel_exchange
from exchanges.models import Exchange, Message, Move
from exchanges.next_steps import acts_for, next_step
from exchanges.queries.exchanges import latest_version, moves_of, thread_of
from exchanges.states import ExchangeState as E
from tests.factories import exchanges as factory

NAMES = ("visitor", "host", "sending", "receiving", "coordinator", "auditor", "outsider", "stranger", "administrator")

WRITE, CHANGE = "Write the commitment", "Change the commitment"
DAYS, CANCEL = "Change the days", "Cancel the exchange"


def show(client, exchange, user, **query):
    client.force_login(user)
    return client.get(reverse("exchange", args=[exchange.code]), query)


@pytest.mark.parametrize("state", E)
def test_the_page_of_every_state_names_it_and_what_comes_next(client, w, state):
    exchange = factory.in_state(w, state)

    response = show(client, exchange, w.visitor)

    text = response.content.decode()
    assert response.status_code == 200
    assert f'<p class="lead">{escape(response.context["next"].sentence)}</p>' in text
    assert text.count('aria-current="step"') == 1
    present = [step for step in response.context["steps"] if step.is_present]
    assert [step.label for step in present] == [str(exchange.get_state_display())]
    assert present[0].when is not None


def test_strangers_do_not_learn_that_there_is_one(client, w):
    exchange = factory.signing(w)
    seen = {}
    for name in NAMES:
        seen[name] = show(client, exchange, getattr(w, name)).status_code

    assert seen == {
        **dict.fromkeys(("visitor", "host", "sending", "receiving", "coordinator", "auditor"), 200),
        **dict.fromkeys(("outsider", "stranger", "administrator"), 404),
    }
    client.logout()
    assert client.get(reverse("exchange", args=[exchange.code])).status_code == 302


def test_an_auditor_sees_the_row_without_people_texts_and_messages(client, w):
    exchange = factory.approved(w)
    send_message(exchange, text="The key is under the mat.", by=w.visitor)
    Move.objects.filter(code=exchange.code).update(reason="The cat was ill.")
    secrets = [
        *(person.get_full_name() for person in (w.visitor, w.host, w.sending, w.receiving)),
        escape(exchange.visitor_organisation.name),
        escape(exchange.host_organisation.name),
        "The key is under the mat.",
        "The cat was ill.",
        "See three finishing lines.",
        "A trial order.",
    ]
    everything = show(client, exchange, w.visitor).content.decode()
    assert [each for each in secrets if each not in everything] == []

    response = show(client, exchange, w.auditor)
    text = response.content.decode()

    assert [each for each in secrets if each in text] == []
    assert "EUR 1,100" in text
    assert response.context["acts"] == []
    assert client.get(reverse("exchange_calendar", args=[exchange.code])).status_code == 403


@pytest.mark.parametrize("who", ["visitor", "colleague", "host", "sending", "receiving", "coordinator", "auditor"])
def test_pages_after_the_stay_are_links_for_those_they_open_for(client, w, who):
    exchange = factory.paid(w)
    addresses = [
        reverse("exchange_payment", args=[exchange.code]),
        reverse("exchange_evidence", args=[exchange.code]),
        reverse("exchange_report", args=[exchange.code, "visitor"]),
    ]

    text = show(client, exchange, getattr(w, who)).content.decode()

    assert [f'href="{each}"' in text for each in addresses] == [
        client.get(each).status_code == 200 for each in addresses
    ]


def test_the_money_is_shown_with_each_step(client, w):
    exchange = factory.approved(w, first_day=factory.FIRST, last_day=factory.FIRST + timedelta(days=2))

    text = show(client, exchange, w.host).content.decode()

    assert "EUR 550" in text
    assert "Rate of the host country (Denmark): EUR 1,100." in text
    assert "Halved: 3 working days, fewer than 5: EUR 550." in text


def test_before_anything_is_written_the_sum_is_that_of_the_plan(client, w):
    response = show(client, factory.matched(w), w.visitor)

    assert (response.context["sum"], response.context["version"]) == ("EUR 1,100", None)


@pytest.mark.parametrize(
    ("state", "name", "expected"),
    [
        (E.MATCHED, "visitor", [WRITE, DAYS, CANCEL]),
        (E.BUILDING, "host", ["Ask for the signatures", WRITE, DAYS, CANCEL]),
        (E.SIGNING, "receiving", ["Read and sign", CHANGE, DAYS, CANCEL]),
        (E.APPROVED, "coordinator", [CHANGE, DAYS, "Add or remove working days", CANCEL]),
        (E.UNDER_WAY, "host", ["Write the host’s report", "It was broken off"]),
        (E.ENDED, "visitor", ["Write the visitor’s report"]),
        (E.REPORTED, "sending", ["Read and validate the report"]),
        (E.VALIDATED, "sending", ["Pay"]),
        (E.CANCELLED, "visitor", []),
    ],
)
def test_the_buttons_are_those_that_the_rules_allow(w, state, name, expected):
    exchange = factory.in_state(w, state)

    acts = acts_for(getattr(w, name), exchange, latest_version(exchange), {})

    assert [act.label for act in acts] == expected


def test_what_is_next_says_what_is_missing_and_who_has_not_signed(w):
    exchange = factory.signing(w)
    signed = factory.sign_all(w, exchange, but={"host", "receiving"})

    assert next_step(signed, latest_version(signed), {}).sentence.endswith("host, receiving cluster.")
    writing = Exchange(state=E.BUILDING, programme=w.programme, state_since=factory.NOW)
    assert "agenda, online sessions" in next_step(writing, None, {"agenda": "…", "sessions": "…"}).sentence


def test_the_thread_of_a_cancelled_one_ends_where_it_was_broken(w):
    exchange = cancel_exchange(factory.building(w), reason="Illness.", by=w.visitor)

    steps = thread_of(exchange, moves_of(exchange, w.visitor))

    assert [step.label for step in steps] == ["matched", "commitment being written", "cancelled before the start"]


def test_the_thread_without_moves_has_the_same_knots(w):
    exchange = factory.in_state(w, E.PAID)

    with_moves, without = thread_of(exchange, moves_of(exchange, w.visitor)), thread_of(exchange)

    assert [step.label for step in with_moves] == [step.label for step in without]
    assert [step.is_present for step in with_moves] == [step.is_present for step in without]


def test_every_move_stands_in_the_timeline_with_its_person_and_reason(client, w):
    exchange = cancel_exchange(factory.building(w), reason="The mill is flooded.", by=w.host)

    response = show(client, exchange, w.receiving)

    own = [line for line in response.context["timeline"] if line.is_own]
    assert [(line.before, line.after) for line in own] == [
        ("", "matched"),
        ("matched", "commitment being written"),
        ("commitment being written", "cancelled before the start"),
    ]
    assert (own[-1].who, own[-1].reason) == (w.host.get_full_name(), "The mill is flooded.")


def test_the_same_questions_however_many_messages_and_moves(client, w):
    exchange = factory.signing(w)
    send_message(exchange, text="One.", by=w.visitor)
    show(client, exchange, w.sending)
    with CaptureQueriesContext(connection) as few:
        show(client, exchange, w.sending)
    Message.objects.bulk_create(
        Message(exchange=exchange, author=(w.host, w.visitor)[n % 2], text=f"No. {n}", language="da") for n in range(40)
    )
    Move.objects.bulk_create(
        Move(subject="exchange", code=exchange.code, actor=w.host, from_state=E.SIGNING, to_state=E.SIGNING)
        for _ in range(40)
    )
    with CaptureQueriesContext(connection) as many:
        response = show(client, exchange, w.sending)

    assert len(many) == len(few)
    assert (response.context["messages_total"], len(response.context["messages_shown"])) == (41, 20)
    assert len(show(client, exchange, w.sending, messages="all").context["messages_shown"]) == 41


def test_the_strip_says_why_a_day_does_not_count(client, w):
    exchange = factory.matched(w, first_day=factory.FIRST, last_day=factory.FIRST + timedelta(days=8))

    text = show(client, exchange, w.visitor).content.decode()

    assert "10 October 2026: weekend" in text
    assert "<strong>7 working days</strong>" in text
