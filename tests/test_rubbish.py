"""Rubbish in an address or a query string breaks none, for a visitor and for those who may most."""

import re

import pytest

from tests.address_table import ADDRESSES
from tests.asking import ask, patterns

RUBBISH = {
    "int": ["0", "99999999", "99999999999999999999999999"],
    "slug": ["none", "-", "x" * 300, "__proto__"],
    "str": ["none", "%00", "%F0%9F%A7%B5%E2%80%AE", "x" * 3000, "'\"<script>%25s"],
    "path": ["none", "../../etc/passwd", "%00", "x" * 3000],
    "": ["none", "-", "x" * 300],
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_rubbish_in_an_address_breaks_nothing(world, asking, role):
    broken = []
    for route, _pattern in patterns():
        paths = _with_rubbish(route)
        for method, path in [*(("GET", path) for path in paths), *(("POST", path) for path in paths[:2])]:
            status = ask(asking[role], method, path)
            if status >= 500:
                broken.append(f"{status} {method} {path[:100]}")

    assert broken == []


def _with_rubbish(route: str) -> list[str]:
    """The address with each kind of rubbish in the place of its arguments; regular expressions are left alone."""
    if "(?P" in route or "<" not in route:
        return []
    found = []
    for number in range(max(map(len, RUBBISH.values()))):

        def rubbish(match, number=number):
            kind = match[1].rpartition(":")[0]
            values = RUBBISH.get(kind, RUBBISH[""])
            return values[number % len(values)]

        found.append("/" + re.sub(r"<([^>]+)>", rubbish, route))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "page=0&page=x&page=-1&page=99999999999999999999",
        "q=%00%F0%9F%A7%B5%E2%80%AE<script>",
        "q=" + "x" * 5000,
        "concept=none&cluster=%00&status=';--&country=ZZ&sort=random",
        "&".join(f"concept=material/x{number}" for number in range(300)),
        "%ff=%ff&language=xx",
    ],
    ids=["pages", "signs", "long", "unknown", "many", "bytes"],
)
def test_rubbish_in_a_query_string_breaks_nothing(world, asking, query):
    broken = []
    for method, pattern, statuses in ADDRESSES:
        if method == "GET" and not pattern.startswith("/admin/") and not pattern.endswith(".pdf"):
            role = "coordinator" if "200 403 200" in statuses else "visitor"
            status = ask(asking[role], "GET", f"{world.path(pattern)}?{query}")
            if status >= 500:
                broken.append(f"{status} {role} {pattern}")

    assert broken == []
