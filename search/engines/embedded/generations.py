"""Which index file counts, and who may write: a folder with one file per generation, a pointer to it, and two locks.

    pointer                    {"current": "20261122T1530-a1b2", "previous": "…"}; replaced as a whole, never edited
    building                   the generation being built; counts only while its builder holds `rebuild.lock`
    search-<generation>.sqlite3
    writing.lock               held for each batch of writes, and while the pointer or `building` change
    rebuild.lock               held for a whole rebuild

Both are locks of open files (flock): they end with the process that holds them, however it ends.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from search.engines.base import EngineUnavailableError, NothingToRollBackError, RebuildRunningError
from search.engines.embedded import schema

PATIENCE = 30  # seconds to wait for other writers; a batch takes a few tenths
PAUSE = 0.004  # seconds between two tries for a lock


@dataclass(frozen=True, slots=True)
class Pointer:
    current: str
    previous: str = ""


class Generations:
    """The folder of one index. Safe in any number of processes and threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = str(folder / "pointer")
        self._seen: tuple[int, int] | None = None
        self._pointer: Pointer | None = None

    def file(self, generation: str) -> Path:
        return self.folder / f"search-{generation}.sqlite3"

    def pointer(self) -> Pointer:
        """What counts now: one `stat` when nothing changed. Makes an empty index where there is none."""
        try:
            state = os.stat(self._path)
        except FileNotFoundError:
            self._begin()
            state = os.stat(self._path)
        seen = (state.st_ino, state.st_mtime_ns)
        if seen != self._seen or self._pointer is None:
            try:
                content = orjson.loads(Path(self._path).read_bytes())
                self._pointer = Pointer(content["current"], content["previous"])
            except (ValueError, KeyError, TypeError) as error:
                raise EngineUnavailableError(f"{self._path} is damaged") from error
            self._seen = seen
        return self._pointer

    @contextmanager
    def writing(self) -> Iterator[tuple[str, ...]]:
        """Hold the right to write; gives the generations to write to: the one being built first, then the current.

        In this order a write whose process dies between the two is in neither that answers searches, and is repeated.
        """
        self.pointer()  # makes the first generation, which takes the same lock
        with self._lock("writing.lock", PATIENCE):
            building = self.building()
            yield (building, self.pointer().current) if building else (self.pointer().current,)

    def building(self) -> str:
        """The generation being built by a living process, else nothing."""
        try:
            name = (self.folder / "building").read_text()
        except FileNotFoundError:
            return ""
        try:
            with self._lock("rebuild.lock", 0, fcntl.LOCK_SH):
                return ""  # nobody holds it: whoever built this has died
        except BlockingIOError:
            return name

    @contextmanager
    def rebuilding(self) -> Iterator[str]:
        """Hold the right to rebuild; gives the name of a new, empty generation that all writers know of.

        Leaving forgets it, unless it was switched to. Raises `RebuildRunningError`.
        """
        self.pointer()
        lock = self._lock("rebuild.lock", 0)
        with self._lock("writing.lock", PATIENCE):  # so no writer is looking whether the lock below is held
            try:
                lock.__enter__()
            except BlockingIOError:
                raise RebuildRunningError from None
            try:
                (self.folder / "building").unlink(missing_ok=True)  # of one that died
                self._sweep()
                generation = self._create()
                self._replace("building", generation.encode())
            except BaseException:
                lock.__exit__(None, None, None)
                raise
        try:
            yield generation
        finally:
            try:
                with self._lock("writing.lock", PATIENCE):
                    (self.folder / "building").unlink(missing_ok=True)
                    self._sweep()
            finally:
                lock.__exit__(None, None, None)

    def switch(self, generation: str) -> None:
        """Let `generation` count from now on, at once for every process; the one before is kept."""
        with self._lock("writing.lock", PATIENCE):
            self._point(Pointer(generation, self.pointer().current))
            (self.folder / "building").unlink(missing_ok=True)
            self._sweep()

    def rollback(self) -> str:
        """Let the generation before count again; the present one is kept in its stead."""
        self.pointer()
        with self._lock("writing.lock", PATIENCE):
            pointer = self.pointer()
            if not pointer.previous or not self.file(pointer.previous).exists():
                raise NothingToRollBackError
            self._point(Pointer(pointer.previous, pointer.current))
            return pointer.previous

    def size(self) -> int:
        """Bytes of all files of the index."""
        total = 0
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):
                total += path.stat().st_size
        return total

    def _begin(self) -> None:
        """The first process makes an empty first generation."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._lock("writing.lock", PATIENCE):
            if not (self.folder / "pointer").exists():
                self._point(Pointer(self._create()))

    def _create(self) -> str:
        generation = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
        schema.create(self.file(generation))
        return generation

    def _point(self, pointer: Pointer) -> None:
        self._replace("pointer", orjson.dumps({"current": pointer.current, "previous": pointer.previous}))
        self._seen = None

    def _replace(self, name: str, content: bytes) -> None:
        """Write a small file so that a reader, or a power cut, finds the old or the new one and nothing between."""
        new = self.folder / f"{name}.new"
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self.folder / name)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _sweep(self) -> None:
        """Delete files that nothing points to. Readers that still have one open keep it till they look."""
        pointer = self.pointer()
        kept = {self.file(name).name for name in (pointer.current, pointer.previous, self.building()) if name}
        for path in self.folder.glob("search-*.sqlite3*"):
            if path.name.removesuffix("-wal").removesuffix("-shm") not in kept:
                path.unlink(missing_ok=True)

    @contextmanager
    def _lock(self, name: str, seconds: float, kind: int = fcntl.LOCK_EX) -> Iterator[None]:
        """An flock. Raises BlockingIOError at once with 0 seconds, else `EngineUnavailableError` when they are over."""
        until = time.monotonic() + seconds
        handle = os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            while True:
                try:
                    fcntl.flock(handle, kind | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if not seconds:
                        raise
                    if time.monotonic() > until:
                        raise EngineUnavailableError(f"{name} was held for {seconds} seconds") from None
                    time.sleep(PAUSE)
            yield
        finally:
            os.close(handle)
