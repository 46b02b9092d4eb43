"""Each rule with yes, no and not yet known; exceptions; how much it costs."""

from datetime import date

import pytest
from django.utils import translation

from clusters.models import Membership, Organisation
from exchanges import eligibility
from exchanges.actions import overrides
from exchanges.eligibility import Answer
from exchanges.errors import ExchangeError, NotAllowedError, NotEligibleError
from exchanges.models import Offer, Override, ProgrammeCountry, Rate
from tests.factories import clusters as places, exchanges as factory

MONDAY, FRIDAY = factory.FIRST, factory.LAST


def ask(w, **changes):
    values = {"host": w.hosting, "first_day": MONDAY, "last_day": FRIDAY, "person": w.visitor} | changes
    return eligibility.check(w.programme, values.pop("organisation", w.visiting), **values)


def answers(found):
    return {finding.rule: str(finding.answer) for finding in found.findings}


def test_everything_in_order(w):
    found = ask(w, offer=factory.offer(w))

    assert found.answer == Answer.YES
    assert set(answers(found).values()) == {"yes"}
    assert all(finding.sentence and finding.title for finding in found.findings)


def test_before_anything_is_chosen_some_things_are_not_known(w):
    found = eligibility.check(w.programme, w.visiting)

    assert found.answer == Answer.UNKNOWN
    assert {finding.rule for finding in found.open_questions} == {"different_countries", "enough_days"}
    assert all(finding.fix for finding in found.open_questions)


CASES = {
    "not a member of any cluster": (lambda w: Membership.objects.all().delete(), {}, "visitor_membership", "no"),
    "membership ends before the stay": (
        lambda w: Membership.objects.filter(organisation=w.visiting).update(until=MONDAY),
        {},
        "visitor_membership",
        "no",
    ),
    "same country": (
        lambda w: Organisation.objects.filter(pk=w.hosting.pk).update(country="BG"), {}, "different_countries", "no",
    ),
    "host’s country not in the programme": (
        lambda w: Organisation.objects.filter(pk=w.hosting.pk).update(country="US"), {}, "host_country", "no",
    ),
    "visitor’s country not in the programme": (
        lambda w: Organisation.objects.filter(pk=w.visiting.pk).update(country="NO"), {}, "visitor_country", "no",
    ),
    "training provider as visitor": (
        lambda w: Organisation.objects.filter(pk=w.visiting.pk).update(type="training_provider"),
        {},
        "visitor_type",
        "no",
    ),
    "training provider as host": (
        lambda w: Organisation.objects.filter(pk=w.hosting.pk).update(type="training_provider"), {}, "host_type", "yes",
    ),
    "large company as visitor": (
        lambda w: Organisation.objects.filter(pk=w.visiting.pk).update(type="large"), {}, "visitor_type", "yes",
    ),
    "other kind is asked about": (
        lambda w: Organisation.objects.filter(pk=w.visiting.pk).update(type="other"), {}, "visitor_type", "unknown",
    ),
    "an external host": (
        lambda w: Membership.objects.filter(organisation=w.hosting).delete(), {}, "host_type", "yes",
    ),
    "dates reversed": (lambda w: None, {"first_day": FRIDAY, "last_day": MONDAY}, "dates_in_order", "no"),
    "dates in the past": (
        lambda w: None, {"first_day": date(2026, 8, 3), "last_day": date(2026, 8, 7)}, "dates_ahead", "no",
    ),
    "a holiday week": (
        lambda w: None, {"first_day": date(2026, 12, 25), "last_day": date(2026, 12, 29)}, "enough_days", "no",
    ),
    "two working days that look like five": (
        lambda w: None, {"first_day": date(2026, 10, 2), "last_day": date(2026, 10, 5)}, "enough_days", "no",
    ),
    "over New Year": (
        lambda w: None, {"first_day": date(2026, 12, 28), "last_day": date(2027, 1, 5)}, "enough_days", "yes",
    ),
    "a month to the day is too long": (
        lambda w: None, {"first_day": MONDAY, "last_day": date(2026, 11, 5)}, "not_too_long", "no",
    ),
    "a day less is not": (
        lambda w: None, {"first_day": MONDAY, "last_day": date(2026, 11, 4)}, "not_too_long", "yes",
    ),
    "after the programme": (
        lambda w: None, {"first_day": date(2027, 9, 27), "last_day": date(2027, 10, 1)}, "programme_runs", "no",
    ),
    "no rate": (lambda w: Rate.objects.filter(country="DK").delete(), {}, "rate_known", "unknown"),
    "a rate that ended": (
        lambda w: Rate.objects.filter(country="DK").update(valid_until=MONDAY), {}, "rate_known", "unknown",
    ),
    "country of hosts only": (
        lambda w: ProgrammeCountry.objects.filter(country="DK").update(may_host=False), {}, "host_country", "no",
    ),
    "oneself": (lambda w: None, {"host": "visiting"}, "different_organisations", "no"),
    "a person nobody confirmed": (lambda w: None, {"person": "stranger"}, "person", "no"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_rule(w, name):
    prepare, changes, rule, answer = CASES[name]
    prepare(w)
    w.visiting.refresh_from_db()
    w.hosting.refresh_from_db()
    changes = {key: getattr(w, value) if isinstance(value, str) else value for key, value in changes.items()}

    found = ask(w, **changes)

    assert answers(found)[rule] == answer
    if answer != "yes":
        assert found.finding(rule).fix


def test_one_visit_only_and_an_online_one_beside_it(w):
    exchange = factory.matched(w)

    found = ask(w)

    assert answers(found)["visit_once"] == "no"
    assert exchange.code in found.finding("visit_once").sentence
    assert "visit_once" not in answers(ask(w, is_virtual=True))
    assert answers(ask(w, leave_out=exchange))["visit_once"] == "yes"


def test_a_cancelled_visit_is_not_used_up(w):
    factory.stays.cancel_exchange(factory.matched(w), reason="Illness.", by=w.visitor)

    assert ask(w).answer == Answer.YES


def test_the_person_is_elsewhere(w):
    factory.matched(w)
    other = places.organisation(in_cluster=w.home, country="BG")
    places.affiliation(w.visitor, organisation=other, cluster=w.home, state="accepted")

    found = ask(w, organisation=other)

    assert answers(found)["person_free"] == "no"


def test_capacity_and_closed_periods_of_an_offer(w):
    invitation = factory.offer(w, capacity=2, periods=[(date(2026, 9, 1), date(2026, 12, 1), True)])
    for _ in range(2):
        firm, person = factory.visitor_of(w)
        factory.matched(w, application=factory.accepted(w, organisation=firm, person=person), with_offer=invitation)

    assert answers(ask(w, offer=invitation))["offer_capacity"] == "no"
    later = {"first_day": date(2026, 10, 12), "last_day": date(2026, 10, 16)}
    assert answers(ask(w, offer=invitation, **later))["offer_capacity"] == "yes"
    winter = {"first_day": date(2026, 12, 7), "last_day": date(2026, 12, 11)}
    assert answers(ask(w, offer=invitation, **winter))["offer_open"] == "no"


def test_sentences_are_in_the_readers_language_and_have_no_holes(w):
    with translation.override("bg"):
        found = ask(w, first_day=FRIDAY, last_day=MONDAY)

    assert all("{" not in finding.sentence for finding in found.findings)


def test_an_exception_turns_a_no_into_a_yes_and_says_so(w):
    rule = "enough_days"
    short = {"first_day": MONDAY, "last_day": date(2026, 10, 6)}
    assert answers(ask(w, **short))[rule] == "no"

    made = overrides.override_rule(
        programme=w.programme, rule=rule, organisation=w.visiting, reason="A fair of two days.", by=w.sending
    )

    found = ask(w, **short).finding(rule)
    assert (found.answer, found.override) == (Answer.YES, made)
    assert "A fair of two days." in found.sentence
    overrides.end_override(made, by=w.coordinator)
    assert answers(ask(w, **short))[rule] == "no"
    assert Override.objects.get().ended_at


def test_an_exception_for_one_host_holds_there_only(w):
    overrides.override_rule(
        programme=w.programme,
        rule="host_country",
        organisation=w.visiting,
        host=w.hosting,
        reason="A fair.",
        by=w.coordinator,
    )
    ProgrammeCountry.objects.filter(country="DK").update(may_host=False)
    other = places.organisation(in_cluster=w.away, country="DK")

    assert answers(ask(w))["host_country"] == "yes"
    assert answers(ask(w, host=other))["host_country"] == "no"


@pytest.mark.parametrize("rule", [*sorted(eligibility.HARD), "no_such_rule"])
def test_no_exception_from_what_the_database_holds_up(w, rule):
    with pytest.raises(ExchangeError):
        overrides.override_rule(
            programme=w.programme, rule=rule, organisation=w.visiting, reason="Please.", by=w.coordinator
        )
    assert Override.objects.count() == 0


@pytest.mark.parametrize("name", ["visitor", "colleague", "host", "receiving", "outsider", "auditor", "stranger"])
def test_who_may_make_no_exception(w, name):
    with pytest.raises(NotAllowedError):
        overrides.override_rule(
            programme=w.programme, rule="enough_days", organisation=w.visiting, reason="Please.", by=getattr(w, name)
        )
    assert Override.objects.count() == 0


def test_an_exception_needs_a_reason_and_is_made_once(w):
    values = {"programme": w.programme, "rule": "enough_days", "organisation": w.visiting, "by": w.sending}
    with pytest.raises(ExchangeError):
        overrides.override_rule(reason=" ", **values)

    made = [overrides.override_rule(reason="A fair.", **values) for _ in range(2)]

    assert made[0] == made[1]


def test_demand_names_what_stands_in_the_way(w):
    with pytest.raises(NotEligibleError) as refused:
        ask(w, first_day=FRIDAY, last_day=MONDAY).demand()

    assert [finding.rule for finding in refused.value.findings] == ["dates_in_order"]


def many_offers(w, number):
    hosts = Organisation.objects.bulk_create(
        [Organisation(name=f"Host {i}", country=("DK", "FR", "ES")[i % 3], type="sme") for i in range(number)]
    )
    Membership.objects.bulk_create([Membership(organisation=h, cluster=w.away, since=date(2020, 1, 1)) for h in hosts])
    Offer.objects.bulk_create(
        [
            Offer(programme=w.programme, organisation=h, receiving_cluster=w.away, state="open", language="en")
            for h in hosts
        ]
    )


def against_all_offers(w, person):
    offers = Offer.objects.select_related("organisation", "place").prefetch_related("periods")
    return eligibility.check_offers(w.programme, w.visiting, offers, person=person, first_day=MONDAY, last_day=FRIDAY)


def test_five_hundred_offers_cost_ten_queries(w, django_assert_max_num_queries):
    many_offers(w, 500)
    person = type(w.visitor).objects.get(pk=w.visitor.pk)  # nothing of them read before

    with django_assert_max_num_queries(10):
        found = against_all_offers(w, person)

    assert len(found) == 500
    assert {each.answer for each in found.values()} == {Answer.YES}


def test_many_at_once_say_the_same_as_one_by_one(w):
    many_offers(w, 6)
    factory.offer(w)

    found = against_all_offers(w, w.visitor)

    for row in Offer.objects.all():
        assert found[row.pk].findings == ask(w, host=row.organisation, offer=row).findings
