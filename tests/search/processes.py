"""Processes of the site beside the test, on its database and its index, to be killed: forked from one that is ready."""

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from unittest.mock import patch
from urllib.parse import quote

from django.db import connection

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.search.site_process"])


def database_url() -> str:
    """The database of the test, as `DATABASE_URL` says it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    host = quote(given["HOST"], safe="")  # perhaps the folder of a socket
    return f"postgres://{given['USER']}:{given['PASSWORD']}@{host}:{given['PORT']}/{given['NAME']}"


@contextmanager
def site_process(name: str, *arguments) -> Iterator[BaseProcess]:
    """`tests.search.site_process.<name>(*arguments)` in a process of its own, killed at the end with SIGKILL."""
    from tests.search import site_process as inside

    process = _context.Process(target=getattr(inside, name), args=arguments)
    with patch.dict(os.environ, DATABASE_URL=database_url()):  # read when the first one starts
        process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
