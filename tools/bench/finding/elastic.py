"""Elasticsearch with 50,000 documents: a search through our engine beside the same bodies by plain HTTP.

Half of the questions take a second, small request (for the versions in the reader's language), some a third (for what a
misspelt word means): plain HTTP sends them all. `first` is the ratio to the first of them alone.

python -m bench.finding.elastic TEXTS SERVER
"""

import http.client
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from bench.finding.clock import percentile, turns
from bench.finding.texts import FACETS, asked, read
from elasticsearch import Elasticsearch

from search.documents import PUBLIC
from search.engines import open_engine
from search.engines.elastic.engine import ElasticEngine
from search.requests import SearchRequest
from tests.search.judged.vocabulary import thesaurus

INDEX = "bench-texts"
ROUNDS = 4
HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


def request(question: tuple[str, str]) -> SearchRequest:
    text, language = question
    return SearchRequest(text=text, language=language, access=(PUBLIC, "signed-in"), counted=tuple(FACETS))


def compare(server: str) -> dict[str, float]:
    engine = open_engine(f"{server.replace('http://', 'elasticsearch://')}/{INDEX}", thesaurus=thesaurus())
    where = urlsplit(server)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=60)
    questions = asked()
    bodies = {one: _sent(engine, one) for one in questions}

    def own(question: tuple[str, str]) -> None:
        engine.search(request(question))

    def send(body: bytes) -> None:
        connection.request("POST", f"/{INDEX}/_search", body, HEADERS)
        answer = connection.getresponse()
        found = answer.read()
        if answer.status != 200:
            raise SystemExit(f"✗ Elasticsearch answered {answer.status}: {found[:300]!r}")
        orjson.loads(found)

    def raw(question: tuple[str, str]) -> None:
        for body in bodies[question]:
            send(body)

    def first(question: tuple[str, str]) -> None:
        send(bodies[question][0])

    times = turns({"own": own, "raw": raw, "first": first}, questions, rounds=ROUNDS)
    connection.close()
    engine.close()
    figures: dict[str, float] = {}
    for rank in (50, 95):
        ours, theirs = percentile(times["own"], rank), percentile(times["raw"], rank)
        name = f"elasticsearch_page_p{rank}"
        figures |= {name: ours / theirs, f"{name}_raw": ours, f"{name}_http_raw": theirs}
        figures[f"{name}_first"] = ours / percentile(times["first"], rank)
    figures["elasticsearch_page_requests"] = sum(map(len, bodies.values())) / len(bodies)
    return figures


def _sent(engine: ElasticEngine, question: tuple[str, str]) -> list[bytes]:
    """The bodies that a search sends."""
    bodies: list[bytes] = []
    ask = engine.connection.search

    def noted(index: str, body: Mapping[str, Any]) -> dict[str, Any]:
        bodies.append(orjson.dumps(body))
        return ask(index, body)

    engine.connection.search = noted
    try:
        engine.search(request(question))
    finally:
        engine.connection.search = ask
    return bodies


def main(texts: Path, server: str) -> None:
    address = f"{server.replace('http://', 'elasticsearch://')}/{INDEX}"
    engine = open_engine(address, thesaurus=thesaurus())
    client = Elasticsearch(server, request_timeout=300)
    try:
        began, spent = time.perf_counter(), time.process_time()
        count = engine.index(read(texts)).indexed
        wall, spent = time.perf_counter() - began, time.process_time() - spent
        client.indices.forcemerge(index=INDEX, max_num_segments=1)  # so that no merging disturbs what is measured
        engine.refresh()
        figures = compare(server)
        figures |= {"elasticsearch_fill_wall_raw": count / wall, "elasticsearch_fill_raw": count / spent}
        print(json.dumps({"figures": figures}))
    finally:
        client.indices.delete(index=f"{INDEX}-*", expand_wildcards="all")
        client.close()
        engine.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
