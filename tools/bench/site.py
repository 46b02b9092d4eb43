"""Home, list and practice page at 40 and at 5,000 practices, against plain Wagtail pages of the same size."""

import contextlib
import os
import shutil
import urllib.request
from pathlib import Path

import serve
from bench.figures import Figure
from bench.measure import Target, latencies, percentile, rates, size
from setup import PYTHON, ROOT, done, fingerprint, once, run, say

SIZES = (40, 5000)
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "150"))
SLICES = max(2, ROUNDS // 25)
FOLDER = ROOT / "build" / "bench"

PAGE, LIST, GROWTH = 1.5, 3.0, 1.3  # the targets: times a plain page, and 5,000 practices times 40
LISTS = {
    "list_all": "",
    "list_concept": "?concept=value-chain-step/cutting",
    "list_facts": "?cluster=bfa&status=running&evidence=document&sort=title",
    "list_text": "?q=waste&page=1",  # fills the first page at 40 practices too
}
KINDS = {"home": PAGE, **dict.fromkeys(LISTS, LIST), "practice": PAGE}


def _environment(count: int, port: int) -> dict[str, str]:
    return serve.environment(
        port,
        var=FOLDER / str(count),
        DJANGO_SETTINGS_MODULE="bench.settings",
        PYTHONPATH=f"{ROOT}{os.pathsep}{ROOT / 'tools'}",
    )


def prepare(count: int) -> None:
    """A database with `count` practices; made anew when code or data that shape it changed."""
    var, env = FOLDER / str(count), _environment(count, 0)
    shaping = [ROOT / "requirements" / "base.txt", ROOT / "tools" / "bench" / "peer", ROOT / "tools" / "bench_data.py"]
    shaping += [ROOT / "static", *sorted(ROOT.glob("*/migrations")), *sorted(ROOT.glob("*/demo"))]
    key = fingerprint(*shaping, *sorted(ROOT.glob("*/demo*.py")))
    if not once(var / "filled", key):
        return
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    say(f"bench: filling a site with {count} practices")
    if count == SIZES[0]:
        serve.manage("migrate", "--verbosity", "0", env=env)
        serve.manage("collectstatic", "--noinput", "--verbosity", "0", env=env)
        serve.manage("load_demo", env=env)
    else:
        smallest = FOLDER / str(SIZES[0])
        shutil.copytree(smallest, var, dirs_exist_ok=True, ignore=shutil.ignore_patterns("filled"))
        run(PYTHON, "tools/bench_data.py", str(count), env=env)
    serve.manage(
        "shell", "-v0", "-c", "from django.db import connection; connection.cursor().execute('ANALYZE')", env=env
    )
    done(var / "filled", key)


def _paths(port: int) -> dict[str, str]:
    """The addresses to ask for; the practice is the first of the list."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/en/practices/feed.atom") as answer:
        feed = answer.read().decode()
    entry = feed[feed.index("<entry") :]
    link = entry[entry.index('href="') + 6 :].split('"')[0]
    practice = "/" + link.split("/", 3)[3]
    return {"home": "/en/", **{name: f"/en/practices/{query}" for name, query in LISTS.items()}, "practice": practice}


@contextlib.contextmanager
def _servers():
    """Both sites at once, a worker process each, as gunicorn runs them in production."""
    ports = {count: serve.free_port() for count in SIZES}
    with contextlib.ExitStack() as ending:
        processes = {}
        for count in ports:
            prepare(count)
        for count, port in ports.items():
            processes[count] = serve.server(port, env=_environment(count, port), workers=1)
            ending.callback(serve.end, processes[count])
        for count, port in ports.items():
            serve.wait_until_it_answers(processes[count], port)
        yield ports, processes


def _memory(process) -> float:
    """Megabytes of one worker: what gunicorn's child holds resident, its preloaded code included."""
    words = Path("/proc") / str(process.pid) / "task" / str(process.pid) / "children"
    child = words.read_text().split()[0]
    status = (Path("/proc") / child / "status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def measure() -> list[Figure]:
    """All figures of the part `site`."""
    with _servers() as (ports, processes):
        targets = []
        for count, port in ports.items():
            pages = [Target(f"{name}_{count}", port, path) for name, path in _paths(port).items()]
            sizes = {page.name: size(page) for page in pages}
            peers = [f"{name}={length}" for name, length in sizes.items()]
            serve.manage("bench_peers", *peers, env=_environment(count, port))
            targets += pages
            for page in pages:
                peer = Target(f"peer_{page.name}", port, f"/en/peer-{page.name}/")
                difference = size(peer) / sizes[page.name] - 1
                if abs(difference) > 0.01:
                    raise SystemExit(f"✗ the plain page for {page.name} is {difference:+.1%} of its size")
                targets.append(peer)
        say(f"bench: {len(targets)} pages, {ROUNDS} rounds one by one, then {SLICES} slices of 4 clients at once")
        milliseconds = latencies(targets, rounds=ROUNDS)
        per_second = rates(targets, slices=SLICES)
        memory = max(_memory(process) for process in processes.values())
    return [*_figures(milliseconds, per_second), Figure("site_worker_memory", memory, "MB", "<=", 250)]


def _figures(milliseconds: dict[str, list[float]], per_second: dict[str, float]) -> list[Figure]:
    found = []
    for kind, target in KINDS.items():
        for count in SIZES:
            name = f"{kind}_{count}"
            own, peer = milliseconds[name], milliseconds[f"peer_{name}"]
            for rank in (50, 95):
                ratio = percentile(own, rank) / percentile(peer, rank)
                found.append(Figure(f"site_{name}_p{rank}", ratio, "x", "<=", target))
            rate = per_second[f"peer_{name}"] / per_second[name]
            found.append(Figure(f"site_{name}_rps", rate, "x", "<=", target))
            found += [Figure(f"site_{name}_p{rank}_raw", percentile(own, rank), "ms") for rank in (50, 95)]
            found.append(Figure(f"site_{name}_rps_raw", per_second[name], "1/s"))
            found.append(Figure(f"site_{name}_peer_p50_raw", percentile(peer, 50), "ms"))
        small, large = (milliseconds[f"{kind}_{count}"] for count in SIZES)
        growth = percentile(large, 50) / percentile(small, 50)
        found.append(Figure(f"site_{kind}_growth_p50", growth, "x", "<=", GROWTH))
        small_rate, large_rate = (per_second[f"{kind}_{count}"] for count in SIZES)
        found.append(Figure(f"site_{kind}_growth_rps", small_rate / large_rate, "x", "<=", GROWTH))
    return found
