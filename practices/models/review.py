"""Review by published criteria, and the yearly question whether a practice is still true."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import GroupApprovalTask, TaskState

from core.models import CheckedText
from practices import rules
from practices.errors import AlreadyDecidedError
from practices.states import ConfirmationAnswer


class ReviewCriterion(ClusterableModel):
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


class ReviewCriterionText(CheckedText):
    criterion = ParentalKey(ReviewCriterion, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    text = models.CharField(_("criterion"), max_length=300)

    class Meta:
        verbose_name = _("text")
        constraints = [
            models.UniqueConstraint(fields=["criterion", "language"], name="one_criterion_text_per_language")
        ]


class CriteriaReviewTask(GroupApprovalTask):
    """A Wagtail workflow task: approve with a verdict per criterion and a public opinion, or return with reasons.

    Its groups are those who are told in Wagtail; who may decide about which practice is said by `practices.rules`.
    """

    def _may_review(self, page, user) -> bool:
        state = page.current_workflow_state
        return rules.may_review(user, page.specific, submitted_by=state.requested_by if state else None)

    def start(self, workflow_state, user=None):
        """Also tells the reviewers."""
        from practices.actions.review import tell_reviewers  # noqa: PLC0415 -- actions import models

        task_state = super().start(workflow_state, user=user)
        tell_reviewers(workflow_state)
        return task_state

    def get_actions(self, obj, user):
        if not self._may_review(obj, user):
            return []
        return [("reject", _("Return with reasons"), True), ("approve", _("Approve and publish"), True)]

    def get_form_for_action(self, action):
        from practices.forms.review import ApprovalForm, ReturnForm  # noqa: PLC0415 -- forms import models

        return ApprovalForm if action == "approve" else ReturnForm

    def on_action(self, task_state, user, action_name, **kwargs):
        """Decide; where somebody was quicker, nothing happens and the address of an explanation is returned."""
        from practices.actions import review  # noqa: PLC0415 -- actions import models

        form = self.get_form_for_action(action_name)(kwargs)
        if not form.is_valid():
            raise PermissionDenied  # only a forged request comes here without having passed the form
        try:
            if action_name == "approve":
                review.approve(task_state, by=user, **form.result())
            else:
                review.return_to_author(task_state, by=user, reason=form.cleaned_data["comment"])
        except AlreadyDecidedError:
            return reverse("practice_review_late", args=[task_state.pk])
        return None

    def user_can_access_editor(self, obj, user):
        return self._may_review(obj, user)

    def locked_for_user(self, obj, user):
        """In review nobody changes the text, so that what is approved is what was read."""
        return True

    def user_can_lock(self, obj, user):
        return False

    def get_task_states_user_can_moderate(self, user, **kwargs):
        if not rules.may_be_reviewer(user):
            return TaskState.objects.none()
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        mine = [
            state.pk
            for state in states.select_related("workflow_state__requested_by")
            if (page := state.workflow_state.content_object)
            and rules.may_review(user, page.specific, submitted_by=state.workflow_state.requested_by)
        ]
        return states.filter(pk__in=mine)

    @classmethod
    def get_description(cls):
        return _("Managers of other clusters and coordinators decide by the published criteria.")

    class Meta:
        verbose_name = _("review by criteria")
        verbose_name_plural = _("reviews by criteria")


class Confirmation(models.Model):
    """One yearly question to the owner, and the answer."""

    practice_code = models.CharField(max_length=12, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
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
