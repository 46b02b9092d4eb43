"""A whole site for the browser tests: its own database with the demo data, a server, a worker and a mail server."""

import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time as dtime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.browser.clock import FILE as CLOCK
from tests.conftest import _migrations_key, _template

sys.path.insert(0, str(settings.BASE_DIR / "tools"))
import serve

WAIT_FOR_MAIL = 40  # seconds; the worker looks twice a second, on a busy machine less often


@dataclass
class Mailbox:
    """Everything that the site sent, as a real mail server received it."""

    messages: list[EmailMessage] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd’s name
        with self.arrived:
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
            self.arrived.notify_all()
        return "250 taken"

    def newest_to(self, address: str, *, after: int = 0) -> EmailMessage:
        """Wait for a message to `address`, not among the first `after` ones, and return the newest."""
        until = time.monotonic() + WAIT_FOR_MAIL
        with self.arrived:
            while True:
                found = [message for message in self.messages[after:] if address in str(message["to"])]
                if found:
                    return found[-1]
                left = until - time.monotonic()
                assert left > 0, f"no mail to {address} within {WAIT_FOR_MAIL} s"
                self.arrived.wait(left)


@dataclass
class RunningSite:
    """Where the site is, what it mailed, and what its processes said."""

    address: str
    mailbox: Mailbox
    log: Path
    env: dict[str, str]

    @contextmanager
    def calendar(self):
        """Gives `on(day)`: from then on it is that day, ten in the morning, for the exchanges, whose round it runs.

        In the end it is today again.
        """
        file = Path(self.env[CLOCK])

        def on(day: date) -> None:
            file.write_text(datetime.combine(day, dtime(10), tzinfo=timezone.get_default_timezone()).isoformat())
            serve.run(serve.PYTHON, "-m", "tests.browser.rounds", env=self.env)

        try:
            yield on
        finally:
            file.unlink(missing_ok=True)

    def complaints(self) -> list[str]:
        """Lines of the server’s and the worker’s log that tell of a fault; a warning may explain itself at length."""
        words = ("Traceback", "Internal Server Error", "database is locked", "CRITICAL")
        lines = self.log.read_text().splitlines()
        pairs = zip(["", *lines], lines, strict=False)
        return [line for before, line in pairs if any(word in line for word in words) and " WARNING " not in before]


def _prepared() -> Path:
    """Where the demonstration is kept for SQLite, under the hash of whatever makes it: loading it takes a minute.

    The week is part of it, because the days of the exchanges are told from the one on which they are loaded.
    """
    root = settings.BASE_DIR
    digest = hashlib.sha256((root / "requirements" / "base.txt").read_bytes())
    digest.update(timezone.localdate().strftime("%G-%V").encode())
    for app in sorted(file.parent for file in root.glob("*/apps.py")):
        for file in sorted(app.rglob("*")):
            if file.suffix in {".py", ".toml", ".ttl"}:
                digest.update(str(file.relative_to(root)).encode() + file.read_bytes())
    return settings.VAR_DIR / "test-templates" / f"demo-{digest.hexdigest()[:16]}"


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as database:
        database.execute("VACUUM INTO ?", (str(target),))


def _copy(source: Path, target: Path) -> None:
    """Database, media and search index of a site at rest."""
    _copy_database(source / "cloth.sqlite3", target / "cloth.sqlite3")
    for folder in ("media", "search"):
        shutil.copytree(source / folder, target / folder)


def _keep(var: Path, prepared: Path) -> None:
    """Keep what was loaded for later runs, whole or not at all; of older ones the two newest."""
    half = Path(tempfile.mkdtemp(dir=prepared.parent))
    _copy(var, half)
    for old in sorted(prepared.parent.glob("demo-*"), key=os.path.getmtime)[:-2]:
        shutil.rmtree(old, ignore_errors=True)
    try:
        half.rename(prepared)
    except OSError:  # another run was quicker
        shutil.rmtree(half)


def _load(var: Path, env: dict[str, str], out) -> None:
    """Tables with the demonstration in them: copied, or made once."""
    prepared = None if "DATABASE_URL" in env else _prepared()
    if prepared and prepared.exists():
        _copy(prepared, var)
        return
    if prepared and (migrated := _template(_migrations_key())).exists():
        _copy_database(migrated, var / "cloth.sqlite3")
    serve.manage("migrate", "--verbosity", "0", env=env, stdout=out)
    serve.manage("load_demo", env=env, stdout=out)
    if prepared:
        _keep(var, prepared)


def _database() -> dict[str, str]:
    """A database of the kind the suite runs on."""
    if connection.vendor == "sqlite":
        return {}
    server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    name = f"browser_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as session:
        session.execute(f'CREATE DATABASE "{name}"')
    return {"DATABASE_URL": f"{server}/{name}"}


def run_site(var: Path):
    """Generator: set the site up below `var`, yield it, end its processes."""
    port, mail_port, mailbox = serve.free_port(), serve.free_port(), Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mail_port)
    controller.start()
    mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_port)}
    told = {CLOCK: str(var / "clock"), "DJANGO_SETTINGS_MODULE": "tests.browser.settings"}
    env = serve.environment(port, var=var, **mail, **_database(), **told)
    log = var / "log"
    with log.open("w") as out:
        serve.manage("collectstatic", "--noinput", "-v", "0", env=env, stdout=out)
        _load(var, env, out)
    with log.open("a") as out:
        processes = [serve.server(port, env=env, stdout=out, stderr=out), serve.worker(env=env, stdout=out, stderr=out)]
    try:
        serve.wait_until_it_answers(processes[0], port)
        yield RunningSite(f"http://127.0.0.1:{port}", mailbox, log, env)
    finally:
        serve.end(*processes)
        controller.stop(no_assert=True)
        shutil.rmtree(var / "media", ignore_errors=True)
