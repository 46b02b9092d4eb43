"""Recurring work: each app registers a function and how often; the worker starts what is due, once for all workers."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.models import Round

logger = logging.getLogger(__name__)
_registered: dict[str, tuple[timedelta, Callable[[], object]]] = {}


def register(name: str, function: Callable[[], object], *, every: timedelta) -> None:
    """Have `function` called about every `every`; it must be safe to run twice. Called from an app's `ready()`."""
    _registered[name] = (every, function)


def registered() -> list[str]:
    return sorted(_registered)


def run_due() -> list[str]:
    """Run whatever is due; returns the names of what ran to its end.

    A round is claimed under a lock before it runs, so one worker has it. One that breaks is logged, waits for its
    next time, and does not keep the others from running.
    """
    ran = []
    for name, (every, function) in _registered.items():
        with transaction.atomic():
            Round.objects.get_or_create(name=name)
            mine = Round.objects.select_for_update().filter(name=name, due_at__lte=timezone.now()).first()
            if mine is None:
                continue
            mine.last_started_at = timezone.now()
            mine.due_at = mine.last_started_at + every
            mine.save(update_fields=["last_started_at", "due_at"])
        try:
            function()
        except Exception:  # whatever broke in one room, the others' rounds go on
            logger.exception("The round %s broke; it runs again in %s", name, every)
        else:
            ran.append(name)
    return ran
