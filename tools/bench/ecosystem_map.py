"""The first map with 10,000 pins in a browser, beside a bare Leaflet page that clusters the same pins by itself.

Both are opened in turns in fresh browsers; then both are dragged about, and frames of more than 100 ms are counted.
"""

import json
import os
import shutil
import statistics
import subprocess

import serve
import setup
from bench.figures import Figure
from setup import PYTHON, ROOT, done, fingerprint, once, say, stop

PINS = 10_000
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
VAR = ROOT / "build" / "bench" / "map"
RATIO = 1.3
SCRIPT = "tools/bench/map_browser.py"


def measure() -> list[Figure]:
    setup.environment("dev.txt")
    port = serve.free_port()
    env = serve.environment(port, var=VAR, DEMO="0", PYTHONPATH=f"{ROOT}{os.pathsep}{ROOT / 'tools'}")
    prepare(env)
    say(f"bench: a map of {PINS} pins beside a bare one, {ROUNDS} rounds")
    process = serve.server(port, env=env)
    try:
        serve.wait_until_it_answers(process, port)
        told = subprocess.run(
            [PYTHON, "-P", SCRIPT, "browse", str(port), str(ROUNDS)],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            check=False,
        )
    finally:
        serve.end(process)
    if told.returncode:
        stop("The browser of the bench ended early; its words are above.")
    return _figures(json.loads(told.stdout))


def prepare(env: dict[str, str]) -> None:
    """A site with so many organisations in the index; made anew when what shapes it changed."""
    shaping = [ROOT / SCRIPT, ROOT / "search", *sorted((ROOT / "clusters").glob("search_*.py"))]
    key = fingerprint(*shaping, *sorted(ROOT.glob("*/migrations")))
    if not once(VAR / "filled", key):
        serve.manage("collectstatic", "--noinput", "--verbosity", "0", env=env)
        return
    shutil.rmtree(VAR, ignore_errors=True)
    VAR.mkdir(parents=True)
    say(f"bench: filling a site with {PINS} organisations")
    serve.manage("migrate", "--verbosity", "0", env=env)
    serve.manage("collectstatic", "--noinput", "--verbosity", "0", env=env)
    subprocess.run([PYTHON, "-P", SCRIPT, "fill", str(PINS)], cwd=ROOT, env=env, check=True)
    done(VAR / "filled", key)


def _figures(told: dict[str, list[float]]) -> list[Figure]:
    own, bare = statistics.median(told["own"]), statistics.median(told["bare"])
    ours = statistics.median(told["own_slow"])
    return [
        Figure("ecosystem_map.bare_ms", bare, "ms"),
        Figure("ecosystem_map.first_ms", own, "ms"),
        Figure("ecosystem_map.first_ratio", own / bare, "times", "<=", RATIO),
        Figure("ecosystem_map.bare_slow_frames", statistics.median(told["bare_slow"]), "frames"),
        Figure("ecosystem_map.slow_frames", ours, "frames", "<=", statistics.median(told["bare_slow"])),
        Figure("ecosystem_map.view_kb", told["bytes"][0] / 1000, "kB", "<=", 60),
    ]
