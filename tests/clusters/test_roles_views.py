"""The list of roles, and giving and taking them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from clusters.models import ClusterRole
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db


def sign_in(client, user):
    client.force_login(user)
    return user


def listed(client, query=""):
    return list(client.get(reverse("roles"), {"q": query} if query else {}).context["people"])


def test_the_list_shows_people_with_roles_and_finds_everybody(client):
    me = sign_in(client, accounts.coordinator(last_name="Zz"))
    manager = clusters.manager_of(clusters.cluster(), last_name="Петрова")
    plain = accounts.person(first_name="Йоана", last_name="Иванова")
    accounts.person(last_name="Иванова", is_active=False)

    assert set(listed(client)) == {me, manager}
    assert listed(client, "иванова") == [plain]
    assert listed(client, "ИВАНОВА йоана") == [plain]
    assert listed(client, manager.email) == [manager]
    assert listed(client, "nobody") == []


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_takes_the_same_queries(client, number):
    sign_in(client, accounts.coordinator())
    for _each in range(number):
        clusters.manager_of(clusters.cluster(), clusters.cluster())
    client.get(reverse("roles"))

    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("roles"))

    assert len(captured) <= 13


def test_give_and_take_a_role(client):
    sign_in(client, accounts.coordinator())
    user = accounts.person()

    response = client.post(reverse("role_grant", args=[user.pk]), {"role": "auditor"})
    assert response.url == reverse("roles_of", args=[user.pk])
    assert User.objects.get(pk=user.pk).role_names == {"auditor"}

    client.post(reverse("role_revoke", args=[user.pk]), {"role": "auditor"})
    assert User.objects.get(pk=user.pk).role_names == frozenset()


def test_appoint_and_dismiss_a_manager(client):
    sign_in(client, accounts.coordinator())
    user, cluster = accounts.person(), clusters.cluster("north")

    client.post(reverse("manager_appoint", args=[user.pk]), {"cluster": "north"})
    assert ClusterRole.objects.get(user=user).cluster == cluster
    assert [group.name for group in user.groups.all()] == ["Managers: north"]
    assert User.objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")

    client.post(reverse("manager_dismiss", args=[user.pk]), {"cluster": "north"})
    assert not user.cluster_roles.exists()
    assert not user.groups.exists()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("role_grant", {"role": "king"}, "There is no such role."),
        ("role_grant", {}, "There is no such role."),
        ("role_grant", {"role": "administrator"}, "You may not give this role."),
        ("role_revoke", {"role": "administrator"}, "You may not take this role away."),
        ("manager_appoint", {"cluster": "nowhere"}, "There is no such cluster."),
        ("manager_dismiss", {}, "There is no such cluster."),
    ],
)
def test_refusals_are_sentences_and_change_nothing(client, name, data, sentence):
    sign_in(client, accounts.coordinator())
    user = accounts.administrator()

    page = client.post(reverse(name, args=[user.pk]), data, follow=True)

    assert sentence in page.content.decode()
    assert User.objects.get(pk=user.pk).role_names == {"administrator"}
    assert not ClusterRole.objects.exists()


def test_an_auditor_cannot_become_manager(client):
    sign_in(client, accounts.coordinator())
    auditor, cluster = accounts.auditor(), clusters.cluster()

    client.post(reverse("manager_appoint", args=[auditor.pk]), {"cluster": cluster.code})

    assert not ClusterRole.objects.exists()


@pytest.mark.parametrize("who", ["person", "manager", "auditor"])
def test_others_see_and_change_nothing(client, who):
    cluster = clusters.cluster()
    user = clusters.manager_of(cluster) if who == "manager" else getattr(accounts, who)()
    sign_in(client, user)
    other = accounts.person()

    assert client.get(reverse("roles")).status_code == 403
    assert client.get(reverse("roles_of", args=[other.pk])).status_code == 403
    for name, data in (("role_grant", {"role": "coordinator"}), ("manager_appoint", {"cluster": cluster.code})):
        assert client.post(reverse(name, args=[other.pk]), data).status_code == 403
    assert User.objects.get(pk=other.pk).role_names == frozenset()
    assert not other.cluster_roles.exists()
