"""Every move of every state: the way through, every role, everything else refused and nothing changed."""

import pytest

from exchanges import rules
from exchanges.actions.moves import NEEDS_REASON, move
from exchanges.choices import Party, Side
from exchanges.errors import ExchangeError, IllegalMoveError, NotAllowedError
from exchanges.models import Exchange, Move, Payment, Report
from exchanges.states import EXCHANGE_MOVES, TABLES, ExchangeState as E, ReportState as R
from tests.factories import exchanges as factory

EVERYBODY = (
    "visitor",
    "colleague",
    "host",
    "sending",
    "receiving",
    "outsider",
    "coordinator",
    "auditor",
    "administrator",
    "stranger",
)
# Who is which party for the exchange of `factory.world`; a colleague speaks for the visiting firm and only reads.
PARTY = {
    "visitor": Party.VISITOR,
    "host": Party.HOST,
    "sending": Party.SENDING,
    "receiving": Party.RECEIVING,
    "coordinator": Party.COORDINATOR,
}
V, H, S, C, K = "visitor", "host", "sending", "receiving", "coordinator"
BOTH_SIDES, VISITING, DECIDERS = {V, H, S, C, K}, {V, S, K}, {S, K}
# Written out by hand, so that the code’s own table is not compared with itself.
WHO = {
    (E.MATCHED, E.BUILDING): BOTH_SIDES,
    (E.MATCHED, E.CANCELLED): BOTH_SIDES,
    (E.BUILDING, E.SIGNING): BOTH_SIDES,
    (E.BUILDING, E.CANCELLED): BOTH_SIDES,
    (E.SIGNING, E.BUILDING): BOTH_SIDES,
    (E.SIGNING, E.APPROVED): {V, H, S, C},
    (E.SIGNING, E.CANCELLED): BOTH_SIDES,
    (E.APPROVED, E.BUILDING): BOTH_SIDES,
    (E.APPROVED, E.UNDER_WAY): VISITING,
    (E.APPROVED, E.CANCELLED): BOTH_SIDES,
    (E.UNDER_WAY, E.ENDED): VISITING,
    (E.UNDER_WAY, E.DISCONTINUED): BOTH_SIDES,
    (E.ENDED, E.REPORTED): VISITING,
    (E.DISCONTINUED, E.REPORTED): VISITING,
    (E.REPORTED, E.RETURNED): DECIDERS,
    (E.REPORTED, E.VALIDATED): DECIDERS,
    (E.RETURNED, E.REPORTED): VISITING,
    (E.VALIDATED, E.PAID): DECIDERS,
    (E.VALIDATED, E.CLOSED): DECIDERS,
    (E.PAID, E.CLOSED): DECIDERS,
}
BY_CALENDAR = {
    (E.APPROVED, E.UNDER_WAY),
    (E.UNDER_WAY, E.ENDED),
    (E.VALIDATED, E.CLOSED),
    (E.PAID, E.CLOSED),
}


@pytest.mark.parametrize("state", list(E))
def test_every_state_is_reached_through_the_doors(w, state):
    exchange = factory.in_state(w, state)

    assert exchange.state == state
    assert list(Move.objects.of(exchange).values_list("to_state", flat=True))[-1] == state


def test_the_table_by_hand_has_every_move():
    assert set(WHO) == {(before, after) for before, afters in EXCHANGE_MOVES.items() for after in afters}


def put_in(exchange, state):
    """Straight into the database: these tests are about the door, not about the way there."""
    counted = {"counted_at": None}
    Exchange.objects.filter(pk=exchange.pk).update(state=state, **counted)
    return Exchange.objects.get(pk=exchange.pk)


def everything(exchange):
    """What a refused move must not change."""
    return (
        Exchange.objects.filter(pk=exchange.pk).values().get(),
        list(Move.objects.values_list("pk", flat=True)),
        list(Report.objects.values()),
        list(Payment.objects.values()),
    )


@pytest.mark.parametrize("state", list(E))
def test_every_role_and_every_move(w, state):
    """Each role tries to bring the exchange from this state into each other one."""
    exchange = factory.matched(w)
    for after in E:
        if after == state:
            continue
        allowed = {name for name in EVERYBODY if after in EXCHANGE_MOVES[state] and name in WHO[state, after]}
        if (state, after) in BY_CALENDAR:
            allowed.add("nobody")
        for name in (*EVERYBODY, "nobody"):
            exchange = put_in(exchange, state)
            before = everything(exchange)
            person = getattr(w, name)
            if name in allowed:
                moved = move(exchange, after, by=person, reason="Because.")
                assert (moved.state, Exchange.objects.get(pk=exchange.pk).state) == (after, after), (name, after)
                line = Move.objects.of(exchange).last()
                assert (line.from_state, line.to_state, line.actor, line.by_calendar) == (
                    state,
                    after,
                    person,
                    person is None,
                )
            else:
                with pytest.raises(IllegalMoveError if rules.may_move(person, exchange, after) else NotAllowedError):
                    move(exchange, after, by=person, reason="Because.")
                assert everything(exchange) == before, (name, after)


def test_already_there_writes_nothing(w):
    made = factory.matched(w)
    for state in rules.RIGHTS["exchange"]:
        exchange = put_in(made, state)
        party = next(name for name in PARTY if PARTY[name] in rules.RIGHTS["exchange"][state])
        kept = everything(exchange)

        assert move(exchange, state, by=getattr(w, party)).state == state
        assert everything(exchange) == kept


@pytest.mark.parametrize(("subject", "to"), sorted(NEEDS_REASON))
def test_moves_that_need_a_reason_are_moves(subject, to):
    assert to in {after for afters in TABLES[subject].values() for after in afters}


@pytest.mark.parametrize("to", [E.CANCELLED, E.DISCONTINUED, E.RETURNED])
def test_without_a_reason_nothing_happens(w, to):
    before = next(state for state, afters in EXCHANGE_MOVES.items() if to in afters)
    exchange = put_in(factory.matched(w), before)
    kept = everything(exchange)

    with pytest.raises(ExchangeError):
        move(exchange, to, by=w.coordinator, reason="  ")

    assert everything(exchange) == kept


@pytest.mark.parametrize("to", [E.RETURNED, E.VALIDATED])
def test_a_manager_who_travels_does_not_decide_about_it(w, to):
    exchange = put_in(factory.matched(w), E.REPORTED)
    Exchange.objects.filter(pk=exchange.pk).update(visitor=w.sending)

    with pytest.raises(NotAllowedError):
        move(exchange, to, by=w.sending, reason="Because.")
    assert move(exchange, to, by=w.coordinator, reason="Because.").state == to


def test_an_external_host_is_signed_for_by_the_organising_cluster(w):
    outside = factory.places.organisation("CNA", country="IT")
    factory.put_on_map(outside, (45.4642, 9.19), "Milano")
    exchange = factory.signed_up(w, factory.mission(w, host=outside, country="IT")).exchange

    assert exchange.has_external_host
    assert rules.signature_roles(w.sending, exchange) == {"host", "sending", "receiving"}
    assert rules.signature_roles(w.visitor, exchange) == {"visitor"}
    approved = factory.approved(w, exchange)
    assert approved.versions.get().signatures.get(role="host").on_behalf


@pytest.mark.parametrize(
    ("part", "readers"),
    [
        ("stay", {"visitor", "host", "sending", "receiving", "coordinator"}),
        ("partners", {"visitor", "sending", "coordinator"}),
        ("programme", {"visitor", "coordinator"}),
    ],
)
def test_the_parts_of_a_report_have_their_readers(w, part, readers):
    exchange = factory.reported(w)
    report = exchange.reports.get(side=Side.VISITOR)

    found = {name for name in EVERYBODY if rules.may_read_report_part(getattr(w, name), report, part)}

    assert report.state == R.SUBMITTED
    assert found == readers


def test_who_sees_what(w):
    exchange = factory.reported(w)
    application = exchange.application

    def those(function):
        return {name for name in (*EVERYBODY, "nobody") if function(getattr(w, name))}

    parties = {"visitor", "colleague", "host", "sending", "receiving", "coordinator"}
    assert those(lambda user: rules.may_see_exchange(user, exchange)) == parties | {"auditor"}
    for name in EVERYBODY:
        user = getattr(w, name)
        seen = Exchange.objects.visible_to(user).filter(pk=exchange.pk).exists()
        assert seen == rules.may_see_exchange(user, exchange), name
    assert those(lambda user: rules.sees_people(user, exchange)) == parties
    assert those(lambda user: rules.may_see_evidence(user, exchange)) == {"visitor", "sending", "coordinator"}
    assert those(lambda user: rules.may_know_of_evidence(user, exchange)) == {
        "visitor",
        "sending",
        "coordinator",
        "auditor",
    }
    assert those(lambda user: rules.may_read_cv(user, application)) == {"visitor", "sending", "coordinator"}
