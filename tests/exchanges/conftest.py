"""Every test of this room happens on one Tuesday unless it says otherwise."""

import pytest

from exchanges import clock
from tests.factories import exchanges as factory


@pytest.fixture(autouse=True)
def _tuesday():
    with clock.at(factory.NOW):
        yield


@pytest.fixture
def w(db):
    return factory.world()
