"""Giving and taking the roles of the alliance."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import ModelLogEntry

from accounts.actions.roles import coordinators_group, grant_role, revoke_role
from accounts.errors import AccountError
from accounts.models import RoleGrant, User
from accounts.states import Role
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db


def reread(user):
    return User.objects.get(pk=user.pk)


def test_coordinator_enters_the_editing_rooms_through_the_group():
    user, by = accounts.person(), accounts.administrator()

    grant_role(user, Role.COORDINATOR, by=by)

    assert list(user.groups.all()) == [coordinators_group()]
    assert reread(user).has_perm("wagtailadmin.access_admin")
    assert not reread(user).is_superuser


def test_administrator_is_superuser_and_stops_being_one():
    user, by = accounts.person(), accounts.administrator()

    grant_role(user, Role.ADMINISTRATOR, by=by)
    assert reread(user).is_superuser

    revoke_role(user, Role.ADMINISTRATOR, by=by)
    assert not reread(user).is_superuser
    assert not reread(user).is_staff


def test_every_change_is_logged_once_with_the_role_only():
    user, by = accounts.person(), accounts.administrator()
    before = ModelLogEntry.objects.count()

    for _again in range(2):
        grant_role(user, Role.COORDINATOR, by=by)
    for _again in range(2):
        revoke_role(user, Role.COORDINATOR, by=by)

    entries = ModelLogEntry.objects.order_by("pk")[before:]
    assert [(e.action, e.user, e.data) for e in entries] == [
        ("accounts.role.grant", by, {"role": "coordinator"}),
        ("accounts.role.revoke", by, {"role": "coordinator"}),
    ]
    assert not user.groups.exists()


@pytest.mark.parametrize(
    ("giver", "role", "allowed"),
    [
        ("coordinator", Role.COORDINATOR, True),
        ("coordinator", Role.AUDITOR, True),
        ("coordinator", Role.ADMINISTRATOR, False),
        ("administrator", Role.COORDINATOR, True),
        ("administrator", Role.AUDITOR, True),
        ("administrator", Role.ADMINISTRATOR, True),
        ("auditor", Role.COORDINATOR, False),
        ("auditor", Role.AUDITOR, False),
        ("auditor", Role.ADMINISTRATOR, False),
        ("person", Role.COORDINATOR, False),
        ("person", Role.AUDITOR, False),
        ("person", Role.ADMINISTRATOR, False),
    ],
)
def test_who_gives_and_takes_which_role(giver, role, allowed):
    by, user = getattr(accounts, giver)(), accounts.person()
    accounts.administrator()  # so that nobody here is the last one

    if allowed:
        grant_role(user, role, by=by)
        assert reread(user).role_names == {role}
        revoke_role(user, role, by=by)
        assert reread(user).role_names == frozenset()
    else:
        with pytest.raises(AccountError):
            grant_role(user, role, by=by)
        RoleGrant.objects.create(user=user, role=role)
        with pytest.raises(AccountError):
            revoke_role(user, role, by=by)
        assert reread(user).role_names == {role}


def test_an_auditor_holds_no_other_role():
    by, auditor, coordinator = accounts.administrator(), accounts.auditor(), accounts.coordinator()
    manager = clusters.manager_of(clusters.cluster())

    with pytest.raises(AccountError):
        grant_role(auditor, Role.COORDINATOR, by=by)
    for user in (coordinator, manager):
        with pytest.raises(AccountError):
            grant_role(user, Role.AUDITOR, by=by)

    assert reread(auditor).role_names == {Role.AUDITOR}
    assert reread(coordinator).role_names == {Role.COORDINATOR}
    assert reread(manager).role_names == frozenset()


def test_the_last_administrator_stays():
    only = accounts.administrator()

    with pytest.raises(AccountError):
        revoke_role(only, Role.ADMINISTRATOR, by=only)

    assert reread(only).role_names == {Role.ADMINISTRATOR}


def test_closed_account_gets_no_role():
    closed = accounts.person(is_active=False)

    with pytest.raises(AccountError):
        grant_role(closed, Role.COORDINATOR, by=None)

    assert not RoleGrant.objects.filter(user=closed).exists()
    assert not Group.objects.filter(user=closed).exists()
