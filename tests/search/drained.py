"""Working off all changes, as the worker would."""

from search import worker
from search.engines.base import Engine


def drain(engine: Engine) -> int:
    """Until nothing waits; returns how many rows were done."""
    total = 0
    while done := worker.work_off(engine):
        total += done
    return total


def keys(engine: Engine) -> set[str]:
    """Everything in the index."""
    engine.refresh()
    return {key for key, _revision, _digest in engine.entries()}
