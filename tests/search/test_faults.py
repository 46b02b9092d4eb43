"""Nothing is lost, whatever is killed, away or done twice (issue 4, “It must show” 4)."""

import random
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from clusters.models import Organisation
from search import changes
from search.engines.base import EngineUnavailableError
from search.models import IndexChange
from search.rebuilding import rebuild
from search.requests import SearchRequest
from search.service import engine as current_engine
from search.verifying import verify
from search.worker import Loop
from tests.factories import clusters as places, practices
from tests.search.drained import drain, keys
from tests.search.processes import site_process

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

MANY = 200
KILLS = 10


def mills(number: int) -> list[str]:
    """The codes of as many organisations, written at once and recorded."""
    made = Organisation.objects.bulk_create(
        Organisation(name=f"Mill number {at}", country="BG", languages=["en"]) for at in range(number)
    )
    codes = [each.code for each in made]
    changes.record("organisation", codes)
    return codes


def rename(codes: list[str], name: str) -> None:
    Organisation.objects.filter(code__in=codes).update(name=name)
    changes.record("organisation", codes)


def let_claims_end() -> None:
    """As if a minute had passed since a worker died."""
    IndexChange.objects.filter(done_at=None).update(due_at=timezone.now())


def test_what_is_published_while_the_engine_is_away_is_all_found_when_it_is_back(outage):
    cluster = places.cluster()
    loop = Loop()
    with outage.off():
        published = []
        for number in range(MANY):
            page = practices.practice(cluster, title=f"Respun silk {number}", live=False)
            page.save_revision(clean=False).publish()
            published.append(page.code)
            if number % 50 == 0:
                assert loop() >= 1  # the worker tries, and waits
        with pytest.raises(EngineUnavailableError):
            current_engine().search(SearchRequest(text="silk"))

    while loop() == 0:
        pass

    engine = current_engine()
    assert {f"practice:{code}:en" for code in published} <= keys(engine)
    results = engine.search(SearchRequest(text="respun silk", kinds=("practice",)))
    assert results.total == MANY
    assert verify(engine).is_clean


def test_a_worker_killed_at_any_point_loses_nothing(engine_url):
    codes, halves = mills(60), 0
    engine = current_engine()
    dice = random.Random(4)
    for turn in range(KILLS):
        rename(codes, f"Mill of turn {turn}")
        before = _open_rows()
        with site_process("work", engine_url, 5):
            _wait_for(lambda before=before: _open_rows() < before)
            time.sleep(dice.uniform(0, 0.15))
        halves += _open_rows() > 0
        let_claims_end()

    assert halves > 0  # some were killed in the middle of their work
    drain(engine)
    outcome = verify(engine)
    assert (outcome.documents, outcome.waiting, outcome.wrong) == (60, 0, [])
    assert engine.search(SearchRequest(text=f'"turn {KILLS - 1}"')).total == 60


def test_a_rebuild_killed_at_any_point_leaves_a_whole_index(engine_url):
    codes = mills(120)
    engine = current_engine()
    drain(engine)
    generation = rebuild(engine).generation
    dice = random.Random(4)
    for turn in range(KILLS):
        rename(codes[:10], f"Mill of turn {turn}")
        with site_process("build", engine_url, 5) as process:
            _wait_for(lambda: engine.status().building or not process.is_alive())
            time.sleep(dice.uniform(0, 0.3))
        drain(engine)
        assert len(keys(engine)) == 120
        assert engine.search(SearchRequest(text=f'"turn {turn}"')).total == 10

    assert verify(engine).is_clean
    report = rebuild(engine)
    assert report.generation != generation
    assert engine.status().building == ""
    assert verify(engine).is_clean


def test_rebuilding_while_others_write_shows_no_gap_and_loses_no_write(engine_url):
    codes = mills(150)
    still, busy = codes[:50], codes[50:]
    engine = current_engine()
    rename(still, "Steady spindle")
    drain(engine)
    rebuild(engine)
    stop, faults, asked = threading.Event(), [], []

    def search():
        while not stop.is_set():
            total = engine.search(SearchRequest(text="steady spindle", highlight=False)).total
            asked.append(total)
            if total != 50:
                faults.append(f"{total} found")

    def write():
        turn = 0
        while not stop.is_set():
            turn += 1
            some = busy[turn % 10 :: 10]
            rename(some, f"Weaver of turn {turn}")
            if turn % 3 == 0:
                Organisation.objects.filter(code=some[0]).update(confirmed=turn % 2 == 0)
                changes.record("organisation", some[0])

    def work():
        while not stop.is_set():
            drain(engine)

    threads = [threading.Thread(target=_guarded, args=(function, faults)) for function in (search, write, work)]
    for thread in threads:
        thread.start()
    try:
        for _time in range(3):
            rebuild(engine)
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    drain(engine)
    assert faults == []
    assert len(asked) > 10
    outcome = verify(engine)
    assert (outcome.wrong, outcome.waiting) == ([], 0)


def test_two_processes_that_rebuild_at_once_leave_one_whole_index(engine_url):
    mills(60)
    engine = current_engine()
    with site_process("build", engine_url, 1) as first, site_process("build", engine_url, 1) as second:
        first.join(60)
        second.join(60)
        assert 0 in (first.exitcode, second.exitcode)

    assert verify(engine).is_clean
    assert engine.status().building == ""


def _guarded(function, faults: list[str]) -> None:
    try:
        function()
    except Exception as error:  # noqa: BLE001 -- whatever it was, the test must say so
        faults.append(f"{function.__name__}: {error!r}")
    finally:
        connection.close()


def _open_rows() -> int:
    return IndexChange.objects.filter(done_at=None).count()


def _wait_for(condition, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "nothing happened"
        time.sleep(0.005)
