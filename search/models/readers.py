"""What readers leave: searches they keep, and anonymous notes of what they did not find."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.states import Frequency

LONGEST_QUERY = 1000  # of the query string; its letters are percent-encoded


def new_token() -> str:
    return secrets.token_urlsafe(24)


class SavedSearch(models.Model):
    """A search that a person keeps, with mail about what is new in it.

    `query` is the query string of the results page, without page and order. `known` are the things (translation keys)
    that the person has seen there; None until the first look, after which only newer ones are news. `token` is the way
    to stop its mail without signing in.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches", verbose_name=_("person")
    )
    title = models.CharField(_("name"), max_length=200)
    query = models.CharField(max_length=LONGEST_QUERY)
    language = models.CharField(_("language"), max_length=12)
    frequency = models.CharField(_("mail about new results"), max_length=8, choices=Frequency, default=Frequency.WEEKLY)
    known = models.JSONField(null=True, default=None)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["user", "query", "language"], name="one_saved_search_per_address"),
            models.CheckConstraint(
                condition=models.Q(frequency__in=Frequency.values), name="saved_search_frequency_known"
            ),
        ]
        indexes = [models.Index(fields=["frequency", "checked_at"], name="saved_searches_due")]

    def __str__(self):
        return self.title


class Gap(models.Model):
    """Something that a reader looked for and did not find, told by their own hand; it says nothing about the reader."""

    text = models.CharField(_("words"), max_length=300)
    language = models.CharField(_("language"), max_length=12)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    told_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-told_at", "-pk"]
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")

    def __str__(self):
        return self.text
