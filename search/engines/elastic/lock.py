"""One rebuild at a time, over all processes and machines; a process that died holds nothing."""

import os
import secrets
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

from elastic_transport import TransportError
from elasticsearch import ApiError, BadRequestError, ConflictError, NotFoundError

from search.engines.base import RebuildRunningError
from search.engines.elastic.connection import Connection

BEAT = 15  # seconds between signs of life
SILENCE = 90  # seconds after which a holder that we cannot look at counts as dead
ROW = "rebuild"


def _started(pid: int) -> str:
    """When a process of this machine began, to compare, for numbers are used again; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        pass
    return "unknown"


class RebuildLock:
    """A document that says who rebuilds. `take` raises `RebuildRunningError` while another holds it."""

    def __init__(self, connection: Connection) -> None:
        self.client = connection.client
        self.index = f"{connection.options.name}-lock"
        self.owner = secrets.token_hex(8)
        self._place: dict[str, int] = {}
        self._guard = threading.Lock()
        self._ended = threading.Event()

    def take(self) -> None:
        self._make_index()
        found = self._read()
        if found is None:
            place = {"op_type": "create"}
        elif self._is_alive(found["_source"]):
            raise RebuildRunningError("another rebuild of this index is running")
        else:
            place = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
        self._write(place)
        threading.Thread(target=self._beat, name="rebuild lock", daemon=True).start()

    def confirm(self) -> None:
        """Raise `RebuildRunningError` when another process took over, thinking this one dead."""
        with self._guard:
            self._write(self._place)

    def release(self) -> None:
        """Where the servers are gone it ends by silence."""
        self._ended.set()
        with self._guard, suppress(ApiError, TransportError):
            self.client.delete(index=self.index, id=ROW, **self._place)

    def _make_index(self) -> None:
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        try:
            self.client.indices.create(index=self.index, settings=settings, mappings={"dynamic": "false"})
        except BadRequestError as error:
            if "resource_already_exists" not in str(error):
                raise

    def _read(self) -> dict | None:
        try:
            return self.client.get(index=self.index, id=ROW).body
        except NotFoundError:
            return None

    def _write(self, place: dict) -> None:
        now = {"owner": self.owner, "host": socket.gethostname(), "pid": os.getpid(), "beat": time.time()}
        try:
            done = self.client.index(
                index=self.index, id=ROW, document=now | {"started": _started(os.getpid())}, **place
            )
        except ConflictError as error:
            raise RebuildRunningError("another rebuild of this index is running") from error
        self._place = {"if_seq_no": done["_seq_no"], "if_primary_term": done["_primary_term"]}

    def _is_alive(self, holder: dict) -> bool:
        if holder["host"] == socket.gethostname() and _started(holder["pid"]) != holder["started"]:
            return False
        return time.time() - holder["beat"] < SILENCE

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            try:
                with self._guard:
                    if not self._ended.is_set():
                        self._write(self._place)
            except RebuildRunningError:
                return
            except (ApiError, TransportError):
                continue  # the next beat may come through
