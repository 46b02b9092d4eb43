"""Codes and words from an address or a form, cut, and without the sign that PostgreSQL refuses."""

from collections.abc import Mapping

LONGEST_CODE = 40
LONGEST_WORDS = 100


def code(data: Mapping, name: str) -> str:
    """The code given under this name; empty where there is none."""
    return str(data.get(name) or "").replace("\x00", "-")[:LONGEST_CODE]


def codes(data, name: str, *, most: int = 50) -> list[str]:
    """The codes given under this name in a query or a form, each once, at most so many."""
    found = (str(value).replace("\x00", "-")[:LONGEST_CODE] for value in data.getlist(name))
    return list(dict.fromkeys(filter(None, found)))[:most]


def words(data: Mapping, name: str) -> str:
    """What somebody looks for."""
    return str(data.get(name) or "").replace("\x00", " ")[:LONGEST_WORDS]


def everything(data: Mapping) -> dict[str, str]:
    """All that stands in an address, for a list that leaves out what it does not know."""
    return {name: str(data[name]).replace("\x00", "-") for name in data}
