"""The front page with nothing, one and a lot."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.models import Cluster
from exchanges import clock
from exchanges.actions import missions
from home.front_page import ribbon_of
from home.models import PlainPage
from practices.states import TransferState
from tests.factories import exchanges
from tests.factories.accounts import person
from tests.factories.clusters import cluster
from tests.factories.home import home_page
from tests.factories.practices import practice, transfer, translation_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def _tuesday():
    with clock.at(exchanges.NOW):
        yield


def queries(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_empty_site_says_what_will_stand_here(client):
    home_page(headline="What one workshop has learnt")

    response = client.get("/en/")

    assert response.status_code == 200
    assert "What one workshop has learnt" in response.content.decode()
    assert "No practice has been published yet." in response.content.decode()


@pytest.mark.usefixtures("_tuesday")
def test_queries_stay_the_same_however_much_there_is(client):
    home_page()
    clusters = [cluster() for _n in range(5)]
    world = exchanges.world()
    transfer(practice(clusters[0]))
    exchanges.mission(world)
    with_one = queries(client, "/en/")

    for number in range(29):
        transfer(practice(clusters[number % 5]))
        exchanges.mission(world)
    with_thirty = queries(client, "/en/")

    assert with_one == with_thirty
    assert with_thirty <= 15


def test_figures_count_what_readers_can_see(client):
    home_page()
    first = practice()
    practice(first.cluster, live=False)
    translation_of(first, "fr")
    transfer(first)
    transfer(first, state=TransferState.REPORTED)

    figures = client.get("/en/").context["front"].figures

    assert (figures.practices, figures.languages, figures.transfers) == (1, 2, 1)
    assert (figures.organisations, figures.clusters) == (2, 3)  # both who tried it, each with a cluster


def test_newest_come_in_the_readers_language_or_their_own(client):
    home_page()
    rental = practice(language="da", title="Lejemodellen")
    translation_of(rental, "fr", title="La location")
    home_page("bg", original=rental.get_ancestors().get(depth=2).specific)
    practice(rental.cluster, "da", title="Kun på dansk")

    titles = {
        code: [card.page.title for card in client.get(f"/{code}/").context["front"].newest]
        for code in ("fr", "da", "bg")
    }

    assert titles == {
        "fr": ["Kun på dansk", "La location"],
        "da": ["Kun på dansk", "Lejemodellen"],
        "bg": ["Kun på dansk", "Lejemodellen"],
    }
    assert 'lang="da" hreflang="da">Kun på dansk' in client.get("/bg/").content.decode()


def test_only_confirmed_transfers_of_published_practices_are_told(client):
    home_page()
    shown, hidden = practice(), practice()
    transfer(shown, lesson="Confirmed lesson")
    transfer(shown, lesson="Reported lesson", state=TransferState.REPORTED)
    transfer(shown, lesson="Declined lesson", state=TransferState.DECLINED)
    transfer(hidden, lesson="Lesson of a hidden practice")
    hidden.unpublish()

    lessons = [card.transfer.lesson for card in client.get("/en/").context["front"].tried]

    assert lessons == ["Confirmed lesson"]


def test_ribbon_leaves_bare_warp_up_to_the_target():
    one, other = Cluster(code="a", short_name="A"), Cluster(code="b", short_name="B")

    ribbon = ribbon_of([(one, 1), (other, 2)], target=4)

    assert [(section.start, section.width) for section in ribbon.sections] == [("0", "25.00"), ("25.00", "50.00")]
    assert (ribbon.rest_start, ribbon.rest, ribbon.summary) == ("75.00", "25.00", "A 1, B 2")


def test_ribbon_of_nothing_is_bare_warp():
    ribbon = ribbon_of([(Cluster(code="a", short_name="A"), 0)])

    assert (ribbon.rest_start, ribbon.rest) == ("0", "100")


def test_home_page_of_a_missing_language_shows_the_default_one(client):
    home_page(headline="Only in English")

    response = client.get("/ro/")

    assert response.status_code == 200
    assert '<div class="hero" lang="en">' in response.content.decode()


def test_what_is_kept_follows_clusters_pages_and_readers(client):
    home = home_page(headline="First words")
    first = cluster(short_name="Old name")
    practice(first)
    page = home.add_child(instance=PlainPage(title="About us", slug="about-us", in_footer=True, show_in_menus=True))
    before = client.get("/en/").content.decode()
    assert all(words in before for words in ("First words", "Old name", "About us", "Sign in"))

    home.headline, first.short_name, page.title = "Second words", "New name", "Who we are"
    home.save()
    first.save()
    page.save()
    after = client.get("/en/").content.decode()
    assert all(words in after for words in ("Second words", "New name", "Who we are"))
    assert not any(words in after for words in ("First words", "Old name", "About us"))

    client.force_login(person())
    assert "My desk" in client.get("/en/").content.decode()
    client.logout()
    assert "My desk" not in client.get("/en/").content.decode()


def test_what_is_kept_knows_language_address_and_theme(client):
    home_page()
    practice()
    client.get("/en/")

    french, searched = (client.get(path).content.decode() for path in ("/fr/", "/en/?q=wool"))
    client.cookies["theme"] = "dark"
    dark = client.get("/en/").content.decode()

    assert '<a href="/fr/" lang="fr" hreflang="fr" aria-current="true">' in french
    assert '<a href="/da/?q=wool" lang="da"' in searched
    assert 'value="dark" aria-pressed="true"' in dark
    assert "?q=wool" not in dark


def test_coming_missions_and_the_progress_of_the_exchanges_stand_here(client):
    home_page()
    with clock.at(exchanges.NOW):
        world = exchanges.world()
        mission, draft = exchanges.mission(world), exchanges.mission(world, open_it=False)

        body = client.get("/en/").content.decode()

    assert f'href="/en/missions/{mission.code}/"' in body
    assert draft.code not in body
    assert "0 of 100 exchanges have been made and checked." in body


def test_a_mission_that_is_cancelled_is_gone_at_once(client):
    home_page()
    with clock.at(exchanges.NOW):
        world = exchanges.world()
        mission = exchanges.mission(world)
        client.get("/en/")
        missions.cancel_mission(mission, reason="Off.", by=world.sending)

        body = client.get("/en/").content.decode()

    assert mission.code not in body
    assert "No mission has been announced at present." in body
