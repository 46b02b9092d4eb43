"""Every move of every state: the way through, every role, everything else refused and nothing changed."""

import pytest

from exchanges.models import Move
from exchanges.states import ExchangeState as E
from tests.factories import exchanges as factory


@pytest.mark.parametrize("state", list(E))
def test_every_state_is_reached_through_the_doors(w, state):
    exchange = factory.in_state(w, state)

    assert exchange.state == state
    assert list(Move.objects.of(exchange).values_list("to_state", flat=True))[-1] == state
