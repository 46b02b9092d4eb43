"""Asking servers for pages, fairly: one after the other in turns, so that the noise of the machine meets all alike."""

import http.client
import random
import statistics
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One address on one server."""

    name: str
    port: int
    path: str


def fetch(connection: http.client.HTTPConnection, path: str) -> int:
    """Get a page whole; returns its size. Anything but 200 ends the benchmark: there is no speed in an error."""
    connection.request("GET", path, headers={"Host": "127.0.0.1", "Accept": "text/html"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"✗ {path} answered {response.status}")
    return len(body)


def size(target: Target) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
    try:
        return fetch(connection, target.path)
    finally:
        connection.close()


def latencies(targets: list[Target], *, rounds: int) -> dict[str, list[float]]:
    """Milliseconds per request and target; each round asks every target once, in a new order."""
    connections = {target.port: http.client.HTTPConnection("127.0.0.1", target.port, timeout=60) for target in targets}
    found: dict[str, list[float]] = {target.name: [] for target in targets}
    order, dice = list(targets), random.Random(7)  # noqa: S311 -- an order, no secret
    for number in range(rounds + 5):
        dice.shuffle(order)
        for target in order:
            began = time.perf_counter()
            fetch(connections[target.port], target.path)
            if number >= 5:  # the first rounds warm up
                found[target.name].append((time.perf_counter() - began) * 1000)
    for connection in connections.values():
        connection.close()
    return found


def percentile(values: list[float], per_cent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[per_cent - 1]


def rates(targets: list[Target], *, slices: int, seconds: float = 1.0, clients: int = 4) -> dict[str, float]:
    """Requests per second with `clients` at once; the targets take turns of `seconds`, `slices` times."""
    done = dict.fromkeys((target.name for target in targets), 0)
    spent = dict.fromkeys((target.name for target in targets), 0.0)
    for _slice in range(slices):
        for target in targets:
            began = time.perf_counter()
            done[target.name] += _burst(target, began + seconds, clients)
            spent[target.name] += time.perf_counter() - began
    return {name: done[name] / spent[name] for name in done}


def _burst(target: Target, until: float, clients: int) -> int:
    counts = [0] * clients

    def ask(index: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
        while time.perf_counter() < until:
            fetch(connection, target.path)
            counts[index] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)
