"""`make run`: CLOTH on this machine from nothing, with demo data, server and worker, on http://127.0.0.1:8000."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import setup
from setup import PYTHON, ROOT, VAR, done, fingerprint, once, run, say, stop

PORT = int(os.environ.get("PORT", "8000"))
ADDRESS = f"http://127.0.0.1:{PORT}"
ENVIRONMENT = os.environ | {
    "DJANGO_SETTINGS_MODULE": "cloth.settings.dev",
    "BASE_URL": ADDRESS,
    "PYTHONUNBUFFERED": "1",
}
APPS = ("accounts", "clusters", "core", "home", "practices", "search", "vocabulary")


def prepare() -> None:
    """Database, static files and demo data; each only when its inputs changed since the last start."""
    lock = ROOT / "requirements" / "base.txt"
    key = fingerprint(lock, *(ROOT / app / "migrations" for app in APPS))
    if once(VAR / "migrated", key) or not (VAR / "cloth.sqlite3").exists():
        say("preparing the database")
        run(PYTHON, "manage.py", "migrate", "--verbosity", "0", env=ENVIRONMENT)
        done(VAR / "migrated", key)
    key = fingerprint(lock, ROOT / "static")
    if once(VAR / "collected", key):
        say("collecting static files")
        run(PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity", "0", env=ENVIRONMENT)
        done(VAR / "collected", key)
    key = fingerprint(
        ROOT / "vocabulary" / "data", ROOT / "clusters" / "demo", ROOT / "practices" / "demo", ROOT / "home" / "demo"
    )
    if once(VAR / "demo-loaded", key):
        say("loading the demo data")
        run(PYTHON, "manage.py", "load_demo", env=ENVIRONMENT)
        done(VAR / "demo-loaded", key)


def wait_until_it_answers(server: subprocess.Popen) -> None:
    for _attempt in range(150):
        if server.poll() is not None:
            stop("The server ended before it answered; its words are above.")
        try:
            urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=5)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    stop("The server did not answer within 30 seconds.")


def main() -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)) == 0:
            stop(f"Something already answers on port {PORT}. Choose another: make run PORT=8001")
    setup.environment("base.txt")
    setup.messages()
    prepare()
    children = [
        subprocess.Popen(
            [PYTHON, "-m", "gunicorn", "cloth.wsgi", "--bind", f"127.0.0.1:{PORT}", "--workers", "2", "--threads", "4",
             "--log-level", "warning"],
            cwd=ROOT, env=ENVIRONMENT,
        ),
        subprocess.Popen([PYTHON, "manage.py", "worker"], cwd=ROOT, env=ENVIRONMENT),
    ]  # fmt: skip
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        wait_until_it_answers(children[0])
        run(PYTHON, "manage.py", "demo_accounts", env=ENVIRONMENT)
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        stop("The server or the worker ended; its words are above.")
    except KeyboardInterrupt:
        print()
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=20)


if __name__ == "__main__":
    main()
