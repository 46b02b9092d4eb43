"""What is left of finished tasks goes in time."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core.tasks import forget_finished

pytestmark = pytest.mark.django_db


def row(status: str, *, days: int) -> DBTaskResult:
    """A task that ended so many days ago."""
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="core.tasks.deliver_mail",
        queue_name="default",
        backend_name="default",
        run_after=timezone.now(),
        status=status,
        finished_at=timezone.now() - timedelta(days=days) if status != TaskResultStatus.READY else None,
    )


def test_successes_go_after_a_day_failures_after_a_fortnight_and_waiting_ones_never():
    row(TaskResultStatus.SUCCESSFUL, days=2)
    row(TaskResultStatus.FAILED, days=15)
    kept = {
        row(TaskResultStatus.SUCCESSFUL, days=0).pk,
        row(TaskResultStatus.FAILED, days=13).pk,
        row(TaskResultStatus.READY, days=99).pk,
    }

    assert forget_finished() == 2
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == kept
