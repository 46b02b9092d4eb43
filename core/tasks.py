"""Background work of the core; each task takes primitives and is safe to run twice."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import outbox


@task()
def deliver_mail(pk: int) -> str:
    """Send one message of the outbox."""
    return str(outbox.deliver(pk))


def forget_finished() -> int:
    """Delete what is left of finished tasks, successful ones after a day, failed ones after a fortnight."""
    done = DBTaskResult.objects.finished()
    day, fortnight = timezone.now() - timedelta(days=1), timezone.now() - timedelta(days=14)
    successful = done.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lte=day).delete()[0]
    return successful + done.filter(finished_at__lte=fortnight).delete()[0]
