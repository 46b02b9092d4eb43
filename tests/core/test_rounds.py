"""Recurring work: claimed once, however many workers look."""

import threading
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import InterfaceError, connection
from django.utils import timezone

from core import rounds
from core.management.commands import worker as command
from core.models import Round


@pytest.fixture
def registry(monkeypatch):
    """Only the rounds of the test."""
    monkeypatch.setattr(rounds, "_registered", {})


@pytest.mark.django_db
def test_a_round_runs_when_due_and_not_again_before(registry):
    calls = []
    rounds.register("test.round", lambda: calls.append(1), every=timedelta(hours=1))

    assert rounds.run_due() == ["test.round"]
    assert rounds.run_due() == []
    Round.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert rounds.run_due() == ["test.round"]
    assert len(calls) == 2


@pytest.mark.django_db
def test_the_next_time_counts_from_the_start(registry):
    rounds.register("test.round", lambda: None, every=timedelta(hours=1))

    rounds.run_due()

    row = Round.objects.get(name="test.round")
    assert row.due_at - row.last_started_at == timedelta(hours=1)


@pytest.mark.django_db
def test_a_round_that_breaks_does_not_stop_the_others(registry, caplog):
    calls = []

    def breaks():
        raise ValueError("no")

    rounds.register("test.breaks", breaks, every=timedelta(hours=1))
    rounds.register("test.works", lambda: calls.append(1), every=timedelta(hours=1))

    assert rounds.run_due() == ["test.works"]
    assert calls == [1]
    assert "test.breaks" in caplog.text


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_run_a_round_once(registry):
    calls, barrier = [], threading.Barrier(2)
    rounds.register("test.round", lambda: calls.append(1), every=timedelta(hours=1))

    def work():
        barrier.wait()
        try:
            rounds.run_due()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert calls == [1]


@pytest.mark.django_db
def test_the_worker_survives_whatever_a_look_at_the_rounds_meets(monkeypatch, caplog):
    looks = []

    def breaks():
        looks.append(1)
        raise InterfaceError("connection already closed")

    stop = Mock(wait=Mock(side_effect=[False, False, True]))
    monkeypatch.setattr(rounds, "run_due", breaks)

    command.Command()._rounds(stop)

    assert len(looks) == 2
    assert "A round could not run" in caplog.text
