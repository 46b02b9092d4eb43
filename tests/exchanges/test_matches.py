"""Who fits whom: order, reasons, the rules that stand in the way; the number of queries does not grow."""

from datetime import date, timedelta

import pytest

from clusters.models import Membership
from exchanges import eligibility
from exchanges.actions import applications, proposals, stays
from exchanges.models import Application, Exchange, Offer
from exchanges.planner import fit, reading
from exchanges.queries import matches
from exchanges.states import ExchangeState as E
from tests.factories import clusters as places, exchanges as factory
from tests.factories.vocabulary import concept

FIRST, LAST = factory.FIRST, factory.LAST


def host(w, *, country="DK", **fields):
    made = places.organisation(in_cluster=w.away, **({"country": country, "type": "sme"} | fields))
    factory.put_on_map(made, factory.COPENHAGEN, "Copenhagen")
    return made


def with_themes(row, *concepts):
    row.concepts.set(concepts)
    return row


def found_for(application, **options):
    return matches.for_application(Application.objects.get(pk=application.pk), **options)


def another(w, **options):
    firm, person = factory.visitor_of(w, **options)
    return factory.accepted(w, organisation=firm, person=person)


def test_nearer_themes_stand_first_and_are_named(w):
    wool = concept(w.theme.scheme, "wool", en="Wool")
    washing, dyeing = (concept(w.theme.scheme, code, en=code.title(), broader=[wool]) for code in ("washing", "dyeing"))
    application = with_themes(factory.accepted(w), w.theme, washing)
    far = with_themes(factory.offer(w, organisation=host(w)), concept(w.theme.scheme, "shoes", en="Shoes"))
    near = with_themes(factory.offer(w, organisation=host(w)), dyeing)
    same = with_themes(factory.offer(w, organisation=host(w)), w.theme, dyeing)

    found = found_for(application)
    matches.explain(found)

    assert [match.offer for match in found] == [same, near, far]
    assert [match.sentences[0] for match in found] == [
        "Same themes: Denim. Themes near each other: Washing – Dyeing.",
        "Themes near each other: Washing – Dyeing.",
        "Shared languages: English",
    ]
    assert found[0].share > found[1].share > found[2].share
    assert found[0].sentences[-2:] == ["5 working days", "A target of the programme is still open."]


def test_the_share_is_the_planners(w):
    offer, application = factory.offer(w), factory.accepted(w)
    found = reading.problem_of(w.programme)

    (match,) = found_for(application)

    visitor, place = found.applications.index(application), found.offers.index(offer)
    window = found.problem.windows.index(match.window)
    assert match.share == pytest.approx(found.problem.worth(visitor, place, window))
    assert match.per_cent == round(match.share * 100)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "fits very well"),
        (0.8, "fits very well"),
        (0.79, "fits well"),
        (0.5, "fits in part"),
        (0.1, "fits little"),
    ],
)
def test_the_number_in_words(share, words):
    assert matches.in_words(share) == words


def test_the_days_that_are_suggested_keep_all_rules(w):
    """Whatever is suggested may be sent; where nothing is, no possible stay may."""
    factory.offer(w, periods=[(FIRST, LAST + timedelta(days=1), True)])
    factory.offer(w, organisation=host(w), max_days=4)
    factory.offer(w, organisation=host(w, country="BG"))
    factory.offer(w, organisation=host(w), periods=[(date(2026, 9, 1), date(2027, 9, 1), False)])
    compared = 0

    for match in found_for(factory.accepted(w)):
        application = Application.objects.get()
        _numbers, windows = reading.windows_of(w.programme, [application])
        for window in [match.window] if match.window else windows:
            checked = eligibility.check(
                w.programme,
                application.organisation,
                person=application.person,
                offer=match.offer,
                first_day=window.first,
                last_day=window.last,
            )
            assert bool(checked.obstacles) == (match.obstacle is not None), (match, checked.obstacles)
            compared += 1
    assert compared > 3


def test_a_week_without_a_holiday_is_suggested_before_one_with(w):
    """Denmark has no holiday in autumn; the weeks of Christmas have three working days and fewer."""
    factory.offer(w, periods=[(date(2026, 12, 21), date(2027, 1, 16), True)])

    (match,) = found_for(factory.accepted(w))

    assert (match.first_day, match.last_day, match.work_days) == (date(2027, 1, 4), date(2027, 1, 8), 5)


def test_what_a_rule_forbids_stands_last_with_the_rule(w):
    same_country = factory.offer(w, organisation=host(w, country="BG"))
    closed = factory.offer(w, organisation=host(w), periods=[(date(2026, 9, 1), date(2027, 9, 1), False)])
    good = factory.offer(w)

    found = found_for(factory.accepted(w))

    assert [match.offer for match in found][0] == good
    assert {match.offer: (match.obstacle.rule, match.may_ask) for match in found[1:]} == {
        same_country: ("different_countries", False),
        closed: ("offer_open", True),
    }


def test_missions_are_ranked_with_the_offers_by_their_own_days(w):
    mission = factory.mission(w)
    offer = with_themes(factory.offer(w), concept(w.theme.scheme, "shoes", en="Shoes"))
    drafted, past = factory.mission(w, open_it=False), factory.mission(w)
    type(past).objects.filter(pk=past.pk).update(first_day=date(2026, 8, 3), last_day=date(2026, 8, 7))
    application = factory.accepted(w)

    found = found_for(application)

    assert [match.mission or match.offer for match in found] == [mission, offer]
    assert drafted not in [match.mission for match in found]
    assert found[0].work_days == 5
    assert [match.offer for match in found_for(application, show="offers")] == [offer]
    assert [match.mission for match in found_for(application, show="missions")] == [mission]


def test_a_mission_outside_the_named_time_says_so_and_fits_less(w):
    factory.mission(w)
    application = factory.accepted(w)
    (before,) = found_for(application)
    Application.objects.update(earliest_on=LAST + timedelta(days=30))

    (after,) = found_for(application)

    assert (before.is_outside, after.is_outside) == (False, True)
    assert after.share == pytest.approx(before.share - fit.DAYS)


def test_a_mission_without_places_or_at_home_is_below(w):
    full = factory.mission(w, places=1, waiting_list=False)
    firm, person = factory.visitor_of(w)
    factory.signed_up(w, full, organisation=firm, person=person)
    at_home = factory.mission(w, country="BG")

    found = found_for(factory.accepted(w))

    assert {match.mission: match.obstacle.rule for match in found} == {
        full: "mission_places",
        at_home: "different_countries",
    }


def test_online_nobody_needs_days(w):
    only_here, online = factory.offer(w, organisation=host(w)), factory.offer(w, virtual=True)

    found = found_for(factory.accepted(w, is_virtual=True))

    assert [(match.offer, match.window, match.is_needed) for match in found] == [
        (online, None, False),
        (only_here, None, False),
    ]
    assert found[0].obstacle is None
    assert 0 < found[0].share <= 1
    assert found[1].obstacle.rule == "offer_open"


def test_no_days_are_left_in_the_time_that_was_named(w):
    factory.offer(w)
    application = factory.accepted(w)
    Application.objects.update(latest_on=factory.NOW.date() + timedelta(days=3))

    (match,) = found_for(application)

    assert (match.window, match.obstacle) == (None, None)
    assert 0 < match.share <= 1


def test_a_reached_target_is_no_reason(w):
    factory.offer(w)
    application = factory.accepted(w)
    w.programme.targets.update(number=0)

    (match,) = found_for(application)

    assert match.is_needed is False


# The mirror.


def test_a_host_sees_who_fits_with_the_same_share(w):
    offer, mine = factory.offer(w), factory.accepted(w)
    best = another(w)
    best.organisation.size = w.hosting.size = "small"
    best.organisation.save()
    w.hosting.save()
    another(w, country="DK")
    waiting, person = factory.visitor_of(w)
    factory.submitted(w, organisation=waiting, person=person)

    found = matches.for_offer(Offer.objects.get(pk=offer.pk))

    assert [match.application for match in found] == [best, mine]
    for match in found:
        (same,) = [each for each in found_for(match.application) if each.offer == offer]
        assert match.share == pytest.approx(same.share)
        assert (match.window, match.work_days, match.is_needed) == (same.window, same.work_days, same.is_needed)


def test_who_has_an_exchange_or_may_not_visit_is_not_offered_to_hosts(w):
    offer = factory.offer(w)
    elsewhere = factory.offer(w, organisation=host(w))
    asked = factory.proposed(w, application=factory.accepted(w), with_offer=elsewhere)
    matched = proposals.confirm_proposal(asked, by=w.receiving).exchange
    left = another(w)
    Membership.objects.filter(organisation=left.organisation).update(until=factory.NOW.date())
    online = factory.accepted(w, person=w.colleague, is_virtual=True)

    assert matches.for_offer(offer) == []
    Offer.objects.update(virtual=True)
    assert [match.application for match in matches.for_offer(Offer.objects.get(pk=offer.pk))] == [online]
    stays.cancel_exchange(matched, reason="Illness.", by=w.visitor)
    assert Exchange.objects.get().state == E.CANCELLED
    Offer.objects.update(virtual=False)
    assert [match.application for match in matches.for_offer(Offer.objects.get(pk=offer.pk))] == [matched.application]


def test_paused_applications_are_not_shown_to_hosts(w):
    offer = factory.offer(w)
    applications.pause_application(factory.accepted(w), by=w.visitor)

    assert matches.for_offer(offer) == []


# Queries.


def many_offers(w, number):
    for _n in range(number):
        factory.offer(w, organisation=host(w), periods=[(FIRST, LAST + timedelta(days=1), True)])


def test_ranking_takes_as_many_queries_for_one_as_for_thirty(w, django_assert_max_num_queries):
    factory.mission(w)
    many_offers(w, 1)
    application = factory.accepted(w)
    with django_assert_max_num_queries(30) as few:
        page = found_for(application)
        matches.add_texts(page)
        matches.explain(page)
    many_offers(w, 29)

    with django_assert_max_num_queries(len(few)):
        page = found_for(application)
        matches.add_texts(page)
        matches.explain(page)

    assert len(page) == 31


def test_eligibility_against_many_offers_takes_ten_queries(w, django_assert_max_num_queries):
    many_offers(w, 30)
    with django_assert_max_num_queries(10):
        offers = Offer.objects.select_related("organisation", "place").prefetch_related("periods")
        found = eligibility.check_offers(
            w.programme, w.visiting, offers, person=w.visitor, first_day=FIRST, last_day=LAST
        )

    assert {answer.answer for answer in found.values()} == {"yes"}
    assert len(found) == 30


def test_visitors_take_as_many_queries_for_one_as_for_many(w, django_assert_max_num_queries):
    offer = factory.offer(w)
    factory.accepted(w)
    with django_assert_max_num_queries(25) as few:
        matches.for_offer(offer)
    for _n in range(8):
        another(w)

    with django_assert_max_num_queries(len(few)):
        assert len(matches.for_offer(offer)) == 9
