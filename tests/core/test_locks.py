import threading

import pytest
from django.db import connection, transaction

from core import locks


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_hold_lets_one_in_at_a_time():
    inside, most = [], []
    barrier = threading.Barrier(3)

    def work():
        barrier.wait(timeout=20)
        with transaction.atomic():
            locks.hold("one name")
            inside.append(1)
            most.append(len(inside))
            inside.pop()
        connection.close()

    threads = [threading.Thread(target=work) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert most == [1, 1, 1]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_hold_wants_a_transaction():
    with pytest.raises(RuntimeError, match="transaction"):
        locks.hold("one name")
