"""Work that waits for seconds: a thread for each function, which goes on whatever happens until it is told to stop."""

import threading

from core import loops


def test_a_function_is_called_again_whatever_it_met_and_ends_when_told(monkeypatch, caplog):
    calls, stop = [], threading.Event()

    def function():
        calls.append(1)
        if len(calls) == 3:
            stop.set()
        if len(calls) == 2:
            raise ValueError("no")
        return 0.0

    monkeypatch.setattr(loops, "_registered", {"test": function})
    monkeypatch.setattr(loops, "AFTER_A_FAULT", 0.0)

    for thread in loops.run(stop):
        thread.join(timeout=10)
        assert not thread.is_alive()

    assert len(calls) == 3
    assert "test broke" in caplog.text
