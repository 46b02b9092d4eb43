"""What waits for a reviewer, and how far a practice is on its way."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, TaskState, WorkflowState

from practices import rules
from practices.models import CriteriaReviewTask, PracticePage


@dataclass(frozen=True)
class Waiting:
    """A practice in review, with the open task that a reviewer decides."""

    page: PracticePage
    task_state: int
    since: datetime


@dataclass(frozen=True)
class Progress:
    """Where a practice stands: draft, in_review, returned or published; `reason` is the reviewer’s."""

    state: str
    reason: str = ""
    when: datetime | None = None


def waiting_for(user) -> list[Waiting]:
    """What this person may decide about, longest waiting first. Two queries, however much it is."""
    if not rules.may_be_reviewer(user):
        return []
    states = list(
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            task__content_type=ContentType.objects.get_for_model(CriteriaReviewTask),
        )
        .select_related("workflow_state__requested_by")
        .order_by("started_at")
    )
    pages = PracticePage.objects.select_related("cluster", "locale").in_bulk(
        [int(state.workflow_state.object_id) for state in states]
    )
    return [
        Waiting(page, state.pk, state.started_at)
        for state in states
        if (page := pages.get(int(state.workflow_state.object_id)))
        and rules.may_review(user, page, submitted_by=state.workflow_state.requested_by)
    ]


def progress_of(pages: list[PracticePage]) -> dict[int, Progress]:
    """The progress of each page by its key: one query for all."""
    states = (
        WorkflowState.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page), object_id__in=[str(page.pk) for page in pages]
        )
        .select_related("current_task_state")
        .order_by("created_at", "pk")
    )
    latest = {int(state.object_id): state for state in states}
    return {page.pk: _progress(page, latest.get(page.pk)) for page in pages}


def _progress(page: PracticePage, state: WorkflowState | None) -> Progress:
    task = state.current_task_state if state else None
    if state and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return Progress("in_review", when=task.started_at if task else state.created_at)
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES and task:
        return Progress("returned", reason=task.comment, when=task.finished_at)
    if page.live and not page.has_unpublished_changes:
        return Progress("published", when=page.last_published_at)
    return Progress("draft", when=page.latest_revision_created_at)


def own_practices(user) -> list[PracticePage]:
    """Originals that the person owns or has in review, the newest work first."""
    submitted = WorkflowState.objects.active().filter(requested_by=user).values_list("object_id", flat=True)
    submitted = [int(pk) for pk in submitted]
    return list(
        (PracticePage.objects.filter(owner=user) | PracticePage.objects.filter(pk__in=submitted))
        .filter(is_original=True)
        .select_related("cluster", "locale")
        .order_by("-latest_revision_created_at")
    )
