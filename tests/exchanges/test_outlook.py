"""What a stay would be before anybody agrees is what the exchange then is."""

from datetime import date

from exchanges.actions import overrides, stays
from exchanges.queries.outlook import of_proposal, outlook
from tests.factories import exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST


def test_days_and_sum_before_and_after_are_the_same(w):
    application, offer = factory.accepted(w), factory.offer(w)
    ahead = outlook(application, host=offer.organisation, offer=offer, first_day=FIRST, last_day=LAST)
    exchange = factory.matched(w, application=application, with_offer=offer)

    assert (ahead.work_days, ahead.days_in_words) == (5, "5 working days")
    assert ahead.lump_sum == stays.calculate(exchange)
    assert list(ahead.days) == stays.day_list(exchange)
    assert ahead.amount == "EUR 1,100"
    assert ahead.obstacles == ()


def test_holidays_are_named_and_taken_off(w):
    application, offer = factory.accepted(w), factory.offer(w)

    ahead = outlook(
        application,
        host=offer.organisation,
        offer=offer,
        first_day=date(2026, 12, 21),
        last_day=date(2026, 12, 28),
    )

    assert [(day.day.day, day.why) for day in ahead.days_off][-1][1] == "holiday"
    assert ahead.work_days == 6 - len(ahead.days_off)


def test_open_or_reversed_days_have_no_sum(w):
    application, offer = factory.accepted(w), factory.offer(w)

    still_open = outlook(application, host=offer.organisation, offer=offer)
    reversed_days = outlook(application, host=offer.organisation, offer=offer, first_day=LAST, last_day=FIRST)

    assert (still_open.days, still_open.lump_sum, still_open.problem) == ((), None, "")
    assert [finding.rule for finding in reversed_days.obstacles] == ["dates_in_order"]
    assert reversed_days.lump_sum is None


def test_a_missing_rate_or_place_is_said(w):
    application, offer = factory.accepted(w), factory.offer(w)
    w.programme.rates.filter(country="DK").delete()
    without_rate = outlook(application, host=offer.organisation, offer=offer, first_day=FIRST, last_day=LAST)

    assert "The programme has no rate for Denmark" in without_rate.problem
    assert without_rate.work_days == 5


def test_a_waived_shortest_stay_and_an_online_one(w):
    application, offer = factory.accepted(w), factory.offer(w, virtual=True)
    overrides.override_rule(
        programme=w.programme, rule="enough_days", organisation=w.visiting, reason="A fair.", by=w.coordinator
    )

    short = outlook(application, host=offer.organisation, offer=offer, first_day=FIRST, last_day=FIRST)
    online = outlook(application, host=offer.organisation, offer=offer, is_virtual=True)

    assert [step.kind for step in short.lump_sum.steps] == ["rate", "waived", "half"]
    assert [step.kind for step in online.lump_sum.steps] == ["virtual"]


def test_a_proposal_agreed_beforehand_looks_at_the_host_itself(w):
    proposal = factory.proposals.propose(
        application=factory.accepted(w),
        host=w.hosting,
        signing_cluster=w.away,
        proposed_by="agreed",
        by=w.visitor,
        first_day=FIRST,
        last_day=LAST,
    )

    assert of_proposal(proposal).amount == "EUR 1,100"
