"""Background work of the ecosystem’s room; each task takes primitives and is safe to run twice."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from ecosystem.actions.list_loading import load_some
from ecosystem.actions.list_reading import read_some
from ecosystem.actions.list_undoing import undo_some
from ecosystem.models import MemberList
from ecosystem.states import ListState

SILENT = timedelta(minutes=3)  # no batch takes as long; the worker was killed


@task()
def read_list(pk: int) -> None:
    """Read on; what is left when the time of one task is over is a task of its own."""
    if read_some(pk):
        read_list.enqueue(pk)


@task()
def load_list(pk: int) -> None:
    if load_some(pk):
        load_list.enqueue(pk)


@task()
def undo_list(pk: int) -> None:
    if undo_some(pk):
        undo_list.enqueue(pk)


WORK = {ListState.READING: read_list, ListState.LOADING: load_list, ListState.UNDOING: undo_list}


def follow_silent_lists() -> int:
    """The round: lists whose worker died go on where it stopped. Returns how many."""
    silent = MemberList.objects.filter(state__in=WORK, worked_at__lt=timezone.now() - SILENT)
    rows = list(silent.values_list("pk", "state"))
    for pk, state in rows:
        WORK[ListState(state)].enqueue(pk)
    return len(rows)
