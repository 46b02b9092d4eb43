"""Every address × every role, from one table; no address can be forgotten, and rubbish breaks none."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver, resolve

from exchanges import clock
from tests.address_table import ADDRESSES
from tests.factories.exchanges import NOW
from tests.visitor import Visitor
from tests.world import ROLES, make_world

OURS = ("accounts", "clusters", "core", "ecosystem", "exchanges", "home", "practices", "search", "vocabulary")
RUBBISH = {
    "int": ["0", "99999999", "99999999999999999999999999"],
    "slug": ["none", "-", "x" * 300, "__proto__"],
    "str": ["none", "%00", "%F0%9F%A7%B5%E2%80%AE", "x" * 3000, "'\"<script>%25s"],
    "path": ["none", "../../etc/passwd", "%00", "x" * 3000],
    "": ["none", "-", "x" * 300],
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once for the module, and rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(NOW):
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def asking(world):
    """A client per role; a failing view answers 500 instead of raising."""
    clients = {}
    for role, person in world.people.items():
        clients[role] = Visitor(raise_request_exception=False)
        if person:
            clients[role].force_login(person)
    return clients


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


@pytest.mark.parametrize(("method", "pattern", "statuses"), ADDRESSES, ids=lambda value: str(value)[:70])
@pytest.mark.django_db
def test_address_answers_each_role_as_the_table_says(world, asking, method, pattern, statuses):
    expected = statuses.split() * (len(ROLES) if " " not in statuses else 1)
    path = world.path(pattern)

    found = [str(ask(asking[role], method, path)) for role in ROLES]

    assert dict(zip(ROLES, found, strict=True)) == dict(zip(ROLES, expected, strict=True))


@pytest.mark.django_db
def test_no_address_of_ours_is_missing_in_the_table(world):
    covered = set()
    for _method, pattern, _statuses in ADDRESSES:
        try:
            covered.add(resolve(world.path(pattern).partition("?")[0]).route)
        except Resolver404:
            continue

    assert sorted(route for route, _pattern in patterns() if route not in covered) == []


@pytest.mark.django_db
def test_the_table_speaks_of_no_address_that_is_gone(world):
    gone = []
    for _method, pattern, _statuses in ADDRESSES:
        try:
            resolve(world.path(pattern).partition("?")[0])
        except Resolver404:
            gone.append(pattern)

    assert gone == []


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
