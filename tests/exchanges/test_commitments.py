"""The commitment: what is missing, versions, signatures, and what a change undoes."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from clusters.models import Organisation, Place
from exchanges import money
from exchanges.actions import commitments
from exchanges.choices import Confirmation, SignatureRole
from exchanges.errors import (
    ExchangeError,
    IllegalMoveError,
    IncompleteError,
    MissingRateError,
    NotAllowedError,
    NotEligibleError,
    OldVersionError,
    UnknownDistanceError,
)
from exchanges.models import CommitmentVersion, DayCorrection, Exchange, Rate, Signature, StayDay
from exchanges.states import ExchangeState as E
from tests.factories import exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST
ROLES = {"visitor": "visitor", "host": "host", "sending": "sending", "receiving": "receiving"}


def sign(w, exchange, role, *, by=None, version=None, **changes):
    version = version or commitments.current_version(exchange)
    values = {"number": version.number, "hash": version.hash, "confirmed": Confirmation.SECOND_FACTOR} | changes
    return commitments.sign(exchange, role=SignatureRole(role), by=by or getattr(w, role), **values)


def test_four_signatures_approve_and_freeze(w):
    exchange = factory.signing(w)
    for number, role in enumerate(ROLES, start=1):
        sign(w, exchange, role)
        assert Exchange.objects.get().state == (E.SIGNING if number < 4 else E.APPROVED)

    exchange.refresh_from_db()
    assert (exchange.agreed_amount, exchange.working_days) == (Decimal(1100), 5)
    assert [step.kind for step in money.steps_from(exchange.agreed_steps)] == ["rate", "full"]
    assert {row.confirmed for row in Signature.objects.all()} == {Confirmation.SECOND_FACTOR}
    assert {row.hash for row in Signature.objects.all()} == {CommitmentVersion.objects.get().fingerprint()}
    assert not Signature.objects.filter(on_behalf=True).exists()


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gives_anothers_signature(w, role):
    exchange = factory.signing(w)
    names = (*ROLES, "colleague", "coordinator", "outsider", "auditor", "administrator", "stranger")

    for name in names:
        if name != role:
            with pytest.raises(NotAllowedError):
                sign(w, exchange, role, by=getattr(w, name))

    assert Signature.objects.count() == 0


def test_a_double_click_signs_once(w):
    exchange = factory.signing(w)

    assert sign(w, exchange, "visitor") == sign(w, exchange, "visitor")
    assert Signature.objects.count() == 1


def test_a_change_after_a_signature_says_what_changed_and_is_signed_again(w):
    exchange = factory.sign_all(w, factory.signing(w), but={SignatureRole.RECEIVING})
    old = commitments.current_version(exchange)

    commitments.write_commitment(exchange, by=w.host, outcomes="Two trial orders.")

    exchange.refresh_from_db()
    new = commitments.current_version(exchange)
    assert (exchange.state, new.number, new.changes, new.signatures.count()) == (E.BUILDING, 2, ["outcomes"], 0)
    assert (old.signatures.count(), old.fingerprint()) == (3, CommitmentVersion.objects.get(pk=old.pk).hash)
    commitments.open_for_signing(exchange, by=w.sending)
    with pytest.raises(OldVersionError):
        sign(w, exchange, "receiving", version=old)
    assert factory.sign_all(w, exchange).state == E.APPROVED
    assert Signature.objects.count() == 7


def test_saving_the_same_again_changes_nothing(w):
    exchange = factory.approved(w)

    commitments.write_commitment(exchange, by=w.visitor, **factory.PLAN)

    exchange.refresh_from_db()
    assert (exchange.state, CommitmentVersion.objects.count()) == (E.APPROVED, 1)


def test_before_a_signature_the_version_is_rewritten(w):
    exchange = factory.building(w)
    commitments.write_commitment(exchange, by=w.host, outcomes="A visit back.")

    version = CommitmentVersion.objects.get()
    assert (version.number, version.outcomes, version.changes) == (1, "A visit back.", [])
    assert version.hash == version.fingerprint()


def test_a_changed_row_is_not_signed(w):
    exchange = factory.signing(w)
    CommitmentVersion.objects.update(outcomes="Something nobody read.")

    with pytest.raises(OldVersionError):
        sign(w, exchange, "visitor")

    assert Signature.objects.count() == 0


@pytest.mark.parametrize("field", ["objectives", "activities", "agenda", "outcomes"])
def test_an_incomplete_plan_is_not_opened_for_signing(w, field):
    exchange = factory.building(w)
    commitments.write_commitment(exchange, by=w.visitor, **{field: "" if field == "outcomes" else []})

    with pytest.raises(IncompleteError) as refused:
        commitments.open_for_signing(exchange, by=w.visitor)

    assert set(refused.value.fields) == {field}
    assert Exchange.objects.get().state == E.BUILDING


def test_without_days_a_rate_or_a_place_nobody_signs(w):
    exchange = factory.building(w, first_day=None, last_day=None)
    with pytest.raises(IncompleteError):
        commitments.open_for_signing(exchange, by=w.visitor)
    commitments.set_dates(exchange, first_day=FIRST, last_day=LAST, by=w.host)
    Rate.objects.filter(country="DK").update(valid_until=FIRST)
    with pytest.raises(MissingRateError):
        commitments.open_for_signing(exchange, by=w.visitor)
    Rate.objects.filter(country="DK").update(valid_until=None)

    assert commitments.open_for_signing(exchange, by=w.visitor).state == E.SIGNING
    assert commitments.current_version(exchange).amount == 1100


def test_an_unknown_distance_that_decides_stops_the_signing(w):
    Place.objects.filter(organisation=w.visiting).update(latitude=None, longitude=None)
    exchange = factory.building(w)

    with pytest.raises(UnknownDistanceError):
        commitments.open_for_signing(exchange, by=w.visitor)

    assert Exchange.objects.get().state == E.BUILDING


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_day": LAST, "last_day": FIRST}, "last_day"),
        ({"first_day": FIRST, "last_day": LAST, "arrival_on": LAST}, "arrival_on"),
        ({"first_day": FIRST, "last_day": LAST, "departure_on": FIRST}, "departure_on"),
    ],
)
def test_days_in_the_wrong_order_are_refused_and_the_booked_days_stay(w, values, field):
    exchange = factory.matched(w)

    with pytest.raises(IncompleteError) as refused:
        commitments.set_dates(exchange, by=w.visitor, **values)

    assert set(refused.value.fields) == {field}
    assert (Exchange.objects.get().last_day, StayDay.objects.count()) == (LAST, 5)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 8, 3), date(2026, 8, 7)),
        (date(2026, 10, 9), date(2026, 10, 12)),
        (date(2026, 10, 5), date(2026, 11, 20)),
        (date(2027, 9, 27), date(2027, 10, 1)),
    ],
    ids=["in the past", "two working days", "too long", "after the programme"],
)
def test_days_that_are_not_eligible_are_refused(w, first, last):
    exchange = factory.matched(w)

    with pytest.raises(NotEligibleError):
        commitments.set_dates(exchange, first_day=first, last_day=last, by=w.visitor)

    assert (Exchange.objects.get().first_day, StayDay.objects.count()) == (FIRST, 5)


def test_the_coordinator_adds_a_saturday(w):
    exchange = factory.approved(w, first_day=FIRST + timedelta(days=2), last_day=FIRST + timedelta(days=7))
    saturday = FIRST + timedelta(days=5)
    assert exchange.agreed_amount == 550
    for name in ("visitor", "sending", "receiving", "host", "auditor"):
        with pytest.raises(NotAllowedError):
            commitments.correct_days(exchange, {saturday: (True, "A fair.")}, by=getattr(w, name))
    with pytest.raises(ExchangeError):
        commitments.correct_days(exchange, {saturday: (True, " ")}, by=w.coordinator)
    assert DayCorrection.objects.count() == 0

    commitments.correct_days(exchange, {saturday: (True, "A fair.")}, by=w.coordinator)

    exchange.refresh_from_db()
    version = commitments.current_version(exchange)
    assert (exchange.state, version.number, version.working_days, version.amount) == (E.BUILDING, 2, 5, 1100)
    commitments.correct_days(exchange, {saturday: None}, by=w.coordinator)
    assert commitments.current_version(exchange).amount == 550


def test_after_the_start_nobody_changes_the_plan(w):
    exchange = factory.under_way(w)

    for name in ROLES:
        with pytest.raises(NotAllowedError):
            commitments.write_commitment(exchange, by=getattr(w, name), outcomes="Other.")

    assert CommitmentVersion.objects.count() == 1


def test_the_amount_is_half_once_for_a_near_and_short_stay(w):
    Place.objects.filter(organisation=w.visiting).update(latitude=55.605, longitude=13.0038)  # Malmö
    Organisation.objects.filter(pk=w.visiting.pk).update(country="SE")
    w.visiting.refresh_from_db()

    exchange = factory.approved(w, first_day=FIRST, last_day=FIRST + timedelta(days=2))

    assert exchange.agreed_amount == 550
    assert "Halved once" in money.steps_from(exchange.agreed_steps)[1].sentence


def test_an_online_exchange_has_sessions_and_no_money(w):
    exchange = factory.matched(w, is_virtual=True, first_day=None, last_day=None)
    commitments.write_commitment(exchange, by=w.visitor, language="en", **factory.PLAN)
    with pytest.raises(IncompleteError) as refused:
        commitments.open_for_signing(exchange, by=w.visitor)
    assert set(refused.value.fields) == {"sessions"}

    def half_days(number):
        start = datetime.combine(FIRST, datetime.min.time(), tzinfo=factory.ZONE).replace(hour=9)
        return [
            {
                "starts_at": start + timedelta(days=day),
                "ends_at": start + timedelta(days=day, hours=3),
                "zone": "Europe/Copenhagen",
                "title": f"Session {day + 1}",
            }
            for day in range(number)
        ]

    commitments.set_sessions(exchange, half_days(5), by=w.host)
    with pytest.raises(IncompleteError):
        commitments.open_for_signing(exchange, by=w.visitor)
    commitments.set_sessions(exchange, half_days(6), by=w.host)
    exchange = factory.sign_all(w, commitments.open_for_signing(exchange, by=w.visitor))

    assert (exchange.state, exchange.agreed_amount, exchange.working_days) == (E.APPROVED, 0, 3)
    assert exchange.uses_visit is False
    later = {"first_day": FIRST + timedelta(days=14), "last_day": LAST + timedelta(days=14)}
    assert factory.matched(w, application=factory.accepted(w), **later).uses_visit is True


def test_signing_in_the_wrong_state_is_refused(w):
    exchange = factory.building(w)

    with pytest.raises(IllegalMoveError):
        sign(w, exchange, "visitor")

    assert Signature.objects.count() == 0
