"""Codes and words from an address or a form, cut, and without the sign that PostgreSQL refuses."""

from collections.abc import Mapping

LONGEST_CODE = 40
LONGEST_WORDS = 100


def code(data: Mapping, name: str) -> str:
    """The code given under this name; empty where there is none."""
    return str(data.get(name) or "").replace("\x00", "-")[:LONGEST_CODE]


def words(data: Mapping, name: str) -> str:
    """What somebody looks for."""
    return str(data.get(name) or "").replace("\x00", " ")[:LONGEST_WORDS]
