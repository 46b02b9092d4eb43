"""`manage.py worker`: background tasks and recurring rounds, until it is told to stop."""

import logging
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from core import loops, rounds

logger = logging.getLogger(__name__)
PAUSE = 20  # seconds between looks at what is due


class Command(BaseCommand):
    help = "Works off background tasks, changes for the search, and recurring rounds. Any number of workers may run."

    def handle(self, **options):
        stop = threading.Event()
        thread = threading.Thread(target=self._rounds, args=(stop,), name="rounds")
        thread.start()
        threads = [thread, *loops.run(stop)]
        try:
            call_command("db_worker", interval=0.5, queue_name="*", verbosity=0)  # a line per task buries the rest
        finally:
            stop.set()
            for each in threads:
                each.join()

    def _rounds(self, stop: threading.Event) -> None:
        while not stop.wait(PAUSE):
            try:
                close_old_connections()
                rounds.run_due()
            except Exception:  # a database that went away, or whatever else: tomorrow’s mail needs this thread
                logger.exception("A round could not run; it is tried again in %s seconds", PAUSE)
