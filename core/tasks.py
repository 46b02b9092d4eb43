"""Background work of the core; each task takes primitives and is safe to run twice."""

from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail import signal_handlers
from wagtail.tasks import update_reference_index_task

from core import outbox


@task()
def deliver_mail(pk: int) -> str:
    """Send one message of the outbox."""
    return str(outbox.deliver(pk))


@task()
def index_references(app_label: str, model_name: str, pk: str) -> None:
    """Wagtail’s own task, with nothing to do where the row is gone.

    A practice that is saved anew replaces its concepts and tags, so what was queued for the old rows finds none; its
    page is queued for itself.
    """
    try:
        update_reference_index_task.func(app_label, model_name, pk)
    except ObjectDoesNotExist:
        return


def index_references_quietly() -> None:
    """Have Wagtail queue our task for whatever is saved; it has no setting for it. Called when the app is ready."""
    signal_handlers.update_reference_index_task = index_references


def forget_finished() -> int:
    """Delete what is left of finished tasks, successful ones after a day, failed ones after a fortnight."""
    done = DBTaskResult.objects.finished()
    day, fortnight = timezone.now() - timedelta(days=1), timezone.now() - timedelta(days=14)
    successful = done.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lte=day).delete()[0]
    return successful + done.filter(finished_at__lte=fortnight).delete()[0]
