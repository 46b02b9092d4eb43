"""Plain pages: blocks, nesting, language versions, and the fallback to the original."""

import pytest

from tests.factories.home import home_page, plain_page

pytestmark = pytest.mark.django_db


def test_missing_translation_shows_the_original_and_says_so(client):
    english = home_page()
    home_page("bg", original=english)
    plain_page(english, "about", title="About us", lead="Who we are")

    response = client.get("/bg/about/")

    text = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="bg"' in text
    assert '<article lang="en">' in text
    assert '<link rel="canonical" href="http://localhost/en/about/">' in text
    assert "Още никой не е превел тази страница: четете я на английски." in text


def test_translation_is_shown_where_there_is_one(client):
    english = home_page()
    bulgarian = home_page("bg", original=english)
    original = plain_page(english, "about", title="About us")
    plain_page(bulgarian, "about", original=original, title="За нас")

    text = client.get("/bg/about/").content.decode()

    assert "<h1>За нас</h1>" in text
    assert '<link rel="canonical" href="http://localhost/bg/about/">' in text
    assert text.count('rel="alternate" hreflang') == 2
    assert "никой не е превел" not in text


def test_fallback_reaches_below_a_missing_parent(client):
    english = home_page()
    home_page("da", original=english)
    plain_page(plain_page(english, "about"), "team", title="The team")

    assert "<h1>The team</h1>" in client.get("/da/about/team/").content.decode()


@pytest.mark.parametrize("path", ["/bg/nothing/", "/en/nothing/", "/bg/about/nothing/"])
def test_what_no_language_has_is_not_found(client, path):
    english = home_page()
    home_page("bg", original=english)
    plain_page(english, "about")

    assert client.get(path).status_code == 404


def test_drafts_are_no_fallback(client):
    english = home_page()
    home_page("bg", original=english)
    plain_page(english, "secret", live=False)

    assert client.get("/bg/secret/").status_code == 404


def test_nested_page_has_its_trail_and_its_parent_lists_it(client):
    home = home_page()
    parent = plain_page(home, "about", title="About")
    plain_page(parent, "team", title="Team")

    child, above = client.get("/en/about/team/"), client.get("/en/about/")

    assert child.context["trail"] == [("About", "/en/about/")]
    assert [entry["title"] for entry in above.context["below"]] == ["Team"]


def test_every_block_renders(client):
    home = home_page()
    body = [
        {"type": "heading", "value": {"text": "A heading"}},
        {"type": "text", "value": "<p>Running <b>text</b></p>"},
        {"type": "quote", "value": {"text": "A quote", "source": "A weaver"}},
        {"type": "callout", "value": {"text": "<p>A notice</p>"}},
        {"type": "table", "value": {"caption": "A table", "rows": "Cloth | Ends\nTwill | 32\nSatin"}},
    ]
    page = plain_page(home, "blocks")
    page.body = page.body.stream_block.to_python(body)
    page.save_revision().publish()

    text = client.get("/en/blocks/").content.decode()

    for part in ("<h2>A heading</h2>", "Running <b>text</b>", "<p>A quote</p>", "A weaver", "A notice"):
        assert part in text
    assert '<td data-label="Ends">32</td>' in text
    assert '<td data-label="Ends"></td>' in text
