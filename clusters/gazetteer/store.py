"""The built file: a small SQLite, opened read-only once per thread. Nothing of it stays in the server's memory."""

import sqlite3
from pathlib import Path
from threading import local

FILE = Path(__file__).parent / "places.sqlite3"
_opened = local()


def rows(query: str, *values) -> list[tuple]:
    """The rows of one query."""
    return connection().execute(query, values).fetchall()


def connection() -> sqlite3.Connection:
    """This thread's connection; `immutable` lets SQLite leave out every lock."""
    if not hasattr(_opened, "connection"):
        _opened.connection = sqlite3.connect(f"{FILE.as_uri()}?mode=ro&immutable=1", uri=True)
    return _opened.connection
