"""Who may do what in a cluster and for an organisation. Nothing else decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

from accounts import rules
from clusters.states import AffiliationRole, AffiliationState

if TYPE_CHECKING:
    from clusters.models import Affiliation, Cluster, Organisation


def _managed_ids(user) -> frozenset[int]:
    """The clusters of this manager, read once for a user object."""
    if not rules.is_known(user) or rules.is_auditor(user):
        return frozenset()
    if not hasattr(user, "_managed_cluster_ids"):
        user._managed_cluster_ids = frozenset(user.cluster_roles.values_list("cluster_id", flat=True))
    return user._managed_cluster_ids


def _accepted(user) -> tuple:
    """The accepted affiliations of this person, read once for a user object: (organisation, cluster, role)."""
    if not rules.is_known(user):
        return ()
    if not hasattr(user, "_accepted_affiliations"):
        user._accepted_affiliations = tuple(
            user.affiliations.filter(state=AffiliationState.ACCEPTED).values_list(
                "organisation_id", "cluster_id", "role"
            )
        )
    return user._accepted_affiliations


def clusters_managed_by(user):
    """A queryset of clusters; empty for everybody else."""
    return apps.get_model("clusters", "Cluster").objects.filter(pk__in=_managed_ids(user))


def manages(user, cluster: Cluster) -> bool:
    return cluster.pk in _managed_ids(user)


def is_manager(user) -> bool:
    """Manages at least one cluster."""
    return bool(_managed_ids(user))


def is_member(user) -> bool:
    """Works at an organisation of the alliance, and its cluster said so."""
    return bool(_accepted(user))


def works_at(user, organisation: Organisation) -> bool:
    return any(organisation.pk == pk for pk, _cluster, _role in _accepted(user))


def represents(user, organisation: Organisation) -> bool:
    return any(
        organisation.pk == pk and role == AffiliationRole.REPRESENTATIVE for pk, _cluster, role in _accepted(user)
    )


def may_join(user) -> bool:
    """Anybody signed in may say where they work, save an auditor, who changes nothing."""
    return rules.is_known(user) and not rules.is_read_only(user)


def may_decide(user, affiliation: Affiliation) -> bool:
    """The cluster's managers; the coordinators where it has none. Never about oneself."""
    if affiliation.user_id == getattr(user, "pk", None):
        return False
    if affiliation.cluster_id in _managed_ids(user):
        return True
    return rules.is_coordinator(user) and not has_manager(affiliation.cluster)


def may_decide_somewhere(user) -> bool:
    """Has a list of people to decide about, even if it is empty just now."""
    return is_manager(user) or rules.is_coordinator(user)


def may_end(user, affiliation: Affiliation) -> bool:
    """The person leaves, or the cluster says that they left."""
    return (rules.is_known(user) and affiliation.user_id == user.pk) or may_decide(user, affiliation)


def may_ask_again(user, affiliation: Affiliation) -> bool:
    return may_join(user) and affiliation.user_id == user.pk


def may_appoint_managers(user) -> bool:
    return rules.may_see_roles(user)


def has_manager(cluster: Cluster) -> bool:
    return cluster.roles.filter(user__is_active=True).exists()
