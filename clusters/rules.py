"""Who may do what in a cluster and for an organisation. Nothing else decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

from accounts import rules
from clusters.states import AffiliationRole, AffiliationState, ValueSource

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


def is_representative(user) -> bool:
    """Speaks for at least one organisation."""
    return any(role == AffiliationRole.REPRESENTATIVE for _pk, _cluster, role in _accepted(user))


def may_join(user) -> bool:
    """Anybody signed in may say where they work, save an auditor, who changes nothing."""
    return rules.is_known(user) and not rules.is_read_only(user)


def may_decide(user, affiliation: Affiliation) -> bool:
    """The cluster's managers; the coordinators where it has no other. Never about oneself."""
    if affiliation.user_id == getattr(user, "pk", None):
        return False
    if affiliation.cluster_id in _managed_ids(user):
        return True
    return rules.is_coordinator(user) and not has_manager(affiliation.cluster, but=affiliation.user_id)


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


def has_manager(cluster: Cluster, *, but: int | None = None) -> bool:
    """Whether somebody manages it, beside the person with the key `but`."""
    return cluster.roles.filter(user__is_active=True).exclude(user=but).exists()


def _shares_cluster(user, organisation: Organisation) -> bool:
    """A manager of a cluster that the organisation was ever in, or that one of its people asked."""
    managed = _managed_ids(user)
    return bool(managed) and (
        organisation.memberships.filter(cluster__in=managed).exists()
        or organisation.affiliations.filter(cluster__in=managed).exists()
    )


def manages_member(user, organisation: Organisation) -> bool:
    """A manager of a cluster that the organisation is or was a member of."""
    managed = _managed_ids(user)
    return bool(managed) and organisation.memberships.filter(cluster__in=managed).exists()


def audience(user, organisation: Organisation | None = None) -> str:
    """As whom this person reads records: "public", "members" or, for `organisation`, "own".

    Own: its people, the managers of its clusters, the coordinator. Members: people of any organisation of the
    alliance, managers, coordinator, administrator. An auditor reads what the public reads.
    """
    if not rules.is_known(user) or rules.is_auditor(user):
        return "public"
    if organisation is not None and (
        works_at(user, organisation) or rules.is_coordinator(user) or manages_member(user, organisation)
    ):
        return "own"
    known = is_member(user) or is_manager(user) or rules.is_coordinator(user) or rules.is_administrator(user)
    return "members" if known else "public"


def may_see_organisation(user, organisation: Organisation) -> bool:
    """Everybody, once a cluster confirmed it; before that its own people, the clusters asked, and the coordinator."""
    if organisation.confirmed:
        return True
    if not rules.is_known(user):
        return False
    live = [AffiliationState.ASKED, AffiliationState.ACCEPTED]
    return (
        rules.is_coordinator(user)
        or _shares_cluster(user, organisation)
        or user.affiliations.filter(organisation=organisation, state__in=live).exists()
    )


def may_edit_organisation(user, organisation: Organisation) -> bool:
    """Its representatives, the managers of its clusters, and the coordinator. Nobody edits what was merged away."""
    if organisation.merged_into_id or rules.is_read_only(user):
        return False
    return represents(user, organisation) or manages_member(user, organisation) or rules.is_coordinator(user)


def source_of(user, organisation: Organisation) -> ValueSource:
    """As whom this person states values of a record that they may edit."""
    return ValueSource.OWN if works_at(user, organisation) else ValueSource.CLUSTER


def may_merge_organisations(user, winner: Organisation, loser: Organisation) -> bool:
    """A manager who has both in their clusters, or the coordinator."""
    if rules.is_read_only(user):
        return False
    return rules.is_coordinator(user) or (manages_member(user, winner) and manages_member(user, loser))


def may_undo_merge(user, winner: Organisation, clusters_of_loser: set[int]) -> bool:
    """As for the merge: the coordinator, or a manager of a cluster of each of the two, as they were before."""
    if rules.is_read_only(user):
        return False
    return rules.is_coordinator(user) or (manages_member(user, winner) and bool(_managed_ids(user) & clusters_of_loser))


def may_split(user, organisation: Organisation) -> bool:
    """A manager of its clusters, or the coordinator; nobody splits what was merged away."""
    return may_merge_somewhere(user, organisation)


def may_merge_somewhere(user, organisation: Organisation) -> bool:
    """May merge another organisation into this one, if that is theirs too."""
    return not organisation.merged_into_id and may_merge_organisations(user, organisation, organisation)


def may_end_membership(user, membership) -> bool:
    """The cluster's managers and the coordinator."""
    return not rules.is_read_only(user) and (membership.cluster_id in _managed_ids(user) or rules.is_coordinator(user))


def may_edit_clusters(user) -> bool:
    return rules.is_coordinator(user) or rules.is_administrator(user)


def may_set_type(user, organisation: Organisation) -> bool:
    """Type, size and country decide what an organisation counts as; its cluster says that, not the organisation."""
    return manages_member(user, organisation) or rules.is_coordinator(user)


def may_add_members(user, cluster: Cluster) -> bool:
    return manages(user, cluster) or rules.is_coordinator(user)
