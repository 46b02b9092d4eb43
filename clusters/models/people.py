"""Who belongs where: organisations in clusters, people in organisations."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models.clusters import Cluster
from clusters.models.organisations import Organisation
from clusters.states import AffiliationRole, AffiliationState


class Membership(models.Model):
    """An organisation in a cluster, from–to (half-open)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["organisation", "cluster"], condition=models.Q(until=None), name="one_open_membership"
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.cluster}"


class Affiliation(models.Model):
    """A person works at an organisation, and its cluster's manager has accepted that."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="affiliations")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="affiliations")
    role = models.CharField(_("role"), max_length=16, choices=AffiliationRole, default=AffiliationRole.MEMBER)
    state = models.CharField(_("state"), max_length=10, choices=AffiliationState, default=AffiliationState.ASKED)
    reason = models.TextField(_("reason"), blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("affiliation")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(state__in=["asked", "accepted"]),
                name="one_live_affiliation",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=AffiliationState.values), name="affiliation_state_known"
            ),
        ]
