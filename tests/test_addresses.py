"""Every address × every role, from one table; no address can be forgotten."""

import pytest
from django.urls import Resolver404, resolve

from tests.address_table import ADDRESSES
from tests.asking import ask, patterns
from tests.world import ROLES


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
