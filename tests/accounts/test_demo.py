"""The demonstration's accounts and the code that its page shows."""

import re
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import demo
from accounts.models import User
from clusters import demo_people, rules
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    made = [clusters.cluster("north", languages=("da", "en")), clusters.cluster("south", languages=("bg",))]
    made.append(clusters.cluster("west"))
    for each in made:
        clusters.organisation(in_cluster=each, is_demo=True)
    return made


def test_loading_makes_every_role_once(alliance):
    assert demo_people.load_people() == 3 + 2 * 2 + 4
    assert demo_people.load_people() == 0

    by_email = {user.email.split("@")[0]: user for user in User.objects.all()}
    assert {name for name, user in by_email.items() if rules.is_manager(user)} == {
        "manager.north",
        "manager.south",
        "manager.west",
    }
    assert {name for name, user in by_email.items() if rules.is_member(user)} == {
        "member.north",
        "member.south",
        "representative.north",
        "representative.south",
    }
    assert by_email["manager.south"].language == "bg"
    assert {user.first_name for user in by_email.values()} == {"Demo"}
    assert not rules.is_member(by_email["newcomer"])


def test_a_demo_manager_signs_in_with_the_code_on_the_page_again_and_again(alliance, client):
    demo_people.load_people()
    for _attempt in range(2):
        client.post(reverse("account_login"), {"login": "manager.north@cloth.example", "password": demo.PASSWORD})
        page = client.get(reverse("mfa_authenticate")).content.decode()
        code = re.search(r"the code now is <strong>(\d{6})</strong>", page).group(1)

        response = client.post(reverse("mfa_authenticate"), {"code": code})

        assert response.url == reverse("desk")
        assert client.get(reverse("desk")).status_code == 200
        client.post(reverse("account_logout"))


def test_the_code_of_a_real_secret_is_never_shown():
    assert demo.current_code(clusters.manager_of(clusters.cluster())) == ""
    assert demo.current_code(accounts.person()) == ""
    assert demo.current_code(None) == ""


def test_outside_the_demonstration_everything_refuses(alliance, settings):
    demo_people.load_people()
    manager = User.objects.get(email="manager.north@cloth.example")
    settings.DEMO = False

    assert demo.current_code(manager) == ""
    with pytest.raises(ImproperlyConfigured):
        demo.give_demo_second_factor(accounts.person())
    with pytest.raises(ImproperlyConfigured):
        demo_people.load_people()
    with pytest.raises(CommandError):
        call_command("demo_accounts")


def test_the_command_prints_addresses_and_accounts(alliance):
    demo_people.load_people()
    out = StringIO()

    call_command("demo_accounts", stdout=out)

    text = out.getvalue()
    assert demo.PASSWORD in text
    assert "http://127.0.0.1:8000/" in text
    assert set(re.findall(r"\S+@cloth\.example", text)) == set(User.objects.values_list("email", flat=True))
