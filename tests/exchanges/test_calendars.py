"""Calendar files, read back with icalendar."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from exchanges import calendars
from exchanges.actions import commitments, missions
from exchanges.models import Exchange, Mission, MissionText
from tests.factories import exchanges as factory

pytestmark = pytest.mark.django_db

SOFIA = ZoneInfo("Europe/Sofia")


def events(content: bytes) -> dict[str, dict]:
    """By UID, as another program reads them."""
    return {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_uid_is_made_in_one_place():
    assert calendars.uid("mission", "abc", "arrival") == "mission-abc-arrival@127.0.0.1"
    assert calendars.uid("offer", "abc") == "offer-abc@127.0.0.1"


def test_mission_is_all_day_and_half_open(w):
    mission = factory.mission(
        w, arrival_on=factory.FIRST - timedelta(days=1), departure_on=factory.LAST + timedelta(days=1)
    )

    found = events(calendars.mission_calendar(mission, "en"))

    days = {uid.partition("@")[0].replace(mission.code, "x"): (event.start, event.end) for uid, event in found.items()}
    assert days == {
        "mission-x": (date(2026, 10, 5), date(2026, 10, 10)),
        "mission-x-arrival": (date(2026, 10, 4), date(2026, 10, 5)),
        "mission-x-departure": (date(2026, 10, 10), date(2026, 10, 11)),
    }
    main = found[calendars.uid("mission", mission.code)]
    assert str(main["summary"]) == "Denim in Copenhagen"
    assert str(main["location"]) == "Copenhagen, Denmark"
    assert str(main["url"]).endswith(f"/en/missions/{mission.code}/")
    assert str(main["status"]) == "CONFIRMED"


def test_sessions_keep_the_zone_of_their_place(w):
    mission = factory.mission(w, open_it=False)
    starts = datetime(2026, 10, 5, 9, 30, tzinfo=SOFIA)
    session = {
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "zone": "Europe/Sofia",
        "place": "Hall 1; left, door",
        "texts": {"en": {"title": "Welcome", "note": "Coffee\nand tea"}},
    }
    missions.edit_mission(mission, by=w.sending, sessions=[session])
    mission = Mission.objects.get(pk=mission.pk)

    content = calendars.mission_calendar(mission, "en")

    (found,) = (event for uid, event in events(content).items() if "session" in uid)
    assert found.start == starts
    assert str(found["dtstart"].params["TZID"]) == "Europe/Sofia"
    assert found.start.utcoffset() == timedelta(hours=3)
    assert (str(found["location"]), str(found["description"])) == ("Hall 1; left, door", "Coffee\nand tea")
    zones = [str(zone["tzid"]) for zone in Calendar.from_ical(content).walk("VTIMEZONE")]
    assert zones == ["Europe/Sofia"]


def test_cancelled_mission_says_so_and_has_no_sessions(w):
    mission = missions.cancel_mission(factory.mission(w), reason="The fair is off.", by=w.sending)

    (event,) = events(calendars.mission_calendar(mission, "en")).values()

    assert str(event["status"]) == "CANCELLED"
    assert "fair" not in calendars.mission_calendar(mission, "en").decode()


def test_offer_has_its_open_days_less_the_closed_ones(w):
    offer = factory.offer(
        w,
        periods=[
            (date(2026, 10, 1), date(2026, 11, 1), True),
            (date(2026, 11, 1), date(2026, 12, 1), True),
            (date(2026, 10, 12), date(2026, 10, 17), False),
        ],
    )

    found = events(calendars.offer_calendar(offer, "en")).values()

    assert sorted((event.start, event.end) for event in found) == [
        (date(2026, 10, 1), date(2026, 10, 12)),
        (date(2026, 10, 17), date(2026, 12, 1)),
    ]
    assert {str(event["transp"]) for event in found} == {"TRANSPARENT"}
    assert {str(event["summary"]) for event in found} == {"Open for visits: A week at the looms"}


def test_exchange_has_its_days_and_its_agenda_on_the_clock_of_the_host(w):
    exchange = factory.approved(w)

    found = events(calendars.exchange_calendar(exchange, "en"))

    assert sorted(uid.partition("@")[0] for uid in found) == [
        f"exchange-{exchange.code}",
        f"exchange-{exchange.code}-agenda-1",
    ]
    stay = found[calendars.uid("exchange", exchange.code)]
    assert (stay.start, stay.end, str(stay["status"])) == (date(2026, 10, 5), date(2026, 10, 10), "CONFIRMED")
    session = found[calendars.uid("exchange", exchange.code, "agenda-1")]
    assert (session.start, session.end) == (datetime(2026, 10, 5, 9), datetime(2026, 10, 5, 17))
    assert str(session["summary"]) == "The mill"
    assert exchange.visitor.email not in calendars.exchange_calendar(exchange, "en").decode()


def test_exchange_without_days_has_no_entry(w):
    exchange = Exchange.objects.get(pk=factory.matched(w).pk)
    exchange.first_day = exchange.last_day = None

    assert events(calendars.exchange_calendar(exchange, "en")) == {}


def test_online_exchange_has_its_sessions(w):
    exchange = factory.matched(w, is_virtual=True)
    starts = datetime(2026, 10, 5, 9, tzinfo=SOFIA)
    sessions = [
        {"starts_at": starts, "ends_at": starts + timedelta(hours=6), "zone": "Europe/Sofia", "title": "Looms, live"}
    ]
    commitments.set_sessions(exchange, sessions=sessions, by=exchange.visitor)

    found = events(calendars.exchange_calendar(Exchange.objects.get(pk=exchange.pk), "en"))

    assert {str(event["summary"]) for uid, event in found.items() if "session" in uid} == {"Looms, live"}


def test_feed_has_what_two_share_only_once(w):
    mission = factory.mission(w)
    factory.signed_up(w, mission)
    exchange = Exchange.objects.get(mission=mission)

    found = calendars.feed("Mine", "en", exchanges=[exchange], missions=[mission, mission])

    uids = [str(event["uid"]).partition("-")[0] for event in Calendar.from_ical(found).walk("VEVENT")]
    assert sorted(uids) == ["exchange", "mission"]


def test_texts_in_every_script_survive(w):
    mission = factory.mission(w, open_it=False)
    title = "Деним в Копенхаген, „на живо“; край\\n"
    missions.edit_mission(mission, by=w.sending, texts={"bg": {"title": title}})

    (event,) = events(calendars.mission_calendar(Mission.objects.get(pk=mission.pk), "bg")).values()

    assert str(event["summary"]) == title


def test_control_characters_of_old_rows_do_not_reach_a_calendar(w):
    mission = factory.mission(w)
    MissionText.objects.filter(mission=mission).update(title="Denim\x07\r here")

    (event,) = events(calendars.mission_calendar(Mission.objects.get(pk=mission.pk), "en")).values()

    assert str(event["summary"]) == "Denim here"
