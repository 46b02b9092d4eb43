"""What is late: seen by those who can act, with the days, and by nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import desk
from accounts.models import User
from exchanges.actions import deadlines
from exchanges.models import Application, Exchange, FollowUp, Proposal
from exchanges.queries.late import Kind, late_exchanges, late_for
from exchanges.states import ExchangeState
from tests.factories import exchange_rows, exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
EVERYBODY = ("visitor", "colleague", "host", "sending", "receiving", "coordinator", "outsider", "auditor", "stranger")


def fresh(user):
    return User.objects.get(pk=user.pk)


def late(w, kind: Kind) -> dict[str, int]:
    """Who has something of this kind on their list → by how many days."""
    found = {name: [each.days for each in late_for(fresh(getattr(w, name))) if each.kind == kind] for name in EVERYBODY}
    assert all(len(days) <= 1 for days in found.values())
    return {name: days[0] for name, days in found.items() if days}


def test_an_application_without_an_answer(w):
    made = factory.submitted(w)
    due = Application.objects.get(pk=made.pk).answer_due_on

    with factory.on(due):
        assert late(w, Kind.ANSWER) == {}
    with factory.on(due + timedelta(days=2)):
        assert late(w, Kind.ANSWER) == {"sending": 2, "coordinator": 2}


def test_a_proposal_shortly_before_it_expires(w):
    proposal = factory.proposed(w, application=factory.accepted(w), with_offer=factory.offer(w))
    expires = Proposal.objects.get(pk=proposal.pk).expires_at.date()

    with factory.on(expires - timedelta(days=5)):
        assert late(w, Kind.PROPOSAL) == {}
    with factory.on(expires - timedelta(days=2)):
        assert late(w, Kind.PROPOSAL) == {"host": -2, "receiving": -2, "coordinator": -2}


def test_signatures_missing_a_week_before(w):
    factory.sign_all(w, factory.signing(w), but=("host", "receiving"))

    with factory.on(factory.FIRST - timedelta(days=8)):
        assert late(w, Kind.SIGNATURES) == {}
    with factory.on(factory.FIRST - timedelta(days=3)):
        both = ("visitor", "host", "sending", "receiving", "coordinator")
        assert late(w, Kind.SIGNATURES) == dict.fromkeys(both, -3)
        assert [each.who for each in late_for(w.coordinator)] == ["host, receiving cluster"]


def test_a_report_after_its_term(w):
    factory.ended(w)
    ended = factory.LAST + timedelta(days=1)
    term = timedelta(days=w.programme.report_days)

    with factory.on(ended + term):
        assert late(w, Kind.REPORT) == {}
    with factory.on(ended + term + timedelta(days=4)):
        assert late(w, Kind.REPORT) == {"visitor": 4, "sending": 4, "coordinator": 4}


def test_a_validation_after_its_term(w):
    factory.reported(w)
    handed_in = factory.LAST + timedelta(days=3)
    term = timedelta(days=w.programme.validation_days)

    with factory.on(handed_in + term):
        assert late(w, Kind.VALIDATION) == {}
    with factory.on(handed_in + term + timedelta(days=1)):
        assert late(w, Kind.VALIDATION) == {"sending": 1, "coordinator": 1}


def test_a_payment_after_its_day(w):
    due = factory.validated(w).payment.due_on

    with factory.on(due):
        assert late(w, Kind.PAYMENT) == {}
    with factory.on(due + timedelta(days=7)):
        assert late(w, Kind.PAYMENT) == {"sending": 7, "coordinator": 7}


def test_a_survey_that_nobody_answered(w):
    follow_up = FollowUp.objects.get(exchange=factory.paid(w))
    with factory.on(follow_up.due_on):
        deadlines.run_deadlines()

    with factory.on(follow_up.due_on + timedelta(days=30)):
        assert late(w, Kind.SURVEY) == {}
    with factory.on(follow_up.due_on + timedelta(days=32)):
        assert late(w, Kind.SURVEY) == {"visitor": 2, "sending": 2, "coordinator": 2}


def test_a_survey_of_a_closed_exchange_is_late_for_nobody(w):
    follow_up = FollowUp.objects.get(exchange=factory.paid(w))
    with factory.on(follow_up.due_on):
        deadlines.run_deadlines()

    with factory.on(follow_up.due_on + timedelta(days=61)):
        assert late(w, Kind.SURVEY).keys() == {"visitor", "sending", "coordinator"}
        deadlines.run_deadlines()
        exchange = Exchange.objects.get(pk=follow_up.exchange_id)
        assert exchange.state == ExchangeState.CLOSED
        assert late(w, Kind.SURVEY) == {}
        assert not Exchange.objects.filter(late_exchanges([w.programme]), pk=exchange.pk).exists()


def test_nobody_is_asked_to_decide_about_themselves(w):
    """A manager who travels: their own validation and payment are not theirs to do."""
    exchange = factory.reported(w)
    Exchange.objects.filter(pk=exchange.pk).update(visitor=w.sending)

    with factory.on(factory.LAST + timedelta(days=60)):
        assert late(w, Kind.VALIDATION).keys() == {"coordinator"}


def page_of(user):
    client = Visitor()
    client.force_login(user)
    return client.get("/en/exchanges/late/")


def test_the_page_lists_by_who_must_act(w):
    exchange = factory.reported(w)

    with factory.on(factory.LAST + timedelta(days=20)):
        html = page_of(w.sending).content.decode()
        nothing = page_of(w.outsider).content.decode()

    assert f'<th scope="row">{w.home.short_name}</th>' in html
    assert f'<a href="/en/exchanges/{exchange.code}/">Mill → Væveri</a>' in html
    assert "3 days late" in html
    assert "Nothing is late." in nothing
    assert "Mill" not in nothing


def test_the_desk_says_how_many(w):
    factory.reported(w)

    def section(user, code):
        return next((each for each in desk.sections_for(fresh(user)) if each.code == code), None)

    with factory.on(factory.LAST + timedelta(days=20)):
        for user in (w.sending, w.coordinator):
            assert section(user, "exchanges-late").figures == [("Validate the report", 1)]
        for user in (w.visitor, w.outsider, w.auditor):
            assert section(user, "exchanges-late") is None
        assert section(w.auditor, "exchanges-figures").figures == [("validated", 0), ("target", 100)]
        assert section(w.visitor, "exchanges-figures") is None


@pytest.mark.parametrize("who", ["coordinator", "sending"])
def test_the_same_queries_with_one_and_many(w, who):
    user = getattr(w, who)
    factory.reported(w)
    with factory.on(factory.LAST + timedelta(days=60)):
        exchange_rows.exchanges(w.programme, [w.home], 20)
        page_of(user)
        with CaptureQueriesContext(connection) as few:
            assert len(late_for(fresh(user))) > 1
        exchange_rows.exchanges(w.programme, [w.home], 60, seed=6)
        with CaptureQueriesContext(connection) as more:
            late_for(fresh(user))

    assert len(few) == len(more)
