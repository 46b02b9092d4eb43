"""After the stay: evidence, reports, payment, certificate, the survey half a year later."""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import new_code
from core.models import CheckedText
from core.uploads import ending_of
from exchanges.choices import EvidenceKind, ReportPart, Side
from exchanges.models.exchanges import Exchange
from exchanges.states import PaymentState, ReportState


def evidence_place(file: "EvidenceFile", name: str) -> str:
    """Below a folder that is never served as such; the name on disk is the file’s own code."""
    return f"exchanges/evidence/{file.exchange.code}/{file.code}.{ending_of(name)}"


class EvidenceFile(models.Model):
    """A private file: for the visitor, the sending cluster and the coordinator. An auditor sees that it exists.

    When its term is over the file goes and `purged_at` says when; kind, size and hash stay.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=14, choices=EvidenceKind)
    file = models.FileField(upload_to=evidence_place, max_length=200, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size"), default=0)
    hash = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="exchange_evidence"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["uploaded_at", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["exchange", "kind", "hash"], name="a_file_once_as_each_kind"),
        ]

    def __str__(self):
        return self.name


def _mark(label):
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


# Who reads which part: `rules.may_read_report_part`.
PART_FIELDS = {
    ReportPart.STAY: (
        "real_first_day",
        "real_last_day",
        "agenda_followed",
        "deviations",
        "activities",
        "objectives",
        "contacts",
        "meetings",
        "outcomes",
        "follow_up",
        "agreement_signed",
    ),
    ReportPart.PARTNERS: ("satisfaction_partner", "satisfaction_support", "would_recommend", "problems"),
    ReportPart.PROGRAMME: (
        "satisfaction_preparation",
        "satisfaction_platform",
        "satisfaction_lump_sum",
        "to_the_coordinator",
    ),
}
STORY_FIELDS = ("story", "consent_to_publish")


class Report(CheckedText):
    """The visitor’s or the host’s report (guides/clusterxchange.md, section 4), in three parts with different readers.

    `objectives`: list of {"text", "reached"} with values of `choices.Reached`, one per objective of the commitment.
    """

    SUBJECT = "report"

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="reports")
    side = models.CharField(max_length=8, choices=Side)
    state = models.CharField(_("state"), max_length=14, choices=ReportState, default=ReportState.DRAFT)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)

    real_first_day = models.DateField(_("first working day as it was"), null=True, blank=True)
    real_last_day = models.DateField(_("last working day as it was"), null=True, blank=True)
    agenda_followed = models.BooleanField(_("the agenda was followed"), null=True, blank=True)
    deviations = models.TextField(_("what was different"), blank=True)
    activities = models.JSONField(_("activities"), default=list, blank=True)
    objectives = models.JSONField(_("objectives"), default=list, blank=True)
    contacts = models.PositiveIntegerField(_("contacts made"), null=True, blank=True)
    meetings = models.PositiveIntegerField(_("one-to-one meetings"), null=True, blank=True)
    outcomes = models.JSONField(_("results"), default=list, blank=True)
    follow_up = models.TextField(_("what is planned next"), blank=True)
    agreement_signed = models.BooleanField(_("an agreement was signed"), null=True, blank=True)

    satisfaction_partner = _mark(_("satisfied with the other side"))
    satisfaction_support = _mark(_("satisfied with the support during the stay"))
    would_recommend = models.BooleanField(_("would recommend it"), null=True, blank=True)
    problems = models.TextField(_("problems"), blank=True)

    satisfaction_preparation = _mark(_("satisfied with the preparation by your cluster"))
    satisfaction_platform = _mark(_("satisfied with the platform"))
    satisfaction_lump_sum = _mark(_("satisfied with the lump sum"))
    to_the_coordinator = models.TextField(_("for the coordinator only"), blank=True)

    story = models.TextField(_("your story in a few sentences"), blank=True)
    consent_to_publish = models.BooleanField(_("the story may be published"), default=False)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    reason = models.TextField(_("what is missing"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="exchange_reports"
    )
    submitted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["side"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            # Means of the marks, without a look at the texts.
            models.Index(
                fields=[
                    "exchange",
                    "state",
                    "side",
                    "satisfaction_partner",
                    "satisfaction_support",
                    "satisfaction_preparation",
                    "satisfaction_platform",
                    "satisfaction_lump_sum",
                    "would_recommend",
                ],
                name="reports_marks",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "side"], name="one_report_per_side"),
            models.CheckConstraint(condition=models.Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(
                condition=models.Q(released_at=None) | models.Q(consent_to_publish=True),
                name="no_story_without_consent",
            ),
        ]


class Payment(CheckedText):
    """The one payment of an exchange."""

    SUBJECT = "payment"

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, related_name="payment")
    state = models.CharField(_("state"), max_length=14, choices=PaymentState, default=PaymentState.REQUESTED)
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    due_on = models.DateField(_("due on"))
    requested_at = models.DateTimeField(default=timezone.now)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=PaymentState.values), name="payment_state_known"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_of_something"),
            models.CheckConstraint(
                condition=(models.Q(state=PaymentState.PAID, paid_on__isnull=False) & ~models.Q(reference=""))
                | (~models.Q(state=PaymentState.PAID) & models.Q(paid_on=None)),
                name="paid_with_date_and_reference",
            ),
        ]


class Certificate(models.Model):
    """Anybody who has the code can check that the exchange took place. Issued with the validation."""

    code = models.CharField(max_length=12, unique=True, editable=False)
    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, related_name="certificate")
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")


def new_token() -> str:
    return secrets.token_urlsafe(32)


class FollowUp(CheckedText):
    """The survey some months after the stay; the link in the mail opens it without signing in."""

    exchange = models.OneToOneField(Exchange, on_delete=models.CASCADE, related_name="follow_up")
    token = models.CharField(max_length=43, unique=True, default=new_token)
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES, blank=True)
    outcomes = models.JSONField(_("results"), default=list, blank=True)
    still_in_contact = models.BooleanField(_("still in contact with the other side"), null=True, blank=True)
    would_go_again = models.BooleanField(_("would do it again"), null=True, blank=True)
    text = models.TextField(_("what came of it"), blank=True)

    class Meta:
        ordering = ["due_on"]
        verbose_name = _("follow-up survey")
        verbose_name_plural = _("follow-up surveys")


class CalendarFeed(models.Model):
    """The secret address of a person’s own calendar; a new token ends the old address."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    token = models.CharField(max_length=43, unique=True, default=new_token)
    made_at = models.DateTimeField(default=timezone.now)
