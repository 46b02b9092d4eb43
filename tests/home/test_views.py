"""Theme, manifest, shared pictures, contact and style guide."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image

from core.models import MailMessage
from home import samples
from tests.factories.accounts import administrator, coordinator, person
from tests.factories.clusters import cluster
from tests.factories.home import home_page

pytestmark = pytest.mark.django_db

MESSAGE = {"name": "Ана", "email": "ana@reader.example", "text": "Кога е следващата среща?"}


@pytest.mark.parametrize(("chosen", "kept"), [("light", "light"), ("dark", "dark")])
def test_theme_is_kept_and_shown(client, chosen, kept):
    response = client.post(reverse("theme"), {"theme": chosen, "next": "/en/contact/?x=1"})

    assert (response.status_code, response["Location"]) == (302, "/en/contact/?x=1")
    assert client.cookies["theme"].value == kept
    assert f'data-theme="{kept}"' in client.get("/en/contact/").content.decode()


@pytest.mark.parametrize("chosen", ["", "pink", '"><script>'])
def test_theme_of_the_device_drops_the_cookie(client, chosen):
    client.cookies["theme"] = "dark"

    client.post(reverse("theme"), {"theme": chosen})

    assert client.cookies["theme"].value == ""
    assert "data-theme" not in client.get("/en/contact/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "", "\x00"]
)
def test_theme_sends_nobody_to_another_host(client, target):
    response = client.post(reverse("theme"), {"theme": "dark", "next": target})

    assert (response.status_code, response["Location"]) == (302, "/")


def test_theme_needs_post(client):
    assert client.get(reverse("theme")).status_code == 405
    assert "theme" not in client.cookies


def test_first_visit_sets_no_cookie(client):
    home_page()

    response = client.get("/en/")

    assert (response.status_code, len(response.cookies)) == (200, 0)


def test_language_switch_keeps_page_and_query(client):
    page = client.get("/en/contact/?q=silk%20waste&page=2").content.decode()

    for code, _name in settings.LANGUAGES:
        assert f'href="/{code}/contact/?q=silk%20waste&amp;page=2" lang="{code}"' in page


def test_manifest_names_the_site(client):
    data = client.get(reverse("manifest")).json()

    assert (data["name"], [icon["sizes"] for icon in data["icons"]]) == ("CLOTH", ["192x192", "512x512", "any"])


def test_shared_picture_is_the_clusters_cloth(client):
    one = cluster(weave="plain", dye="madder")
    other = cluster(weave="twill", dye="weld")

    pictures = [client.get(reverse("social_image", args=[code])).content for code in (one.code, other.code, "site")]

    assert [Image.open(BytesIO(picture)).size for picture in pictures] == [(1200, 630)] * 3
    assert len(set(pictures)) == 3
    assert client.get(reverse("social_image", args=["nobody"])).status_code == 404


def test_shared_picture_of_an_alliance_without_clusters(client):
    assert client.get(reverse("social_image", args=["site"])).status_code == 200


def test_contact_writes_to_each_coordinator_in_their_language(client):
    english, bulgarian = coordinator(language="en"), coordinator(language="bg")
    person()

    response = client.post("/fr/contact/", MESSAGE)

    assert (response.status_code, response["Location"]) == (302, "/fr/contact/thanks/")
    assert client.get(response["Location"]).status_code == 200
    mails = MailMessage.objects.order_by("pk")
    assert {(mail.user, mail.language, mail.reply_to) for mail in mails} == {
        (english, "en", MESSAGE["email"]),
        (bulgarian, "bg", MESSAGE["email"]),
    }
    assert all(MESSAGE["text"] in mail.text for mail in mails)


def test_contact_goes_to_administrators_where_nobody_coordinates(client):
    chief = administrator()

    client.post("/en/contact/", MESSAGE)

    assert [mail.user for mail in MailMessage.objects.all()] == [chief]


def test_contact_without_readers_says_so_and_keeps_the_text(client):
    response = client.post("/en/contact/", MESSAGE)

    assert response.status_code == 409
    assert MESSAGE["text"] in response.content.decode()
    assert MailMessage.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "not an address"},
        {"name": ""},
        {"name": "a\u202eb"},
        {"text": "x" * 4001},
        {"text": "\x07"},
        {"name": "n" * 121},
    ],
)
def test_contact_refuses_with_a_sentence(client, wrong):
    coordinator()

    response = client.post("/en/contact/", MESSAGE | wrong)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert MailMessage.objects.count() == 0


def test_contact_thanks_machines_and_writes_nothing(client):
    coordinator()

    response = client.post("/en/contact/", MESSAGE | {"website": "https://spam.example"})

    assert response.status_code == 302
    assert MailMessage.objects.count() == 0


def test_behind_a_proxy_every_visitor_has_an_address_of_their_own(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    coordinator()

    def ask(address, invented=""):
        headers = {"x-forwarded-for": f"{invented}{address}"}
        return client.post("/en/contact/", MESSAGE, headers=headers).status_code

    assert [ask("192.0.2.1", f"198.51.100.{n}, ") for n in range(6)] == [302] * 5 + [429]
    assert ask("192.0.2.2") == 302


def test_contact_is_limited_per_hour(client):
    coordinator()
    for _n in range(5):
        assert client.post("/en/contact/", MESSAGE).status_code == 302

    response = client.post("/en/contact/", MESSAGE)

    assert response.status_code == 429
    assert MESSAGE["text"] in response.content.decode()
    assert MailMessage.objects.count() == 5


def test_contact_name_with_markup_is_escaped_in_mail(client):
    coordinator()

    client.post("/en/contact/", MESSAGE | {"name": "<b>Ana & Co</b>"})

    mail = MailMessage.objects.get()
    assert "&lt;b&gt;Ana &amp; Co&lt;/b&gt;" in mail.html
    assert mail.subject == "A message from <b>Ana & Co</b>"


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_style_guide_in_every_language(client, code):
    assert client.get(f"/{code}/styleguide/").status_code == 200


def test_every_component_has_a_sample_that_renders(rf, django_user_model):
    from django.contrib.auth.models import AnonymousUser

    folder = Path(settings.BASE_DIR) / "templates" / "components"
    components = {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.html")}
    request = rf.get("/en/styleguide/")
    request.user = AnonymousUser()

    shown = samples.samples(request)

    assert {sample.component for sample in shown} == components
    empty = [s.component for s in shown if not s.cases or not all(case.html.strip() for case in s.cases)]
    assert empty == ["blocks/figure"]  # needs a stored picture; tests/home/test_plain_pages.py has one
