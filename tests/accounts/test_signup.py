"""Making an account, with everything that people type."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.urls import reverse

from accounts.models import User
from core.models import MailMessage
from tests.factories import accounts

pytestmark = pytest.mark.django_db
GOOD = {
    "first_name": "Ирина",
    "last_name": "Ангелова",
    "email": "irina@people.example",
    "password1": "a long password for looms",
    "language": "bg",
}


def sign_up(client, **changes):
    return client.post(reverse("account_signup"), GOOD | changes)


def test_sign_up_confirm_and_be_asked_where_one_works(client):
    response = sign_up(client)
    assert response.url == reverse("account_email_verification_sent")
    user = User.objects.get()
    assert (user.first_name, user.last_name, user.language) == ("Ирина", "Ангелова", "bg")
    mail = MailMessage.objects.get()
    assert (mail.name, mail.to, mail.user, mail.language) == ("accounts/mail/confirm_address", user.email, user, "bg")

    address = re.search(r"http://testserver(/\S+)", mail.text).group(1)
    page = client.get(address)
    assert page.status_code == 200
    assert not EmailAddress.objects.get().verified

    response = client.post(address)
    assert EmailAddress.objects.get().verified
    assert response.url == reverse("join")
    assert client.get(reverse("join")).status_code == 200


def test_an_unconfirmed_address_does_not_sign_in(client):
    user = accounts.person(verified=False)

    response = client.post(reverse("account_login"), {"login": user.email, "password": accounts.PASSWORD})

    assert response.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session


def test_sign_up_answers_alike_for_a_known_address(client):
    known = accounts.person(email="known@people.example", language="ca")
    new = sign_up(client)
    client.logout()
    again = sign_up(client, email=known.email)

    assert (new.status_code, new.url) == (again.status_code, again.url)
    assert User.objects.count() == 2
    assert [(m.name, m.to, m.language) for m in MailMessage.objects.order_by("pk")] == [
        ("accounts/mail/confirm_address", GOOD["email"], "bg"),
        ("accounts/mail/already_registered", known.email, "ca"),
    ]


@pytest.fixture
def hashed(monkeypatch):
    """The passwords that are hashed while a test runs; they take the time of an answer."""
    found = []
    encode = MD5PasswordHasher.encode

    def counting(hasher, password, *args, **kwargs):
        found.append(password)
        return encode(hasher, password, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return found


def test_entrances_take_the_same_work_for_known_and_unknown(client, hashed):
    known = accounts.person(email="known@people.example").email
    accounts.person(email="closed@people.example", is_active=False)
    entrances = {
        "account_signup": lambda email: GOOD | {"email": email},
        "account_login": lambda email: {"login": email, "password": "wrong password here"},
        "account_reset_password": lambda email: {"email": email},
    }
    work = {}
    for name, data in entrances.items():
        for email in (known, "closed@people.example", "nobody@people.example"):
            hashed.clear()
            before = MailMessage.objects.count()
            client.logout()
            client.post(reverse(name), data(email))
            work.setdefault(name, []).append((len(hashed), MailMessage.objects.count() - before))

    assert work == {
        "account_signup": [(1, 1)] * 3,
        "account_login": [(1, 0)] * 3,
        "account_reset_password": [(0, 1)] * 3,
    }


def test_password_reset_answers_alike_for_known_and_unknown(client):
    known = accounts.person(language="da")

    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in (known.email, "nobody@people.example")
    ]

    assert answers[0].url == answers[1].url == reverse("account_reset_password_done")
    assert [(m.name, m.to, m.language) for m in MailMessage.objects.order_by("pk")] == [
        ("accounts/mail/reset_password", known.email, "da"),
        ("accounts/mail/unknown_account", "nobody@people.example", "en"),
    ]


def test_sign_in_answers_alike_for_known_and_unknown(client):
    known = accounts.person()
    texts = []
    for email in (known.email, "nobody@people.example"):
        response = client.post(reverse("account_login"), {"login": email, "password": "wrong password here"})
        texts.append(str(response.context["form"].errors))

    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", "x" * 300),
        ("last_name", "a\x00b"),
        ("last_name", "a\u202egpj.exe"),
        ("first_name", "two\nlines"),
        ("first_name", "   "),
        ("first_name", "<b>Bold</b>"),
        ("last_name", "win at https://prizes.example"),
        ("email", "no address"),
        ("email", "a@b@c.example"),
        ("password1", "short"),
        ("password1", "password123"),
        ("language", "xx"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_is_kept(client, field, value):
    response = sign_up(client, **{field: value})

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}
    html = response.content.decode()
    assert f'id="id_{field}_error"' in html
    assert f'href="#id_{field}"' in html
    if field != "email":
        assert f'value="{GOOD["email"]}"' in html
    assert not User.objects.exists()
    assert not MailMessage.objects.exists()


@pytest.mark.parametrize("name", ["مريم", "🧵🪡", "Ștefănița-Țețcu d’Ö"])
def test_any_name_is_a_name(client, name):
    sign_up(client, first_name=name)

    assert User.objects.get().first_name == name
    assert name in MailMessage.objects.get().text


def test_sending_the_form_twice_makes_one_account(client):
    sign_up(client)
    client.logout()
    sign_up(client)

    assert User.objects.count() == 1


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_does_not_lead_to_another_host(client, target):
    user = accounts.person()

    response = client.post(
        reverse("account_login"), {"login": user.email, "password": accounts.PASSWORD, "next": target}
    )

    assert response.url == reverse("desk")


def test_signing_in_keeps_the_language_of_the_page(client):
    user = accounts.person(language="bg")

    response = client.post("/fr/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})

    assert response.url == "/fr/desk/"


def test_too_many_sign_ins_are_slowed_down(client):
    user = accounts.person()

    for _attempt in range(6):
        response = client.post(reverse("account_login"), {"login": user.email, "password": "wrong password here"})

    assert "Too many failed login attempts" in response.content.decode()


def test_too_many_requests_get_429(client):
    for _attempt in range(21):
        response = client.post(reverse("account_signup"), {})

    assert response.status_code == 429
    assert response.templates[0].name == "error.html"
