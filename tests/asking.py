"""Asking every address of ours as every role; the fixtures are in tests/conftest.py."""

from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

OURS = ("accounts", "clusters", "core", "ecosystem", "exchanges", "home", "practices", "search", "vocabulary")


def ask(client: Client, method: str, path: str) -> int:
    """The status; whatever the request changed is undone."""
    with transaction.atomic():
        response = client.generic(method, path)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response.status_code


def patterns(resolver: URLResolver | None = None, prefix: str = ""):
    """(route, pattern) of every address that a view of ours answers."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        elif getattr(pattern.callback, "view_class", pattern.callback).__module__.split(".")[0] in OURS:
            yield route, pattern
