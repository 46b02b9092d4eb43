"""What every test stands on: a database that is quick to get, a network that ends at this machine, a clean slate."""

import hashlib
import socket
import sqlite3
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from tests.visitor import Visitor

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="session", autouse=True)
def _no_network():
    """A test that reaches for another machine fails with its address."""
    real = socket.socket.connect

    def connect(self, address):
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test reached for the network: {address}")
        return real(self, address)

    socket.socket.connect = connect
    yield
    socket.socket.connect = real


@pytest.fixture(autouse=True)
def _clean_slate():
    """Rate limits, what is kept of pages, and the language of one test do not reach the next."""
    cache.clear()
    caches["template_fragments"].clear()
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def client():
    return Visitor()


def _migrations_key() -> str:
    """Changes whenever a migration of ours or a locked package changes."""
    root = settings.BASE_DIR
    digest = hashlib.sha256((root / "requirements" / "base.txt").read_bytes())
    for path in sorted(root.glob("*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _template(key: str) -> Path:
    return settings.VAR_DIR / "test-templates" / f"{key}.sqlite3"


def _copy(source: Path, target: Path) -> None:
    """A whole copy or none, also while others read the source or make the same copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(f".{id(target)}.half")
    half.unlink(missing_ok=True)
    with sqlite3.connect(source) as database:
        database.execute("VACUUM INTO ?", (str(half),))
    database.close()
    for leftover in ("-wal", "-shm"):
        Path(f"{target}{leftover}").unlink(missing_ok=True)
    half.replace(target)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, django_db_createdb, django_db_keepdb):
    """As pytest-django does it, but SQLite starts from a migrated copy kept in `var/` (migrating takes 15 seconds)."""
    with django_db_blocker.unblock():
        keep = django_db_keepdb and not django_db_createdb
        if connection.vendor == "sqlite":
            name = Path(settings.DATABASES["default"]["TEST"]["NAME"])
            key = _migrations_key()
            if not _template(key).exists():
                made = setup_databases(verbosity=0, interactive=False)
                connection.close()
                if key == _migrations_key():  # nobody wrote a migration meanwhile
                    _copy(name, _template(key))
            else:  # also with --reuse-db: tests with real transactions leave an empty database behind
                _copy(_template(key), name)
            made = setup_databases(verbosity=0, interactive=False, keepdb=True)
        else:
            made = setup_databases(verbosity=0, interactive=False, keepdb=keep)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture
def without_second_factor(settings):
    """Managers and coordinators go about their work without showing one; what demands it has tests of its own."""
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Everything of every room, for what asks as every role; made once for the module, and rolled back at its end."""
    from exchanges import clock
    from tests.factories.exchanges import NOW
    from tests.world import make_world

    with django_db_blocker.unblock(), transaction.atomic(), clock.at(NOW):
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def asking(world):
    """A client per role; a failing view answers 500 instead of raising."""
    clients = {}
    for role, person in world.people.items():
        clients[role] = Visitor(raise_request_exception=False)
        if person:
            clients[role].force_login(person)
    return clients
