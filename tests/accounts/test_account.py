"""One's own account: settings, and the two things that ask for the password again."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db
GOOD = {"first_name": "Ада", "last_name": "Ловлейс", "language": "bg", "mails_with_news": "on"}


def test_settings_are_saved(client):
    user = accounts.person()
    client.force_login(user)

    response = client.post(reverse("account"), GOOD)

    user.refresh_from_db()
    assert response.url == reverse("account")
    assert (user.first_name, user.language, user.mails_with_news, user.mails_about_my_work) == (
        "Ада",
        "bg",
        True,
        False,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("first_name", ""), ("first_name", "x" * 300), ("last_name", "a\u202eb"), ("language", "tlh")],
)
def test_bad_settings_are_told_and_nothing_typed_is_lost(client, field, value):
    user = accounts.person(first_name="Before")
    client.force_login(user)

    response = client.post(reverse("account"), GOOD | {field: value})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert 'value="Ловлейс"' in response.content.decode() or field == "last_name"
    user.refresh_from_db()
    assert (user.first_name, user.language) == ("Before", "en")


@pytest.mark.parametrize("name", ["account", "account_export", "account_erase", "desk"])
def test_visitors_are_sent_to_sign_in(client, name):
    for method in (client.get, client.post):
        response = method(reverse(name))
        assert response.status_code == 405 or response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["account_export", "account_erase"])
def test_the_password_is_asked_again(client, name):
    user = accounts.person()
    client.force_login(user)

    response = client.post(reverse(name), {"sure": "on"})

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=user.pk).erased_at is None


def confirm(client, target, data=None):
    """Ask, give the password, and return what comes then."""
    first = client.post(reverse(target), data or {})
    return client.post(first.url, {"password": accounts.PASSWORD})


def test_export_comes_after_the_password(client):
    user = accounts.person(first_name="Żaneta")
    client.force_login(user)

    response = confirm(client, "account_export")

    assert response["Content-Type"] == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    (row,) = json.loads(packed.read("person.json"))
    assert (row["first_name"], row["email"]) == ("Żaneta", user.email)


def test_a_wrong_password_exports_nothing(client):
    client.force_login(accounts.person())
    first = client.post(reverse("account_export"))

    response = client.post(first.url, {"password": "something else entirely"})

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"password"}


def test_erasure_shows_consequences_then_asks_then_goes(client):
    cluster = clusters.cluster(short_name="Loom")
    user = clusters.manager_of(cluster)
    client.force_login(user)
    first = client.get(reverse("account_erase"))
    page = client.post(first.url, {"password": accounts.PASSWORD}, follow=True)
    assert "You are the last manager of Loom." in page.content.decode()

    refused = client.post(reverse("account_erase"), {})
    assert refused.status_code == 422
    assert User.objects.get(pk=user.pk).erased_at is None

    response = client.post(reverse("account_erase"), {"sure": "on"})
    assert response.url == reverse("account_login")
    assert User.objects.get(pk=user.pk).erased_at is not None
    assert "_auth_user_id" not in client.session


def test_the_last_administrator_is_told_why_not(client):
    user = accounts.administrator()
    client.force_login(user)
    client.post(client.get(reverse("account_erase")).url, {"password": accounts.PASSWORD})

    response = client.post(reverse("account_erase"), {"sure": "on"})

    assert response.status_code == 422
    assert "You are the last administrator." in response.content.decode()
    assert User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize("name", ["https://evil.example", "WWW.evil.example", "<b>Ann", "A\u202enn"])
def test_a_name_is_no_address(client, name):
    user = accounts.person()
    client.force_login(user)

    response = client.post(reverse("account"), {"first_name": name, "last_name": "Name", "language": "fr"})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["first_name"])
    assert User.objects.get(pk=user.pk).first_name == user.first_name


def test_the_editing_rooms_change_no_name(client):
    user = accounts.administrator()
    client.force_login(user)

    client.post(
        reverse("wagtailadmin_account"),
        {"name_email-first_name": "A\u202enn", "name_email-last_name": "x", "theme-theme": "dark"},
    )

    assert User.objects.get(pk=user.pk).first_name == user.first_name
    assert "name_email-first_name" not in client.get(reverse("wagtailadmin_account")).content.decode()
