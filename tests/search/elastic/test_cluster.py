"""Three nodes with TLS and an API key; one of them dies while documents are written and searched."""

import threading
import time

import pytest

from search.documents import SearchDocument
from search.engines import open_engine
from search.engines.base import EngineUnavailableError
from search.requests import SearchRequest

BEFORE, AFTER = 3, 10  # seconds of writing and searching before the node dies and after


def document(number: int, revision: int = 1) -> SearchDocument:
    return SearchDocument(
        key=f"practice:{number}:en",
        kind="practice",
        language="en",
        translation_key=f"practice:{number}",
        title=f"Silk number {number}",
        body="Silk waste becomes yarn.",
        address=f"/{{language}}/practices/{number}/",
        revision=revision,
    )


class Load:
    """Writes without end in one thread, as the worker does: what fails is tried again. Searches in another."""

    def __init__(self, engine) -> None:
        self.engine = engine
        self.written: set[str] = set()
        self.refused = 0
        self.searches: list[float] = []
        self.failed: list[str] = []
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._write), threading.Thread(target=self._search)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc):
        self._ended.set()
        for thread in self._threads:
            thread.join(timeout=60)
        assert not any(thread.is_alive() for thread in self._threads)

    def _write(self) -> None:
        number = 0
        while not self._ended.is_set():
            batch = [document(number + offset) for offset in range(20)]
            try:
                self.engine.index(batch)
            except EngineUnavailableError:
                self.refused += 1
                time.sleep(0.2)
                continue
            self.written |= {one.key for one in batch}
            number += len(batch)

    def _search(self) -> None:
        while not self._ended.is_set():
            began = time.monotonic()
            try:
                self.engine.search(SearchRequest(text="silk waste", counted=("country",)))
            except EngineUnavailableError as error:
                self.failed.append(str(error))
            self.searches.append(time.monotonic() - began)


def _shards(cluster, node: int) -> list[dict]:
    return cluster.ask("/_cat/shards/cloth-v*?format=json", node=node)


def _until(what, seconds: float = 60):
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.25)
    return found


def test_a_node_dies_while_documents_are_written_and_searched(cluster, cluster_engine):
    """The time-out is 10 s here: four servers and the rest of the suite share two cores."""
    engine = cluster_engine
    engine.index([document(0)])
    engine.refresh()
    for _ in range(30):  # a server that has just begun is slow
        engine.search(SearchRequest(text="silk waste", counted=("country",)))
    _until(lambda: {shard["state"] for shard in _shards(cluster, 0)} == {"STARTED"})
    primary = next(shard["node"] for shard in _shards(cluster, 0) if shard["prirep"] == "p")
    victim = int(primary.removeprefix("node"))
    survivor = (victim + 1) % 3

    with Load(engine) as load:
        time.sleep(BEFORE)
        before = len(load.searches)
        cluster.nodes[victim].kill()
        time.sleep(AFTER)

    assert before
    assert len(load.searches) > before
    assert load.failed == []
    assert max(load.searches) < engine.options.timeout + 0.5
    engine.refresh()
    assert {key for key, _revision, _digest in engine.entries()} >= load.written
    assert engine.status().documents == len(list(engine.entries()))
    assert engine.search(SearchRequest(text="silk", limit=1)).total == pytest.approx(
        engine.status().documents, rel=0.05
    )

    cluster.nodes[victim].start()
    cluster.wait()
    _until(lambda: {shard["state"] for shard in _shards(cluster, survivor)} == {"STARTED"})
    engine.refresh()
    copies = _until(
        lambda: len({shard["docs"] for shard in _shards(cluster, survivor)}) == 1 and _shards(cluster, survivor)
    )
    assert {int(shard["docs"]) for shard in copies} == {engine.status().documents}
    assert len(copies) == 2


def test_a_wrong_key_is_told_and_nothing_is_read(cluster, cluster_engine, monkeypatch):
    cluster_engine.index([document(1)])
    monkeypatch.setenv("SEARCH_API_KEY", "d3Jvbmc6a2V5")
    stranger = open_engine(cluster.urls[0] + "/cloth")

    with pytest.raises(EngineUnavailableError, match="AuthenticationException"):
        stranger.search(SearchRequest(text="silk"))
    stranger.close()


def test_a_server_whose_certificate_is_signed_by_nobody_we_know_is_not_spoken_to(cluster, api_key, monkeypatch):
    monkeypatch.setenv("SEARCH_API_KEY", api_key)
    monkeypatch.delenv("SEARCH_CA_FILE", raising=False)
    trusting_nobody = open_engine(cluster.urls[0] + "/cloth")

    with pytest.raises(EngineUnavailableError, match="TlsError|certificate verify failed"):
        trusting_nobody.search(SearchRequest(text="silk"))
    trusting_nobody.close()


def test_a_new_generation_has_a_second_copy_before_it_goes_live(cluster, cluster_engine):
    cluster_engine.index([document(number) for number in range(50)])
    with cluster_engine.rebuild() as rebuild:
        rebuild.index([document(number, 2) for number in range(50)])
        rebuild.switch()
        shards = [shard for shard in _shards(cluster, 0) if shard["index"] == rebuild.generation]

    assert sorted((shard["prirep"], shard["state"]) for shard in shards) == [("p", "STARTED"), ("r", "STARTED")]
