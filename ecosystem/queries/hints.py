"""Reports about records: who is told, who reads them, who answers."""

from django.db.models import Q, QuerySet

from accounts import rules as account_rules
from accounts.models import User
from accounts.states import Role
from clusters import rules as cluster_rules
from clusters.models import Organisation
from clusters.profiles import holding_today
from clusters.states import AffiliationRole, AffiliationState
from ecosystem.models import Hint
from ecosystem.states import HintState


def keepers_of(organisation: Organisation) -> QuerySet[User]:
    """Representatives and the managers of its present clusters; the coordinators where there is nobody."""
    clusters = organisation.memberships.filter(holding_today()).values("cluster")
    speaking = Q(
        affiliations__organisation=organisation,
        affiliations__state=AffiliationState.ACCEPTED,
        affiliations__role=AffiliationRole.REPRESENTATIVE,
    )
    found = User.objects.filter(speaking | Q(cluster_roles__cluster__in=clusters), is_active=True).distinct()
    return found if found.exists() else User.objects.with_role(Role.COORDINATOR)


def visible_to(user) -> QuerySet[Hint]:
    """Those about records that this person keeps; for a coordinator all. Auditors see none: they name people."""
    if not account_rules.is_known(user) or account_rules.is_auditor(user):
        return Hint.objects.none()
    found = Hint.objects.select_related("organisation", "other")
    if account_rules.is_coordinator(user):
        return found
    spoken_for = Organisation.objects.filter(
        affiliations__user=user,
        affiliations__state=AffiliationState.ACCEPTED,
        affiliations__role=AffiliationRole.REPRESENTATIVE,
    )
    managed = Organisation.objects.filter(memberships__cluster__in=cluster_rules.clusters_managed_by(user))
    return found.filter(Q(organisation__in=spoken_for) | Q(organisation__in=managed))


def waiting_for(user) -> QuerySet[Hint]:
    """Open ones, the oldest first."""
    return visible_to(user).filter(state=HintState.OPEN, organisation__merged_into=None).order_by("at", "pk")
