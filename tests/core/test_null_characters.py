"""A null character in an address is refused before any database is asked."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [("/en/practices/confirm/%00/", 404), ("/en/words/%00/", 404), ("/en/practices/?q=%00", 200)],
)
def test_null_characters_are_refused(client, path, status):
    assert client.get(path).status_code == status
