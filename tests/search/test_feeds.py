"""A search as Atom and RSS."""

from datetime import date

import feedparser
import pytest

from tests.factories import accounts
from tests.factories.search import document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def feed(client, address: str):
    """The feed, which is well formed."""
    read = feedparser.parse(client.get(address).content)
    assert not read.bozo
    return read


def test_atom_holds_the_newest_things_of_the_search(client):
    document("Silk, older", date=date(2025, 1, 1))
    document("Silke & nyere", language="da", code="new", date=date(2026, 1, 1), card={"summary": "Det virker."})
    document("Wool", date=date(2026, 2, 1))

    response = client.get("/fr/search/feed.atom?q=silk")

    assert response["Content-Type"].startswith("application/atom+xml")
    newest, older = feed(client, "/fr/search/feed.atom?q=silk").entries
    assert (newest.title, older.title) == ("Silke & nyere", "Silk, older")
    assert newest.title_detail.language == "da"
    assert newest.summary == "Det virker."
    assert newest.link.endswith("/fr/practices/new/")
    assert newest.id == "urn:cloth:practice:new"


def test_rss_says_the_language_of_each_item(client):
    document("Silk", language="da", date=date(2026, 1, 1))

    assert [entry.language for entry in feed(client, "/en/search/feed.rss?q=silk").entries] == ["da"]


def test_a_feed_holds_what_is_public_whoever_asks(client):
    document("Secret silk", access=("signed-in",))
    document("Open silk")
    client.force_login(accounts.person())

    assert [entry.title for entry in feed(client, "/en/search/feed.atom?q=silk").entries] == ["Open silk"]


def test_the_filters_of_the_page_hold_for_its_feed(client):
    document("Silk practice")
    document("Silk mill", kind="organisation")

    page = client.get("/en/search/?q=silk&kind=organisation&sort=title&page=1").content.decode()

    assert 'href="/en/search/feed.atom?q=silk&amp;kind=organisation"' in page
    found = feed(client, "/en/search/feed.atom?q=silk&kind=organisation").entries
    assert [entry.title for entry in found] == ["Silk mill"]


@pytest.mark.parametrize("kind", ["atom", "rss"])
@pytest.mark.parametrize("query", ["", "q=%00", "kind=none&cluster=none&near=x", "q=" + "x" * 10_000])
def test_any_address_of_a_feed_has_an_answer(client, kind, query):
    document("Silk")

    assert client.get(f"/bg/search/feed.{kind}?{query}").status_code == 200
    feed(client, f"/bg/search/feed.{kind}?{query}")


def test_while_the_engine_is_down_a_feed_asks_to_come_again(client, outage):
    with outage.off():
        response = client.get("/en/search/feed.atom?q=silk")

    assert (response.status_code, response["Retry-After"]) == (503, "300")
    assert response["Content-Type"].startswith("text/plain")
