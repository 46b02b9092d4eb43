"""A whole site for the browser tests: its own database with the demo data, a server, a worker and a mail server."""

import os
import shutil
import sqlite3
import sys
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

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

    def complaints(self) -> list[str]:
        """Lines of the server’s and the worker’s log that tell of a fault; a warning may explain itself at length."""
        words = ("Traceback", "Internal Server Error", "database is locked", "CRITICAL")
        lines = self.log.read_text().splitlines()
        pairs = zip(["", *lines], lines, strict=False)
        return [line for before, line in pairs if any(word in line for word in words) and " WARNING " not in before]


def _database(var: Path) -> dict[str, str]:
    """A database of the kind the suite runs on; SQLite starts from the migrated copy that tests/conftest.py keeps."""
    if connection.vendor == "sqlite":
        from tests.conftest import _migrations_key, _template

        template = _template(_migrations_key())
        if template.exists():
            with sqlite3.connect(template) as source:
                source.execute("VACUUM INTO ?", (str(var / "cloth.sqlite3"),))
            source.close()
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
    env = serve.environment(port, var=var, **mail, **_database(var))
    log = var / "log"
    with log.open("w") as out:
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "-v", "0"], ["load_demo"]):
            serve.manage(*command, env=env, stdout=out)
    with log.open("a") as out:
        processes = [serve.server(port, env=env, stdout=out, stderr=out), serve.worker(env=env, stdout=out, stderr=out)]
    try:
        serve.wait_until_it_answers(processes[0], port)
        yield RunningSite(f"http://127.0.0.1:{port}", mailbox, log, env)
    finally:
        serve.end(*processes)
        controller.stop(no_assert=True)
        shutil.rmtree(var / "media", ignore_errors=True)
