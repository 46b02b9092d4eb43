import pytest
from django.contrib.auth.models import AnonymousUser

from clusters import rules
from clusters.models import Membership
from tests.factories import accounts as people, clusters as factory

pytestmark = pytest.mark.django_db

RULES = ("see waiting", "edit", "set type", "merge both", "merge with a stranger", "end", "add", "edit clusters")
TABLE = {
    "visitor": (0, 0, 0, 0, 0, 0, 0, 0),
    "newcomer": (0, 0, 0, 0, 0, 0, 0, 0),
    "applicant": (1, 0, 0, 0, 0, 0, 0, 0),
    "member": (0, 0, 0, 0, 0, 0, 0, 0),
    "representative": (0, 1, 0, 0, 0, 0, 0, 0),
    "manager": (1, 1, 1, 1, 0, 1, 1, 0),
    "other manager": (0, 0, 0, 0, 0, 0, 0, 0),
    "coordinator": (1, 1, 1, 1, 1, 1, 1, 1),
    "auditor": (0, 0, 0, 0, 0, 0, 0, 0),
    "administrator": (0, 0, 0, 0, 0, 0, 0, 1),
}


def person(role, cluster, mill, waiting):
    other = factory.cluster("other")
    if role == "applicant":
        user = people.person()
        factory.affiliation(user, organisation=waiting, cluster=cluster)
        return user
    makers = {
        "visitor": AnonymousUser,
        "newcomer": people.person,
        "member": lambda: factory.member_of(cluster, at=mill),
        "representative": lambda: factory.representative_of(mill, in_cluster=cluster),
        "manager": lambda: factory.manager_of(cluster),
        "other manager": lambda: factory.manager_of(other),
        "coordinator": people.coordinator,
        "auditor": people.auditor,
        "administrator": people.administrator,
    }
    return makers[role]()


@pytest.mark.parametrize("role", TABLE)
def test_who_may_do_what(role):
    cluster = factory.cluster("loom")
    mill = factory.organisation("Mill", in_cluster=cluster)
    double = factory.organisation("Double", in_cluster=cluster)
    stranger = factory.organisation("Stranger", in_cluster=factory.cluster("far"))
    waiting = factory.organisation("Waiting", confirmed=False, in_cluster=cluster)
    user = person(role, cluster, mill, waiting)

    answers = (
        rules.may_see_organisation(user, waiting),
        rules.may_edit_organisation(user, mill),
        rules.may_set_type(user, mill),
        rules.may_merge_organisations(user, mill, double),
        rules.may_merge_organisations(user, mill, stranger),
        rules.may_end_membership(user, mill.memberships.get()),
        rules.may_add_members(user, cluster),
        rules.may_edit_clusters(user),
    )

    assert dict(zip(RULES, map(int, answers), strict=True)) == dict(zip(RULES, TABLE[role], strict=True))


def test_everybody_sees_what_is_confirmed_and_nobody_edits_what_was_merged_away():
    cluster = factory.cluster()
    kept = factory.organisation("Kept", in_cluster=cluster)
    gone = factory.organisation("Gone", in_cluster=cluster, merged_into=kept)

    assert rules.may_see_organisation(people.person(), kept)
    assert not rules.may_edit_organisation(factory.manager_of(cluster), gone)
    assert not rules.may_merge_somewhere(people.coordinator(), gone)


def test_a_manager_keeps_the_record_of_a_past_member():
    cluster, mill = factory.cluster(), factory.organisation("Mill")
    Membership.objects.create(organisation=mill, cluster=cluster, since="2019-01-01", until="2020-01-01")

    assert rules.may_edit_organisation(factory.manager_of(cluster), mill)
