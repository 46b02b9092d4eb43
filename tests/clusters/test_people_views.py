"""Joining an organisation and deciding about it, as people meet it: pages, forms, refusals."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.models import Affiliation, Organisation
from clusters.states import AffiliationState
from core.models import MailMessage
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Нова предачница",
    "type": "sme",
    "size": "micro",
    "country": "BG",
    "town": "Сливен",
    "website": "",
    "vat_number": "",
    "role": "representative",
}


@pytest.fixture
def newcomer(client):
    user = accounts.person()
    client.force_login(user)
    return user


def test_find_choose_and_ask(client, newcomer):
    cluster = clusters.cluster()
    at = clusters.organisation("Тъкачница", in_cluster=cluster, town="Габрово")

    page = client.get(reverse("join"), {"cluster": cluster.code, "q": "takachnitsa gabrovo"})
    assert f'value="{at.code}"' in page.content.decode()

    sent = {"cluster": cluster.code, "q": "takachnitsa", "organisation": at.code, "role": "representative"}
    response = client.post(reverse("join"), sent)

    row = Affiliation.objects.get()
    assert response.url == reverse("join")
    assert (row.user, row.organisation, row.cluster, row.role) == (newcomer, at, cluster, "representative")
    assert "waiting for the cluster" in client.get(reverse("join")).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"organisation": ""},
        {"organisation": "nowhere"},
        {"role": "king"},
        {"role": ""},
    ],
)
def test_bad_choices_are_told_and_ask_nobody(client, newcomer, changes):
    cluster = clusters.cluster()
    at = clusters.organisation("Mill", in_cluster=cluster)

    good = {"cluster": cluster.code, "q": "mill", "organisation": at.code, "role": "member"}
    response = client.post(reverse("join"), good | changes)

    assert response.status_code == 422
    assert b"error-summary" in response.content
    assert not Affiliation.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"cluster": ""}, {"cluster": "nowhere"}, {"q": ""}, {"q": "a\x00b"}, {"q": "a\u202eb"}, {"q": "x" * 300}],
)
def test_a_search_without_cluster_or_good_words_is_told(client, newcomer, changes):
    good = {"cluster": clusters.cluster().code, "q": "mill"}

    response = client.get(reverse("join"), good | changes)

    assert response.status_code == 422
    assert set(response.context["search"].errors) == set(changes)


def test_an_unconfirmed_organisation_cannot_be_chosen(client, newcomer):
    cluster = clusters.cluster()
    hidden = clusters.organisation("Hidden", confirmed=False)

    response = client.post(
        reverse("join"), {"cluster": cluster.code, "q": "hidden", "organisation": hidden.code, "role": "member"}
    )

    assert response.status_code == 422
    assert "Hidden" not in response.content.decode().replace('value="hidden"', "")
    assert not Affiliation.objects.exists()


def test_suggestions_are_the_same_search(client, newcomer):
    clusters.organisation("Фабрика", town="Русе")
    clusters.organisation("Фабрика тайна", confirmed=False)

    answer = client.get(reverse("join_matches"), {"q": "fabrika"}).json()

    assert answer == {"matches": [{"name": "Фабрика", "label": "Фабрика – Русе"}]}


def test_enter_a_new_organisation(client, newcomer):
    cluster = clusters.cluster()

    response = client.post(reverse("join_new"), NEW | {"cluster": cluster.code, "website": "mill.example"})

    row = Affiliation.objects.get()
    assert response.url == reverse("join")
    assert (row.organisation.name, row.organisation.confirmed, row.organisation.website) == (
        "Нова предачница",
        False,
        "https://mill.example",
    )
    assert row.organisation.places.get().town == "Сливен"


def test_likely_doubles_are_shown_first_and_can_be_denied(client, newcomer):
    cluster = clusters.cluster()
    clusters.organisation("Nova predachnitsa", town="Sliven")
    sent = NEW | {"cluster": cluster.code}

    first = client.post(reverse("join_new"), sent)
    assert first.status_code == 200
    assert "Is it one of these?" in first.content.decode()
    assert 'value="Нова предачница"' in first.content.decode()
    assert not Affiliation.objects.exists()

    unticked = client.post(reverse("join_new"), sent | {"is_new_shown": "1"})
    assert b"id_is_new_error" in unticked.content
    assert not Affiliation.objects.exists()

    client.post(reverse("join_new"), sent | {"is_new_shown": "1", "is_new": "on"})
    assert Affiliation.objects.get().organisation.name == "Нова предачница"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 300),
        ("name", "a\u202eb"),
        ("town", "a\x07"),
        ("country", "ZZ"),
        ("type", "guild"),
        ("website", "javascript:alert(1)"),
        ("vat_number", "BG 123.456.789"),
        ("cluster", "nowhere"),
    ],
)
def test_bad_input_for_a_new_organisation(client, newcomer, field, value):
    cluster = clusters.cluster()
    clusters.organisation("Other", vat_number="BG123456789")

    response = client.post(reverse("join_new"), NEW | {"cluster": cluster.code} | {field: value})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert "Сливен" in response.content.decode() or field == "town"
    assert Organisation.objects.count() == 1
    assert not MailMessage.objects.exists()


def test_leave_and_ask_again(client, newcomer):
    row = clusters.affiliation(newcomer, organisation=clusters.organisation(), cluster=clusters.cluster())

    client.post(reverse("join_leave", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == AffiliationState.ENDED

    client.post(reverse("join_ask_again", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == AffiliationState.ASKED


@pytest.mark.parametrize("name", ["join_leave", "join_ask_again"])
def test_nobody_moves_what_is_somebody_elses(client, newcomer, name):
    row = clusters.affiliation(organisation=clusters.organisation(), cluster=clusters.cluster(), state="accepted")

    assert client.post(reverse(name, args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.state == AffiliationState.ACCEPTED


def test_a_manager_accepts(client):
    cluster = clusters.cluster()
    row = clusters.affiliation(organisation=clusters.organisation(confirmed=False), cluster=cluster)
    client.force_login(clusters.manager_of(cluster))
    assert row.user.email in client.get(reverse("joining", args=[row.pk])).content.decode()

    response = client.post(reverse("joining_accept", args=[row.pk]))

    row.refresh_from_db()
    assert response.url == reverse("desk")
    assert row.state == AffiliationState.ACCEPTED


@pytest.mark.parametrize("reason", ["", "   ", "a\x00b", "x" * 2001])
def test_a_refusal_without_a_good_reason_is_told(client, reason):
    cluster = clusters.cluster()
    row = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster)
    client.force_login(clusters.manager_of(cluster))

    response = client.post(reverse("joining_refuse", args=[row.pk]), {"reason": reason})

    row.refresh_from_db()
    assert response.status_code == 422
    assert b"id_reason_error" in response.content
    assert row.state == AffiliationState.ASKED


def test_a_manager_refuses_with_a_reason(client):
    cluster = clusters.cluster()
    row = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster)
    client.force_login(clusters.manager_of(cluster))

    client.post(reverse("joining_refuse", args=[row.pk]), {"reason": "Not one of ours."})

    row.refresh_from_db()
    assert (row.state, row.reason) == (AffiliationState.REFUSED, "Not one of ours.")


def test_deciding_late_is_told_and_changes_nothing(client):
    cluster = clusters.cluster()
    row = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster, state="ended")
    client.force_login(clusters.manager_of(cluster))

    page = client.post(reverse("joining_accept", args=[row.pk]), follow=True)

    row.refresh_from_db()
    assert "This was decided in the meantime: ended." in page.content.decode()
    assert row.state == AffiliationState.ENDED


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 302), ("person", 403), ("member", 403), ("elsewhere", 404), ("auditor", 403), ("coordinator", 404)],
)
def test_others_neither_see_nor_decide(client, who, status):
    cluster = clusters.cluster()
    clusters.manager_of(cluster)
    row = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster)
    user = {
        "visitor": lambda: None,
        "person": accounts.person,
        "member": lambda: clusters.member_of(cluster),
        "elsewhere": lambda: clusters.manager_of(clusters.cluster()),
        "auditor": accounts.auditor,
        "coordinator": accounts.coordinator,
    }[who]()
    if user:
        client.force_login(user)

    answers = [client.get(reverse("joining", args=[row.pk]))] + [
        client.post(reverse(name, args=[row.pk]), {"reason": "x"})
        for name in ("joining_accept", "joining_refuse", "joining_end")
    ]

    row.refresh_from_db()
    assert [answer.status_code for answer in answers] == [status] * 4
    assert row.state == AffiliationState.ASKED


@pytest.mark.parametrize("name", ["people", "join"])
def test_lists_take_the_same_queries_with_one_and_with_thirty_rows(client, name):
    cluster = clusters.cluster()
    user = clusters.manager_of(cluster)
    client.force_login(user)
    client.get(reverse(name))  # what the person may do is kept from here on
    counts = []
    for number in (1, 29):
        for _each in range(number):
            clusters.affiliation(organisation=clusters.organisation(), cluster=cluster)
            clusters.affiliation(user, organisation=clusters.organisation(), cluster=cluster, state="refused")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 15


def test_the_list_holds_the_managers_own_clusters_only(client):
    cluster = clusters.cluster()
    mine = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster, state="accepted")
    clusters.affiliation(organisation=clusters.organisation(), cluster=clusters.cluster(), state="accepted")
    client.force_login(clusters.manager_of(cluster))

    for query, expected in (
        ("", [mine]),
        ("?state=accepted", [mine]),
        ("?state=asked", []),
        ("?state=x&page=zz", [mine]),
    ):
        assert list(client.get(reverse("people") + query).context["page_of_people"]) == expected
