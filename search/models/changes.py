"""Rows beside the index: what must still reach it, the counter of revisions, the text read from files."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IndexChange(models.Model):
    """Something visible changed: written in the same transaction as the change, worked off by `search.worker`.

    `kind` and `code` name the thing, not what happened to it: the worker reads it anew in all its languages. Kinds
    without a source of their own (`document`, `tree`) only spread to the things that show them. Rows that are done are
    kept for a day: a rebuild goes through them once more.
    """

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=255)
    spreads = models.BooleanField(default=True)  # things that show this one are indexed anew as well
    recorded_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)  # in the future while a worker holds it, or after a failure
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change for the index")
        indexes = [
            models.Index(fields=["id"], condition=models.Q(done_at=None), name="search_changes_to_do"),
            models.Index(fields=["done_at"], name="search_changes_done"),
        ]

    def __str__(self):
        return f"{self.kind}:{self.code}"


class RevisionCounter(models.Model):
    """One row: the last revision that was taken (`search.revisions`)."""

    value = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of revisions")


class ExtractedText(models.Model):
    """The text of a file by page, kept by the sum of its content so that each file is read once.

    A row without `read_at` waits to be read by the worker. `document` is one that has this content.
    """

    digest = models.CharField(max_length=64, unique=True)  # SHA-1 of the content, as Wagtail keeps it, and the ending
    document = models.PositiveBigIntegerField()
    pages = models.JSONField(default=list)
    error = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(default=timezone.now)  # in the future while a worker reads it, or after a failure
    attempts = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    wanted_on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("text of a file")
