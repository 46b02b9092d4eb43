"""The site’s engine: opened once per process for the address in the settings."""

import os
from threading import Lock

from django.conf import settings

from search.engines.base import Engine
from search.thesauri import current

_opened: dict[tuple[int, str], Engine] = {}
_lock = Lock()


def engine(url: str = "") -> Engine:
    """The engine of SEARCH_URL, or of `url`. A process that was forked opens its own. Opening asks no server."""
    from search.engines import open_engine  # noqa: PLC0415 -- what draws a page need not load an engine

    key = (os.getpid(), url or settings.SEARCH_URL)
    with _lock:
        if key not in _opened:
            _opened[key] = open_engine(key[1], thesaurus=current)
        return _opened[key]


def close() -> None:
    """Close what this process opened, such as at the end of a test."""
    with _lock:
        for key in [key for key in _opened if key[0] == os.getpid()]:
            _opened.pop(key).close()
