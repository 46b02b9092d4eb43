"""A document is public while a published page uses it; Wagtail’s own upload forms look into files."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.models import UploadedFile

from core.models import SiteDocument, SiteImage
from practices.actions.sections import collection_of
from practices.models import PracticePage
from tests.factories.accounts import coordinator, person
from tests.factories.clusters import cluster, manager_of
from tests.factories.uploads import PDF, huge_picture, picture, svg, upload, zip_bomb
from tests.factories.writing import draft, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


@pytest.fixture
def place():
    one, two = cluster("one"), cluster("two")
    tree(one, two)
    document = SiteDocument(title="Отчет", collection=collection_of(one))
    document.file.save("отчет.pdf", ContentFile(PDF))
    return {"one": one, "two": two, "document": document}


def status(client, place, user=None):
    client.logout()
    if user:
        client.force_login(user)
    answer = client.get(place["document"].url)
    b"".join(answer)  # the file is closed when it was read to its end
    return answer.status_code


def test_a_document_follows_the_life_of_its_page(place, client):
    own, other = manager_of(place["one"]), manager_of(place["two"])
    assert [status(client, place, user) for user in (None, person(), other, own, coordinator())] == [
        404,
        404,
        404,
        200,
        200,
    ]

    page = draft(place["one"], documents=[{"type": "document", "value": place["document"].pk, "id": "d1"}])
    assert status(client, place) == 404

    page.get_latest_revision().publish()
    assert status(client, place) == 200

    PracticePage.objects.get(pk=page.pk).unpublish()
    assert status(client, place) == 404


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a temporary file open
def test_originals_have_no_address(place, client):
    image = SiteImage(title="A cloth", description="A cloth")
    image.file.save("cloth.png", picture())
    image.save()
    rendition = image.get_rendition("width-20")

    assert client.get(f"/media/{image.file.name}").status_code == 404
    assert client.get(f"/media/{place['document'].file.name}").status_code == 404
    served = client.get(rendition.url)
    assert (served.status_code, bool(b"".join(served))) == (200, True)


@pytest.mark.parametrize(
    ("file", "description", "wrong"),
    [
        (lambda: picture(), "A red cloth", []),
        (lambda: picture(), "", ["description"]),
        (lambda: picture(), "two\nlines", ["description"]),
        (lambda: huge_picture(), "Huge", ["file"]),
        (lambda: svg("a.png"), "Drawing", ["file"]),
        (lambda: upload("a.jpg", PDF), "A paper", ["file"]),
    ],
)
def test_wagtails_image_form(place, file, description, wrong):
    data = {"title": "A cloth", "description": description, "collection": place["document"].collection_id, "tags": ""}

    form = get_image_form(SiteImage)(data, {"file": file()}, user=coordinator())

    assert list(form.errors) == wrong


@pytest.mark.parametrize(
    ("file", "wrong"),
    [(lambda: upload("отчет.pdf", PDF), []), (lambda: zip_bomb(), ["file"]), (lambda: svg("a.pdf"), ["file"])],
)
def test_wagtails_document_form(place, file, wrong):
    data = {"title": "A paper", "collection": place["document"].collection_id, "tags": "", "language": ""}

    form = get_document_form(SiteDocument)(data, {"file": file()}, user=coordinator())

    assert list(form.errors) == wrong
    assert [len(sentences) for sentences in form.errors.values()] == [1] * len(wrong)


@pytest.mark.parametrize(("address", "ending"), [("images:add_multiple", "png"), ("docs:add_multiple", "pdf")])
def test_long_names_in_any_script_are_cut_for_the_file_system(place, client, address, ending):
    client.force_login(coordinator())
    file = picture("ж" * 240 + ".png") if ending == "png" else upload("ж" * 240 + ".pdf", PDF)
    data = {"files[]": file, "collection": place["document"].collection_id, "title": "ж" * 300}

    answer = client.post(reverse(f"wagtail{address}"), data, headers={"X-Requested-With": "XMLHttpRequest"})

    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert len(UploadedFile.objects.get().file.name.encode()) < 200
