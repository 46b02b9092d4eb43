"""How often a saved search tells its news."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    NEVER = "never", _("no mail")
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")


# A little less than a day and a week: the round comes by every hour, and a mail should not wander through the day.
PERIODS = {
    Frequency.DAILY: timedelta(days=1) - timedelta(minutes=90),
    Frequency.WEEKLY: timedelta(days=7) - timedelta(minutes=90),
}
