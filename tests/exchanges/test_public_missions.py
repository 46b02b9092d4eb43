"""The list and the page of missions, as people read them."""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from icalendar import Calendar

from clusters.states import AffiliationState
from core.models import SiteDocument
from exchanges.actions import missions
from tests.factories import clusters as places, exchanges as factory, vocabulary
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


def html(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def as_(user) -> Visitor:
    client = Visitor()
    if user is not None:
        client.force_login(user)
    return client


def page(mission, client, language="en", query=""):
    response = client.get(f"/{language}/missions/{mission.code}/{query}")
    assert response.status_code == 200
    return response


def status(client, address) -> int:
    response = client.get(address)
    if response.streaming:
        b"".join(response)
    return response.status_code


def shown(client, query="") -> list:
    return [line.mission for line in client.get(f"/en/missions/{query}").context["listing"].lines]


# The list


def test_empty_list_says_what_will_stand_here(client, db):
    assert "No mission has been announced yet." in html(client.get("/en/missions/"))


def test_list_has_the_coming_ones_the_first_first(client, w):
    later = factory.mission(w, first_day=date(2026, 11, 2), last_day=date(2026, 11, 4))
    sooner = factory.mission(w)
    factory.mission(w, open_it=False)
    cancelled = missions.cancel_mission(factory.mission(w), reason="Off.", by=w.sending)

    assert shown(client) == [sooner, later]
    assert shown(client, "?when=past") == [cancelled]


def test_list_is_filtered_by_country_cluster_and_theme(client, w):
    denim = factory.mission(w)
    wool = vocabulary.concept(w.theme.scheme, "wool", en="Wool")
    elsewhere = factory.mission(w, country="NL", town="Deventer")
    missions.edit_mission(elsewhere, by=w.sending, concepts=[wool])

    assert shown(client, "?country=NL") == [elsewhere]
    assert shown(client, f"?theme={w.theme.key}") == [denim]
    assert shown(client, f"?cluster={w.home.code}&country=DK") == [denim]
    assert shown(client, f"?theme={w.theme.key}&country=NL") == []


def test_list_is_found_by_a_wider_theme(client, w):
    wide = vocabulary.concept(w.theme.scheme, "cotton", en="Cotton")
    w.theme.broader.add(wide)
    mission = factory.mission(w)

    response = client.get(f"/en/missions/?theme={wide.key}")

    assert [line.mission for line in response.context["listing"].lines] == [mission]
    assert re.search(rf'<option value="{wide.key}" selected>Cotton</option>', response.content.decode())


def test_nonsense_in_the_address_is_left_out(client, w):
    mission = factory.mission(w)

    response = client.get("/en/missions/?country=XX&theme=no%00thing&when=never&page=-4")

    assert [line.mission for line in response.context["listing"].lines] == [mission]
    assert "Something in this address is unknown here and was left out." in html(response)


@pytest.mark.parametrize("number", [1, 30])
def test_list_takes_a_fixed_number_of_queries(client, w, django_assert_num_queries, number):
    for _each in range(number):
        factory.mission(w)
    client.get("/en/missions/")

    with django_assert_num_queries(13):
        response = client.get("/en/missions/")

    assert len(response.context["listing"].lines) == min(number, 12)


def test_list_shows_each_in_the_best_version(client, w):
    factory.mission(w)

    body = client.get("/fr/missions/").content.decode()

    assert '<h3 lang="en">' in body
    assert "Danemark" in body


# The page


def test_page_shows_the_trip(client, w):
    mission = factory.mission(w, places=3, expected_cost=Decimal("850.00"), languages=["en", "da"])
    factory.signed_up(w, mission)

    body = html(page(mission, client))

    assert "<h1>Denim in Copenhagen</h1>" in body
    assert "5–9 Oct 2026" in body
    assert "2 of 3 left" in body
    assert "English, Danish" in body
    assert "21 September 2026, 18:00 (Central European Summer Time)" in body
    assert f'href="/en/organisations/{w.hosting.code}/' in body


def test_page_in_a_language_nobody_wrote_it_in_says_so(client, w):
    body = html(page(factory.mission(w), client, "fr"))

    assert '<h1 lang="en">Denim in Copenhagen</h1>' in body


def test_sessions_stand_in_the_time_of_their_place(client, w):
    mission = factory.mission(w, open_it=False)
    starts = datetime(2026, 10, 5, 23, tzinfo=ZoneInfo("Europe/Sofia"))
    session = {
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "zone": "Europe/Sofia",
        "texts": {"en": {"title": "Night shift"}},
    }
    missions.edit_mission(mission, by=w.sending, sessions=[session])

    (day,) = page(mission, as_(w.sending)).context["agenda"]

    assert (day.label, day.zone) == ("Monday, 5 October 2026", "Eastern European Summer Time")
    assert [(s.title, s.starts, s.ends) for s in day.sessions] == [("Night shift", "23:00", "6 Oct 2026, 01:00")]


def test_draft_is_for_its_organisers_only(client, w):
    mission = factory.mission(w, open_it=False)

    assert [as_(who).get(f"/en/missions/{mission.code}/").status_code for who in (None, w.visitor, w.outsider)] == (
        [404] * 3
    )
    assert "A draft: only the organising cluster sees this page." in html(page(mission, as_(w.sending)))


def test_cancelled_mission_keeps_its_page_and_takes_no_application(client, w):
    mission = missions.cancel_mission(factory.mission(w), reason="A secret reason.", by=w.sending)

    body = html(page(mission, client))

    assert "This mission was cancelled and does not take place." in body
    assert "secret" not in body
    assert 'id="may-we"' not in body


def test_external_host_is_named_as_one(client, w):
    outside = places.organisation("CNA Lombardia", country="IT")

    body = html(page(factory.mission(w, host=outside, country="IT"), client))

    assert "outside the alliance" in body


# What it costs


def test_own_share_is_shown_for_near_and_far_before_anybody_signs_in(client, w):
    mission = factory.mission(w, expected_cost=Decimal("1300"))

    estimate = page(mission, client).context["estimate"]

    assert [(share.label, share.amount, share.own) for share in estimate.shares] == [
        ("from 200 km away", "EUR 1,100", "EUR 200"),
        ("nearer than 200 km", "EUR 550", "EUR 750"),
    ]


def test_own_share_of_the_readers_organisation_has_its_steps(w):
    mission = factory.mission(w, expected_cost=Decimal("1300"))

    estimate = page(mission, as_(w.visitor)).context["estimate"]

    assert [(share.amount, share.own) for share in estimate.shares] == [("EUR 1,100", "EUR 200")]
    assert "Rate of the host country (Denmark): EUR 1,100." in [step.sentence for step in estimate.steps]


def test_short_trip_is_half_wherever_one_comes_from(client, w):
    mission = factory.mission(w, last_day=date(2026, 10, 7), expected_cost=Decimal("400"))

    estimate = page(mission, client).context["estimate"]

    assert estimate.days == "3 working days"
    assert [(share.amount, share.own) for share in estimate.shares] == [("EUR 550", "EUR 0")]


def test_missing_rate_is_a_sentence(client, w):
    w.programme.rates.filter(country="DK").delete()

    body = html(page(factory.mission(w), client))

    assert "The programme has no rate for Denmark on 5 October 2026." in body


def test_online_mission_pays_nothing(client, w):
    body = html(page(factory.mission(w, is_virtual=True), client))

    assert "An online exchange has no lump sum: nobody travels." in body


# May we go?


def test_visitors_are_asked_to_sign_in_and_come_back(client, w):
    mission = factory.mission(w)

    assert f"/en/accounts/login/?next=/en/missions/{mission.code}/" in html(page(mission, client)).replace("%2F", "/")


def test_reader_sees_what_stands_in_the_way_before_the_button(w):
    mission = factory.mission(w)
    firm, person = factory.visitor_of(w, country="DK")

    free, danish = page(mission, as_(w.visitor)), page(mission, as_(person))

    apply = f"/en/exchanges/apply/?mission={mission.code}&amp;organisation="
    assert f'{apply}{w.visiting.code}"' in html(free)
    assert "Nothing stands in the way for Mill" in html(free)
    assert apply not in html(danish)
    assert f"{firm.name} cannot go at present:" in html(danish)
    assert "Two countries" in html(danish)


def test_reader_who_works_nowhere_yet_is_told_what_to_do_first(w):
    assert 'href="/en/join/"' in html(page(factory.mission(w), as_(w.administrator)))
    assert "Choose a member" in html(page(factory.mission(w), as_(w.sending)))
    assert "You read here only" in html(page(factory.mission(w), as_(w.auditor)))


def test_reader_with_two_organisations_chooses(w):
    other = places.organisation("Second", in_cluster=w.home, country="BG")
    places.affiliation(w.visitor, organisation=other, cluster=w.home, state=AffiliationState.ACCEPTED)

    response = page(factory.mission(w), as_(w.visitor), query=f"?organisation={other.code}")

    assert response.context["reader"].organisation == other
    assert f'href="?organisation={w.visiting.code}#may-we"' in html(response)


def test_reader_who_is_signed_up_sees_it(w):
    mission = factory.mission(w)
    sign_up = factory.signed_up(w, mission)

    body = html(page(mission, as_(w.visitor)))

    assert "Mill is signed up: has a place." in body
    assert f"/en/exchanges/applications/{sign_up.application.code}/" in body


@pytest.mark.parametrize("number", [1, 9])
def test_page_takes_a_fixed_number_of_queries(w, django_assert_num_queries, number):
    mission = factory.mission(w)
    for _each in range(number):
        firm, person = factory.visitor_of(w)
        factory.signed_up(w, mission, organisation=firm, person=person)
    client = as_(w.visitor)
    page(mission, client)

    with django_assert_num_queries(36):
        page(mission, client)


# Files


def test_calendar_file_reads_as_one(client, w):
    mission = factory.mission(w)

    response = client.get(f"/en/missions/{mission.code}/mission.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="mission-{mission.code}.ics"'
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert (event.start, event.end) == (date(2026, 10, 5), date(2026, 10, 10))


def test_welcome_pack_is_for_those_concerned(w):
    document = SiteDocument.objects.create(title="Pack", file=ContentFile(b"%PDF-1.7", name="пакет.pdf"))
    mission = factory.mission(w, welcome_pack=document)
    factory.signed_up(w, mission)
    address = f"/en/missions/{mission.code}/welcome-pack/"

    others = ("outsider", "stranger", "auditor", "nobody")
    answers = {
        role: status(as_(getattr(w, role)), address)
        for role in ("visitor", "colleague", "sending", "host", "coordinator", *others)
    }

    assert answers == {
        "visitor": 200,
        "colleague": 200,
        "sending": 200,
        "host": 200,
        "coordinator": 200,
        "outsider": 404,
        "stranger": 404,
        "auditor": 404,
        "nobody": 404,
    }
    response = as_(w.visitor).get(address)
    assert b"".join(response) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "welcome-pack" in html(page(mission, as_(w.visitor)))
    assert "welcome-pack" not in html(page(mission, as_(w.stranger)))


def test_structured_data_says_what_the_page_says(client, w):
    mission = factory.mission(w, open_it=False)
    missions.edit_mission(mission, by=w.sending, texts={"en": {"title": "</script><b>Denim</b>"}})
    missions.announce_mission(mission, by=w.sending)

    body = client.get(f"/en/missions/{mission.code}/").content.decode()

    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', body)[1])
    assert data["name"] == "</script><b>Denim</b>"
    assert (data["@type"], data["startDate"], data["endDate"]) == ("BusinessEvent", "2026-10-05", "2026-10-09")
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["location"]["address"]["addressCountry"] == "DK"
