"""Review by published criteria, and the yearly question whether a practice is still true."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy as _
from wagtail.models import GroupApprovalTask

from practices.states import ConfirmationAnswer


class ReviewCriterion(models.Model):
    """One published criterion; the code stays when the words change."""

    code = models.SlugField(_("code"), unique=True, max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("review criterion")
        verbose_name_plural = _("review criteria")

    def __str__(self):
        return self.text()

    @cached_property
    def _texts(self):
        return {text.language: text.text for text in self.texts.all()}

    def text(self, language: str | None = None) -> str:
        """The criterion in the reader's language, else in English, else its code."""
        texts = self._texts
        return texts.get(language or get_language()) or texts.get(settings.LANGUAGE_CODE) or self.code


class ReviewCriterionText(models.Model):
    criterion = models.ForeignKey(ReviewCriterion, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    text = models.CharField(_("criterion"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["criterion", "language"], name="one_criterion_text_per_language")
        ]


class CriteriaReviewTask(GroupApprovalTask):
    """A Wagtail workflow task: approve with a verdict per criterion and a public opinion, or return with reasons."""

    class Meta:
        verbose_name = _("review by criteria")
        verbose_name_plural = _("reviews by criteria")


class Confirmation(models.Model):
    """One yearly question to the owner, and the answer."""

    practice_code = models.CharField(max_length=12, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    token = models.CharField(max_length=43, unique=True)
    answer = models.CharField(_("answer"), max_length=12, choices=ConfirmationAnswer, blank=True)
    note = models.TextField(_("note"), blank=True)
    note_language = models.CharField(max_length=12, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("yearly confirmation")
        constraints = [
            models.UniqueConstraint(
                fields=["practice_code"], condition=models.Q(answered_at=None), name="one_open_question"
            )
        ]
