"""What happened: every move of every state, with who, when, from, to and why."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MoveQuerySet(models.QuerySet):
    def of(self, *rows):
        """The moves of these rows (an exchange, its application, its payment …), the oldest first."""
        wanted = models.Q(pk__in=[])
        for row in rows:
            wanted |= models.Q(subject=row.SUBJECT, code=row.code)
        return self.filter(wanted).select_related("actor").order_by("at", "pk")


class Move(models.Model):
    """One move. `actor` is empty where the calendar moved it, or the person was erased (then `by_calendar` is false).

    `at` is the database row’s own time; `code` is that of the subject, which is never deleted.
    """

    subject = models.CharField(max_length=12)  # a key of states.TABLES
    code = models.CharField(max_length=12)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_calendar = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    from_state = models.CharField(_("from"), max_length=14, blank=True)
    to_state = models.CharField(_("to"), max_length=14)
    reason = models.TextField(_("reason"), blank=True)

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("move")
        indexes = [models.Index(fields=["subject", "code"], name="moves_of_a_subject")]
