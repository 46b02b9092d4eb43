from xml.etree import ElementTree

import pytest

from tests.factories import practices
from tests.factories.home import home_page, plain_page

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def parse(response):
    return ElementTree.fromstring(response.content)  # noqa: S314 -- our own answer


def test_index_names_a_file_per_room(client):
    found = [each.text for each in parse(client.get("/sitemap.xml")).iterfind("s:sitemap/s:loc", NAMES)]

    assert "http://127.0.0.1:8000/sitemap/practices-1.xml" in found


def test_file_has_every_version_once_with_all_its_alternates(client):
    page = practices.practice(language="da")
    practices.translation_of(page, "bg")
    practices.practice(live=False)

    urls = parse(client.get("/sitemap/practices-1.xml")).findall("s:url", NAMES)

    expected = {
        language: f"http://127.0.0.1:8000/{language}/practices/{page.code}/{page.slug}/" for language in ("bg", "da")
    }
    assert sorted(url.find("s:loc", NAMES).text for url in urls) == sorted(expected.values())
    for url in urls:
        assert {link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", NAMES)} == expected


@pytest.mark.parametrize("name", ["practices-2", "practices-0", "nothing-1"])
def test_other_files_are_not_found(client, name):
    assert client.get(f"/sitemap/{name}.xml").status_code == 404


def test_robots_name_the_sitemap_and_keep_out_of_own_pages(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /admin/" in lines
    assert "Disallow: /bg/desk/" in lines
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines


def test_pages_of_the_tree_are_listed_in_each_language_they_have(client):
    english = home_page("en")
    danish = home_page("da", original=english)
    about = plain_page(english, slug="about")
    plain_page(danish, slug="about", original=about)
    plain_page(english, slug="hidden", live=False)

    urls = parse(client.get("/sitemap/pages-1.xml")).findall("s:url", NAMES)

    assert sorted(url.find("s:loc", NAMES).text.removeprefix("http://127.0.0.1:8000") for url in urls) == [
        "/da/",
        "/da/about/",
        "/en/",
        "/en/about/",
    ]
