"""Boards and list with 10,000 exchanges beside 100, asked for in turns; queries of each page at both sizes."""

import json
import os
import random
import shutil
import statistics
import subprocess

import serve
from bench.figures import Figure
from setup import PYTHON, ROOT, done, fingerprint, once, say

SIZES = (100, 10_000)
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "60"))
FOLDER = ROOT / "build" / "bench"
GROWTH, QUERIES = 2.0, 15
PAGES = ("boards", "list", "list_filtered", "list_late")


def _environment(count: int) -> dict[str, str]:
    return serve.environment(0, var=FOLDER / f"exchanges-{count}", DEMO="0", PYTHONPATH=str(ROOT))


def prepare(count: int) -> None:
    """A database with so many exchanges; made anew when what shapes it changed."""
    var, env = FOLDER / f"exchanges-{count}", _environment(count)
    shaping = [
        ROOT / "tests" / "factories" / "exchange_rows.py",
        ROOT / "tools" / "bench" / "boards_site.py",
        ROOT / "static",
    ]
    key = fingerprint(*shaping, *sorted(ROOT.glob("*/migrations")), ROOT / "exchanges" / "data")
    if not once(var / "filled", key):
        return
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    say(f"bench: filling a site with {count} exchanges")
    serve.manage("migrate", "--verbosity", "0", env=env)
    serve.manage("collectstatic", "--noinput", "--verbosity", "0", env=env)
    subprocess.run([PYTHON, "-P", "tools/bench/boards_site.py", "fill", str(count)], cwd=ROOT, env=env, check=True)
    done(var / "filled", key)


class Site:
    """A process that answers “how long does this page take, and how many queries” for its own database."""

    def __init__(self, count: int):
        self.process = subprocess.Popen(
            [PYTHON, "-P", "tools/bench/boards_site.py", "serve"],
            cwd=ROOT,
            env=_environment(count),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, page: str) -> dict:
        self.process.stdin.write(f"{page}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=20)


def measure() -> list[Figure]:
    for count in SIZES:
        prepare(count)
    say(f"bench: boards and list with {SIZES[0]} and {SIZES[1]} exchanges, {ROUNDS} rounds")
    sites = {count: Site(count) for count in SIZES}
    try:
        return _measured(sites)
    finally:
        for site in sites.values():
            site.end()


def _measured(sites: dict[int, Site]) -> list[Figure]:
    turns = [(page, count) for page in PAGES for count in SIZES]
    queries = {turn: sites[turn[1]].ask(turn[0])["queries"] for turn in turns for _warm in range(3)}
    spent: dict[tuple[str, int], list[float]] = {turn: [] for turn in turns}
    dice = random.Random(7)  # noqa: S311 -- an order, no secret
    for _round in range(ROUNDS):
        dice.shuffle(turns)
        for page, count in turns:
            spent[page, count].append(sites[count].ask(page)["milliseconds"])
    found = []
    for page in PAGES:
        small, large = (statistics.median(spent[page, count]) for count in SIZES)
        found += [
            Figure(f"exchanges_{page}_growth", large / small, "x", "<=", GROWTH),
            Figure(f"exchanges_{page}_queries", max(queries[page, count] for count in SIZES), "queries", "<=", QUERIES),
            Figure(f"exchanges_{page}_p50", large, "ms"),
        ]
    return found
