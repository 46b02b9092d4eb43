"""The coordinator’s plan: a proposal to look at, adjust and send."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import rules as account_rules
from core.codes import new_code
from core.models import CheckedText
from exchanges.choices import Unplaced
from exchanges.models.applications import Application, Proposal
from exchanges.models.offers import Offer
from exchanges.models.programmes import Programme


class PlannerRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The coordinator’s alone: it holds applications of everybody."""
        if account_rules.is_coordinator(user) and not account_rules.is_read_only(user):
            return self
        return self.none()


class PlannerRun(models.Model):
    """One plan as it was found. Nothing was sent by it; each row of `assignments` is sent by itself."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="plans")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    value = models.FloatField()
    bound = models.FloatField()  # no plan is worth more
    seconds = models.FloatField()

    objects = PlannerRunQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("plan")

    @property
    def gap(self) -> float:
        """How much better a plan could be at most, as a share."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0

    @property
    def gap_per_cent(self) -> float:
        return self.gap * 100


class PlannedStay(CheckedText):
    """One application in a plan: with an offer and days, or without and why. `refusal` says why it was not sent."""

    run = models.ForeignKey(PlannerRun, on_delete=models.CASCADE, related_name="stays")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.CASCADE, related_name="+")
    first_day = models.DateField(_("first working day"), null=True)
    last_day = models.DateField(_("last working day"), null=True)
    fit = models.FloatField(null=True)
    unplaced = models.CharField(max_length=14, choices=Unplaced, blank=True)
    left_out = models.BooleanField(default=False)  # by the coordinator
    proposal = models.OneToOneField(Proposal, null=True, on_delete=models.SET_NULL, related_name="+")
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ["-fit", "pk"]
        verbose_name = _("planned stay")
        constraints = [
            models.UniqueConstraint(fields=["run", "application"], name="an_application_once_per_plan"),
            models.CheckConstraint(
                condition=models.Q(offer=None, first_day=None, last_day=None)
                | models.Q(offer__isnull=False, last_day__gte=models.F("first_day"), unplaced=""),
                name="planned_with_days_or_unplaced",
            ),
        ]
