"""Who claims what, who decides, and what the page of an organisation says about it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts import rules as account_rules
from accounts.models import User
from accounts.states import Role
from clusters import rules as cluster_rules
from clusters.models import Affiliation, Cluster, ClusterRole, Organisation
from clusters.profiles import holding_today
from clusters.states import AffiliationRole, AffiliationState
from ecosystem.models import Claim
from ecosystem.states import ClaimState


@dataclass(frozen=True)
class Vouch:
    """The cluster says that somebody speaks for the organisation, since that day; no person is named."""

    cluster: Cluster
    on: date
    is_member: bool


def representatives_of(organisation: Organisation) -> QuerySet[User]:
    """Who speaks for it, as its cluster said."""
    return User.objects.filter(
        is_active=True,
        affiliations__organisation=organisation,
        affiliations__state=AffiliationState.ACCEPTED,
        affiliations__role=AffiliationRole.REPRESENTATIVE,
    ).distinct()


def vouch_for(organisation: Organisation) -> Vouch | None:
    """What the page says under “claimed”; None where nobody speaks for it. Two queries."""
    rows = Affiliation.objects.filter(
        organisation=organisation,
        state=AffiliationState.ACCEPTED,
        role=AffiliationRole.REPRESENTATIVE,
        user__is_active=True,
    )
    row = rows.select_related("cluster").order_by("decided_at", "pk").first()
    if row is None:
        return None
    on = timezone.localdate(row.decided_at or row.asked_at)
    return Vouch(row.cluster, on, organisation.memberships.filter(holding_today(), cluster=row.cluster).exists())


def clusters_to_ask(organisation: Organisation) -> list[Cluster]:
    """Who may decide about a claim: the clusters it is in today; of an organisation in none, any of the alliance."""
    mine = Cluster.objects.filter(memberships__in=organisation.memberships.filter(holding_today())).distinct()
    return list(mine) or list(Cluster.objects.all())


def deciders_of(claim: Claim) -> QuerySet[User]:
    """Who is asked: the managers of the cluster, but not about themselves; the coordinators where that leaves none."""
    managers = User.objects.filter(is_active=True, cluster_roles__cluster=claim.cluster).exclude(pk=claim.person_id)
    return managers if managers.exists() else User.objects.with_role(Role.COORDINATOR)


def _decided_by(user) -> Q:
    clusters = Q(cluster__in=cluster_rules.clusters_managed_by(user))
    if account_rules.is_coordinator(user):
        others = ClusterRole.objects.filter(cluster=OuterRef("cluster"), user__is_active=True)
        clusters |= Q(~Exists(others.exclude(user=OuterRef("person"))))
    return clusters


def decided_by(user) -> QuerySet[Claim]:
    """Claims that this person decides about, now or before; never their own."""
    if not account_rules.is_known(user) or account_rules.is_auditor(user):
        return Claim.objects.none()
    found = Claim.objects.filter(_decided_by(user)).exclude(person=user)
    return found.select_related("organisation", "cluster", "person").distinct()


def waiting_for(user) -> QuerySet[Claim]:
    """What waits for this person’s yes or no, the oldest first."""
    return decided_by(user).filter(state=ClaimState.ASKED, person__is_active=True).order_by("asked_at", "pk")


def claims_of(user) -> QuerySet[Claim]:
    """One’s own, the newest first."""
    return Claim.objects.filter(person=user).select_related("organisation", "cluster")


def visible_to(user) -> QuerySet[Claim]:
    """One’s own, and those one decides about; for a coordinator all."""
    if not account_rules.is_known(user) or account_rules.is_auditor(user):
        return Claim.objects.none()
    found = Claim.objects.select_related("organisation", "cluster", "person")
    if account_rules.is_coordinator(user):
        return found
    return found.filter(Q(person=user) | _decided_by(user)).distinct()
