"""Several processes on one folder: killed at any point, writing together, reading while generations change."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import apsw
import pytest
from django.conf import settings

from search.engines import open_engine
from search.engines.base import RebuildRunningError
from search.requests import SearchRequest
from tests.search.embedded.writers import ROUND, document


@contextmanager
def process(what: str, address: str, *more: object):
    command = [sys.executable, "-m", "tests.search.embedded.writers", what, address, *map(str, more)]
    running = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        if running.poll() is None:
            os.kill(running.pid, signal.SIGKILL)
        running.wait()
        running.stdout.close()


def check_files(engine) -> None:
    """SQLite's own opinion of the file in use, and that all its tables speak of the same documents."""
    generations = engine._generations
    connection = apsw.Connection(str(generations.file(generations.pointer().current)))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for table in ("words", "names"):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")  # noqa: S608 -- ours
    known = set(connection.execute("SELECT id FROM documents"))
    for table in ("words", "names", "texts"):
        column = "id" if table == "texts" else "rowid"
        assert set(connection.execute(f"SELECT {column} FROM {table}")) == known, table  # noqa: S608 -- ours
    connection.close()


@pytest.fixture
def address(tmp_path) -> str:
    return f"embedded://{tmp_path}/index"


@pytest.fixture
def engine(address):
    engine = open_engine(address)
    yield engine
    engine.close()


@pytest.mark.parametrize("seed", range(10))
def test_a_writer_killed_anywhere_leaves_a_whole_index(engine, address, seed):
    """What it said was done is there, and a round is there with all its documents or not at all."""
    engine.search(SearchRequest())
    with process("write", address) as writer:
        told = [writer.stdout.readline()]
        time.sleep(random.Random(seed).uniform(0.0, 0.25))
        os.kill(writer.pid, signal.SIGKILL)
        told += writer.stdout.read().splitlines()
    done = max((int(line.split()[1]) for line in told if line.startswith("done")), default=0)
    begun = max(int(line.split()[1]) for line in told if line.startswith("begin"))
    found = engine.search(SearchRequest(text="velvet", counted=("round",), limit=100))
    rounds = {int(count.value): count.count for count in found.facets["round"]}

    check_files(engine)
    assert rounds == {} if not begun else len(rounds) <= 1
    assert done <= max(rounds, default=0) <= begun
    assert found.total == sum(rounds.values())
    assert found.total in ({ROUND, ROUND - 1} if rounds else {0})
    assert engine.index([document(at, 0, 10**6) for at in range(ROUND)]).indexed == ROUND
    assert engine.search(SearchRequest(text="round0", limit=100)).total == ROUND


@pytest.mark.parametrize("seed", range(10))
def test_a_rebuild_killed_anywhere_leaves_nothing_that_counts(engine, address, tmp_path, seed):
    engine.index([document(at, 7, 5) for at in range(5)])
    first = engine.status().generation
    with process("rebuild", address) as builder:
        told = [builder.stdout.readline()]
        time.sleep(random.Random(seed).uniform(0.0, 0.3))
        os.kill(builder.pid, signal.SIGKILL)
        told += builder.stdout.read().splitlines()
    begun = [line.split()[1] for line in told if line.startswith("begin")]
    switched = [line.split()[1] for line in told if line.startswith("done")]
    status = engine.status()

    check_files(engine)
    assert status.building == ""
    # The last one said to be done, or the one after it, killed before it could say so.
    assert status.generation in ([first, *switched][-1], begun[-1])
    assert engine.search(SearchRequest(text="velvet", limit=1)).total == status.documents
    assert status.documents == (5 if status.generation == first else 200)
    assert engine.index([document(0, 7, 10**6)]).indexed == 1
    with engine.rebuild() as rebuild:  # nothing is held, and leftovers are gone
        assert len(list((tmp_path / "index").glob("search-*.sqlite3"))) <= 3
        rebuild.index([document(at, 7, 5) for at in range(3)])
        rebuild.switch()
    assert engine.status().documents == 3


def test_a_running_rebuild_is_seen_by_another_process_and_a_dead_one_is_not(engine, address):
    with process("rebuild", address) as builder:
        builder.stdout.readline()
        refused = False
        for _ in range(200):
            try:
                engine.rebuild().__exit__()
            except RebuildRunningError:
                refused = True
                break
        assert refused
    with engine.rebuild():
        pass


def test_processes_that_write_together_lose_nothing(engine, address):
    with process("own", address, 1000) as one, process("own", address, 2000) as other:
        for number in range(200):
            engine.index([document(3000 + number, 3000, 1)])
            assert engine.search(SearchRequest(text="velvet")).total >= number + 1
        assert one.wait(60) == other.wait(60) == 0

    assert engine.search(SearchRequest()).total == 600
    found = engine.search(SearchRequest(counted=("round",)))
    assert {count.value: count.count for count in found.facets["round"]} == {"1000": 200, "2000": 200, "3000": 200}
    check_files(engine)


def test_a_reader_sees_no_gap_while_generations_change(engine, address):
    """Each generation has two hundred documents: no search finds fewer, whenever it asks."""
    with engine.rebuild() as first:
        first.index([document(at, 0, 1) for at in range(200)])
        first.switch()
    generations, asked, until = set(), 0, time.monotonic() + 60
    with process("rebuild", address):
        while (len(generations) < 4 or asked < 300) and time.monotonic() < until:
            assert engine.search(SearchRequest(text="velvet", limit=1)).total == 200
            generations.add(engine._searcher[0])
            asked += 1

    assert len(generations) >= 3
    assert asked >= 100


def test_a_forked_process_opens_its_own_connections(engine):
    engine.index([document(1, 1, 1)])
    assert engine.search(SearchRequest(text="velvet")).total == 1
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        engine.index([document(2, 1, 1)])
        os.write(writing, str(engine.search(SearchRequest(text="velvet")).total).encode())
        os._exit(0)
    os.waitpid(child, 0)
    told = os.read(reading, 10)
    os.close(reading)
    os.close(writing)

    assert told == b"2"
    assert engine.search(SearchRequest(text="velvet")).total == 2
    engine.index([document(3, 1, 1)])
    assert engine.search(SearchRequest(text="velvet")).total == 3
    check_files(engine)
