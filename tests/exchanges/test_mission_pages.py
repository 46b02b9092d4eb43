"""Making, changing and moving a mission, as its organiser sees it."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import SiteDocument
from exchanges.actions import missions
from exchanges.models import Exchange, Mission, ProgrammeCountry, Rate
from exchanges.states import ExchangeState as E, MissionState as M
from tests.factories import exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(w):
    made = Visitor()
    made.force_login(w.sending)
    return made


def facts(w, **changes) -> dict:
    """What somebody types for a week in Copenhagen."""
    fields = {
        "programme": w.programme.pk,
        "language": "en",
        "title": "Denim in Copenhagen",
        "summary": "Five days at three mills.",
        "country": "DK",
        "town": "Copenhagen",
        "region": "",
        "zone": "Europe/Copenhagen",
        "languages": ["en", "da"],
        "arrival_on": "2026-10-04",
        "first_day": "2026-10-05",
        "last_day": "2026-10-09",
        "departure_on": "2026-10-10",
        "places": "15",
        "waiting_list": "on",
        "sign_up_until": "2026-09-21T18:00",
        "expected_cost": "1500",
        "concepts": [w.theme.pk],
    }
    return fields | changes


def new(client, w, **changes):
    return client.post(f"/en/missions/new/{w.home.code}/", facts(w, **changes))


def edit(client, w, mission, **changes):
    return client.post(f"/en/missions/{mission.code}/edit/", facts(w, **changes))


def sentences(answer) -> str:
    form = answer.context["form"]
    return " ".join(error for errors in form.errors.values() for error in errors)


def test_a_new_mission_is_a_draft_with_everything_typed(client, w):
    answer = new(client, w)

    mission = Mission.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/en/missions/{mission.code}/hosts/"
    assert (mission.state, mission.organising_cluster, mission.places) == (M.DRAFT, w.home, 15)
    assert (mission.title("en"), mission.text("en").summary) == ("Denim in Copenhagen", "Five days at three mills.")
    assert (mission.arrival_on, mission.departure_on) == (date(2026, 10, 4), date(2026, 10, 10))
    assert mission.sign_up_until.isoformat() == "2026-09-21T16:00:00+00:00"
    assert (mission.languages, list(mission.concepts.all()), mission.expected_cost) == (["en", "da"], [w.theme], 1500)


def test_a_double_click_makes_one_mission_and_nobody_takes_the_code_of_another(client, w):
    code = client.get(f"/en/missions/new/{w.home.code}/").context["form"]["code"].value()

    answers = [new(client, w, code=code) for _ in range(2)]
    other = Visitor()
    other.force_login(w.coordinator)
    new(other, w, code=code)
    new(client, w, code="edit")

    assert {answer["Location"] for answer in answers} == {f"/en/missions/{code}/hosts/"}
    assert Mission.objects.count() == 3
    assert Mission.objects.filter(code=code, created_by=w.sending).count() == 1
    assert not Mission.objects.filter(code="edit").exists()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"last_day": "2026-10-01"}, "last_day", "This is before the first day."),
        ({"arrival_on": "2026-10-06"}, "arrival_on", "This is after the first working day."),
        ({"departure_on": "2026-10-08"}, "departure_on", "This is before the last working day."),
        ({"first_day": "2026-08-03", "last_day": "2026-08-07"}, "first_day", "is in the past"),
        ({"sign_up_until": "2026-08-03T10:00"}, "sign_up_until", "is in the past"),
        ({"sign_up_until": "2026-10-05T09:00"}, "sign_up_until", "has to close before the mission begins"),
        ({"sign_up_from": "2026-09-22T10:00"}, "sign_up_from", "This is after the sign-up closes."),
        ({"last_day": "2026-12-31", "departure_on": ""}, "last_day", "at most 1 month"),
        ({"region": "Atlantis", "country": "ES"}, "region", "Known are:"),
        ({"places": "0"}, "places", "greater than or equal to 1"),
        ({"first_day": "2026-02-30"}, "first_day", "valid date"),
        ({"title": ""}, "title", "required"),
        ({"title": "Two\nlines"}, "title", "one line"),
        ({"country": "XX"}, "country", "not one of the available choices"),
        ({"zone": "Mars/Olympus"}, "zone", "not one of the available choices"),
        ({"latitude": "55.7"}, "longitude", "Give both coordinates, or none."),
        ({"expected_cost": "-5"}, "expected_cost", "greater than or equal to 0"),
        ({"concepts": ["999999"]}, "concepts", "not one of the available choices"),
    ],
)
def test_what_is_wrong_has_a_sentence_beside_its_field_and_nothing_is_made(client, w, changes, field, words):
    answer = new(client, w, **changes)

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert "Five days at three mills." in answer.content.decode()
    assert not Mission.objects.exists()


def test_days_that_look_like_five_but_have_two_are_refused_until_somebody_keeps_them(client, w):
    week = {
        "first_day": "2026-12-21",
        "last_day": "2026-12-25",
        "arrival_on": "",
        "departure_on": "",
        "sign_up_until": "2026-12-01T18:00",
        "country": "DK",
    }
    short = week | {"first_day": "2026-12-23", "last_day": "2026-12-27"}

    answer = new(client, w, **short)
    said = sentences(answer)
    kept = new(client, w, **(short | {"keep_days": "on"}))

    assert answer.status_code == 422
    assert "This looks like 3 working days but has only" in said
    assert "25 December 2026 – public holiday" in said
    assert 'name="keep_days"' in answer.content.decode()
    assert kept.status_code == 302
    assert Mission.objects.count() == 1


def test_over_new_year_the_days_of_both_years_are_counted(client, w):
    over = {
        "first_day": "2026-12-28",
        "last_day": "2027-01-01",
        "arrival_on": "",
        "departure_on": "",
        "sign_up_until": "2026-12-01T18:00",
    }
    assert new(client, w, **over).status_code == 302

    mission = Mission.objects.get()
    html = client.get(f"/en/missions/{mission.code}/edit/").content.decode()
    assert "This looks like 5 working days but has 4: 1 January 2027 – public holiday" in html
    assert "4 working days: EUR 550" in html


def test_the_deadline_is_read_by_the_clock_of_the_place(client, w):
    new(client, w, zone="America/New_York", country="US")

    assert Mission.objects.get().sign_up_until.isoformat() == "2026-09-21T22:00:00+00:00"


def test_the_edit_page_shows_the_sums_for_each_visiting_country(client, w):
    mission = factory.mission(w, expected_cost=1500)

    html = client.get(f"/en/missions/{mission.code}/edit/").content.decode()

    assert "5 working days: EUR 1,100" in html
    assert "Bulgaria" in html
    assert "EUR 400" in html
    assert "cannot take part" not in html


def test_three_days_in_the_netherlands_give_415(client, w):
    mission = factory.mission(w, country="NL", first_day=date(2026, 9, 29), last_day=date(2026, 10, 1))

    html = client.get(f"/en/missions/{mission.code}/edit/").content.decode()

    assert "3 working days: EUR 415" in html


def test_a_missing_rate_and_a_country_outside_the_list_are_said(client, w):
    Rate.objects.filter(country="DK").delete()
    ProgrammeCountry.objects.filter(country="DK").delete()
    mission = factory.mission(w, open_it=False)

    html = client.get(f"/en/missions/{mission.code}/edit/").content.decode()

    assert "The programme has no rate for Denmark" in html
    assert "Denmark is not among the host countries of this programme." in html


def test_a_mission_in_ones_own_country_says_who_cannot_come(client, w):
    mission = factory.mission(w, country=w.home.country, open_it=False)

    html = client.get(f"/en/missions/{mission.code}/edit/").content.decode()

    assert "cannot take part: visitor and host are in different countries." in html


def test_a_host_without_coordinates_is_said(client, w):
    w.hosting.places.all().delete()
    mission = factory.mission(w, open_it=False)

    assert "has no coordinates" in client.get(f"/en/missions/{mission.code}/edit/").content.decode()


def test_looking_for_a_theme_keeps_what_was_typed_and_checks_nothing(client, w):
    answer = client.post(
        f"/en/missions/new/{w.home.code}/", {"do": "find", "find": "denim", "title": "Half typed", "first_day": "x"}
    )

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Half typed" in html
    assert "Found: denim" in html
    assert "error-summary" not in html


def test_editing_saves_and_the_same_again_changes_nothing(client, w):
    mission = factory.mission(w)

    for _ in range(2):
        answer = edit(client, w, mission, town="Herning", places="20")
        assert answer.status_code == 302

    mission = Mission.objects.get()
    assert (mission.town, mission.places, mission.seats.count()) == ("Herning", 20, 20)


def test_places_never_go_below_those_taken_and_nothing_else_is_saved_then(client, w):
    mission = factory.mission(w, places=2)
    for _ in range(2):
        firm, person = factory.visitor_of(w)
        factory.signed_up(w, mission, organisation=firm, person=person)

    answer = edit(client, w, mission, places="1", town="Herning")

    assert answer.status_code == 409
    assert answer.context["form"].errors["places"] == ["2 places are taken already."]
    assert (Mission.objects.get().places, Mission.objects.get().town) == (2, "Copenhagen")


def test_days_moved_after_signing_open_it_again_and_country_stays(client, w):
    mission = factory.mission(w)
    sign_up = factory.signed_up(w, mission)
    exchange = factory.signing(w, sign_up.exchange)

    moved = edit(client, w, mission, first_day="2026-10-06", last_day="2026-10-09", arrival_on="2026-10-05")
    refused = edit(client, w, mission, country="FR")

    exchange = Exchange.objects.get(pk=exchange.pk)
    assert moved.status_code == 302
    assert (exchange.first_day, exchange.state) == (date(2026, 10, 6), E.BUILDING)
    assert refused.status_code == 422
    assert Mission.objects.get().country == "DK"
    assert "its country and kind stay" in sentences(refused)


def test_a_welcome_pack_is_looked_into_replaced_and_taken_away(client, w):
    mission = factory.mission(w)
    pack = SimpleUploadedFile("наръчник.pdf", b"%PDF-1.7\nbefore you go", "application/pdf")
    false = SimpleUploadedFile("pack.pdf", b"MZ this is no document", "application/pdf")

    assert edit(client, w, mission, pack=pack).status_code == 302
    refused = edit(client, w, mission, pack=false)
    kept = Mission.objects.get().welcome_pack

    assert kept.title == "наръчник.pdf"
    assert refused.status_code == 422
    assert "something else" in " ".join(refused.context["form"].errors["pack"])
    assert edit(client, w, mission, no_pack="on").status_code == 302
    assert (Mission.objects.get().welcome_pack, SiteDocument.objects.count()) == (None, 0)


def test_the_buttons_are_the_moves_that_are_possible_and_each_works(client, w):
    mission = factory.mission(w, open_it=False)
    board = f"/en/missions/{mission.code}/board/"

    def verbs() -> list[str]:
        return [verb.name for verb in client.get(board).context["head"].verbs]

    def move(verb, on=None):
        with factory.on(on or factory.NOW.date()):
            return client.post(f"/en/missions/{mission.code}/move/{verb}/").status_code

    assert verbs() == ["announce", "cancel"]
    assert move("announce") == 302
    assert verbs() == ["open", "cancel"]
    assert move("open") == 302
    assert move("open") == 302
    assert verbs() == ["close", "cancel"]
    assert move("close") == 302
    assert verbs() == ["open", "start", "cancel"]
    assert move("start") == 422
    assert Mission.objects.get().state == M.CLOSED
    assert move("start", factory.FIRST) == 302
    assert verbs() == ["finish"]
    assert move("finish", factory.FIRST) == 422
    assert move("finish", factory.LAST + timedelta(days=1)) == 302
    assert verbs() == []


def test_a_draft_without_host_and_text_says_what_is_missing_and_where(client, w):
    mission = missions.create_mission(
        programme=w.programme,
        organising_cluster=w.home,
        places=5,
        by=w.sending,
        language="en",
        country="DK",
        first_day=factory.FIRST,
        last_day=factory.LAST,
        sign_up_until=datetime(2026, 9, 20, tzinfo=factory.ZONE),
    )

    answer = client.post(f"/en/missions/{mission.code}/move/announce/")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert Mission.objects.get().state == M.DRAFT
    assert "The text is missing." in html
    assert f"/en/missions/{mission.code}/hosts/" in html


def test_cancelling_needs_a_reason_and_tells_what_it_brings(client, w):
    mission = factory.mission(w)
    factory.signed_up(w, mission)
    cancel = f"/en/missions/{mission.code}/move/cancel/"

    asked = client.get(cancel).content.decode()
    refused = client.post(cancel, {"reason": "  "})
    still = Mission.objects.get().state
    done = client.post(cancel, {"reason": "The fair was moved."})

    assert "1 exchange is cancelled with it" in asked
    assert refused.status_code == 422
    assert still == M.OPEN
    assert done.status_code == 302
    assert Mission.objects.get().state == M.CANCELLED
    assert Exchange.objects.get().state == E.CANCELLED
    assert client.post(cancel, {"reason": "Again."}).status_code == 302
    assert client.get(f"/en/missions/{mission.code}/edit/").status_code == 403


def test_another_cluster_changes_nothing(w):
    mission = factory.mission(w)
    other = Visitor()
    other.force_login(w.outsider)

    assert edit(other, w, mission, town="Herning").status_code == 403
    assert other.post(f"/en/missions/{mission.code}/move/close/").status_code == 403
    assert (Mission.objects.get().town, Mission.objects.get().state) == ("Copenhagen", M.OPEN)
