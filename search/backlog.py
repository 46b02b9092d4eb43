"""What waits for the engine, for the desk of administrators and for `manage.py search status`."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from search import attachments
from search.models import IndexChange

MOST_SHOWN = 10


@dataclass(frozen=True)
class Failure:
    """A thing that could not be indexed, and why; it is tried again."""

    thing: str
    error: str
    attempts: int
    recorded_at: datetime


@dataclass(frozen=True)
class Backlog:
    """Changes that wait, the oldest of them, how many were put off alone, and files whose text is still to be read."""

    waiting: int
    oldest: datetime | None
    put_off: int
    files: int
    failures: list[Failure]

    @property
    def seconds(self) -> int:
        """How far behind the index is."""
        return int((timezone.now() - self.oldest).total_seconds()) if self.oldest else 0


def backlog() -> Backlog:
    """Three queries at most."""
    tried = Q(attempts__gt=0) & ~Q(error="")
    open_rows = IndexChange.objects.filter(done_at=None)
    counted = open_rows.aggregate(waiting=Count("pk"), oldest=Min("recorded_at"), put_off=Count("pk", filter=tried))
    failures = open_rows.filter(tried).order_by("pk")[:MOST_SHOWN] if counted["put_off"] else ()
    return Backlog(
        **counted,
        files=attachments.waiting(),
        failures=[Failure(str(row), row.error, row.attempts, row.recorded_at) for row in failures],
    )
