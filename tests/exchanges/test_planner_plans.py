"""A plan from the database: read, kept, adjusted, sent once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.models import MailMessage
from exchanges import eligibility
from exchanges.actions import offers, overrides, plans, proposals
from exchanges.choices import ProposedBy, Unplaced
from exchanges.errors import IllegalMoveError, NotAllowedError, NotEligibleError
from exchanges.models import PlannedStay, PlannerRun, Proposal
from exchanges.planner import fit, reading
from exchanges.planner.check import broken
from exchanges.planner.solve import solve
from exchanges.states import ProposalState as P
from tests.factories import clusters as places, exchanges as factory
from tests.factories.vocabulary import concept

FIRST, LAST = factory.FIRST, factory.LAST


def another(w, **options):
    firm, person = factory.visitor_of(w, **options)
    return factory.accepted(w, organisation=firm, person=person)


def move_to(organisation, country):
    organisation.country = country
    organisation.save(update_fields=["country"])


def stays_of(run):
    return {row.application_id: row for row in run.stays.all()}


def test_every_rule_is_asked_somewhere():
    assert sorted(reading.OF_VISITOR + reading.OF_PAIR + reading.OF_HOST) == sorted(eligibility.RULES)


def test_a_plan_is_read_solved_and_kept(w):
    offer = factory.offer(w, capacity=1)
    mine, danish = factory.accepted(w), another(w, country="DK")

    run = plans.make_plan(programme=w.programme, by=w.coordinator)

    found = stays_of(run)
    assert (found[mine.pk].offer, found[mine.pk].unplaced) == (offer, "")
    assert found[mine.pk].last_day - found[mine.pk].first_day == timedelta(days=4)
    assert (found[danish.pk].offer, found[danish.pk].unplaced) == (None, Unplaced.NO_HOST)
    assert run.gap == 0
    assert Proposal.objects.count() == 0


def test_the_problem_agrees_with_eligibility_for_every_pair_and_stay(w):
    """The shortcuts of `reading` say what `eligibility.check` says, rule by rule, for visitor, host and days."""
    factory.offer(w, periods=[(FIRST, LAST + timedelta(days=1), True)])
    bulgarian = places.organisation("Plovdiv", in_cluster=w.home, country="BG", type="sme")
    factory.put_on_map(bulgarian, factory.SOFIA)
    factory.offer(w, organisation=bulgarian, cluster=w.home, max_days=4)
    factory.accepted(w)
    another(w, country="DK")
    move_to(another(w).organisation, "US")

    found = reading.problem_of(w.programme)

    problem, compared = found.problem, 0
    for v, application in enumerate(found.applications):
        for p, offer in enumerate(found.offers):
            for n, window in enumerate(problem.windows):
                checked = eligibility.check(
                    w.programme,
                    application.organisation,
                    person=application.person,
                    offer=offer,
                    first_day=window.first,
                    last_day=window.last,
                )
                ours = problem.fit[v, p] > float("-inf") and problem.open[p, n] and n in problem.visitors[v].stays
                assert ours == (not checked.obstacles), (application, offer, window, checked.obstacles)
                compared += ours
    assert compared > 0
    assert broken(problem, solve(problem)) == []


def test_the_number_of_queries_does_not_grow(w, django_assert_max_num_queries):
    for _n in range(6):
        another(w)
    factory.offer(w)
    with django_assert_max_num_queries(34) as few:
        reading.problem_of(w.programme)
    for _n in range(12):
        another(w)
    factory.offer(w, capacity=3)

    with django_assert_max_num_queries(len(few)):
        reading.problem_of(w.programme)


def test_who_waits_for_an_answer_and_who_may_not_visit_get_no_place(w):
    offer = factory.offer(w, capacity=3)
    waiting, other = factory.accepted(w), another(w)
    proposals.propose(
        application=waiting, offer=offer, proposed_by=ProposedBy.VISITOR, first_day=FIRST, last_day=LAST, by=w.visitor
    )
    other.person.affiliations.all().delete()

    found = stays_of(plans.make_plan(programme=w.programme, by=w.coordinator))

    assert {key: row.unplaced for key, row in found.items()} == {
        waiting.pk: Unplaced.WAITING,
        other.pk: Unplaced.NOT_ELIGIBLE,
    }


def test_days_of_stays_and_of_open_proposals_are_taken(w):
    offer = factory.offer(w, capacity=1, periods=[(FIRST, LAST + timedelta(days=1), True)])
    third = another(w)
    proposals.propose(
        application=factory.accepted(w),
        offer=offer,
        proposed_by=ProposedBy.VISITOR,
        first_day=FIRST,
        last_day=LAST,
        by=w.visitor,
    )

    found = stays_of(plans.make_plan(programme=w.programme, by=w.coordinator))

    assert found[third.pk].unplaced == Unplaced.FULL


def test_an_exception_for_the_visitor_is_used(w):
    factory.offer(w)
    american = another(w)
    move_to(american.organisation, "US")
    before = stays_of(plans.make_plan(programme=w.programme, by=w.coordinator))
    overrides.override_rule(
        programme=w.programme,
        rule="visitor_country",
        organisation=american.organisation,
        reason="Agreed with the funder.",
        by=w.coordinator,
    )

    after = stays_of(plans.make_plan(programme=w.programme, by=w.coordinator))

    assert (before[american.pk].unplaced, after[american.pk].unplaced) == (Unplaced.NOT_ELIGIBLE, "")


def test_sending_twice_sends_once(w):
    factory.offer(w, capacity=2)
    factory.accepted(w)
    another(w)
    run = plans.make_plan(programme=w.programme, by=w.coordinator)

    first = plans.send_plan(run, by=w.coordinator)
    again = plans.send_plan(run, by=w.coordinator)
    once_more = plans.send_stay(first[0], by=w.coordinator)

    assert [row.refusal for row in first] == ["", ""]
    assert again == []
    assert once_more.proposal == first[0].proposal
    assert (
        sorted(Proposal.objects.values_list("state", "proposed_by", "visitor_confirmed_at", "host_confirmed_at"))
        == [(P.SENT, ProposedBy.PLANNER, None, None)] * 2
    )


def test_what_became_impossible_is_not_sent_and_says_why(w):
    offer = factory.offer(w, capacity=2)
    factory.accepted(w)
    run = plans.make_plan(programme=w.programme, by=w.coordinator)
    offers.pause_offer(offer, by=w.coordinator)
    mails = MailMessage.objects.count()

    (row,) = plans.send_plan(run, by=w.coordinator)

    assert (row.proposal, row.refusal) == (None, "The host does not receive visitors at present.")
    assert Proposal.objects.count() == 0
    assert MailMessage.objects.count() == mails


def test_adjusting_a_plan(w):
    offer = factory.offer(w, capacity=2)
    mine, other = factory.accepted(w), another(w)
    run = plans.make_plan(programme=w.programme, by=w.coordinator)
    rows = stays_of(run)

    plans.leave_out(rows[other.pk], by=w.coordinator)
    changed = plans.change_stay(rows[mine.pk], offer=offer, first_day=FIRST, last_day=LAST, by=w.coordinator)
    with pytest.raises(NotEligibleError):
        plans.change_stay(rows[mine.pk], offer=offer, first_day=FIRST, last_day=FIRST, by=w.coordinator)
    sent = plans.send_plan(run, by=w.coordinator)

    assert [row.pk for row in sent] == [changed.pk]
    assert (sent[0].proposal.first_day, sent[0].proposal.last_day) == (FIRST, LAST)
    with pytest.raises(IllegalMoveError):
        plans.leave_out(changed, by=w.coordinator)


def test_only_the_coordinator_plans(w):
    factory.offer(w)
    factory.accepted(w)
    run = plans.make_plan(programme=w.programme, by=w.coordinator)
    row = run.stays.get()

    for person in (w.visitor, w.host, w.sending, w.receiving, w.auditor, w.stranger, None):
        for act in (
            lambda by: plans.make_plan(programme=w.programme, by=by),
            lambda by: plans.leave_out(row, by=by),
            lambda by: plans.send_stay(row, by=by),
            lambda by: plans.send_plan(run, by=by),
            lambda by: plans.change_stay(row, offer=row.offer, first_day=FIRST, last_day=LAST, by=by),
        ):
            with pytest.raises(NotAllowedError):
                act(person)
    assert PlannerRun.objects.count() == 1
    assert PlannedStay.objects.get().proposal is None
    assert Proposal.objects.count() == 0


def test_an_empty_programme_has_an_empty_plan(w):
    assert plans.make_plan(programme=w.programme, by=w.coordinator).stays.count() == 0


def test_fit_has_reasons_and_the_table_says_the_same():
    near = {1: {2: 0.6}, 2: {1: 0.6}}
    wish = fit.Wish(frozenset({1}), frozenset({"en", "bg"}), frozenset({"DK"}), frozenset(), "small")
    best = fit.Invitation(frozenset({1}), frozenset({"en"}), "DK", "sme", "small")
    beside = replace(best, concepts=frozenset({2}), languages=frozenset({"da"}), country="FR", size="large")

    table = fit.table([wish, fit.Wish()], [best, beside], near)

    assert table[0, 0] == pytest.approx(1 - fit.DAYS)
    assert [[fit.pair(one, host, near) for host in (best, beside)] for one in (wish, fit.Wish())] == [
        pytest.approx(list(row)) for row in table
    ]
    found = fit.reasons(wish, best, near, work_days=5, needed=True)
    assert [reason.part for reason in found] == ["themes", "languages", "preference", "size", "days", "need"]
    assert found[1].sentence == "Shared languages: English"
    assert [reason.part for reason in fit.reasons(wish, beside, near)] == ["themes", "preference"]


def test_concepts_are_near_by_the_vocabulary(w):
    wool, merino, felt = (concept(w.theme.scheme, code, en=code) for code in ("wool", "merino", "felt"))
    merino.broader.add(wool)
    felt.broader.add(wool)
    wool.related.add(w.theme)

    near = fit.nearness()

    assert fit.themes(frozenset({wool.pk}), frozenset({wool.pk}), near) == 1
    assert fit.themes(frozenset({wool.pk}), frozenset({merino.pk}), near) == fit.NEXT_TO
    assert fit.themes(frozenset({merino.pk}), frozenset({felt.pk}), near) == fit.BESIDE
    assert fit.themes(frozenset({w.theme.pk}), frozenset({wool.pk}), near) == fit.NEXT_TO
    assert fit.themes(frozenset({w.theme.pk}), frozenset({felt.pk}), near) == 0
