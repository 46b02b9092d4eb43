"""Everybody at once, in threads with connections of their own: the last place, signatures, validation, payment.

Runs on whichever database DATABASE_URL names; `make test` runs it on SQLite and on PostgreSQL.
"""

import contextvars
import itertools
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connections

from accounts.models import User
from clusters.models import Affiliation, Membership, Organisation
from clusters.states import AffiliationState
from exchanges.actions import commitments, payments, plans, reports, sign_ups
from exchanges.choices import Confirmation, SignatureRole
from exchanges.errors import ExchangeError, FullError, IllegalMoveError
from exchanges.models import (
    Application,
    Certificate,
    Exchange,
    FollowUp,
    Mission,
    Move,
    Payment,
    PlannedStay,
    Proposal,
    Seat,
    Signature,
    SignUp,
    StayDay,
)
from exchanges.states import ApplicationState, ExchangeState as E, PaymentState, SignUpState as S
from tests.factories import accounts as people, clusters as places, exchanges as factory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
CONNECTIONS = 40  # as a server’s pool has them; PostgreSQL takes 100 by default


def at_once(functions):
    """Run functions at the same moment, each in a thread; returns what each returned or refused."""
    functions = list(functions)
    barrier, pool = threading.Barrier(len(functions)), threading.Semaphore(CONNECTIONS)
    answers = [None] * len(functions)

    def run(number, function):
        barrier.wait(timeout=60)
        with pool:
            try:
                answers[number] = function()
            except ExchangeError as error:
                answers[number] = error
            finally:
                connections.close_all()

    threads = []
    for number, function in enumerate(functions):
        context = contextvars.copy_context()  # the clock of this test
        threads.append(threading.Thread(target=context.run, args=(run, number, function)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    return answers


def applicants(w, number):
    """So many firms of the sending cluster, each with its person and an application that was sent."""
    firms = Organisation.objects.bulk_create(
        [Organisation(name=f"Firm {i}", country="BG", type="sme") for i in range(number)]
    )
    persons = User.objects.bulk_create(
        [User(email=f"racer{i}@people.example", first_name="R", last_name=str(i)) for i in range(number)]
    )
    Membership.objects.bulk_create(
        [Membership(organisation=firm, cluster=w.home, since=factory.FIRST - timedelta(days=900)) for firm in firms]
    )
    Affiliation.objects.bulk_create(
        [
            Affiliation(user=person, organisation=firm, cluster=w.home, state=AffiliationState.ACCEPTED)
            for person, firm in zip(persons, firms, strict=True)
        ]
    )
    return Application.objects.bulk_create(
        [
            Application(
                programme=w.programme,
                person=person,
                organisation=firm,
                sending_cluster=w.home,
                state=ApplicationState.SUBMITTED,
                language="en",
            )
            for person, firm in zip(persons, firms, strict=True)
        ]
    )


def everybody_signs_up(mission, found):
    return at_once([lambda each=each: sign_ups.sign_up(mission, application=each, by=each.person) for each in found])


def test_two_hundred_at_once_for_the_last_place_and_no_waiting_list():
    w = factory.world()
    mission = factory.mission(w, places=1, waiting_list=False)

    answers = everybody_signs_up(mission, applicants(w, 200))

    assert sum(isinstance(answer, SignUp) for answer in answers) == 1
    assert sum(isinstance(answer, FullError) for answer in answers) == 199
    assert SignUp.objects.get().state == S.HELD
    assert Move.objects.filter(subject="sign_up").count() == 1


def test_two_hundred_at_once_with_a_waiting_list_stand_in_line():
    w = factory.world()
    mission = factory.mission(w, places=1)

    answers = everybody_signs_up(mission, applicants(w, 200))

    assert sorted(answer.state for answer in answers) == [S.HELD, *[S.WAITING] * 199]
    assert SignUp.objects.exclude(seat=None).count() == 1


@contextmanager
def without_the_lock(monkeypatch):
    """What `sign_up` would be if it counted and compared without lock, transaction and seats given out once."""
    numbers = itertools.count(1000)

    class NoTransaction:
        @staticmethod
        @contextmanager
        def atomic():
            yield

    def counted(mission):
        if mission.sign_ups.filter(state=S.HELD).count() >= mission.places:
            return None
        time.sleep(0.05)  # the moment between looking and writing
        return Seat.objects.create(mission=mission, number=next(numbers))

    with monkeypatch.context() as patch:
        patch.setattr(sign_ups, "transaction", NoTransaction)
        patch.setattr(sign_ups, "lock", lambda row: type(row).objects.get(pk=row.pk))
        patch.setattr(sign_ups, "free_seat", counted)
        yield


def test_control_without_the_lock_it_oversells(monkeypatch):
    w = factory.world()
    mission = factory.mission(w, places=1, waiting_list=False)
    found = applicants(w, 20)

    with without_the_lock(monkeypatch):
        everybody_signs_up(mission, found)

    assert SignUp.objects.filter(state=S.HELD).count() > 1


def test_without_the_lock_the_database_still_refuses(monkeypatch):
    """The second net: a seat is held once, whoever forgets to lock."""
    w = factory.world()
    mission = factory.mission(w, places=1, waiting_list=False)
    found = applicants(w, 20)
    real = sign_ups.free_seat

    def slowly(row):
        seat = real(row)
        time.sleep(0.05)
        return seat

    monkeypatch.setattr(sign_ups, "lock", lambda row: type(row).objects.get(pk=row.pk))
    monkeypatch.setattr(sign_ups, "free_seat", slowly)

    answers = everybody_signs_up(mission, found)

    assert sum(isinstance(answer, SignUp) for answer in answers) == 1
    assert all(isinstance(answer, SignUp | FullError) for answer in answers)
    assert SignUp.objects.filter(state=S.HELD).count() == 1


def test_a_double_click_takes_one_place():
    w = factory.world()
    mission = factory.mission(w, places=5)
    [application] = applicants(w, 1)

    answers = everybody_signs_up(mission, [application] * 20)

    assert {answer.pk for answer in answers} == {SignUp.objects.get().pk}


def test_the_last_day_of_an_offer_goes_to_one():
    """Two visitors, overlapping days, one visit at a time: both proposals are confirmed at once."""
    w = factory.world()
    invitation = factory.offer(w)
    waiting = []
    for shift in (0, 2):
        firm, person = factory.visitor_of(w)
        application = factory.accepted(w, organisation=firm, person=person)
        waiting.append(
            factory.proposals.propose(
                application=application,
                offer=invitation,
                proposed_by="visitor",
                first_day=factory.FIRST + timedelta(days=shift),
                last_day=factory.LAST + timedelta(days=shift),
                by=person,
            )
        )

    answers = at_once([lambda each=each: factory.proposals.confirm_proposal(each, by=w.host) for each in waiting])

    assert sum(isinstance(answer, ExchangeError) for answer in answers) == 1
    assert Exchange.objects.count() == 1
    assert StayDay.objects.count() == 5


def test_one_organisation_matched_twice_at_once_visits_once():
    """A proposal and a mission, confirmed at the same moment."""
    w = factory.world()
    mission = factory.mission(w)
    sign_up = sign_ups.sign_up(mission, application=factory.submitted(w), by=w.visitor)
    colleague_application = factory.accepted(w, person=w.colleague)
    proposal = factory.proposals.propose(
        application=colleague_application, offer=factory.offer(w), proposed_by="visitor", by=w.colleague
    )

    answers = at_once(
        [
            lambda: factory.applications.accept_application(sign_up.application, by=w.sending),
            lambda: factory.proposals.confirm_proposal(proposal, by=w.host),
        ]
    )

    assert sum(isinstance(answer, ExchangeError) for answer in answers) == 1
    assert Exchange.objects.count() == 1


def test_four_signatures_at_once_approve_once():
    w = factory.world()
    exchange = factory.signing(w)
    version = commitments.current_version(exchange)
    signers = {
        SignatureRole.VISITOR: exchange.visitor,
        SignatureRole.HOST: w.host,
        SignatureRole.SENDING: w.sending,
        SignatureRole.RECEIVING: w.receiving,
    }

    answers = at_once(
        [
            lambda role=role, person=person: commitments.sign(
                exchange,
                role=role,
                number=version.number,
                hash=version.hash,
                confirmed=Confirmation.PASSWORD,
                by=User.objects.get(pk=person.pk),
            )
            for role, person in [*signers.items()] * 5  # and everybody clicks five times
        ]
    )

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Signature.objects.count() == 4
    assert Exchange.objects.get().state == E.APPROVED
    assert Move.objects.filter(to_state=E.APPROVED).count() == 1


def test_a_signature_and_a_change_at_once_never_sign_what_was_not_read():
    w = factory.world()
    exchange = factory.sign_all(w, factory.signing(w), but={SignatureRole.RECEIVING})
    version = commitments.current_version(exchange)

    at_once(
        [
            lambda: commitments.sign(
                exchange,
                role=SignatureRole.RECEIVING,
                number=version.number,
                hash=version.hash,
                confirmed=Confirmation.PASSWORD,
                by=w.receiving,
            ),
            lambda: commitments.write_commitment(exchange, by=w.visitor, outcomes="Something else."),
        ]
    )

    now = Exchange.objects.get()
    latest = commitments.current_version(now)
    assert (now.state, latest.number, latest.signatures.count()) == (E.BUILDING, 2, 0)
    assert now.agreed_amount is None


def test_validating_at_once_counts_and_requests_once():
    w = factory.world()
    exchange = factory.reported(w)
    managers = [w.sending, w.coordinator, *(places.manager_of(w.home) for _ in range(8))]

    with factory.on(factory.LAST + timedelta(days=6)):
        answers = at_once(
            [
                lambda person=person: reports.validate_exchange(exchange, by=User.objects.get(pk=person.pk))
                for person in managers * 2
            ]
        )

    assert {answer.state for answer in answers} == {E.VALIDATED}
    assert [model.objects.count() for model in (Payment, Certificate, FollowUp)] == [1, 1, 1]
    assert Move.objects.filter(subject="exchange", to_state=E.VALIDATED).count() == 1


def test_paying_at_once_pays_once():
    w = factory.world()
    exchange = factory.validated(w)
    payer = people.coordinator()

    with factory.on(factory.LAST + timedelta(days=10)):
        answers = at_once(
            [
                lambda number=number: payments.pay(
                    exchange.payment,
                    paid_on=factory.LAST + timedelta(days=9),
                    reference=f"SEPA {number}",
                    by=User.objects.get(pk=payer.pk),
                )
                for number in range(20)
            ]
        )

    assert sum(isinstance(answer, Payment) for answer in answers) == 1
    assert sum(isinstance(answer, IllegalMoveError) for answer in answers) == 19
    assert (Payment.objects.get().state, Exchange.objects.get().state) == (PaymentState.PAID, E.PAID)
    assert Move.objects.filter(to_state="paid").count() == 2


def test_freed_places_are_offered_once_each():
    w = factory.world()
    mission = factory.mission(w, places=3)
    everybody_signs_up(mission, applicants(w, 8))
    held = list(SignUp.objects.filter(state=S.HELD))

    at_once([lambda each=each: sign_ups.give_up_place(each, by=each.application.person) for each in held])

    states = sorted(SignUp.objects.values_list("state", flat=True))
    assert states == [S.OFFERED] * 3 + [S.RELEASED] * 3 + [S.WAITING] * 2
    first = list(SignUp.objects.exclude(state=S.RELEASED).order_by("queued_at", "pk").values_list("state", flat=True))
    assert first == [S.OFFERED] * 3 + [S.WAITING] * 2
    assert Mission.objects.get().seats.count() == 3


def test_two_coordinators_send_the_same_plan_at_once_and_each_stay_is_proposed_once():
    """One presses “send all” while the other sends a single stay, each several times."""
    w = factory.world()
    factory.offer(w, capacity=3)
    for _n in range(3):
        firm, person = factory.visitor_of(w)
        factory.accepted(w, organisation=firm, person=person)
    run = plans.make_plan(programme=w.programme, by=w.coordinator)
    one, other = w.coordinator, people.coordinator()
    stay = run.stays.order_by("pk").first()

    answers = at_once(
        [lambda: plans.send_plan(run, by=User.objects.get(pk=one.pk))] * 3
        + [lambda: plans.send_stay(stay, by=User.objects.get(pk=other.pk))] * 5
    )

    assert [answer for answer in answers if isinstance(answer, Exception) or answer is None] == []
    assert Proposal.objects.count() == 3
    assert PlannedStay.objects.filter(proposal=None).count() == 0
    assert PlannedStay.objects.exclude(refusal="").count() == 0
    assert Move.objects.filter(subject="proposal", to_state="sent").count() == 3
