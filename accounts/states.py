"""Roles that a person holds for the whole alliance. A cluster's manager is a role *in a cluster* (clusters.states)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Granted by an administrator; a person may hold several."""

    COORDINATOR = "coordinator", _("alliance coordinator")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")
