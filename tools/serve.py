"""Starting and ending the site's processes: used by `make run`, the browser tests, the benchmark and the screenshots.

Standard library only: it runs before anything is installed.
"""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from setup import PYTHON, ROOT, run, stop

PATIENCE = 60  # seconds for a server to answer on a busy machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def environment(port: int, *, var: Path | None = None, **more: str) -> dict[str, str]:
    """The environment of an embedded site on `port`, with its data below `var`."""
    values = {"DJANGO_SETTINGS_MODULE": "cloth.settings.dev", "BASE_URL": f"http://127.0.0.1:{port}"}
    if var:
        values["CLOTH_VAR_DIR"] = str(var)
    return os.environ | values | {"PYTHONUNBUFFERED": "1"} | more


def manage(*arguments, env: dict[str, str], **options) -> None:
    run(PYTHON, "manage.py", *arguments, env=env, **options)


def server(port: int, *, env: dict[str, str], workers: int = 2, **options) -> subprocess.Popen:
    """A gunicorn as in production; `--preload` loads the code once for all its processes."""
    command = [PYTHON, "-m", "gunicorn", "cloth.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--threads", "4", "--preload", "--no-control-socket", "--log-level", "warning"]
    return subprocess.Popen(command, cwd=ROOT, env=env, **options)


def worker(*, env: dict[str, str], **options) -> subprocess.Popen:
    return subprocess.Popen([PYTHON, "manage.py", "worker"], cwd=ROOT, env=env, **options)


def wait_until_it_answers(process: subprocess.Popen, port: int) -> None:
    """Return when the server answers; a sentence and the end when it dies or is silent for a minute."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            stop("The server ended before it answered; its words are above.")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    stop(f"The server did not answer within {PATIENCE} seconds.")


def end(*processes: subprocess.Popen) -> None:
    """Ask the processes to end; the ones that do not within 20 seconds are killed."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
