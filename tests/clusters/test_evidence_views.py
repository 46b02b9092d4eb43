"""Certificates and photos: their forms, bad input, and the one way to a picture."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from wagtail.models import ModelLogEntry

from clusters.actions import certificates as certificate_actions, photos as photo_actions
from clusters.errors import ClusterError
from clusters.models import Certificate, Photo
from tests.factories import accounts as people, clusters as factory, practices as practice_factory, uploads
from tests.factories.ecosystem_records import certificate, photo

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def loom(db):
    return factory.cluster("loom")


@pytest.fixture
def mill(loom):
    return factory.organisation("Mill", in_cluster=loom, town="Sofia")


@pytest.fixture
def speaker(client, loom, mill):
    user = factory.representative_of(mill, in_cluster=loom)
    client.force_login(user)
    return user


@pytest.fixture
def gots(db):
    return practice_factory.concept("certificate/gots")


def paper(gots, **fields):
    values = {
        "standard": gots.pk,
        "number": "CU 123",
        "holder": "Mill",
        "scope": "Yarn",
        "issuer": "Issuer",
        "register_link": "https://issuer.example/123",
        "valid_from": TODAY - timedelta(days=10),
        "valid_until": TODAY + timedelta(days=300),
        "visibility": "public",
    }
    return values | fields


def certificates(organisation):
    return f"/en/organisations/{organisation.code}/record/certificates/"


def photos(organisation):
    return f"/en/organisations/{organisation.code}/record/photos/"


def picture(organisation, shot):
    return reverse("organisation_photo", args=[organisation.code, shot.code])


def test_a_certificate_is_added_corrected_and_removed(client, mill, speaker, gots):
    assert client.post(certificates(mill), paper(gots)).status_code == 302
    made = Certificate.objects.get()
    assert (made.number, made.source, made.by, made.stated_on) == ("CU 123", "own", speaker, TODAY)

    path = f"{certificates(mill)}{made.code}/"
    assert client.get(path).context["form"]["holder"].value() == "Mill"
    listed = client.get(certificates(mill)).content.decode()
    assert f'action="{path}remove/"><input type="hidden" name="csrfmiddlewaretoken"' in listed
    assert client.post(path, paper(gots, scope="Yarn and fabric", visibility="members")).status_code == 302
    made.refresh_from_db()
    assert (made.scope, made.visibility) == ("Yarn and fabric", "members")

    for _click in range(2):
        assert client.post(f"{path}remove/").status_code == 302
    assert not Certificate.objects.exists()
    logged = ModelLogEntry.objects.filter(action__startswith="clusters.certificate").order_by("pk")
    assert [each.action.rpartition(".")[2] for each in logged] == ["save", "save", "remove"]


BAD_PAPERS = [
    ({"valid_until": TODAY - timedelta(days=20)}, "valid_until"),
    ({"valid_until": ""}, "valid_until"),
    ({"valid_until": "soon"}, "valid_until"),
    ({"register_link": "http://issuer.example/1"}, "register_link"),
    ({"register_link": "javascript:alert(1)"}, "register_link"),
    ({"standard": ""}, "standard"),
    ({"standard": "9999999"}, "standard"),
    ({"number": ""}, "number"),
    ({"number": "x" * 81}, "number"),
    ({"number": "CU\u202e123"}, "number"),
    ({"holder": ""}, "holder"),
    ({"site": "9999999"}, "site"),
    ({"checked_on": TODAY + timedelta(days=2)}, "checked_on"),
    ({"visibility": "friends"}, "visibility"),
]


@pytest.mark.parametrize(("wrong", "field"), BAD_PAPERS, ids=str)
def test_a_wrong_certificate_is_refused_beside_its_field(client, mill, speaker, gots, wrong, field):
    response = client.post(certificates(mill), paper(gots, **wrong))

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Certificate.objects.exists()


def test_the_same_certificate_is_there_once(client, mill, speaker, gots):
    certificate(mill, gots, number="CU 123")

    response = client.post(certificates(mill), paper(gots))

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["number"])
    with pytest.raises(ClusterError):
        certificate_actions.save_certificate(mill, paper(gots) | {"standard": gots}, by=speaker)
    assert Certificate.objects.count() == 1


def test_nobody_writes_certificates_and_photos_of_others(client, loom, mill, gots):
    held, shot = certificate(mill, gots), photo(mill)
    for user in (factory.member_of(loom, at=mill), factory.manager_of(factory.cluster()), people.auditor()):
        client.force_login(user)
        for path in (certificates(mill), f"{certificates(mill)}{held.code}/remove/", f"{photos(mill)}{shot.code}/"):
            assert client.post(path, paper(gots)).status_code == 403
        for act in (
            lambda user=user: certificate_actions.save_certificate(mill, paper(gots) | {"standard": gots}, by=user),
            lambda user=user: certificate_actions.remove_certificate(held, by=user),
            lambda user=user: photo_actions.edit_photo(shot, {"credit": "Mine"}, by=user),
            lambda user=user: photo_actions.remove_photo(shot, by=user),
        ):
            with pytest.raises(ClusterError):
                act()
    assert (Certificate.objects.count(), Photo.objects.count()) == (1, 1)


def test_a_certificate_of_another_organisation_is_not_found(client, mill, speaker, gots):
    theirs = certificate(factory.organisation(), gots)

    assert client.post(f"{certificates(mill)}{theirs.code}/", paper(gots)).status_code == 404
    assert client.post(f"{certificates(mill)}{theirs.code}/remove/").status_code == 302
    assert Certificate.objects.count() == 1


def words(**fields):
    return {"description": "A rapier loom", "credit": "", "order": "5", "visibility": "public"} | fields


def camera_picture():
    """2,400 pixels wide, turned on its side, with a place written into it."""
    data, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x013B] = "Somebody"
    Image.new("RGB", (2400, 1200), "#a3362b").save(data, "JPEG", exif=exif)
    return uploads.upload("IMG_1.jpg", data.getvalue(), "image/jpeg")


def test_a_photo_is_turned_made_smaller_and_loses_what_the_camera_wrote(client, mill, speaker):
    assert client.post(photos(mill), words(file=camera_picture())).status_code == 302

    made = Photo.objects.get()
    assert (made.width, made.height, made.description, made.uploaded_by) == (800, 1600, "A rapier loom", speaker)
    with made.file.open() as file, Image.open(file) as image:
        assert image.format == "JPEG"
        assert not dict(image.getexif())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"description": ""}, "description"),
        ({"description": "x" * 201}, "description"),
        ({"order": "first"}, "order"),
        ({"file": ""}, "file"),
        ({"file": uploads.svg}, "file"),
        ({"file": uploads.huge_picture}, "file"),
        ({"file": lambda: uploads.upload("loom.jpg", b"not a picture at all", "image/jpeg")}, "file"),
        ({"file": lambda: uploads.picture("loom.pdf")}, "file"),
    ],
    ids=str,
)
def test_a_wrong_photo_is_refused_beside_its_field(client, mill, speaker, wrong, field):
    data = words(**({"file": uploads.picture()} | wrong))
    if callable(data["file"]):
        data["file"] = data["file"]()

    response = client.post(photos(mill), data)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Photo.objects.exists()


def test_a_photo_is_reworded_and_taken_away_with_its_file(client, mill, speaker, django_capture_on_commit_callbacks):
    shot = photo(mill)
    path = f"{photos(mill)}{shot.code}/"
    assert client.post(path, words(credit="Iva")).status_code == 302
    shot.refresh_from_db()
    assert (shot.description, shot.credit, shot.order) == ("A rapier loom", "Iva", 5)

    storage, name = shot.file.storage, shot.file.name
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            assert client.post(f"{path}remove/").status_code == 302
    assert not Photo.objects.exists()
    assert not storage.exists(name)


def test_there_is_an_end_to_photos(mill, speaker, monkeypatch):
    monkeypatch.setattr(photo_actions, "MOST_PHOTOS", 1)
    photo(mill)

    with pytest.raises(ClusterError):
        photo_actions.add_photo(mill, uploads.picture(), words() | {"order": 1}, by=speaker)

    assert Photo.objects.count() == 1


def test_a_picture_is_served_to_those_who_may_see_it(client, loom, mill):
    other = factory.member_of(loom, at=factory.organisation(in_cluster=loom))
    own = factory.member_of(loom, at=mill)
    shots = {level: photo(mill, visibility=level) for level in ("public", "members", "private")}

    def statuses(user):
        client.logout()
        if user:
            client.force_login(user)
        answers = [client.get(picture(mill, shot)) for shot in shots.values()]
        for answer in answers:
            answer.getvalue()  # a file is closed when it was read
        return [answer.status_code for answer in answers]

    assert statuses(None) == [200, 404, 404]
    assert statuses(people.auditor()) == [200, 404, 404]
    assert statuses(other) == [200, 200, 404]
    assert statuses(own) == [200, 200, 200]
    response = client.get(picture(mill, shots["private"]))
    assert response.getvalue().startswith(b"\xff\xd8")
    assert (response["Content-Type"], response["X-Content-Type-Options"], response["Cache-Control"]) == (
        "image/jpeg",
        "nosniff",
        "private, no-store",
    )
    assert client.get(picture(factory.organisation(), shots["public"])).status_code == 404
