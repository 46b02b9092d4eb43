"""Every role × every rule, as one table."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import rules
from accounts.models import User
from accounts.states import Role
from clusters import rules as cluster_rules
from clusters.states import AffiliationState
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db

PREDICATES = {
    "is_known": rules.is_known,
    "is_coordinator": rules.is_coordinator,
    "is_auditor": rules.is_auditor,
    "is_administrator": rules.is_administrator,
    "is_read_only": rules.is_read_only,
    "may_see_roles": rules.may_see_roles,
    "may_see_outbox": rules.may_see_outbox,
    "needs_second_factor": rules.needs_second_factor,
    "may_grant_auditor": lambda user: rules.may_grant(user, Role.AUDITOR),
    "may_grant_administrator": lambda user: rules.may_grant(user, Role.ADMINISTRATOR),
    "is_manager": cluster_rules.is_manager,
    "is_member": cluster_rules.is_member,
    "may_join": cluster_rules.may_join,
    "may_decide_somewhere": cluster_rules.may_decide_somewhere,
    "may_appoint_managers": cluster_rules.may_appoint_managers,
}
TABLE = {
    "visitor": set(),
    "closed": set(),
    "newcomer": {"is_known", "may_join"},
    "asked": {"is_known", "may_join"},
    "refused": {"is_known", "may_join"},
    "ended": {"is_known", "may_join"},
    "member": {"is_known", "is_member", "may_join"},
    "representative": {"is_known", "is_member", "may_join"},
    "manager": {"is_known", "is_manager", "may_join", "may_decide_somewhere", "needs_second_factor"},
    "coordinator": {
        "is_known",
        "is_coordinator",
        "may_join",
        "may_decide_somewhere",
        "may_see_roles",
        "may_grant_auditor",
        "may_appoint_managers",
        "needs_second_factor",
    },
    "auditor": {"is_known", "is_auditor", "is_read_only"},
    "administrator": {
        "is_known",
        "is_administrator",
        "may_join",
        "may_see_roles",
        "may_see_outbox",
        "may_grant_auditor",
        "may_grant_administrator",
        "may_appoint_managers",
        "needs_second_factor",
    },
}


def cast(role: str):
    """Somebody of that role, with everything that could leak standing ready."""
    cluster = clusters.cluster()
    at = clusters.organisation(in_cluster=cluster)
    if role == "visitor":
        return AnonymousUser()
    if role == "closed":
        user = clusters.manager_of(cluster)
        accounts.grant_role(user, Role.ADMINISTRATOR, by=None)
        User.objects.filter(pk=user.pk).update(is_active=False)
        return User.objects.get(pk=user.pk)
    if role in AffiliationState.values:
        return clusters.affiliation(organisation=at, cluster=cluster, state=role).user
    return {
        "newcomer": accounts.person,
        "member": lambda: clusters.member_of(cluster, at=at),
        "representative": lambda: clusters.representative_of(at, in_cluster=cluster),
        "manager": lambda: clusters.manager_of(cluster),
        "coordinator": accounts.coordinator,
        "auditor": accounts.auditor,
        "administrator": accounts.administrator,
    }[role]()


@pytest.mark.parametrize("role", TABLE)
def test_role_may_exactly(role):
    user = cast(role)

    assert {name for name, predicate in PREDICATES.items() if predicate(user)} == TABLE[role]


def test_a_manager_manages_their_own_cluster_only():
    mine, other = clusters.cluster(), clusters.cluster()
    manager = clusters.manager_of(mine)

    assert cluster_rules.manages(manager, mine)
    assert not cluster_rules.manages(manager, other)
    assert list(cluster_rules.clusters_managed_by(manager)) == [mine]
    assert not cluster_rules.clusters_managed_by(AnonymousUser()).exists()


def test_a_representative_speaks_for_their_own_organisation_only():
    cluster = clusters.cluster()
    mine, other = (clusters.organisation(in_cluster=cluster) for _each in range(2))
    speaker = clusters.representative_of(mine, in_cluster=cluster)
    member = clusters.member_of(cluster, at=mine)

    assert cluster_rules.represents(speaker, mine)
    assert not cluster_rules.represents(speaker, other)
    assert not cluster_rules.represents(member, mine)
    assert cluster_rules.works_at(member, mine)
    assert not cluster_rules.works_at(member, other)


def decisions(user, affiliation):
    names = ("may_decide", "may_end", "may_ask_again")
    return {name for name in names if getattr(cluster_rules, name)(user, affiliation)}


def test_who_decides_about_a_person():
    cluster, other = clusters.cluster(), clusters.cluster()
    manager, elsewhere = clusters.manager_of(cluster), clusters.manager_of(other)
    affiliation = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster)
    coordinator, administrator, auditor = accounts.coordinator(), accounts.administrator(), accounts.auditor()

    assert decisions(manager, affiliation) == {"may_decide", "may_end"}
    assert decisions(affiliation.user, affiliation) == {"may_end", "may_ask_again"}
    for user in (elsewhere, coordinator, administrator, auditor, accounts.person(), AnonymousUser()):
        assert decisions(user, affiliation) == set()

    cluster.roles.all().delete()
    assert decisions(coordinator, affiliation) == {"may_decide", "may_end"}


def test_nobody_decides_about_themselves():
    cluster = clusters.cluster()
    manager = clusters.manager_of(cluster)
    own = clusters.affiliation(manager, organisation=clusters.organisation(), cluster=cluster)

    assert decisions(manager, own) == {"may_end", "may_ask_again"}
