import feedparser
import pytest

from tests.factories import practices

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_feed_holds_what_the_list_holds(client, kind):
    concept = practices.concept("material/wool", da="uld")
    wanted = practices.practice(language="da", title="Uld & <lyng>", concepts=(concept,))
    practices.practice(wanted.cluster)

    response = client.get(f"/da/practices/feed.{kind}?cluster={wanted.cluster.code}&concept=material/wool")

    feed = feedparser.parse(response.content)
    assert response["Content-Type"].startswith(f"application/{kind}+xml")
    assert not feed.bozo
    assert [(entry.title, entry.link) for entry in feed.entries] == [
        ("Uld & <lyng>", f"http://127.0.0.1:8000/da/practices/{wanted.code}/{wanted.slug}/")
    ]
    assert "uld" in feed.feed.title
    assert wanted.cluster.short_name in feed.feed.title
    assert f"cluster={wanted.cluster.code}" in feed.feed.link


def test_an_entry_says_its_language_and_keeps_its_id_in_every_language(client):
    page = practices.practice(language="da")

    english = client.get("/en/practices/feed.atom").content.decode()
    feeds = [feedparser.parse(client.get(f"/{language}/practices/feed.atom").content) for language in ("en", "bg")]

    assert '<entry xml:lang="da">' in english
    assert [feed.entries[0].id for feed in feeds] == [f"urn:practice:{page.code}"] * 2


@pytest.mark.parametrize("n", [1, 30])
def test_a_feed_takes_a_fixed_number_of_queries(client, n, django_assert_num_queries):
    for _each in range(n):
        practices.practice()
    client.get("/en/practices/feed.rss")

    with django_assert_num_queries(3):
        assert len(feedparser.parse(client.get("/en/practices/feed.rss").content).entries) == n


def test_rubbish_and_emptiness_give_a_feed(client):
    assert feedparser.parse(client.get("/en/practices/feed.atom?cluster=zz&q=%00").content).entries == []
