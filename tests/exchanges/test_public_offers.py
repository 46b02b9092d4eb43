"""The list and the page of offers, as people read them."""

import re
from datetime import date

import pytest
from icalendar import Calendar

from exchanges.actions import offers
from tests.factories import clusters as places, exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db

OCTOBER = (date(2026, 10, 1), date(2026, 11, 1), True)


def html(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def as_(user) -> Visitor:
    client = Visitor()
    if user is not None:
        client.force_login(user)
    return client


def page(offer, client, language="en"):
    response = client.get(f"/{language}/offers/{offer.code}/")
    assert response.status_code == 200
    return response


def shown(client, query="") -> set:
    return {line.offer for line in client.get(f"/en/offers/{query}").context["listing"].lines}


def test_empty_list_says_what_will_stand_here(client, db):
    assert "No host has an open invitation at present." in html(client.get("/en/offers/"))


def test_list_has_open_ones_only(client, w):
    offer, paused = factory.offer(w), factory.offer(w)
    offers.pause_offer(paused, by=w.host)

    assert shown(client) == {offer}
    assert shown(as_(w.host)) == {offer}


def test_list_is_filtered(client, w):
    french = places.organisation("Tissage", in_cluster=w.third, country="FR")
    one = factory.offer(w, periods=[OCTOBER])
    other = factory.offer(w, organisation=french, cluster=w.third, virtual=True)
    offers.edit_offer(other, by=w.coordinator, languages=["fr"], concepts=[])

    assert shown(client, "?country=FR") == {other}
    assert shown(client, "?language=en") == {one}
    assert shown(client, "?online=yes") == {other}
    assert shown(client, f"?theme={w.theme.key}") == {one}
    assert shown(client, "?month=2026-10") == {one, other}
    assert shown(client, "?month=2026-12") == {other}
    assert shown(client, "?country=FR&language=en") == set()


def test_offer_closed_all_month_is_not_open_in_it(client, w):
    offer = factory.offer(w, periods=[(date(2026, 9, 20), date(2026, 11, 2), False)])

    assert shown(client, "?month=2026-10") == set()
    assert shown(client, "?month=2026-11") == {offer}


def test_nonsense_in_the_address_is_left_out(client, w):
    offer = factory.offer(w)

    response = client.get("/en/offers/?country=XX&month=2026-99&online=perhaps&language=%00")

    assert {line.offer for line in response.context["listing"].lines} == {offer}
    assert "Something in this address is unknown here and was left out." in html(response)


@pytest.mark.parametrize("number", [1, 30])
def test_list_takes_a_fixed_number_of_queries(client, w, django_assert_num_queries, number):
    for _each in range(number):
        factory.offer(w, periods=[OCTOBER])
    client.get("/en/offers/")

    with django_assert_num_queries(12):
        response = client.get("/en/offers/")

    assert len(response.context["listing"].lines) == min(number, 12)


def test_page_shows_the_invitation(client, w):
    offer = factory.offer(w, capacity=2, periods=[OCTOBER])

    body = html(page(offer, client))

    assert "<h1>A week at the looms</h1>" in body
    assert "Weaving in small lots." in body
    assert "Copenhagen, Denmark" in body
    assert "EUR 1,100, or half of it (EUR 550)" in body
    assert "open to visitors: 1–31 Oct 2026" in body
    assert f'href="/en/offers/{offer.code}/offer.ics"' in body


def test_page_says_when_there_is_room(client, w):
    offer = factory.offer(w, capacity=1, periods=[OCTOBER])
    factory.matched(w, with_offer=offer)

    months = page(offer, client).context["months"]

    assert [(month.first, month.open_days, month.free_days) for month in months[:3]] == [
        (date(2026, 9, 1), 0, 0),
        (date(2026, 10, 1), 22, 17),
        (date(2026, 11, 1), 0, 0),
    ]


def test_offer_without_periods_is_open_all_year_and_has_no_calendar(client, w):
    offer = factory.offer(w)

    assert "The host is open all year; you agree on the days." in html(page(offer, client))
    assert client.get(f"/en/offers/{offer.code}/offer.ics").status_code == 404


def test_paused_offer_is_for_its_people(client, w):
    offer = offers.pause_offer(factory.offer(w), by=w.host)

    assert client.get(f"/en/offers/{offer.code}/").status_code == 404
    assert "Not public; the state is: paused." in html(page(offer, as_(w.host)))


def test_reader_sees_what_stands_in_the_way_before_the_button(w):
    offer = factory.offer(w)
    firm, person = factory.visitor_of(w, country="DK")

    apply = f"/en/exchanges/apply/?offer={offer.code}&amp;organisation="
    assert f'{apply}{w.visiting.code}"' in html(page(offer, as_(w.visitor)))
    assert "Settle the days with the host." in html(page(offer, as_(w.visitor)))
    assert apply not in html(page(offer, as_(person)))
    assert f"{firm.name} cannot go at present:" in html(page(offer, as_(person)))


def test_calendar_file_reads_as_one(client, w):
    offer = factory.offer(w, periods=[OCTOBER])

    response = client.get(f"/en/offers/{offer.code}/offer.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert (event.start, event.end) == (date(2026, 10, 1), date(2026, 11, 1))
