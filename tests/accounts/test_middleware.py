"""Who sets up a second factor before what; auditors change nothing; the language of addresses without one."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.views import LoginView
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse

from accounts.models import User
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db

BEHIND = ["desk", "people", "roles", "wagtailadmin_home"]
OPEN = ["account", "mfa_index", "mfa_activate_totp", "account_email", "account_change_password", "usersessions_list"]


def cast(role):
    if role == "manager":
        return clusters.manager_of(clusters.cluster(), second_factor=False)
    if role == "member":
        return clusters.member_of(clusters.cluster())
    if role in ("auditor", "person"):
        return getattr(accounts, role)()
    return getattr(accounts, role)(second_factor=False)


@pytest.mark.parametrize("role", ["manager", "coordinator", "administrator"])
@pytest.mark.parametrize("name", BEHIND)
def test_gate_sends_to_set_up_first(client, role, name):
    client.force_login(cast(role))

    response = client.get(reverse(name))

    assert (response.status_code, response.get("Location")) == (302, reverse("mfa_index"))


@pytest.mark.parametrize("path", ["/documents/1/plan.pdf", "/en/transfers/none/", "/en/transfers/none/confirm/"])
def test_gate_stands_before_documents_and_transfers(client, path):
    client.force_login(cast("manager"))

    assert client.get(path).get("Location") == reverse("mfa_index")


@pytest.mark.parametrize("role", ["manager", "coordinator", "administrator"])
@pytest.mark.parametrize("name", OPEN)
def test_gate_leaves_the_account_open(client, role, name):
    client.force_login(cast(role))

    response = client.get(reverse(name))

    assert response.get("Location") != reverse("mfa_index")
    assert response.status_code == 200 or response.url.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("role", ["manager", "coordinator", "administrator"])
def test_gate_leaves_public_pages_and_signing_out_open(client, role):
    client.force_login(cast(role))

    assert client.get("/healthz").status_code == 200
    assert client.post(reverse("account_logout")).url != reverse("mfa_index")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", ["manager", "coordinator", "administrator"])
def test_gate_stands_before_every_change(client, role):
    user = cast(role)
    cluster = clusters.cluster()
    at = clusters.organisation(in_cluster=cluster)
    client.force_login(user)

    response = client.post(
        reverse("join"), {"cluster": cluster.code, "organisation": at.code, "role": "member", "q": at.name}
    )

    assert response.url == reverse("mfa_index")
    assert not user.affiliations.exists()


@pytest.mark.parametrize("role", ["person", "member", "auditor"])
def test_gate_lets_others_pass(client, role):
    client.force_login(cast(role))

    assert client.get(reverse("desk")).status_code == 200


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_gate_opens_with_either_factor(client, kind):
    user = cast("manager")
    Authenticator.objects.create(user=user, type=kind, data={"secret": accounts.TOTP_SECRET})
    client.force_login(user)

    assert client.get(reverse("desk")).status_code == 200


@pytest.mark.parametrize("role", ["manager", "coordinator", "administrator"])
@pytest.mark.parametrize("name", [*BEHIND, "account", "mfa_index", "account_email", "join"])
def test_a_session_that_did_not_show_the_factor_is_ended(role, name):
    user = cast(role)
    accounts.give_second_factor(user)
    client = Client()  # a password alone
    client.force_login(user)

    response = client.get(reverse(name))

    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={reverse(name)}")
    assert "_auth_user_id" not in client.session


def test_a_session_that_did_not_show_the_factor_changes_nothing():
    user = cast("manager")
    accounts.give_second_factor(user)
    client = Client()
    client.force_login(user)

    response = client.post(reverse("account"), {"first_name": "New", "last_name": "Name", "language": "fr"})

    assert response.url.startswith(reverse("account_login"))
    assert User.objects.get(pk=user.pk).first_name == user.first_name


def test_a_session_with_the_password_alone_reads_and_signs_out():
    user = cast("manager")
    accounts.give_second_factor(user)
    client = Client()
    client.force_login(user)

    assert client.get("/healthz").status_code == 200
    assert client.post(reverse("account_logout")).url != reverse("account_login")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_setting_up_an_app_shows_it(client):
    user = cast("manager")
    client.force_login(user)
    client.post(f"{reverse('account_reauthenticate')}", {"password": accounts.PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    client.post(reverse("mfa_activate_totp"), {"code": code})

    assert client.get(reverse("desk")).status_code == 200


def test_gate_is_a_setting(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(cast("coordinator"))

    assert client.get(reverse("desk")).status_code == 200


def test_signing_in_with_a_password_asks_for_the_code(client):
    user = clusters.manager_of(clusters.cluster())

    response = client.post(reverse("account_login"), {"login": user.email, "password": accounts.PASSWORD})

    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    page = client.get(response.url).content.decode()
    assert "the code now is" not in page

    response = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_editing_rooms_have_no_sign_in_of_their_own(client):
    user = accounts.administrator()

    response = client.post("/admin/login/", {"username": user.email, "password": accounts.PASSWORD})

    assert response.status_code == 405 or response.url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_no_address_of_the_site_signs_in_but_ours():
    """Every pattern that holds a sign-in of Django or Wagtail is hidden behind an earlier one."""
    doors = [path for path, view in all_views() if is_sign_in(view)]

    assert {"/admin/login/", "/en/_util/login/"} <= set(doors)
    assert [path for path in doors if is_sign_in(resolve(path).func)] == []


def is_sign_in(view):
    return issubclass(getattr(view, "view_class", object), LoginView)


def all_views(resolver=None, prefix="/"):
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern).strip("^")
        if isinstance(pattern, URLResolver):
            yield from all_views(pattern, path)
        else:
            yield path, pattern.callback


@pytest.mark.parametrize("path", ["/en/_util/login/", "/admin/login/"])
def test_a_password_alone_opens_no_door(path):
    user = clusters.manager_of(clusters.cluster())
    client = Client()

    response = client.post(path, {"username": user.email, "password": accounts.PASSWORD})

    assert response.url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["join", "join_new"])
def test_an_auditor_changes_nothing(client, name):
    cluster = clusters.cluster()
    at = clusters.organisation(in_cluster=cluster)
    auditor = accounts.auditor()
    client.force_login(auditor)

    response = client.post(reverse(name), {"cluster": cluster.code, "organisation": at.code, "role": "member"})

    assert response.status_code == 403
    assert not auditor.affiliations.exists()


def test_an_auditor_keeps_their_own_account(client):
    auditor = accounts.auditor()
    client.force_login(auditor)

    response = client.post(reverse("account"), {"first_name": "New", "last_name": "Name", "language": "fr"})

    assert response.url == reverse("account")
    assert User.objects.get(pk=auditor.pk).first_name == "New"


@pytest.mark.parametrize(
    ("path", "signed_in", "accepts", "expected"),
    [
        ("/fr/account/", True, "da", "fr"),
        ("/account/", True, "da", "bg"),
        ("/account/", False, "da", "da"),
        ("/account/", False, "xx", "en"),
    ],
)
def test_language_of_an_address(client, path, signed_in, accepts, expected):
    if signed_in:
        client.force_login(accounts.person(language="bg"))

    response = client.get(path, headers={"accept-language": accepts}, follow=True)

    assert response.wsgi_request.path.startswith(f"/{expected}/")
    assert f'<html lang="{expected}"' in response.content.decode()


def test_language_cookie_stands_between_person_and_browser(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ro"

    response = client.get("/account/", headers={"accept-language": "da"}, follow=True)

    assert response.wsgi_request.path.startswith("/ro/")
