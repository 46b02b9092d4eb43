"""What runs in the processes of `tests.search.processes`; importing it starts Django there."""

import os
import time

import django
from django.apps import apps
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cloth.settings.test")
if not apps.ready:
    django.setup()


def work(url: str, batch: int) -> None:
    """A worker, for ever."""
    from search import worker
    from search.service import engine

    settings.SEARCH_URL = url
    worker.BATCH = batch
    while True:
        if not worker.work_off(engine()):
            time.sleep(0.01)


def build(url: str, batch: int) -> None:
    """A rebuild."""
    from search import rebuilding, sources
    from search.service import engine

    settings.SEARCH_URL = url
    sources.batches.__defaults__ = (batch,)
    rebuilding.rebuild(engine())
