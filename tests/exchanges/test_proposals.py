"""Applications and proposals: who sends, who answers, how many, until when; offers and their seats."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from clusters.models import Membership
from core.models import MailMessage
from exchanges.actions import applications, offers, proposals, stays
from exchanges.choices import ProposedBy, Side
from exchanges.errors import (
    ExchangeError,
    FullError,
    IllegalMoveError,
    IncompleteError,
    NotAllowedError,
    NotEligibleError,
)
from exchanges.models import Application, Exchange, Offer, Proposal, StayDay
from exchanges.rules import may_move
from exchanges.states import (
    APPLICATION_MOVES,
    OFFER_MOVES,
    ApplicationState as A,
    ExchangeState as E,
    OfferState as O,
    ProposalState as P,
)
from tests.factories import clusters as places, exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST


def sent(w, *, by=None, application=None, offer=None, proposed_by=ProposedBy.VISITOR, **values):
    return proposals.propose(
        application=application or factory.accepted(w),
        offer=offer or factory.offer(w),
        proposed_by=proposed_by,
        first_day=FIRST,
        last_day=LAST,
        by=by or w.visitor,
        **values,
    )


def test_a_draft_is_one_however_often_it_is_started(w):
    made = [factory.draft(w) for _ in range(3)]

    assert len({each.pk for each in made}) == 1
    assert Application.objects.visible_to(w.sending).count() == 0
    assert Application.objects.visible_to(w.visitor).count() == 1


def test_a_manager_fills_in_on_behalf(w):
    made = applications.start_application(
        programme=w.programme, organisation=w.visiting, person=w.visitor, by=w.sending, language="bg"
    )
    applications.save_application(
        made, by=w.sending, concepts=[w.theme], objectives="Пране без вода.", languages=["bg"]
    )

    assert applications.submit_application(made, by=w.sending).state == A.SUBMITTED
    assert made.filled_in_by == w.sending


@pytest.mark.parametrize("name", ["outsider", "receiving", "stranger", "auditor", "host"])
def test_nobody_else_applies_for_a_firm(w, name):
    with pytest.raises(NotAllowedError):
        applications.start_application(
            programme=w.programme, organisation=w.visiting, person=w.visitor, by=getattr(w, name)
        )
    assert Application.objects.count() == 0


def test_an_incomplete_application_stays_a_draft_and_says_what_is_missing(w):
    made = applications.start_application(
        programme=w.programme, organisation=w.visiting, person=w.visitor, by=w.visitor, language="en"
    )

    with pytest.raises(IncompleteError) as refused:
        applications.submit_application(made, by=w.visitor)

    assert set(refused.value.fields) == {"objectives", "languages", "concepts"}
    assert Application.objects.get().state == A.DRAFT


def test_who_is_not_eligible_cannot_send(w):
    made = factory.draft(w)
    Membership.objects.filter(organisation=w.visiting).update(until=factory.NOW.date())

    with pytest.raises(NotEligibleError):
        applications.submit_application(made, by=w.visitor)

    assert Application.objects.get().state == A.DRAFT


def test_the_cluster_has_fourteen_days_and_gets_a_mail(w):
    made = factory.submitted(w)

    assert made.answer_due_on == factory.NOW.date() + timedelta(days=14)
    assert MailMessage.objects.filter(to=w.sending.email).count() == 1


def test_every_role_and_every_move_of_an_application(w):
    made = factory.submitted(w)
    everybody = ("visitor", "colleague", "host", "sending", "receiving", "coordinator", "auditor", "stranger")
    expected = {
        A.SUBMITTED: {"visitor"},
        A.ACCEPTED: {"sending", "coordinator"},
        A.RETURNED: {"sending", "coordinator"},
        A.REFUSED: {"sending", "coordinator"},
        A.PAUSED: {"visitor", "sending", "coordinator"},
        A.WITHDRAWN: {"visitor", "sending", "coordinator"},
    }

    assert set(expected) == {to for afters in APPLICATION_MOVES.values() for to in afters}
    for to, who in expected.items():
        assert {name for name in everybody if may_move(getattr(w, name), made, to)} == who, to


def test_a_manager_does_not_accept_their_own_application(w):
    own = places.organisation("The cluster itself", in_cluster=w.home, country="BG", type="cluster_organisation")
    places.affiliation(w.sending, organisation=own, cluster=w.home, state="accepted")
    manager = type(w.sending).objects.get(pk=w.sending.pk)
    made = factory.submitted(w, organisation=own, person=manager)

    with pytest.raises(NotAllowedError):
        applications.accept_application(made, by=manager)

    assert applications.accept_application(made, by=w.coordinator).state == A.ACCEPTED


def test_a_returned_application_is_completed_and_sent_again(w):
    made = factory.submitted(w)
    with pytest.raises(ExchangeError):
        applications.return_application(made, reason=" ", by=w.sending)
    back = applications.return_application(made, reason="Which machines?", by=w.sending)

    applications.save_application(back, by=w.visitor, objectives="Ozone machines.")

    assert applications.submit_application(back, by=w.visitor).state == A.SUBMITTED
    with pytest.raises(NotAllowedError):
        applications.save_application(back, by=w.visitor, objectives="Too late.")


def test_a_cv_is_private_and_looked_into(w):
    made = factory.draft(w)

    kept = applications.attach_cv(made, factory.ticket("cv – Иван.pdf"), by=w.visitor)
    with pytest.raises(ValidationError):
        applications.attach_cv(made, SimpleUploadedFile("cv.pdf", b"MZ nothing of the kind"), by=w.visitor)

    assert kept.cv_name == "cv – Иван.pdf"
    assert kept.cv.name.startswith("exchanges/cv/")
    assert applications.remove_cv(made, by=w.visitor).cv.name == ""


@pytest.mark.parametrize(
    ("proposed_by", "asks", "answers"), [("visitor", "visitor", "host"), ("host", "host", "visitor")]
)
def test_both_sides_confirm_in_either_direction(w, proposed_by, asks, answers):
    proposal = sent(w, by=getattr(w, asks), proposed_by=ProposedBy(proposed_by))
    assert (proposal.state, Exchange.objects.count()) == (P.SENT, 0)
    assert proposals.confirm_proposal(proposal, by=getattr(w, asks)).state == P.SENT

    proposal = proposals.confirm_proposal(proposal, by=getattr(w, answers))

    assert (proposal.state, proposal.exchange.state) == (P.ACCEPTED, E.MATCHED)
    assert (proposal.visitor_confirmed_by, proposal.host_confirmed_by) == (w.visitor, w.host)


def test_a_plan_of_the_coordinator_is_confirmed_by_both(w):
    proposal = sent(w, by=w.coordinator, proposed_by=ProposedBy.PLANNER)
    assert proposal.visitor_confirmed_at is None

    proposals.confirm_proposal(proposal, by=w.host)
    assert Exchange.objects.count() == 0
    proposals.confirm_proposal(proposal, by=w.visitor)

    assert Exchange.objects.get().proposal == proposal


@pytest.mark.parametrize("name", ["visitor", "host", "sending", "outsider", "auditor", "stranger"])
def test_only_the_coordinator_sends_plans(w, name):
    application, offer = factory.accepted(w), factory.offer(w)

    with pytest.raises(NotAllowedError):
        sent(w, by=getattr(w, name), application=application, offer=offer, proposed_by=ProposedBy.PLANNER)

    assert Proposal.objects.count() == 0


def test_a_match_agreed_beforehand_with_an_external_host(w):
    outside = places.organisation("CNA", country="IT")
    factory.put_on_map(outside, (45.4642, 9.19), "Milano")

    proposal = proposals.propose(
        application=factory.accepted(w),
        host=outside,
        signing_cluster=w.home,
        proposed_by=ProposedBy.AGREED,
        first_day=FIRST,
        last_day=LAST,
        by=w.sending,
    )

    assert proposal.state == P.ACCEPTED
    assert proposal.exchange.has_external_host
    assert proposal.exchange.host_country == "IT"


def test_at_most_five_wait_at_a_time(w):
    application = factory.accepted(w)
    for number in range(5):
        sent(w, application=application, offer=factory.offer(w, organisation=danish(w, number)))

    with pytest.raises(ExchangeError, match="At most 5"):
        sent(w, application=application, offer=factory.offer(w, organisation=danish(w, 6)))

    assert Proposal.objects.open().count() == 5


def danish(w, number):
    return places.organisation(f"Host {number}", in_cluster=w.away, country="DK")


def test_the_same_pair_has_one_open_proposal(w):
    application, offer = factory.accepted(w), factory.offer(w)

    assert sent(w, application=application, offer=offer) == sent(w, application=application, offer=offer)
    assert sent(w, application=application, offer=offer, by=w.host, proposed_by=ProposedBy.HOST).pk
    assert Proposal.objects.count() == 1


def test_after_fourteen_days_it_has_expired(w):
    proposal = sent(w)

    with factory.on(factory.NOW.date() + timedelta(days=15)):
        with pytest.raises(IllegalMoveError):
            proposals.confirm_proposal(proposal, by=w.host)
        assert proposals.expire_proposals() == 1
        assert proposals.expire_proposals() == 0

    assert (Proposal.objects.get().state, Exchange.objects.count()) == (P.EXPIRED, 0)


def test_declined_and_withdrawn_end_it(w):
    proposal = sent(w)
    with pytest.raises(NotAllowedError):
        proposals.decline_proposal(proposal, by=w.outsider)
    with pytest.raises(NotAllowedError):
        proposals.withdraw_proposal(proposal, by=w.host)

    assert proposals.decline_proposal(proposal, by=w.host, reason="No room.").state == P.DECLINED
    with pytest.raises(IllegalMoveError):
        proposals.withdraw_proposal(proposal, by=w.visitor)


def test_an_agreed_exchange_ends_the_other_proposals(w):
    application = factory.accepted(w)
    one = sent(w, application=application)
    two = sent(w, application=application, offer=factory.offer(w, organisation=danish(w, 1)))

    proposals.confirm_proposal(one, by=w.host)

    two.refresh_from_db()
    assert two.state == P.WITHDRAWN
    with pytest.raises(ExchangeError):
        sent(w, application=application, offer=factory.offer(w, organisation=danish(w, 2)))


def test_sides(w):
    from exchanges.rules import sides_of

    proposal = sent(w)
    names = ("visitor", "host", "sending", "receiving", "coordinator", "outsider", "auditor", "stranger", "colleague")

    assert {name: sides_of(getattr(w, name), proposal) for name in names if sides_of(getattr(w, name), proposal)} == {
        "visitor": {Side.VISITOR},
        "sending": {Side.VISITOR},
        "host": {Side.HOST},
        "receiving": {Side.HOST},
    }


def two_visits(w, offer, *, shift):
    firm, person = factory.visitor_of(w)
    application = factory.accepted(w, organisation=firm, person=person)
    return factory.matched(
        w,
        application=application,
        with_offer=offer,
        first_day=FIRST + timedelta(days=shift),
        last_day=LAST + timedelta(days=shift),
    )


def test_an_offer_is_full_day_by_day(w):
    offer = factory.offer(w)
    two_visits(w, offer, shift=0)

    with pytest.raises(NotEligibleError):
        two_visits(w, offer, shift=3)
    assert two_visits(w, offer, shift=7).state == E.MATCHED
    assert (Exchange.objects.count(), StayDay.objects.count()) == (2, 10)


def test_a_cancelled_stay_frees_its_days(w):
    offer = factory.offer(w)
    stays.cancel_exchange(two_visits(w, offer, shift=0), reason="Illness.", by=w.host)

    assert two_visits(w, offer, shift=1).state == E.MATCHED


def test_fewer_at_a_time_only_where_no_day_has_more(w):
    offer = factory.offer(w, capacity=2)
    two_visits(w, offer, shift=0)
    later = two_visits(w, offer, shift=0)

    with pytest.raises(FullError):
        offers.edit_offer(offer, by=w.host, capacity=1)
    assert Offer.objects.get().capacity == 2
    stays.cancel_exchange(later, reason="Illness.", by=w.host)

    assert offers.edit_offer(offer, by=w.host, capacity=1).seats.count() == 1


def test_periods_in_the_wrong_order_are_refused(w):
    offer = factory.offer(w)

    with pytest.raises(IncompleteError):
        offers.edit_offer(offer, by=w.host, periods=[(date(2026, 10, 2), date(2026, 10, 1), True)])

    assert offer.periods.count() == 0


def test_who_moves_and_sees_an_offer(w):
    offer = factory.offer(w)
    names = ("visitor", "host", "sending", "receiving", "coordinator", "outsider", "auditor", "stranger")
    hosting = {"host", "receiving", "coordinator"}

    for to in {to for afters in OFFER_MOVES.values() for to in afters}:
        assert {name for name in names if may_move(getattr(w, name), offer, to)} == hosting, to
    assert all(Offer.objects.visible_to(getattr(w, name)).exists() for name in names)
    assert offers.pause_offer(offer, by=w.host).state == O.PAUSED
    assert {name for name in names if Offer.objects.visible_to(getattr(w, name)).exists()} == hosting


def test_an_online_exchange_may_be_repeated_once_the_first_is_done(w):
    application = factory.accepted(w, is_virtual=True)
    days = {"first_day": None, "last_day": None}
    first = factory.matched(w, application=application, is_virtual=True, **days)
    with pytest.raises(IllegalMoveError):
        factory.matched(w, application=application, is_virtual=True, **days)
    Exchange.objects.filter(pk=first.pk).update(state=E.CLOSED)

    assert factory.matched(w, application=application, is_virtual=True, **days).state == E.MATCHED


def test_a_second_visit_is_refused_also_when_the_first_is_done(w):
    application = factory.accepted(w)
    Exchange.objects.filter(pk=factory.matched(w, application=application).pk).update(state=E.CLOSED)

    with pytest.raises(NotEligibleError):
        factory.matched(w, application=application)

    assert Exchange.objects.count() == 1
