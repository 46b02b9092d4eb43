"""All my data: complete, mine alone, with files, without secrets."""

import json
import zipfile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import ModelLogEntry

from accounts import export
from accounts.models import User
from core.models import SiteDocument
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db


def pointing_to_people() -> set[str]:
    """Every field of every model that points to a person, save the tables that Django makes for many-to-many."""
    found = set()
    for model in apps.get_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if field.related_model is User:
                found.add(f"{model._meta.label}.{field.name}")
    return found


def test_every_field_that_points_to_a_person_is_exported_or_left_out_with_a_reason():
    known = export.covered | export.left_out.keys()

    assert {name for name in pointing_to_people() if name not in known} == set()
    assert all(export.left_out.values())


def test_what_is_registered_exists():
    fields = pointing_to_people() | {"accounts.User.groups"}

    assert (export.covered | export.left_out.keys()) - fields == set()


def unpack(user) -> dict[str, bytes]:
    with export.archive(user) as stored, zipfile.ZipFile(stored) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_archive_holds_one_person_and_their_files():
    cluster = clusters.cluster("north")
    at = clusters.organisation("Тъкачница", in_cluster=cluster)
    me = clusters.member_of(cluster, at=at, email="me@people.example", second_factor=True)
    other = clusters.member_of(cluster, at=at, email="other@people.example", last_name="Somebody-Else")
    for number, user in enumerate((me, other)):
        SiteDocument.objects.create(
            title=f"Paper {number}",
            file=SimpleUploadedFile(f"paper-{user.pk}.txt", b"text of " + user.email.encode()),
            uploaded_by_user=user,
        )

    files = unpack(me)

    everything = b"".join(files.values()).decode()
    assert "me@people.example" in everything
    assert "other@people.example" not in everything
    assert "Somebody-Else" not in everything
    assert accounts.TOTP_SECRET not in everything
    assert me.password not in everything
    (row,) = json.loads(files["affiliations.json"])
    assert (row["organisation__name"], row["cluster__code"], row["state"]) == ("Тъкачница", "north", "accepted")
    assert [text for name, text in files.items() if name.startswith("uploads/")] == [b"text of me@people.example"]


def test_exporting_is_logged():
    user = accounts.person()

    unpack(user)

    assert [(e.action, e.user) for e in ModelLogEntry.objects.all()] == [("accounts.person.export", user)]
