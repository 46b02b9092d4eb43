"""When each recurring piece of work is due."""

from django.db import models
from django.utils import timezone


class Round(models.Model):
    """One recurring piece of work (`core.rounds`) and when it is next due."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField(default=timezone.now)
    last_started_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.name
