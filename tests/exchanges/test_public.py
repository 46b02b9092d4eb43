"""The front page of the room and the rules of a programme, as people read them."""

import re
from datetime import date

import pytest

from exchanges.choices import Allowed
from exchanges.models import Programme, ProgrammeText, RoleRule, Target
from tests.factories import exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


def html(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def as_(user) -> Visitor:
    client = Visitor()
    if user is not None:
        client.force_login(user)
    return client


def test_without_a_programme_the_page_still_reads_well(client):
    response = client.get("/en/exchanges/")

    assert response.status_code == 200
    shown = html(response)
    assert "No programme is set up here yet." in shown
    assert "No mission has been announced at present." in shown
    assert "No host has an open invitation at present." in shown


def test_front_page_shows_how_far_the_programme_is(client, w):
    factory.validated(w)

    shown = html(client.get("/en/exchanges/"))

    assert "1 <small>of 100 exchanges</small>" in shown
    assert "1 of 75" in shown
    assert "The programme runs from 1 October 2025 to 30 September 2027" in shown


def test_two_programmes_stand_side_by_side(client, w):
    other = Programme.objects.create(code="second", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))
    ProgrammeText.objects.create(programme=other, language="en", title="Second call")
    Target.objects.create(programme=other, organisation_type="public", number=7)

    response = client.get("/en/exchanges/")

    shown = [each.rules.programme.code for each in response.context["front"].programmes]
    assert shown == ["clusterxchange", "second"]
    assert "of 7 exchanges" in html(response)
    ids = re.findall(r'<pattern id="([^"]+)"', response.content.decode())
    assert len(ids) == len(set(ids))


def test_a_programme_that_is_over_is_said_to_be_over(client, w):
    Programme.objects.update(starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))

    assert "The programme ran from 1 January 2020 to 1 January 2021" in html(client.get("/en/exchanges/"))


def test_front_page_shows_what_comes_and_no_draft(client, w):
    mission, draft = factory.mission(w), factory.mission(w, open_it=False)
    offer = factory.offer(w)

    front = client.get("/en/exchanges/").context["front"]

    assert [line.mission for line in front.missions] == [mission]
    assert [line.offer for line in front.offers] == [offer]
    assert draft.code not in client.get("/en/exchanges/").content.decode()


def test_rates_of_the_countries_of_the_alliance_come_first(client, w):
    (shown,) = client.get("/en/exchanges/").context["front"].programmes

    assert [(row.country, row.full, row.half) for row in shown.rates] == [
        ("Bulgaria", "EUR 560", "EUR 280"),
        ("Denmark", "EUR 1,100", "EUR 550"),
        ("France", "EUR 900", "EUR 450"),
    ]


WAYS = {
    "nobody": [],
    "visitor": ["May we go?", "Applications", "The list of exchanges"],
    "host": ["May we go?", "Applications", "The list of exchanges", "Missions and offers of mine"],
    "sending": ["May we go?", "Applications", "The list of exchanges", "Missions and offers of mine", "Boards"],
    "coordinator": ["May we go?", "Applications", "The list of exchanges", "Missions and offers of mine", "Boards"],
    "auditor": ["The list of exchanges", "Boards"],
    "administrator": ["Say where you work", "May we go?", "Applications", "The list of exchanges"],
}


@pytest.mark.parametrize("role", WAYS)
def test_signed_in_readers_see_what_is_next_for_them(w, role):
    response = as_(getattr(w, role)).get("/en/exchanges/")

    ways = response.context["front"].ways
    assert [way.title for way in ways] == WAYS[role]
    assert [as_(getattr(w, role)).get(way.href).status_code for way in ways] == [200] * len(ways)


@pytest.mark.parametrize("role", ["nobody", "visitor", "auditor"])
def test_only_who_may_ask_is_led_to_the_rules_for_an_organisation(w, role):
    person = as_(getattr(w, role))
    pages = [person.get(href) for href in ("/en/exchanges/", f"/en/exchanges/programmes/{w.programme.code}/")]

    asks = role != "auditor"
    assert ['href="/en/exchanges/eligibility/' in page.content.decode() for page in pages] == [asks, asks]


@pytest.mark.parametrize("number", [1, 12])
def test_front_page_takes_a_fixed_number_of_queries(client, w, django_assert_num_queries, number):
    for _each in range(number):
        factory.mission(w)
        factory.offer(w)
    client.get("/en/exchanges/")

    with django_assert_num_queries(22):
        client.get("/en/exchanges/")


def test_programme_page_has_every_rule_with_its_source(client, w):
    response = client.get(f"/en/exchanges/programmes/{w.programme.code}/")

    shown = html(response)
    for part in ("3 working days", "3 to 5 working days", "14 days", "10 days", "6 months later", "72 hours"):
        assert part in shown
    assert "boarding pass or ticket; accommodation invoice" in shown
    assert "open-eye.net" in shown
    assert "At most EUR 1,100 for an organisation." in shown
    rules = response.context["rules"]
    assert len(rules.rates) == w.programme.rates.count()
    assert len(rules.countries_of_both + rules.countries_of_visitors + rules.countries_of_hosts) == (
        w.programme.countries.count()
    )


def test_matrix_is_read_in_words(client, w):
    RoleRule.objects.filter(side="visitor", organisation_type="sme", membership="external").delete()
    rules = client.get(f"/en/exchanges/programmes/{w.programme.code}/").context["rules"]

    row = next(row for row in rules.matrix if row.label == "small or medium-sized enterprise")

    assert [(column.label, allowed) for column, allowed in row.pairs] == [
        ("May visit, as a member of a cluster", Allowed.YES),
        ("May visit, in no cluster", None),
        ("May host, as a member of a cluster", Allowed.YES),
        ("May host, in no cluster", Allowed.YES),
    ]


def test_rules_in_another_language_write_numbers_its_way(client, w):
    rules = client.get(f"/fr/exchanges/programmes/{w.programme.code}/").context["rules"]

    denmark = next(row for row in rules.rates if row.country == "Danemark")
    assert denmark.full.replace("\u202f", " ").replace("\xa0", " ") == "EUR 1 100"
    assert rules.text_language == ""
