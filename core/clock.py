"""What time it is. The demonstration and tests live through months in one run (`at`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_at: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    return _at.get() or timezone.now()


def today() -> date:
    """The day it is in the site’s time zone."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside the block happens at this moment (with a zone)."""
    token = _at.set(moment)
    try:
        yield
    finally:
        _at.reset(token)
