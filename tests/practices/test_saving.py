"""Keeping a practice on one's desk, through its address."""

import pytest

from practices.models import SavedPractice
from tests.factories import accounts, practices

pytestmark = pytest.mark.django_db


def address(page, tail=""):
    return f"/en/practices/{page.code}/{page.slug}/{tail}"


def test_saving_asks_visitors_to_sign_in_and_changes_nothing(client):
    page = practices.practice()

    response = client.post(address(page, tail="save/"), {"keep": "1"})

    assert response.status_code == 302
    assert response["Location"] == f"/en/accounts/login/?next={address(page)}"
    assert not SavedPractice.objects.exists()


def test_saving_twice_keeps_once_and_forgetting_twice_is_quiet(client):
    page, user = practices.practice(), accounts.person()
    client.force_login(user)

    for _each in range(2):
        assert client.post(address(page, tail="save/"), {"keep": "1"})["Location"] == address(page)
    assert [(row.user, row.practice_code) for row in SavedPractice.objects.all()] == [(user, page.code)]
    assert client.get(address(page)).context["reading"].saved is True

    for _each in range(2):
        client.post(address(page, tail="save/"), {"keep": "0"})
    assert not SavedPractice.objects.exists()


def test_an_auditor_saves_nothing(client):
    page = practices.practice()
    client.force_login(accounts.auditor())

    assert client.post(address(page, tail="save/"), {"keep": "1"}).status_code == 403
    assert not SavedPractice.objects.exists()


def test_saving_by_get_is_refused(client):
    page = practices.practice()
    client.force_login(accounts.person())

    assert client.get(address(page, tail="save/")).status_code == 405
