"""Servers that are gone, silent or slow; a rebuild that dies; writes while the index is built anew."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from django.conf import settings

from search.documents import Removal, SearchDocument
from search.engines import open_engine
from search.engines.base import EngineUnavailableError, NothingToRollBackError, RebuildRunningError
from search.requests import SearchRequest, SuggestRequest


def document(number: int, revision: int = 1, title: str = "Silk") -> SearchDocument:
    return SearchDocument(
        key=f"practice:{number}:en",
        kind="practice",
        language="en",
        translation_key=f"practice:{number}",
        title=f"{title} number {number}",
        address="/{language}/practices/",
        revision=revision,
    )


CALLS = {
    "search": lambda engine: engine.search(SearchRequest(text="silk")),
    "suggest": lambda engine: engine.suggest(SuggestRequest(text="si")),
    "index": lambda engine: engine.index([document(1)]),
    "remove": lambda engine: engine.remove([Removal("practice:1:en", 2)]),
    "status": lambda engine: engine.status(),
    "entries": lambda engine: list(engine.entries()),
    "refresh": lambda engine: engine.refresh(),
    "rebuild": lambda engine: engine.rebuild(),
    "rollback": lambda engine: engine.rollback(),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_server_that_is_gone_is_told_at_once(call):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    engine = open_engine(f"elasticsearch://127.0.0.1:{port}/cloth")

    began = time.monotonic()
    with pytest.raises(EngineUnavailableError, match="Connection"):
        call(engine)
    assert time.monotonic() - began < 2
    engine.close()


@pytest.mark.parametrize("name", ["search", "suggest"])
def test_a_server_that_is_silent_is_given_up_after_the_time_out(name, monkeypatch):
    monkeypatch.setenv("SEARCH_TIMEOUT", "0.5")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = open_engine(f"elasticsearch://127.0.0.1:{silent.getsockname()[1]}/cloth")

        began = time.monotonic()
        with pytest.raises(EngineUnavailableError, match="Timeout|timed out"):
            CALLS[name](engine)
        assert time.monotonic() - began < 1.5
        engine.close()


def test_with_one_server_gone_the_other_answers(server, address):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        gone = f"127.0.0.1:{probe.getsockname()[1]}"
    engine = open_engine(address.replace("://", f"://{gone},"))
    engine.index([document(1)])
    engine.refresh()

    assert [engine.search(SearchRequest(text="silk")).total for _ in range(6)] == [1] * 6
    engine.close()


def test_a_removal_outlives_a_restart_of_the_memory_of_deletions(engine):
    """Elasticsearch forgets the revision of what it deleted; our tombstones do not."""
    engine.index([document(1, 5)])
    assert engine.remove([Removal("practice:1:en", 7)]).removed == 1
    client = engine.connection.client
    client.indices.close(index=f"{engine.options.name}-*")
    client.indices.open(index=f"{engine.options.name}-*")
    client.cluster.health(index=f"{engine.options.name}-*", wait_for_status="yellow", timeout="30s")

    assert engine.index([document(1, 6)]).stale == 1
    engine.refresh()
    assert engine.search(SearchRequest(text="silk")).total == 0
    assert list(engine.entries()) == []
    assert engine.index([document(1, 8)]).indexed == 1


class Site(threading.Thread):
    """Changes things without end, each time with a higher revision: first in its `database`, then in the index."""

    def __init__(self, engine) -> None:
        super().__init__(daemon=True)
        self.engine = engine
        self.database = {number: document(number) for number in range(200)}
        self.ended = threading.Event()

    def run(self) -> None:
        revision = 100
        while not self.ended.is_set():
            batch = []
            for number in range(10):
                revision += 1
                batch.append(document((revision * 7 + number) % 300, revision))
            self.database = self.database | {int(one.key.split(":")[1]): one for one in batch}
            self.engine.index(batch)


def test_a_rebuild_under_constant_writes_loses_none_and_no_search_sees_a_gap(engine):
    site = Site(engine)
    engine.index(site.database.values())
    engine.refresh()
    totals: list[int] = []

    def searching() -> None:
        while not site.ended.is_set():
            totals.append(engine.search(SearchRequest(text="silk", limit=1)).total)

    reader = threading.Thread(target=searching)
    site.start()
    reader.start()
    for _ in range(3):
        with engine.rebuild() as rebuild:
            rebuild.index(site.database.values())
            rebuild.switch()
    site.ended.set()
    site.join(30)
    reader.join(30)

    assert min(totals) >= 200
    engine.refresh()
    found = {key: revision for key, revision, _digest in engine.entries()}
    assert found == {one.key: one.revision for one in site.database.values()}


def test_a_rebuild_that_is_killed_does_not_count_as_running(engine, address):
    script = f"""
        import os, sys, time
        sys.path.insert(0, {str(settings.BASE_DIR)!r})
        os.environ["DJANGO_SETTINGS_MODULE"] = "cloth.settings.test"
        from search.engines import open_engine
        rebuild = open_engine({address!r}).rebuild()
        print(rebuild.generation, flush=True)
        time.sleep(60)
    """
    other = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    with other:
        left = other.stdout.readline().strip()
        with pytest.raises(RebuildRunningError):
            engine.rebuild()
        os.kill(other.pid, signal.SIGKILL)
    engine.index([document(1)])

    with engine.rebuild() as rebuild:
        assert rebuild.generation != left
        rebuild.index([document(1), document(2)])
        rebuild.switch()
    engine.refresh()
    assert engine.search(SearchRequest(text="silk")).total == 2
    assert not engine.connection.client.indices.exists(index=left)


def test_a_generation_is_kept_for_rollback_and_no_more(engine):
    with pytest.raises(NothingToRollBackError):
        engine.rollback()
    names = []
    for number in range(3):
        with engine.rebuild() as rebuild:
            rebuild.index([document(number)])
            rebuild.switch()
            names.append(rebuild.generation)

    status = engine.status()
    assert (status.generation, status.previous, status.building) == (names[2], names[1], "")
    assert engine.rollback() == names[1]
    assert [key for key, _revision, _digest in engine.entries()] == ["practice:1:en"]
    assert engine.status().previous == names[2]
    assert not engine.connection.client.indices.exists(index=names[0])


def test_the_servers_are_asked_for_nothing_beyond_the_basic_licence_and_their_core_modules(engine):
    from search.engines.elastic.mapping import definition

    def types(node):
        if isinstance(node, dict):
            yield from [node["type"]] if isinstance(node.get("type"), str) else []
            for held in node.values():
                yield from types(held)

    used = set(types(definition(1, None)["mappings"]["properties"]))
    assert used == {"keyword", "text", "object", "date", "geo_point", "short"}
