"""The signed plan of a stay: versions that never change, and signatures on exactly one version."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import CheckedText
from exchanges.choices import Activity, Confirmation, SignatureRole
from exchanges.models.exchanges import Exchange

# What is signed, in the order of the document.
SIGNED_FIELDS = (
    "arrival_on",
    "first_day",
    "last_day",
    "departure_on",
    "working_days",
    "amount",
    "currency",
    "objectives",
    "activities",
    "activities_text",
    "agenda",
    "responsibilities",
    "outcomes",
)


class CommitmentVersion(CheckedText):
    """One version of the plan: what is signed is all in here. Without signatures it may still be rewritten.

    `objectives`: list of {"text", "concept"} (concept as `scheme/code` or empty). `activities`: values of `Activity`.
    `agenda`: list of {"day" (ISO date), "starts", "ends" (HH:MM or empty), "title", "place"}. `changes`: names of
    SIGNED_FIELDS that differ from the version before.
    """

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    arrival_on = models.DateField(_("arrival"), null=True)
    first_day = models.DateField(_("first working day"), null=True)
    last_day = models.DateField(_("last working day"), null=True)
    departure_on = models.DateField(_("departure"), null=True)
    working_days = models.DecimalField(_("working days"), max_digits=4, decimal_places=1, null=True)
    amount = models.DecimalField(_("lump sum"), max_digits=9, decimal_places=2, null=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    steps = models.JSONField(default=list)
    objectives = models.JSONField(_("objectives"), default=list)
    activities = models.JSONField(_("activities"), default=list)
    activities_text = models.TextField(_("activity plan"), blank=True)
    agenda = models.JSONField(_("agenda"), default=list)
    responsibilities = models.TextField(_("responsibilities"), blank=True)
    outcomes = models.TextField(_("expected outcomes"), blank=True)
    changes = models.JSONField(default=list)
    hash = models.CharField(max_length=64)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [models.UniqueConstraint(fields=["exchange", "number"], name="versions_numbered_once")]

    def __str__(self):
        return f"{self.exchange.code} {self.number}"

    def content(self) -> dict:
        """What is signed, as plain data with texts for dates and sums."""
        values = {"language": self.language, **{name: getattr(self, name) for name in SIGNED_FIELDS}}
        for name in ("arrival_on", "first_day", "last_day", "departure_on"):
            values[name] = values[name].isoformat() if values[name] else None
        for name, digits in (("working_days", "0.1"), ("amount", "0.01")):
            value = values[name]
            values[name] = None if value is None else f"{value:.{len(digits) - 2}f}"
        return values

    def fingerprint(self) -> str:
        """SHA-256 of exchange, number and content; equal to `hash` for as long as nobody touched the row."""
        text = json.dumps(
            {"exchange": self.exchange.code, "number": self.number, **self.content()},
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def activity_labels(self) -> list[str]:
        return [str(Activity(value).label) for value in self.activities]


class Signature(models.Model):
    """One of the four signatures on one version. Those on an older version stay as history and no longer count."""

    version = models.ForeignKey(CommitmentVersion, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(_("role"), max_length=10, choices=SignatureRole)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="exchange_signatures"
    )
    on_behalf = models.BooleanField(_("on behalf of the host"), default=False)
    confirmed = models.CharField(_("confirmed by"), max_length=14, choices=Confirmation)
    hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["signed_at", "pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["version", "role"], name="one_signature_per_role"),
            models.CheckConstraint(condition=models.Q(role__in=SignatureRole.values), name="signature_role_known"),
        ]
