"""Who is who: reads for the desks, the joining page and the list of roles."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from accounts.rules import is_coordinator
from accounts.states import Role
from clusters import rules
from clusters.models import Affiliation, Cluster, Membership, Organisation
from clusters.profiles import holding_today
from clusters.states import AffiliationRole, AffiliationState


def deciders_of(cluster: Cluster) -> QuerySet[User]:
    """Who is asked about people of a cluster: its managers; the coordinators where it has none."""
    managers = User.objects.filter(is_active=True, cluster_roles__cluster=cluster)
    return managers if managers.exists() else User.objects.with_role(Role.COORDINATOR)


def affiliations_of(user) -> QuerySet[Affiliation]:
    """One's own, the newest first."""
    return Affiliation.objects.filter(user=user).select_related("organisation", "cluster")


def affiliations_decided_by(user) -> QuerySet[Affiliation]:
    """Those this person may decide about: of their clusters; for a coordinator also of clusters without a manager."""
    clusters = Q(cluster__in=rules.clusters_managed_by(user))
    if is_coordinator(user):
        clusters |= ~Q(cluster__roles__user__is_active=True)
    found = Affiliation.objects.filter(clusters, user__is_active=True).exclude(user=user)
    return found.select_related("user", "organisation", "cluster")


def asked(user) -> QuerySet[Affiliation]:
    """What waits for this person's decision, the oldest first."""
    return affiliations_decided_by(user).filter(state=AffiliationState.ASKED).order_by("asked_at", "pk")


def people_with_roles(text: str = "") -> QuerySet[User]:
    """People who hold a role; with `text`, everybody whose name or address holds each of its words."""
    people = User.objects.filter(is_active=True).prefetch_related("roles", "cluster_roles__cluster")
    words = text.split()
    if not words:
        holders = Q(roles__isnull=False) | Q(cluster_roles__isnull=False)
        people = people.filter(holders).distinct()
    for word in words:
        # SQLite compares only a–z without case, so the usual spellings of other scripts are tried.
        match = Q(email__icontains=word)
        for spelling in {word, word.lower(), word.capitalize(), word.upper()}:
            match |= Q(first_name__icontains=spelling) | Q(last_name__icontains=spelling)
        people = people.filter(match)
    return people.order_by(Lower("last_name"), Lower("first_name"), "pk")


def clusters_without_other_manager(user) -> QuerySet[Cluster]:
    """Clusters that have nobody left when this person goes."""
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    shared = Cluster.objects.filter(roles__user__in=others)
    return Cluster.objects.filter(roles__user=user).exclude(pk__in=shared.values("pk"))


def kept_by(user) -> QuerySet:
    """Keys of the organisations that this person speaks for, or whose cluster of today they manage."""
    spoken_for = user.affiliations.filter(state=AffiliationState.ACCEPTED, role=AffiliationRole.REPRESENTATIVE)
    members = Membership.objects.filter(holding_today(), cluster__in=rules.clusters_managed_by(user))
    both = Q(pk__in=spoken_for.values("organisation")) | Q(pk__in=members.values("organisation"))
    return Organisation.objects.filter(both).values("pk")
