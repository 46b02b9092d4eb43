"""What goes wrong with files, in the one way that callers of an engine expect."""

from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from search.engines.base import EngineUnavailableError


@contextmanager
def unavailable() -> Iterator[None]:
    """A full disk, a missing right, a broken or busy file: `EngineUnavailableError`, with the cause in its chain."""
    try:
        yield
    except (apsw.Error, OSError) as error:
        raise EngineUnavailableError(f"{type(error).__name__}: {error}") from error
