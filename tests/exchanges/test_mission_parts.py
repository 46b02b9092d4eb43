"""Hosts, texts in each language and the agenda of a mission."""

from datetime import date, datetime

import pytest

from clusters.models import Organisation
from core.states import TranslationState
from exchanges.actions import commitments, missions
from exchanges.choices import Activity
from exchanges.models import Exchange, Mission, MissionSession, MissionText
from exchanges.states import ExchangeState as E
from tests.factories import clusters as places, exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(w):
    made = Visitor()
    made.force_login(w.sending)
    return made


def hosts_of(mission) -> list[str]:
    return [host.organisation.name for host in mission.hosts.order_by("order")]


def test_hosts_are_found_added_put_first_and_removed(client, w):
    mission = factory.mission(w)
    other = places.organisation("Atelier", in_cluster=w.third, country="FR")
    address = f"/en/missions/{mission.code}/hosts/"

    found = client.get(f"{address}?q=atel").content.decode()
    for _ in range(2):
        client.post(address, {"do": f"add:{other.code}"})
    added = hosts_of(mission)
    client.post(address, {"do": f"first:{other.code}"})
    first = hosts_of(mission)
    client.post(address, {"do": f"remove:{w.hosting.code}"})

    assert f'value="add:{other.code}"' in found
    assert (added, first, hosts_of(mission)) == (["Væveri", "Atelier"], ["Atelier", "Væveri"], ["Atelier"])


def test_the_first_host_puts_the_mission_on_the_map_unless_somebody_did(client, w):
    mission = factory.mission(w)
    address = f"/en/missions/{mission.code}/hosts/"

    client.post(address, {"do": f"remove:{w.hosting.code}"})
    client.post(address, {"do": f"add:{w.hosting.code}"})
    placed = Mission.objects.get()
    Mission.objects.update(latitude=56.0, longitude=9.0)
    client.post(address, {"do": f"first:{w.hosting.code}"})

    assert (placed.latitude, placed.longitude) == factory.COPENHAGEN
    assert Mission.objects.get().latitude == 56.0


def test_the_first_host_stays_once_there_are_exchanges(client, w):
    mission = factory.mission(w)
    factory.signed_up(w, mission)

    answer = client.post(f"/en/missions/{mission.code}/hosts/", {"do": f"remove:{w.hosting.code}"})

    assert answer.status_code == 422
    assert "its first host stays" in answer.content.decode()
    assert hosts_of(mission) == ["Væveri"]


def test_a_host_from_outside_the_alliance_and_its_countries_is_entered_with_its_place(client, w):
    mission = factory.mission(w, country="GB", town="London", open_it=False)
    typed = {
        "name": "Fabric Fair Ltd",
        "kind": "large",
        "country": "GB",
        "town": "London",
        "latitude": "51.5",
        "longitude": "-0.12",
    }
    address = f"/en/missions/{mission.code}/hosts/new/"

    half = client.post(address, typed | {"longitude": ""})
    made = client.post(address, typed)
    again = client.post(address, typed)

    host = Organisation.objects.get(name="Fabric Fair Ltd")
    assert half.status_code == 422
    assert "Give both coordinates" in half.content.decode()
    assert made.status_code == 302
    assert (host.memberships.count(), host.main_place.latitude, host.country) == (0, 51.5, "GB")
    assert hosts_of(mission) == ["Væveri", "Fabric Fair Ltd"]
    assert again.status_code == 422
    assert "Is it one of these?" in again.content.decode()
    assert Organisation.objects.filter(name="Fabric Fair Ltd").count() == 1


def test_a_translation_stands_beside_the_original_and_says_how_it_came_to_be(client, w):
    mission = factory.mission(w)
    address = f"/en/missions/{mission.code}/texts/?language=bg"

    shown = client.get(address).content.decode()
    client.post(address, {"title": "Деним в Копенхаген", "summary": "", "translation_state": "machine_checked"})
    without = client.post(address, {"title": "", "translation_state": "human"})

    text = MissionText.objects.get(language="bg")
    assert "Denim in Copenhagen" in shown
    assert "The original" in shown
    assert (text.title, text.translation_state) == ("Деним в Копенхаген", TranslationState.MACHINE_CHECKED)
    assert MissionText.objects.get(language="en").translation_state == TranslationState.ORIGINAL
    assert without.status_code == 422
    assert MissionText.objects.get(language="bg").title == "Деним в Копенхаген"


def test_a_language_that_the_site_does_not_have_is_the_original(client, w):
    mission = factory.mission(w)

    answer = client.get(f"/en/missions/{mission.code}/texts/?language=xx")

    assert answer.context["language"] == "en"


def session(**changes) -> dict:
    fields = {
        "title": "At the mill",
        "day": "2026-10-05",
        "starts": "09:00",
        "ends": "12:00",
        "zone": "Europe/Copenhagen",
        "place": "Hall 1",
        "note": "Bring shoes.",
        "do": "save",
    }
    return fields | changes


def test_sessions_are_added_changed_translated_and_removed(client, w):
    mission = factory.mission(w)
    address = f"/en/missions/{mission.code}/agenda/"

    for _ in range(2):
        assert client.post(address, session()).status_code == 302
    made = MissionSession.objects.get()
    form = client.get(f"{address}?session={made.code}").context["form"]
    client.post(address, session(code=made.code, title="At the dye house", starts="10:00"))
    client.post(
        f"/en/missions/{mission.code}/texts/?language=da",
        {
            "title": "Denim",
            "translation_state": "human",
            f"session_{made.code}": "I farveriet",
            f"note_{made.code}": "",
        },
    )
    changed = MissionSession.objects.get()

    assert form.initial["starts"].isoformat() == "09:00:00"
    assert changed.starts_at.isoformat() == "2026-10-05T08:00:00+00:00"
    assert {text.language: text.title for text in changed.texts.all()} == {
        "en": "At the dye house",
        "da": "I farveriet",
    }
    client.post(address, {"do": f"remove:{made.code}"})
    client.post(address, {"do": f"remove:{made.code}"})
    assert not MissionSession.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"ends": "08:00"}, "ends", "This is before the start."),
        ({"day": "2026-11-05"}, "day", "The mission is from 5 October 2026 to 9 October 2026."),
        ({"starts": "25:00"}, "starts", "valid time"),
        ({"title": ""}, "title", "required"),
    ],
)
def test_a_wrong_session_has_a_sentence_and_is_not_kept(client, w, changes, field, words):
    mission = factory.mission(w)

    answer = client.post(f"/en/missions/{mission.code}/agenda/", session(**changes))

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert "Bring shoes." in answer.content.decode()
    assert not MissionSession.objects.exists()


def test_two_zones_stand_with_their_names(client, w):
    mission = factory.mission(w, zone="Europe/Copenhagen")

    client.post(f"/en/missions/{mission.code}/agenda/", session(zone="Europe/Sofia"))

    html = client.get(f"/en/missions/{mission.code}/agenda/").content.decode()
    assert "09:00–12:00 (Europe/Sofia)" in html or "9 a.m.–noon (Europe/Sofia)" in html
    assert MissionSession.objects.get().starts_at.isoformat() == "2026-10-05T06:00:00+00:00"


def test_sessions_of_an_online_mission_make_its_days_and_reopen_signing(client, w):
    mission = factory.mission(w, is_virtual=True)
    address = f"/en/missions/{mission.code}/agenda/"
    for day in (5, 6, 7):
        client.post(address, session(day=f"2026-10-0{day}", ends="15:30"))
    application = factory.accepted(w, mission=mission, is_virtual=True)
    exchange = application.exchanges.get()
    commitments.write_commitment(
        exchange,
        by=w.visitor,
        language="en",
        objectives=[{"text": "See it.", "concept": ""}],
        activities=[Activity.KNOWLEDGE],
        agenda=[{"day": date(2026, 10, 5).isoformat(), "starts": "", "ends": "", "title": "Mill", "place": ""}],
        outcomes="A trial.",
    )
    commitments.open_for_signing(exchange, by=w.visitor)

    html = client.get(address).content.decode()
    first = MissionSession.objects.first()
    client.post(address, {"do": f"remove:{first.code}"})

    exchange = Exchange.objects.get()
    assert "The online sessions make 3 working days." in html
    assert (exchange.state, exchange.working_days) == (E.BUILDING, 2)
    assert exchange.days.count() == 2


def test_a_mission_that_is_over_is_not_edited(client, w):
    mission = factory.mission(w)
    missions.cancel_mission(mission, reason="Strike.", by=w.sending)

    for page in ("hosts", "texts", "agenda"):
        assert client.get(f"/en/missions/{mission.code}/{page}/").status_code == 403
    assert Mission.objects.get().changed_at < datetime(2100, 1, 1, tzinfo=factory.ZONE)
