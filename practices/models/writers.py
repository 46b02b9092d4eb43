"""A member's proposal, written with the plain form and finished by their cluster."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from core.codes import new_code
from core.uploads import ending_of
from practices.states import WITH_CLUSTER, ProposalState


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One’s own, and for managers and coordinators what was sent to their clusters and not withdrawn."""
        if not account_rules.is_known(user):
            return self.none()
        sent = models.Q(state__in=WITH_CLUSTER, sent_at__isnull=False)
        if not account_rules.is_coordinator(user):
            sent &= models.Q(cluster__in=cluster_rules.clusters_managed_by(user))
        return self.filter(models.Q(author=user) | sent)


class Proposal(models.Model):
    """What a member typed, saved as they go; `answers` holds the form's fields as plain text, even when incomplete."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="proposals")
    organisation = models.ForeignKey("clusters.Organisation", on_delete=models.PROTECT, related_name="proposals")
    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="proposals")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    answers = models.JSONField(default=dict)
    sent_answers = models.JSONField(default=dict)  # as they were sent last: what the cluster reads after a return
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    reason = models.TextField(_("reason"), blank=True)
    page = models.ForeignKey("practices.PracticePage", null=True, on_delete=models.SET_NULL, related_name="proposals")
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ProposalState.values), name="proposal_state_known")
        ]

    def __str__(self):
        title = self.answers.get("title", "")
        return title if isinstance(title, str) and title.strip() else str(_("proposal without a title"))

    def get_absolute_url(self):
        return reverse("proposal", args=[self.code])


def private_place(file: "ProposalFile", name: str) -> str:
    """Below a folder that is never served as such; the name on disk is the file’s own code."""
    return f"proposals/{file.proposal.code}/{file.code}.{ending_of(name)}"


class ProposalFile(models.Model):
    """A picture or document of a proposal: private, looked into before it was kept (`core.uploads`)."""

    class Kind(models.TextChoices):
        PICTURE = "picture", _("picture")
        DOCUMENT = "document", _("document")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.FileField(upload_to=private_place, max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    alt_text = models.CharField(_("alternative text"), max_length=250, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self):
        return self.name
