"""Locks on things that have no row of their own."""

from hashlib import sha256

from django.db import connection


def hold(name: str) -> None:
    """Wait until nobody else holds `name`, and hold it to the end of the transaction.

    PostgreSQL has advisory locks for it (manual, 13.3.5). SQLite lets one transaction write at a time anyway, and ours
    begin as writers.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A lock is held to the end of a transaction; open one first.")
    if connection.vendor == "postgresql":
        key = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
