"""What matching puts on the desk: proposals to answer with their last day, plans that were not sent."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges import desk_matching
from exchanges.actions import plans, proposals
from tests.factories import clusters as places, exchanges as factory


def titles(section):
    return [item.title for item in section.items] if section else None


def fresh(person):
    return type(person).objects.get(pk=person.pk)


def test_who_has_to_answer_has_it_on_the_desk(w):
    made = factory.proposed(w, application=factory.accepted(w), with_offer=factory.offer(w))

    section = desk_matching.proposals_to_answer(w.host)

    assert titles(section) == ["Mill → Væveri"]
    assert section.waits
    assert section.items[0].todo == "Until 15 September 2026: confirm or decline."
    assert section.items[0].href == reverse("exchange_proposal", args=[made.code])
    for name in ("visitor", "sending", "receiving", "coordinator", "auditor", "stranger", "administrator"):
        assert desk_matching.proposals_to_answer(getattr(w, name)) is None, name
    proposals.confirm_proposal(made, by=w.host)
    assert desk_matching.proposals_to_answer(w.host) is None


def test_a_plan_asks_both_sides(w):
    factory.offer(w)
    factory.accepted(w)
    plans.send_plan(plans.make_plan(programme=w.programme, by=w.coordinator), by=w.coordinator)

    assert titles(desk_matching.proposals_to_answer(w.visitor)) == ["Mill → Væveri"]
    assert titles(desk_matching.proposals_to_answer(w.host)) == ["Mill → Væveri"]


def test_a_manager_answers_for_a_host_without_an_account(w):
    silent = places.organisation("Silent", in_cluster=w.away, country="DK", type="sme")
    factory.put_on_map(silent, factory.COPENHAGEN)
    factory.proposed(w, application=factory.accepted(w), with_offer=factory.offer(w, organisation=silent))

    assert titles(desk_matching.proposals_to_answer(w.receiving)) == ["Mill → Silent"]
    places.representative_of(silent, in_cluster=w.away)
    assert desk_matching.proposals_to_answer(fresh(w.receiving)) is None


def test_the_newest_plan_waits_until_it_is_sent(w):
    factory.offer(w)
    factory.accepted(w)
    plans.make_plan(programme=w.programme, by=w.coordinator)
    with factory.on(factory.NOW.date(), hour=12):
        newest = plans.make_plan(programme=w.programme, by=w.coordinator)

    section = desk_matching.plans_to_send(w.coordinator)

    assert [item.href for item in section.items] == [reverse("exchange_plan", args=[newest.code])]
    assert section.items[0].todo == "1 stay of the plan was not sent yet."
    assert desk_matching.plans_to_send(w.sending) is None
    plans.send_plan(newest, by=w.coordinator)
    sent = desk_matching.plans_to_send(w.coordinator)
    assert (sent.is_bare, sent.more_href) == (True, reverse("exchange_plans", args=[w.programme.code]))


def test_the_sections_take_a_fixed_number_of_queries(w):
    factory.proposed(w, application=factory.accepted(w), with_offer=factory.offer(w, capacity=5))
    with CaptureQueriesContext(connection) as few:
        desk_matching.proposals_to_answer(fresh(w.host))
    for _n in range(12):
        firm, person = factory.visitor_of(w)
        factory.proposed(
            w,
            application=factory.accepted(w, organisation=firm, person=person),
            with_offer=factory.offer(w, capacity=5),
        )

    with CaptureQueriesContext(connection) as many:
        section = desk_matching.proposals_to_answer(fresh(w.host))

    assert (section.total, len(section.items)) == (13, 10)
    assert len(many) == len(few)
