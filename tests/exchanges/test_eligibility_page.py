"""What stands in the way is said before the form, with a way out; an application begins from there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.models import Membership
from exchanges.actions import overrides
from exchanges.models import Application, Override
from tests.factories import clusters as places, exchanges as factory

ELIGIBILITY = "/en/exchanges/eligibility/"
APPLY = "/en/exchanges/apply/"


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_every_rule_has_an_answer_a_sentence_and_its_source(w, client):
    client.force_login(w.visitor)
    answer = client.get(ELIGIBILITY)

    assert answer.status_code == 200
    text = text_of(answer)
    assert "Visitors from Bulgaria may take part." in text
    assert "Visitor’s country: yes" in text
    assert "Two countries: not yet known" in text
    assert "Nothing stands in the way so far" in text
    assert "clustercollaboration.eu" in text


def test_what_stands_in_the_way_comes_first_with_a_link(w, client):
    Membership.objects.filter(organisation=w.visiting).update(until="2026-01-01")
    client.force_login(w.visitor)
    text = text_of(client.get(ELIGIBILITY))

    assert "Something stands in the way" in text
    assert text.index("Membership of a cluster: no") < text.index("Visitor’s country: yes")
    assert f'<a href="{reverse("join")}">Ask the cluster to record the membership, or become a member.</a>' in text


def test_a_mission_brings_its_host_and_days(w, client):
    mission = factory.mission(w)
    client.force_login(w.visitor)
    text = text_of(client.get(ELIGIBILITY, {"mission": mission.code}))

    assert "Denim in Copenhagen" in text
    assert "These days have 5 working days, without weekends and public holidays." in text
    assert "15 places are left." in text
    assert "First working day" not in text


def test_a_host_and_days_of_an_offer(w, client):
    offer = factory.offer(w)
    client.force_login(w.visitor)
    asked = {"offer": offer.code, "first_day": "2026-10-09", "last_day": "2026-10-12"}
    text = text_of(client.get(ELIGIBILITY, asked))

    assert "These days have only 2 working days" in text  # Friday to Monday looks like four
    assert "The host is open to visitors on these days." in text


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-10-09", "2026-10-05", "is before the first"),
        ("2025-12-01", "2025-12-05", "is in the past"),
        ("2026-12-24", "2026-12-28", "only"),
        ("2026-12-30", "2027-01-04", "working days"),
        ("2030-01-07", "2030-01-11", "outside the programme"),
    ],
)
def test_days_that_do_not_do_are_said(w, client, first, last, sentence):
    offer = factory.offer(w)
    client.force_login(w.visitor)
    answer = client.get(ELIGIBILITY, {"offer": offer.code, "first_day": first, "last_day": last})

    assert answer.status_code == 200
    assert sentence in text_of(answer)


def test_a_day_that_is_none_has_its_sentence_beside_the_field(w, client):
    client.force_login(w.visitor)
    answer = client.get(ELIGIBILITY, {"first_day": "31.02.2026"})

    assert answer.status_code == 422
    assert "Enter a valid date." in text_of(answer)


def test_same_country_and_a_host_outside_the_list(w, client):
    at_home = places.organisation("Next door", in_cluster=w.home, country="BG")
    away = places.organisation("Far away", country="CH")
    client.force_login(w.visitor)

    assert "Visitor and host are both in Bulgaria." in text_of(client.get(ELIGIBILITY, {"host": at_home.code}))
    assert "Switzerland is not among the host countries" in text_of(client.get(ELIGIBILITY, {"host": away.code}))


@pytest.mark.parametrize("name", ["mission", "offer", "host", "organisation"])
@pytest.mark.parametrize("code", ["none", "a\x00b", "x" * 3000])
def test_what_is_not_there_is_not_found(w, client, name, code):
    client.force_login(w.visitor)
    assert client.get(ELIGIBILITY, {name: code}).status_code == 404


def test_nobody_asks_for_an_organisation_of_others_or_a_mission_that_is_a_draft(w, client):
    hidden = factory.mission(w, open_it=False)
    client.force_login(w.visitor)
    assert client.get(ELIGIBILITY, {"organisation": w.hosting.code}).status_code == 404
    assert client.get(APPLY, {"mission": hidden.code}).status_code == 404


def test_somebody_without_work_is_told_what_to_do(w, client):
    client.force_login(places.person())
    answer = client.get(ELIGIBILITY)
    assert answer.status_code == 200
    assert f'<a href="{reverse("join")}">Say where you work</a>' in text_of(answer)
    assert client.post(APPLY).status_code == 422


def test_a_draft_begins_with_what_is_known(w, client):
    mission = factory.mission(w)
    client.force_login(w.visitor)
    answer = client.post(APPLY, {"mission": mission.code, "organisation": w.visiting.code})

    made = Application.objects.get()
    assert answer["Location"] == f"/en/exchanges/applications/{made.code}/edit/"
    assert (made.person, made.mission, made.sending_cluster, made.state) == (w.visitor, mission, w.home, "draft")
    assert (made.languages, list(made.concepts.all()), made.filled_in_by) == (["en"], [w.theme], None)


def test_a_double_click_makes_one_draft_and_keeps_what_was_written(w, client):
    client.force_login(w.visitor)
    client.post(APPLY)
    Application.objects.update(objectives="Mine.")
    client.post(APPLY)
    assert [row.objectives for row in Application.objects.all()] == ["Mine."]


def test_an_application_that_was_sent_is_shown_with_the_mission_to_sign_up_for(w, client):
    sent, mission = factory.accepted(w), factory.mission(w)
    client.force_login(w.visitor)
    answer = client.post(APPLY, {"mission": mission.code}, follow=True)

    assert answer.redirect_chain == [(f"/en/exchanges/applications/{sent.code}/?mission={mission.code}", 302)]
    assert "Sign up for this mission" in text_of(answer)


def test_a_manager_fills_it_in_for_somebody_who_works_there(w, client):
    client.force_login(w.sending)
    page = text_of(client.get(APPLY, {"organisation": w.visiting.code}))
    assert str(w.visitor) in page
    assert str(w.colleague) in page

    client.post(APPLY, {"organisation": w.visiting.code, "person": w.colleague.pk})
    made = Application.objects.get()
    assert (made.person, made.filled_in_by) == (w.colleague, w.sending)


def test_a_manager_does_not_write_where_the_person_writes_already(w, client):
    own = factory.draft(w)
    client.force_login(w.sending)
    answer = client.post(APPLY, {"organisation": w.visiting.code, "person": w.visitor.pk}, follow=True)

    assert f"{w.visitor} is writing an application for Mill already." in text_of(answer)
    assert Application.objects.get() == own


def test_nobody_is_sent_who_does_not_work_there(w, client):
    client.force_login(w.sending)
    answer = client.post(APPLY, {"organisation": w.visiting.code, "person": w.stranger.pk})
    assert answer.status_code == 422
    assert not Application.objects.exists()


def test_of_two_clusters_one_is_chosen(w, client):
    Membership.objects.create(organisation=w.visiting, cluster=w.third, since="2024-01-01")
    client.force_login(w.visitor)
    assert "Sending cluster" in text_of(client.get(APPLY))
    client.post(APPLY, {"sending_cluster": w.third.code})
    assert Application.objects.get().sending_cluster == w.third


def test_as_many_queries_for_one_organisation_as_for_thirty(w, client):
    client.force_login(w.sending)
    client.get(ELIGIBILITY)
    with CaptureQueriesContext(connection) as one:
        client.get(ELIGIBILITY)
    for _number in range(30):
        factory.visitor_of(w)
    with CaptureQueriesContext(connection) as many:
        client.get(ELIGIBILITY)
    assert len(many) == len(one)


# Exceptions


def _override_path(w, rule):
    return f"/en/exchanges/overrides/{w.programme.code}/{w.visiting.code}/{rule}/"


def test_a_manager_makes_an_exception_and_ends_it(w, client):
    w.visiting.type = "other"
    w.visiting.save()
    client.force_login(w.sending)
    page = text_of(client.get(ELIGIBILITY, {"organisation": w.visiting.code}))
    assert _override_path(w, "visitor_type") in page

    answer = client.post(_override_path(w, "visitor_type"), {"reason": "Agreed with the funder."}, follow=True)
    made = Override.objects.get()
    assert (made.rule, made.host, made.made_by) == ("visitor_type", None, w.sending)
    assert "An exception was made: Agreed with the funder." in text_of(answer)

    answer = client.post(f"/en/exchanges/overrides/{made.pk}/end/", follow=True)
    assert "the rule holds again" in text_of(answer)
    assert "ended on 1 September 2026" in text_of(answer)
    made.refresh_from_db()
    assert made.ended_at is not None


def test_an_exception_for_one_host(w, client):
    offer = factory.offer(w)
    client.force_login(w.sending)
    path = f"{_override_path(w, 'host_country')}?offer={offer.code}"
    client.post(path, {"reach": "host", "reason": "Small."})
    client.post(path, {"reach": "any", "reason": "All."})
    found = Override.objects.order_by("pk").values_list("host", "reason")
    assert list(found) == [(w.hosting.pk, "Small."), (None, "All.")]


def test_no_exception_without_a_reason_from_a_hard_rule_or_by_others(w, client):
    client.force_login(w.sending)
    assert client.post(_override_path(w, "visitor_type"), {"reason": " "}).status_code == 422
    assert client.get(_override_path(w, "visit_once")).status_code == 404
    assert client.get(_override_path(w, "nonsense")).status_code == 404
    client.force_login(w.visitor)
    assert client.post(_override_path(w, "visitor_type"), {"reason": "Me."}).status_code == 403
    client.force_login(w.outsider)
    assert client.post(_override_path(w, "visitor_type"), {"reason": "Me."}).status_code == 403
    assert not Override.objects.exists()


def test_others_do_not_end_an_exception(w, client):
    made = overrides.override_rule(
        programme=w.programme, rule="visitor_type", organisation=w.visiting, reason="So.", by=w.sending
    )
    client.force_login(w.visitor)
    assert client.post(f"/en/exchanges/overrides/{made.pk}/end/").status_code == 404
    made.refresh_from_db()
    assert made.ended_at is None
