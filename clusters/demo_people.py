"""The demonstration's people in clusters: a manager of each, a member and a representative of the first two.

Read from the clusters that are there, whichever they are; organisations are the fictional ones.
"""

from django.db import transaction

from accounts import demo
from accounts.demo import DemoAccount
from accounts.models import User
from clusters.actions.roles import appoint_manager
from clusters.models import Affiliation, Cluster, Organisation
from clusters.states import AffiliationRole, AffiliationState

WITH_MEMBERS = 2  # clusters whose members can be tried


def cluster_accounts() -> list[tuple[DemoAccount, Cluster, AffiliationRole | None]]:
    """Each account of a cluster; None as role is its manager, who is also a reviewer of the others' practices."""
    found = []
    for number, cluster in enumerate(Cluster.objects.all()):
        language = cluster.main_language
        name = cluster.short_name
        found.append(
            (
                DemoAccount(f"manager.{cluster.code}", f"manager of {name}, reviewer", f"Manager ({name})", language),
                cluster,
                None,
            )
        )
        if number < WITH_MEMBERS:
            member = DemoAccount(f"member.{cluster.code}", f"member of {name}", f"Member ({name})", language)
            found.append((member, cluster, AffiliationRole.MEMBER))
            speaker = DemoAccount(
                f"representative.{cluster.code}",
                f"representative of an organisation of {name}",
                f"Representative ({name})",
                language,
            )
            found.append((speaker, cluster, AffiliationRole.REPRESENTATIVE))
    return found


def all_accounts() -> list[DemoAccount]:
    return [*(account for account, _cluster, _role in cluster_accounts()), *demo.ALLIANCE, demo.NEWCOMER]


@transaction.atomic
def load_people() -> int:
    """Make the accounts that are missing; returns how many. Clusters and organisations come first."""
    before = User.objects.count()
    demo.make_alliance_accounts()
    for account, cluster, role in cluster_accounts():
        user = demo.make_account(account)
        if role is None:
            appoint_manager(user, cluster=cluster, by=None)
            demo.give_demo_second_factor(user)
        elif not user.affiliations.exists():
            _place(user, cluster, role)
    return User.objects.count() - before


def _place(user: User, cluster: Cluster, role: AffiliationRole) -> None:
    """The first fictional organisation of the cluster takes the person, without mails."""
    organisation = Organisation.objects.filter(is_demo=True, memberships__cluster=cluster).order_by("pk").first()
    if organisation:
        Affiliation.objects.create(
            user=user, organisation=organisation, cluster=cluster, role=role, state=AffiliationState.ACCEPTED
        )
