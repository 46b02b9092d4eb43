"""Work that waits for seconds rather than minutes: each app registers a function, the worker gives it a thread."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)
AFTER_A_FAULT = 5.0  # seconds
_registered: dict[str, Callable[[], float]] = {}


def register(name: str, function: Callable[[], float]) -> None:
    """Have each worker call `function` again and again; it returns how many seconds to wait before the next call.

    Any number of workers call it at once, and any of them may be killed at any moment. Called from an app's `ready()`.
    """
    _registered[name] = function


def run(stop: threading.Event) -> list[threading.Thread]:
    """Start a thread for each function; they end soon after `stop` is set."""
    threads = [
        threading.Thread(target=_run, args=(name, function, stop), name=name) for name, function in _registered.items()
    ]
    for thread in threads:
        thread.start()
    return threads


def _run(name: str, function: Callable[[], float], stop: threading.Event) -> None:
    pause = 0.0
    try:
        while not stop.wait(pause):
            try:
                close_old_connections()
                pause = function()
            except Exception:  # a database that went away, or whatever else: the next change needs this thread
                logger.exception("%s broke; it goes on in %s seconds", name, AFTER_A_FAULT)
                pause = AFTER_A_FAULT
    finally:
        connections.close_all()
