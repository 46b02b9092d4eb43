"""What is left of finished tasks goes in time."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.models import ReferenceIndex

from core.tasks import forget_finished, index_references
from practices.models import PracticeConcept
from tests.factories.practices import concept, practice

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


def test_references_of_rows_that_were_replaced_are_nothing_to_do(settings):
    page = practice(concepts=(concept("material/wool"),))
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    (link,) = page.practice_concepts.all()
    link.save()
    PracticeConcept.objects.all().delete()

    queued = DBTaskResult.objects.get()
    assert queued.task_path == "core.tasks.index_references"
    index_references.func(*queued.args_kwargs["args"])


def test_references_of_a_page_are_noted():
    wool = concept("material/wool")
    page = practice(concepts=(wool,))
    ReferenceIndex.objects.all().delete()

    page.save()

    found = ReferenceIndex.get_references_for_object(page)
    assert [each.to_object_id for each in found if each.to_content_type.model == "concept"] == [str(wool.pk)]
