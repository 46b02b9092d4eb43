"""`make run`: CLOTH on this machine from nothing, with demo data, server and worker, on http://127.0.0.1:8000."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import elastic
import serve
import setup
from setup import PYTHON, ROOT, VAR, done, fingerprint, once, say, stop


def port() -> int:
    """PORT of the environment, when it is one and free."""
    text = os.environ.get("PORT", "8000")
    if not (text.isdecimal() and 0 < int(text) < 65536):
        stop("PORT must be a number from 1 to 65535, such as 8001.")
    if serve.is_taken(int(text)):
        stop(f"Something already answers on port {text}. Choose another: make run PORT={int(text) % 65535 + 1}")
    return int(text)


@contextlib.contextmanager
def engine(env: dict[str, str]):
    """Yield `env` with the engine that SEARCH names: the embedded one, or an Elasticsearch that ends with the site."""
    name = os.environ.get("SEARCH") or "embedded"
    if name == "embedded":
        yield env
        return
    if name != "elasticsearch":
        stop("SEARCH must be embedded or elasticsearch.")
    say("starting Elasticsearch")
    with elastic.server() as url:
        (VAR / "indexed").unlink(missing_ok=True)  # a new server is empty
        yield env | {"SEARCH_URL": url.replace("http://", "elasticsearch://") + "/cloth"}


def prepare(env: dict[str, str]) -> None:
    """Database, static files and demo data; each only when its inputs changed since it last ended well.

    A step that was killed half-way left no stamp and runs again: migrations continue, the demo data is idempotent.
    """
    lock = ROOT / "requirements" / "base.txt"
    if not (VAR / "cloth.sqlite3").exists() and "DATABASE_URL" not in env:
        (VAR / "migrated").unlink(missing_ok=True)
        (VAR / "demo-loaded").unlink(missing_ok=True)
    key = fingerprint(lock, *sorted(ROOT.glob("*/migrations")))
    if once(VAR / "migrated", key):
        say("preparing the database")
        serve.manage("migrate", "--verbosity", "0", env=env)
        done(VAR / "migrated", key)
    key = fingerprint(lock, ROOT / "static")
    if once(VAR / "collected", key):
        say("collecting static files")
        serve.manage("collectstatic", "--noinput", "--verbosity", "0", env=env)
        done(VAR / "collected", key)
    indexed = index_key(lock, env)
    key = fingerprint(ROOT / "vocabulary" / "data", *sorted(ROOT.glob("*/demo")))
    if once(VAR / "demo-loaded", key):
        say("loading the demo data")
        serve.manage("load_demo", "--no-index", env=env)
        (VAR / "indexed").unlink(missing_ok=True)
        done(VAR / "demo-loaded", key)
    if once(VAR / "indexed", indexed):
        say("building the search index")
        serve.manage("search", "rebuild", "--files", env=env, stdout=subprocess.DEVNULL)
        done(VAR / "indexed", indexed)


def index_key(lock: Path, env: dict[str, str]) -> str:
    """What the index was built with and where: its engine, the language work, and what the sources make of things."""
    sources = [*ROOT.glob("*/search_source.py"), *(ROOT / "search").glob("*source*.py")]
    if "SEARCH_URL" not in env and not any((VAR / "search").glob("*")):
        (VAR / "indexed").unlink(missing_ok=True)
    where = env.get("SEARCH_URL", "")
    return where + fingerprint(lock, ROOT / "search" / "engines", ROOT / "search" / "language", *sorted(sources))


def main() -> None:
    began = time.monotonic()
    number = port()
    env = serve.environment(number)
    setup.environment("base.txt")
    setup.messages()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with engine(env) as env:
            prepare(env)
            serve_until_told(number, env, began)
    except KeyboardInterrupt:
        print()


def serve_until_told(number: int, env: dict[str, str], began: float) -> None:
    say("starting the server and the worker")
    children = [serve.server(number, env=env), serve.worker(env=env)]
    accounts = subprocess.Popen(
        [PYTHON, "manage.py", "demo_accounts"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        serve.wait_until_it_answers(children[0], number)
        print(accounts.communicate()[0], flush=True)
        say(f"ready in {time.monotonic() - began:.0f} s on http://127.0.0.1:{number} – Ctrl-C ends it")
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        stop("The server or the worker ended; its words are above.")
    finally:
        serve.end(*children, accounts)


if __name__ == "__main__":
    main()
