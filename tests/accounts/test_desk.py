"""My desk: what each role finds there, in which order, with how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import desk
from accounts.models import User
from core.models import MailMessage
from core.states import MailState
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db
OURS = ["account", "my-affiliations", "people", "outbox", "figures"]


def codes(user) -> list[str]:
    return [section.code for section in desk.sections_for(User.objects.get(pk=user.pk)) if section.code in OURS]


def mail(**fields) -> MailMessage:
    values = {"name": "x", "to": "a@people.example", "language": "en", "subject": "Lost", "text": "t"}
    return MailMessage.objects.create(**values | {"state": MailState.FAILED, "error": "no server"} | fields)


def test_each_role_has_its_sections():
    cluster = clusters.cluster()

    assert codes(accounts.person()) == ["my-affiliations"]
    assert codes(accounts.person(verified=False)) == ["account", "my-affiliations"]
    assert codes(clusters.member_of(cluster)) == ["my-affiliations"]
    assert codes(clusters.manager_of(cluster)) == ["people"]
    assert codes(accounts.coordinator()) == ["figures"]
    assert codes(accounts.auditor()) == ["figures"]
    assert codes(accounts.administrator()) == ["outbox", "figures"]


def test_a_second_factor_is_advised_where_it_is_not_demanded(settings):
    settings.SECOND_FACTOR_REQUIRED = False

    assert codes(accounts.coordinator(second_factor=False)) == ["account", "figures"]
    assert codes(accounts.coordinator()) == ["figures"]
    assert codes(accounts.person()) == ["my-affiliations"]


def section(user, code):
    return next(each for each in desk.sections_for(User.objects.get(pk=user.pk)) if each.code == code)


def test_a_manager_sees_who_waits_for_them_only_oldest_first():
    cluster = clusters.cluster()
    manager = clusters.manager_of(cluster)
    rows = [clusters.affiliation(organisation=clusters.organisation(), cluster=cluster) for _each in range(2)]
    clusters.affiliation(organisation=clusters.organisation(), cluster=clusters.cluster())
    clusters.affiliation(organisation=clusters.organisation(), cluster=cluster, state="refused")

    waiting = section(manager, "people")

    assert waiting.count == 2
    assert [item.title for item in waiting.items] == [str(row.user) for row in rows]


def test_the_desk_counts_what_waits_and_names_the_rest_in_one_sentence():
    cluster = clusters.cluster()
    manager = clusters.manager_of(cluster)
    empty = desk.Desk(desk.sections_for(User.objects.get(pk=manager.pk)))
    clusters.affiliation(organisation=clusters.organisation(), cluster=cluster)
    busy = desk.Desk(desk.sections_for(User.objects.get(pk=manager.pk)))

    assert (empty.waiting, "people" in [each.code for each in empty.bare]) == (0, True)
    assert (busy.waiting, "people" in [each.code for each in busy.bare], busy.full[0].code) == (1, False, "people")


@pytest.mark.parametrize(
    ("state", "labels", "present"),
    [
        ("asked", ["asked", "waiting for the cluster", "accepted"], 1),
        ("accepted", ["asked", "accepted"], 1),
        ("refused", ["asked", "refused"], 1),
        ("ended", ["asked", "ended"], 1),
    ],
)
def test_my_affiliation_is_a_thread(state, labels, present):
    row = clusters.affiliation(
        organisation=clusters.organisation(), cluster=clusters.cluster(), state=state, reason="so"
    )

    (item,) = section(row.user, "my-affiliations").items

    assert [str(step.label) for step in item.steps] == labels
    assert [step.is_present for step in item.steps].index(True) == present
    assert item.note == "so"


def test_the_auditor_reads_figures_and_nobody_by_name(client):
    cluster = clusters.cluster()
    clusters.member_of(cluster, last_name="Secretname")
    clusters.affiliation(accounts.person(last_name="Secretname"), organisation=clusters.organisation(), cluster=cluster)
    client.force_login(accounts.auditor())

    html = client.get(reverse("desk")).content.decode()

    assert "The alliance in figures" in html
    assert "Secretname" not in html
    assert [number for _label, number in section(accounts.auditor(), "figures").figures][:4] == [1, 1, 1, 1]


def test_failed_mail_is_tried_again_by_the_administrator_only(client, mailoutbox):
    failed = mail()
    for user in (accounts.person(), accounts.coordinator(), clusters.manager_of(clusters.cluster())):
        client.force_login(user)
        assert client.post(reverse("retry_mail", args=[failed.pk])).status_code == 403
    failed.refresh_from_db()
    assert failed.state == MailState.FAILED

    client.force_login(accounts.administrator())
    page = client.get(reverse("desk")).content.decode()
    assert "no server" in page
    response = client.post(reverse("retry_mail", args=[failed.pk]))

    failed.refresh_from_db()
    assert response.url == reverse("desk")
    assert failed.state != MailState.FAILED
    assert client.post(reverse("retry_mail", args=[0])).status_code == 404


def test_all_failed_mail_is_tried_again_by_the_administrator_only(client, mailoutbox):
    mail()
    mail()
    client.force_login(accounts.coordinator())
    assert client.post(reverse("retry_all_mail")).status_code == 403
    assert MailMessage.objects.filter(state=MailState.FAILED).count() == 2

    client.force_login(accounts.administrator())
    assert "Try all again" in client.get(reverse("desk")).content.decode()
    client.post(reverse("retry_all_mail"))

    assert not MailMessage.objects.filter(state=MailState.FAILED).exists()


ROLES = {
    "manager": lambda cluster: clusters.manager_of(cluster),
    "member": lambda cluster: clusters.member_of(cluster),
    "administrator": lambda cluster: accounts.administrator(),
    "coordinator": lambda cluster: accounts.coordinator(),
    "auditor": lambda cluster: accounts.auditor(),
}


def queries_with(client, user, cluster, *, more: int) -> int:
    """Adds rows of everything that these rooms show, then counts the queries of the desk."""
    for _each in range(more):
        mail()
        clusters.affiliation(organisation=clusters.organisation(), cluster=cluster)
        clusters.affiliation(user, organisation=clusters.organisation(), cluster=cluster, state="refused")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("desk")).status_code == 200
    return len(captured)


@pytest.mark.parametrize("role", ROLES)
def test_the_desk_takes_the_same_queries_with_one_and_with_thirty_rows(client, role):
    cluster = clusters.cluster()
    user = ROLES[role](cluster)
    client.force_login(user)
    client.get(reverse("desk"))

    assert queries_with(client, user, cluster, more=1) == queries_with(client, user, cluster, more=29)


@pytest.mark.parametrize("role", ROLES)
def test_these_rooms_take_at_most_sixteen_queries(client, role, monkeypatch):
    ours = [pair for pair in desk._registered if pair[1].__module__.split(".")[0] in {"accounts", "clusters"}]
    monkeypatch.setattr(desk, "_registered", ours)
    cluster = clusters.cluster()
    user = ROLES[role](cluster)
    client.force_login(user)
    client.get(reverse("desk"))

    assert queries_with(client, user, cluster, more=30) <= 16
