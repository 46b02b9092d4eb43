"""Revisions: numbers that only grow, so that of two writes of one thing the later reading stays."""

import time

from django.db import transaction

from search.models import RevisionCounter


def take() -> int:
    """The next revision. Take it *before* reading what it stands for, and outside any longer transaction.

    Microseconds since 1970, or one more than the last where the clock lags: so they also grow after the database was
    restored from a backup, and stay below 2⁵³ until the year 2255.
    """
    now = time.time_ns() // 1000
    with transaction.atomic():
        row = RevisionCounter.objects.select_for_update().filter(pk=1).first()
        if row is None:
            row, _made = RevisionCounter.objects.get_or_create(pk=1)
            row = RevisionCounter.objects.select_for_update().get(pk=1)
        row.value = max(row.value + 1, now)
        row.save(update_fields=["value"])
    return row.value
