"""What readers do with a practice: keep it, ask about it, try it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import new_code
from practices.states import TransferResult, TransferState


class SavedPractice(models.Model):
    """A person keeps a practice (all its language versions) on their desk."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_practices")
    practice_code = models.CharField(max_length=12)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "practice_code"], name="saved_once")]


class Question(models.Model):
    """A question to the owner of a practice, relayed so that neither side sees the other's address."""

    practice_code = models.CharField(max_length=12, db_index=True)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="questions")
    asker_email = models.EmailField(blank=True)
    asker_name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=12)
    text = models.TextField(_("question"))
    token = models.CharField(max_length=43, unique=True)  # opens the answer page
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)
    client_hash = models.CharField(
        max_length=64, db_index=True
    )  # keyed hash of the network address, for the rate limit
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("question")


class Transfer(models.Model):
    """Somebody else's attempt to use a practice, with its result, confirmed by their cluster."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    practice_code = models.CharField(max_length=12, db_index=True)
    organisation = models.ForeignKey(
        "clusters.Organisation", on_delete=models.PROTECT, related_name="transfers", verbose_name=_("organisation")
    )
    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="transfers")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="transfers"
    )
    tried_on = models.DateField(_("tried on"))
    result = models.CharField(_("result"), max_length=10, choices=TransferResult)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    changed = models.TextField(_("what you changed"))
    lesson = models.TextField(_("what you learnt"))
    state = models.CharField(max_length=10, choices=TransferState, default=TransferState.REPORTED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    reported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-tried_on", "-id"]
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=TransferState.values), name="transfer_state_known"),
            models.UniqueConstraint(
                fields=["practice_code", "organisation", "tried_on"], name="one_transfer_per_attempt"
            ),
        ]
