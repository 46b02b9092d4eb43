"""Two people at once, in threads with database connections of their own."""

import threading

from django.db import connections


def at_once(*functions, refusal: type[Exception]):
    """Run functions at the same moment; returns what each returned, or the refusal that it raised."""
    barrier, answers = threading.Barrier(len(functions)), [None] * len(functions)

    def run(number, function):
        try:
            barrier.wait(timeout=20)
            answers[number] = function()
        except refusal as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
