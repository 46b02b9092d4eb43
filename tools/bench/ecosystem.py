"""The ecosystem’s room: directory and map with 100,000 organisations, lists of members, doubles, the map in a browser.

Other figures of the room have modules beside this one, `ecosystem_<what>.py`, each with a `measure() -> list[Figure]`
whose figures begin with the module's name; PARTS finds them.
"""

import json
import os
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import elastic
import serve
from bench import site
from bench.figures import Figure
from setup import PYTHON, ROOT, done, fingerprint, once, run, say, stop

SIZES = (1000, 100_000)
FOLDER = site.FOLDER / "firms"
HERE = Path(__file__).parent
FIRMS = HERE / "firms"
NAME = "ecosystem_directory"
GZIPPED = 60  # kB of an answer of the map

# Issue 6, “It must show”, 4: times the bare query of the engine, and times the list’s own time at 1,000.
TARGETS = {"list": 2, "list_growth": 4, "cells": 2}


def _environment(count: int, **more: str) -> dict[str, str]:
    paths = f"{ROOT}{os.pathsep}{ROOT / 'tools'}"
    values = {"CLOTH_VAR_DIR": str(FOLDER / str(count)), "DJANGO_SETTINGS_MODULE": "bench.settings"}
    return os.environ | values | {"PYTHONPATH": paths} | more


def _prepare(count: int) -> None:
    """The demonstration with so many firms more, in the database and in an embedded index."""
    site.prepare(site.SIZES[0])
    var, source = FOLDER / str(count), site.FOLDER / str(site.SIZES[0])
    shaping = [
        FIRMS / "filling.py",
        *sorted(ROOT.glob("*/search_*.py")),
        *sorted((ROOT / "search" / "engines").rglob("*.py")),
    ]
    key = fingerprint(*shaping) + (source / "filled").read_text()
    if not once(var / "filled", key):
        return
    shutil.rmtree(var, ignore_errors=True)
    shutil.copytree(source, var, ignore=shutil.ignore_patterns("filled", "search"))
    say(f"bench: {count} organisations")
    env = _environment(count)
    run(PYTHON, "-m", "bench.firms.filling", count, env=env)
    serve.manage("search", "rebuild", env=env, stdout=subprocess.DEVNULL)
    done(var / "filled", key)


def _asked(count: int, **more: str) -> dict[str, float]:
    """What a process of this size measures: medians in milliseconds, by name."""
    command = [str(PYTHON), "-m", "bench.firms.asking"]
    ended = subprocess.run(
        command, cwd=ROOT, env=_environment(count, **more), stdout=subprocess.PIPE, text=True, check=False
    )
    if ended.returncode:
        stop(f"bench.firms.asking failed with status {ended.returncode}; its words are above.")
    return json.loads(ended.stdout)


def measure() -> list[Figure]:
    """The list with the counts of all its filters, and the squares of the map, on both engines."""
    for count in SIZES:
        _prepare(count)
    say(f"bench: list and map of {SIZES[-1]} organisations, embedded")
    found = _figures("embedded", *(_asked(count) for count in SIZES))
    with elastic.server() as server:
        asked = []
        for count in SIZES:
            say(f"bench: list and map of {count} organisations, Elasticsearch")
            url = {"SEARCH_URL": f"{server.replace('http://', 'elasticsearch://')}/bench-firms-{count}"}
            serve.manage("search", "rebuild", env=_environment(count, **url), stdout=subprocess.DEVNULL)
            asked.append(_asked(count, **url))
        return found + _figures("elasticsearch", *asked)


def _figures(engine: str, small: dict[str, float], large: dict[str, float]) -> list[Figure]:
    begin = f"{NAME}_{engine}"
    ratios = {
        "list": large["list"] / large["list_bare"],
        "list_growth": large["list"] / small["list"],
        "cells": large["cells"] / large["cells_bare"],
    }
    found = [Figure(f"{begin}_{name}_p50", ratio, "x", "<=", TARGETS[name]) for name, ratio in ratios.items()]
    found.append(Figure(f"{begin}_cells_gzip", large.pop("cells_gzip") / 1000, "kB", "<=", GZIPPED))
    found.append(Figure(f"{begin}_cells_answer", large["answer"] / large["cells_bare"], "x"))
    found += [Figure(f"{begin}_{name}_raw", value, "ms") for name, value in large.items()]
    return [*found, Figure(f"{begin}_list_{SIZES[0]}_raw", small["list"], "ms")]


def _beside():
    names = sorted(path.stem for path in HERE.glob("ecosystem_*.py"))
    return {name: import_module(f"bench.{name}").measure for name in names}


PARTS = {NAME: measure, **_beside()}
