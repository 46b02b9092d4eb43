"""The review: a Wagtail workflow in which a person from outside decides by the published criteria."""

import tomllib
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import GroupApprovalTask, Page, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from accounts.models import User
from clusters.actions.roles import coordinators_group, managers_group
from clusters.models import Cluster
from practices import rules
from practices.errors import AlreadyDecidedError, PracticeError
from practices.mails import review as mails
from practices.models import CriteriaReviewTask, PracticeIndexPage, PracticePage, ReviewCriterion, ReviewCriterionText

WORKFLOW = "Practice review"
TASK = "Review by criteria"
WAGTAILS_WORKFLOW, WAGTAILS_TASK = "Moderators approval", "Moderators approval"  # wagtailcore migration 0048
CRITERIA = Path(__file__).parent.parent / "data" / "criteria.toml"


@transaction.atomic
def load_criteria() -> int:
    """Add the published criteria that are missing, in all languages; what was edited since stays. Returns how many."""
    made = 0
    for order, row in enumerate(tomllib.loads(CRITERIA.read_text())["criterion"], start=1):
        criterion, new = ReviewCriterion.objects.get_or_create(code=row["code"], defaults={"order": order * 10})
        for language, text in row["text"].items():
            ReviewCriterionText.objects.get_or_create(criterion=criterion, language=language, defaults={"text": text})
        made += new
    return made


@transaction.atomic
def ensure_workflow() -> Workflow:
    """The workflow of every list of practices, made when missing, with all managers and coordinators as its groups.

    Wagtail’s own, which every new site has and which knows no criteria, goes while nothing was ever submitted to it.
    """
    GroupApprovalTask.objects.filter(name=WAGTAILS_TASK, task_states=None).delete()
    Workflow.objects.filter(name=WAGTAILS_WORKFLOW, workflow_states=None).delete()
    task = CriteriaReviewTask.objects.filter(name=TASK).first() or CriteriaReviewTask.objects.create(name=TASK)
    task.groups.set([coordinators_group(), *map(managers_group, Cluster.objects.all())])
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr)
    for index in PracticeIndexPage.objects.all():
        WorkflowPage.objects.update_or_create(page=index.page_ptr, defaults={"workflow": workflow})
    return workflow


def approve(task_state: TaskState, *, by: User, verdicts: dict[str, str], opinion: str, opinion_language: str) -> None:
    """Write the verdict and the public opinion on the page and publish it, all in one; the author is told by mail.

    Of two reviewers at once one decides and the other gets AlreadyDecidedError.
    """
    with transaction.atomic():
        state, page = _locked(task_state, by)
        if isinstance(page, PracticePage):
            draft = page.get_latest_revision_as_object()
            draft.verdicts, draft.opinion, draft.opinion_language = verdicts, opinion, opinion_language
            draft.reviewer, draft.reviewed_on = by, timezone.localdate()
            state.revision = draft.save_revision(user=by, changed=False, clean=False)
            state.save(update_fields=["revision"])
        state.approve(user=by)
        log(page, "practices.practice.approve", user=by, data={"verdicts": verdicts})
        mails.tell_approved(page, state.workflow_state, by=by)


def return_to_author(task_state: TaskState, *, by: User, reason: str) -> None:
    """Give the practice back with reasons that the author sees; they change it and submit again."""
    if not reason.strip():
        raise PracticeError(_("Please say what should be changed."))
    with transaction.atomic():
        state, page = _locked(task_state, by)
        state.reject(user=by, comment=reason.strip())
        log(page, "practices.practice.return", user=by)
        mails.tell_returned(page, state.workflow_state, by=by, reason=reason.strip())


def _locked(task_state: TaskState, by: User):
    """The open task under a lock, and its page; refuses whoever may not decide about it."""
    workflow_state = WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
    state = TaskState.objects.select_for_update().get(pk=task_state.pk)
    if state.status != TaskState.STATUS_IN_PROGRESS or workflow_state.status != WorkflowState.STATUS_IN_PROGRESS:
        raise AlreadyDecidedError(_("Somebody else has decided this already."))
    page = Page.objects.get(pk=workflow_state.object_id).specific
    if not rules.may_review(by, page, submitted_by=workflow_state.requested_by):
        raise PracticeError(_("You cannot review your own work or that of your own cluster."))
    return state, page


def was_approved_by(revision, user) -> bool:
    """Whether this person has just approved exactly this text."""
    return (
        user is not None
        and TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED, finished_by=user).exists()
    )


def reviewers_of(page, *, submitted_by: User | None) -> list[User]:
    """Everybody who may decide about this practice."""
    people = User.objects.filter(is_active=True, erased_at=None).exclude(cluster_roles=None, roles=None)
    return [user for user in people.distinct() if rules.may_review(user, page, submitted_by=submitted_by)]


def tell_reviewers(workflow_state: WorkflowState) -> None:
    """Mail to everybody who may decide about what was just submitted."""
    page = workflow_state.content_object.specific
    for user in reviewers_of(page, submitted_by=workflow_state.requested_by):
        mails.tell_submitted(page, workflow_state, to=user)
