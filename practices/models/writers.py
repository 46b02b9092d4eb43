"""A member's proposal, written with the plain form and finished by their cluster."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import new_code
from practices.states import ProposalState


class Proposal(models.Model):
    """What a member typed, saved as they go; `answers` holds the form's fields as plain text, even when incomplete."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="proposals")
    organisation = models.ForeignKey("clusters.Organisation", on_delete=models.PROTECT, related_name="proposals")
    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="proposals")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    answers = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    reason = models.TextField(_("reason"), blank=True)
    page = models.ForeignKey("practices.PracticePage", null=True, on_delete=models.SET_NULL, related_name="proposals")
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-changed_at"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ProposalState.values), name="proposal_state_known")
        ]
