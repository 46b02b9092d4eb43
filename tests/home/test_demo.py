"""The pages a new site begins with."""

import pytest
from wagtail.models import Page, Site

from core.languages import CODES
from home.demo import body_blocks, load_pages, read_texts
from home.models import HomePage, PlainPage
from practices.models import PracticeIndexPage
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db
SLUGS = ["about", "how-practices-are-reviewed", "accessibility", "privacy", "imprint", "open-data"]


def revisions() -> int:
    return sum(page.revisions.count() for page in Page.objects.all())


def test_every_language_has_every_page():
    texts = read_texts()

    assert sorted(texts) == sorted(CODES)
    for code, text in texts.items():
        assert [page["slug"] for page in text["page"]] == SLUGS, code
        shapes = [[kind for kind, _value in body_blocks(page["body"])] for page in text["page"]]
        assert shapes == [[kind for kind, _v in body_blocks(page["body"])] for page in texts["en"]["page"]], code
        assert all(len(page["lead"]) <= 400 for page in text["page"])


def test_load_makes_a_linked_tree_and_serves_it(client):
    homes = load_pages()

    assert sorted(homes) == sorted(CODES)
    assert Site.objects.get(is_default_site=True).root_page_id == homes["en"].pk
    assert (HomePage.objects.live().count(), PracticeIndexPage.objects.live().count()) == (7, 7)
    assert PlainPage.objects.live().count() == 7 * len(SLUGS)
    for slug in SLUGS:
        assert PlainPage.objects.filter(slug=slug).values("translation_key").distinct().count() == 1
    for code in CODES:
        assert client.get(f"/{code}/").context["page"].language_code == code
        assert client.get(f"/{code}/about/").context["page"].language_code == code
        assert len(client.get(f"/{code}/").context["site"].footer_pages) == len(SLUGS) + 1  # and the exchanges


def test_second_load_changes_nothing():
    load_pages()
    before = revisions()

    load_pages()

    assert revisions() == before


def test_load_brings_changed_texts_but_leaves_what_an_editor_wrote():
    homes = load_pages()
    about = PlainPage.objects.child_of(homes["en"]).get(slug="about")
    about.title = "Ours"
    about.save_revision(user=person()).publish()
    PlainPage.objects.child_of(homes["fr"]).filter(slug="about").update(title="Ancien")

    load_pages()

    titles = PlainPage.objects.filter(slug="about").values_list("locale__language_code", "title")
    assert dict(titles)["en"] == "Ours"
    assert dict(titles)["fr"] == "À propos de l’alliance"


def test_links_in_the_texts_lead_somewhere(client):
    load_pages()

    for code in CODES:
        for slug in SLUGS:
            page = client.get(f"/{code}/{slug}/").context["page"]
            for kind, value in body_blocks(next(p["body"] for p in read_texts()[code]["page"] if p["slug"] == slug)):
                if kind == "text":
                    for part in value.split('href="')[1:]:
                        address = part.partition('"')[0]
                        assert client.get(address).status_code in (200, 302), (page, address)
