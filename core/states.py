"""Small states shared by several rooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TranslationState(models.TextChoices):
    """How the text of one language version came to be; shown to readers."""

    ORIGINAL = "original", _("original")
    HUMAN = "human", _("translated by a person")
    MACHINE = "machine", _("translated by machine")
    MACHINE_CHECKED = "machine_checked", _("translated by machine, checked by a person")


class Precision(models.TextChoices):
    """How exactly a place is known; shown wherever a place is shown."""

    EXACT = "exact", _("exact")
    TOWN = "town", _("town")
    REGION = "region", _("region")


class MailState(models.TextChoices):
    """Life of one message in the outbox."""

    QUEUED = "queued", _("queued")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
