"""The page of what an organiser has made."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchanges.actions import offers, sign_ups
from tests.factories import clusters as places, exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
ORGANISING = "/en/exchanges/organising/"


def seen_by(user, path=ORGANISING) -> str:
    client = Visitor()
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_manager_sees_the_missions_of_the_cluster_with_places_and_what_is_next(w):
    mission = factory.mission(w, places=1)
    drafted = factory.mission(w, open_it=False)
    factory.signed_up(w, mission)
    firm, person = factory.visitor_of(w)
    factory.signed_up(w, mission, organisation=firm, person=person)

    html = seen_by(w.sending)

    assert "1 of 1 places taken" in html
    assert "1 waits" in html
    assert "The sign-up closes on 21 September 2026." in html
    assert f"/en/missions/{drafted.code}/board/" in html
    assert "Announce it." in html
    assert f"/en/missions/new/{w.home.code}/" in html


def test_nobody_sees_the_drafts_of_another_cluster(w):
    drafted = factory.mission(w, open_it=False)

    assert drafted.code not in seen_by(w.outsider)
    assert drafted.code in seen_by(w.coordinator)


def test_a_representative_sees_the_offers_of_the_organisation_and_no_missions(w):
    mine = factory.offer(w)
    other = places.organisation("Tisserands", in_cluster=w.third, country="FR")
    theirs = factory.offer(w, organisation=other, cluster=w.third)

    html = seen_by(w.host)

    assert mine.code in html
    assert theirs.code not in html
    assert f"/en/offers/new/{w.hosting.code}/" in html
    assert "/en/missions/new/" not in html


def test_withdrawn_offers_and_past_missions_stand_apart(w):
    gone = offers.withdraw_offer(factory.offer(w), by=w.host)

    assert gone.code not in seen_by(w.host, ORGANISING + "?of=offers")
    assert gone.code in seen_by(w.host, ORGANISING + "?of=offers&past=1")


def test_an_auditor_and_people_without_anything_to_organise_are_refused(w):
    for user in (w.auditor, w.visitor):
        client = Visitor()
        client.force_login(user)
        assert client.get(ORGANISING).status_code == 403


def test_managers_find_the_member_that_invites(w):
    html = seen_by(w.receiving, ORGANISING + "hosts/?q=vaev")

    assert f"/en/offers/new/{w.hosting.code}/" in html


@pytest.mark.parametrize("of", ["missions", "offers"])
def test_as_many_queries_for_one_as_for_many(w, of):
    client = Visitor()
    client.force_login(w.sending)

    def make(number):
        for _ in range(number):
            if of == "missions":
                mission = factory.mission(w)
                firm, person = factory.visitor_of(w)
                sign_ups.sign_up(mission, application=factory.accepted(w, organisation=firm, person=person), by=person)
            else:
                firm = places.organisation(in_cluster=w.home, country="BG")
                factory.offer(w, organisation=firm, cluster=w.home)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{ORGANISING}?of={of}").status_code == 200
        return len(found)

    make(1)
    queries()
    one = queries()
    make(12)

    assert queries() == one
