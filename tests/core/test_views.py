"""Health, and the check before a file is served."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored():
    """Save files for a test and remove them afterwards."""
    names = []

    def save(name, content=b"content"):
        names.append(default_storage.save(name, ContentFile(content)))
        return names[-1]

    yield save
    for name in names:
        default_storage.delete(name)


def test_health_says_ok(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_a_rendition_is_served_for_ever(client, stored):
    name = stored("images/weave.width-200.webp", b"RIFF")

    response = client.get(f"/media/{name}")

    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"".join(response.streaming_content) == b"RIFF"


@pytest.mark.parametrize(
    "name",
    [
        "original_images/weave.png",
        "documents/offer.pdf",
        "exports/person.zip",
        "images/drawing.svg",
        "images/page.html",
        "images/letter",
    ],
)
def test_everything_but_renditions_is_not_found(client, stored, name):
    name = stored(name)

    assert client.get(f"/media/{name}", follow=True).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "images/",
        "images/none.png",
        "images/../original_images/weave.png",
        "images/%2e%2e/%2e%2e/secret.png",
        "images/\x00.png",
        "images/" + "x" * 300 + ".png",
        "images//etc/passwd.png",
    ],
)
def test_rubbish_is_not_found(client, stored, name):
    stored("original_images/weave.png")

    assert client.get("/media/" + name.replace("\x00", "%00"), follow=True).status_code == 404
