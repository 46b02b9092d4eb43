"""The list of the directory with the counts of all its filters, and the squares of the map, beside the bare queries.

`python -m bench.firms.asking` asks the site of CLOTH_VAR_DIR and the engine of SEARCH_URL, in this process and in
turns, and prints medians in milliseconds. What is bare: for Elasticsearch the bodies that the page sends, by plain HTTP
(of the map only the grouping), with its cache of answers off; for the embedded engine SQL over tables as narrow as they
can be. Its times are those of the processor, since all of the work is done in this thread.
"""

import gzip
import http.client
import json
import os
from collections.abc import Callable
from contextlib import contextmanager
from statistics import median
from typing import Any
from urllib.parse import urlencode, urlsplit

import django
import orjson

django.setup()

from bench.finding.clock import turns  # noqa: E402 -- as below
from bench.firms import bare  # noqa: E402 -- as below
from django.http import QueryDict  # noqa: E402 -- models need Django set up
from django.test import Client  # noqa: E402 -- as above

from ecosystem import directory  # noqa: E402 -- as above
from search import service  # noqa: E402 -- as above
from search.requests import Box  # noqa: E402 -- as above

ROUNDS = 4
HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
LISTS = (
    "",
    "country=BG",
    "step=value-chain-step/weaving",
    "step=value-chain-step/cutting&country=FR&country=ES",
    "material=material/wool&min_order=300",
    "language=en&lead_days=45&has=certificate",
    "size=small&type=sme&sort=name",
    "country=RO&lacks=website&page=3",
)
VIEWS = {
    "34,-12,60,32": 4,
    "36,-10,58,30": 5,
    "41,22,44.5,29": 7,
    "40.4,0,42.9,3.5": 8,
    "43.5,-5,51.2,8.5": 6,
}
FILTERS = ("", "step=value-chain-step/weaving", "size=small&min_order=300")


class Elastic:
    """The bodies that our engine sends, and sending them again by plain HTTP."""

    cpu = False

    def __init__(self, engine) -> None:
        self.engine = engine
        where = urlsplit(os.environ["SEARCH_URL"])
        self.path = f"{where.path}/_search"
        self.connection = http.client.HTTPConnection(where.hostname, where.port, timeout=60)
        engine.connection.client.indices.put_settings(
            index=engine.options.name, settings={"index.requests.cache.enable": False}
        )

    @contextmanager
    def noted(self):
        bodies: list[bytes] = []
        ask = self.engine.connection.search

        def noting(index: str, body: dict[str, Any]) -> dict[str, Any]:
            bodies.append(orjson.dumps(body))
            return ask(index, body)

        self.engine.connection.search = noting
        try:
            yield bodies
        finally:
            self.engine.connection.search = ask

    def _send(self, bodies: list[bytes]) -> None:
        for body in bodies:
            self.connection.request("POST", self.path, body, HEADERS)
            answer = self.connection.getresponse()
            found = answer.read()
            if answer.status != 200:
                raise SystemExit(f"✗ Elasticsearch answered {answer.status}: {found[:300]!r}")
            orjson.loads(found)

    def page(self, ask: Callable[[], object]) -> Callable[[], None]:
        with self.noted() as bodies:
            ask()
        return lambda: self._send(bodies)

    def grouping(self, ask: Callable[[], object], _box: Box, _zoom: int) -> Callable[[], None]:
        """Only the tiles with their middles and clusters: no counting by name, no names."""
        with self.noted() as bodies:
            ask()
        body = orjson.loads(bodies[0])
        tiles = body["aggs"]["tiles"]["aggs"]
        tiles.pop("unlike", None)
        for each in tiles.values():
            each.pop("aggs", None)
        return lambda: self._send([orjson.dumps(body)])


def main() -> None:
    engine = service.engine()
    peer = bare.Sql(engine) if engine.name == "embedded" else Elastic(engine)
    client = Client(headers={"host": "127.0.0.1"})

    def get(path: str) -> bytes:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"✗ {path} answered {answer.status_code}")
        return answer.content

    pages = {query: f"/en/organisations/?{query}" for query in LISTS}
    bare_pages = {query: peer.page(lambda path=path: get(path)) for query, path in pages.items()}
    times = turns(
        {"list": lambda one: get(pages[one[0]]), "list_bare": lambda one: bare_pages[one[0]]()},
        [(query, "en") for query in LISTS],
        rounds=ROUNDS,
        cpu=peer.cpu,
    )
    ways, sizes = {}, []
    for box, zoom in VIEWS.items():
        for query in FILTERS:
            sizes.append(len(gzip.compress(get(_cells(box, zoom, query)), 6)))
            ways[box, query] = _ways(peer, box, zoom, query, get)
    asked = list(ways)
    times |= turns(
        {name: lambda one, name=name: ways[one][name]() for name in ("cells", "cells_bare", "answer")},
        asked,
        rounds=ROUNDS,
        cpu=peer.cpu,
    )
    print(json.dumps({name: median(values) for name, values in times.items()} | {"cells_gzip": max(sizes)}))


def _cells(box: str, zoom: int, query: str) -> str:
    return f"/en/map/cells/?{urlencode({'box': box, 'zoom': zoom})}&{query}"


def _ways(peer, box: str, zoom: int, query: str, get: Callable[[str], bytes]) -> dict[str, Callable[[], object]]:
    part = Box(*map(float, box.split(",")))
    asked = directory.parse(QueryDict(query))

    def cells() -> object:
        return directory.cells(asked, user=None, box=part, zoom=zoom, language="en", counted=("cluster",))

    return {
        "cells": cells,
        "cells_bare": peer.grouping(cells, part, zoom),
        "answer": lambda: get(_cells(box, zoom, query)),
    }


if __name__ == "__main__":
    main()
