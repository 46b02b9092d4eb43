"""Indices of a test's own on a shared server."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from elasticsearch import Elasticsearch


@contextmanager
def indices(server: str) -> Iterator[Callable[[], str]]:
    """Gives the address of an index that nobody has used, at each call; all of them are removed afterwards."""
    prefix = f"test-{secrets.token_hex(4)}"
    made: list[str] = []

    def new() -> str:
        made.append(f"{prefix}-{len(made)}")
        return f"{server.replace('http://', 'elasticsearch://')}/{made[-1]}"

    try:
        yield new
    finally:
        with Elasticsearch(server, request_timeout=60) as client:
            for name in made:
                client.indices.delete(index=f"{name}-*", expand_wildcards="all")
