"""The person goes everywhere, the facts stay, everything or nothing."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts.actions import erasure
from accounts.actions.erasure import erase_person
from accounts.actions.roles import grant_role
from accounts.errors import AccountError
from accounts.models import RoleGrant, User
from accounts.states import Role
from clusters.actions import affiliations
from clusters.models import Affiliation
from clusters.states import AffiliationRole, AffiliationState
from core import outbox
from core.models import MailMessage
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db


def somebody():
    """A manager and member with everything that can be known of a person."""
    cluster = clusters.cluster()
    user = clusters.manager_of(cluster, email="gone@people.example", first_name="Unmistakable", last_name="Namesake")
    EmailAddress.objects.create(user=user, email="second-gone@people.example", verified=True)
    grant_role(user, Role.COORDINATOR, by=None)
    user = User.objects.get(pk=user.pk)
    row = affiliations.ask_to_join(
        organisation=clusters.organisation(), cluster=clusters.cluster(), role=AffiliationRole.MEMBER, by=user
    )
    affiliations.accept_person(row, by=clusters.manager_of(row.cluster))
    clusters.affiliation(
        user,
        organisation=clusters.organisation(),
        cluster=cluster,
        state=AffiliationState.REFUSED,
        reason="Unmistakable",
    )
    return user


def everywhere(*needles: str) -> set[str]:
    """Tables that hold one of the words in any column."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- the tables of our own test database
            if any(needle in str(value) for row in cursor.fetchall() for value in row for needle in needles):
                found.add(table)
    return found


def test_no_table_knows_the_person_any_more():
    user = somebody()
    assert {"accounts_user", "account_emailaddress", "core_mailmessage"} <= everywhere("Unmistakable", "gone@people")

    erase_person(user)

    # The last mail waits in the outbox with the address it goes to; nothing else has it.
    assert everywhere("Unmistakable", "Namesake") == set()
    assert everywhere("gone@people") == {"core_mailmessage"}
    (last,) = MailMessage.objects.filter(to="gone@people.example")
    assert last.name == "accounts/mail/erased"

    outbox.deliver(last.pk)
    assert everywhere("gone@people") == set()


def test_the_person_is_taken_out_of_mails_to_others():
    user = accounts.person("gone@people.example", first_name="O’Neill & Sons", last_name="Namesake")
    other = MailMessage.objects.create(
        name="x",
        to="other@people.example",
        reply_to=user.email,
        language="en",
        subject="O’Neill & Sons Namesake asks",
        text="O’Neill & Sons Namesake (gone@people.example) and Namesakes",
        html="<p>O’Neill &amp; Sons Namesake</p>",
    )

    erase_person(user)

    other.refresh_from_db()
    assert (other.subject, other.text, other.html, other.reply_to) == (
        "… asks",
        "… () and Namesakes",
        "<p>…</p>",
        "",
    )


def test_the_picture_goes_from_the_disk(django_capture_on_commit_callbacks):
    user = accounts.person()
    profile = UserProfile.get_for_user(user)
    profile.avatar.save("face.png", ContentFile(b"face"))

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(user)

    assert not profile.avatar.storage.exists(profile.avatar.name)


def test_ended_affiliations_went_through_the_door():
    user = clusters.member_of(clusters.cluster())

    erase_person(user)

    assert ModelLogEntry.objects.filter(action="clusters.affiliation.end", user=user).count() == 1


def test_the_row_stays_empty_as_former_member():
    user = somebody()
    password = user.password

    erase_person(user)

    gone = User.objects.get(pk=user.pk)
    assert gone.get_full_name() == "former member"
    assert gone.email.startswith("erased-")
    assert gone.email.endswith("@invalid")
    assert (gone.is_active, gone.is_staff, gone.is_superuser, gone.has_usable_password()) == (False,) * 4
    assert gone.password != password
    assert not EmailAddress.objects.filter(user=gone).exists()
    assert not Authenticator.objects.filter(user=gone).exists()
    assert not RoleGrant.objects.filter(user=gone).exists()
    assert not gone.cluster_roles.exists()
    assert not gone.groups.exists()
    assert set(gone.affiliations.values_list("state", "reason")) == {("ended", ""), ("refused", "")}


def test_the_log_keeps_the_acts_without_the_name():
    user = somebody()
    acts = ModelLogEntry.objects.filter(user=user).count()

    erase_person(user)

    assert ModelLogEntry.objects.filter(user=user).count() == acts + 2  # the affiliation ended, the person went
    assert ModelLogEntry.objects.filter(action="accounts.person.erase", user=user).count() == 1
    assert "Unmistakable" not in "".join(ModelLogEntry.objects.values_list("label", flat=True))


def test_the_coordinator_hears_of_a_cluster_left_alone():
    coordinator = accounts.coordinator()
    alone, shared = clusters.cluster("alone"), clusters.cluster("shared")
    user = clusters.manager_of(alone, shared)
    clusters.manager_of(shared)
    assert len(erasure.consequences(user)) == 1

    erase_person(user)

    told = MailMessage.objects.filter(name="clusters/mail/cluster_without_manager")
    assert [(mail.user, "Alone" in mail.subject) for mail in told] == [(coordinator, True)]


def test_the_last_administrator_stays_whole():
    user = accounts.administrator(email="last@people.example")

    with pytest.raises(AccountError):
        erase_person(user)

    user.refresh_from_db()
    assert (user.email, user.is_active, user.erased_at) == ("last@people.example", True, None)
    assert EmailAddress.objects.filter(user=user).exists()


def test_all_or_nothing(monkeypatch):
    user = somebody()

    def fails(_user):
        raise RuntimeError("a room failed")

    monkeypatch.setattr(erasure, "_erasers", [*erasure._erasers, fails])
    with pytest.raises(RuntimeError):
        erase_person(user)

    user.refresh_from_db()
    assert user.first_name == "Unmistakable"
    assert user.cluster_roles.exists()
    assert Affiliation.objects.filter(user=user, state=AffiliationState.ACCEPTED).exists()


def test_erasing_twice_is_once():
    user = accounts.person()

    erase_person(user)
    erase_person(user)

    assert MailMessage.objects.count() == 1


def test_every_session_ends(client):
    user = accounts.person()
    client.force_login(user)

    erase_person(user)

    assert client.get(reverse("account")).url.startswith(reverse("account_login"))
