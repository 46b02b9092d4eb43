"""The exchanges of a journey take months; the site of the browser tests lives through them day by day.

A file says which day it is for the exchanges’ room; without it, it is today.
"""

import os
from datetime import datetime
from pathlib import Path

from exchanges import clock

FILE = "TEST_CLOCK"  # the variable of the environment with the file’s path


def told() -> datetime | None:
    path = Path(os.environ[FILE])
    text = path.read_text() if path.exists() else ""
    return datetime.fromisoformat(text) if text else None


class ToldDay:
    """Middleware: a request happens at the moment that the file tells."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        moment = told()
        if moment is None:
            return self.get_response(request)
        with clock.at(moment):
            return self.get_response(request)
