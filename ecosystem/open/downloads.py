"""Dated files of all public records: written once a day, whole or not at all, and kept as long as `to_keep` says.

A day’s files lie in the storage below FOLDER, beside a list of them (`organisations-2026-11-22.json`) that is written
last: files without their list are not there for anybody.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import override

from ecosystem.open import records
from ecosystem.open.files import FORMATS, Wanted, pieces

FOLDER = "open-data"
KEPT_DAYS = 30
_LIST = re.compile(r"organisations-(\d{4}-\d{2}-\d{2})\.json")
_NAME = re.compile(r"organisations-(\d{4}-\d{2}-\d{2})\.(csv|xlsx|geojson|jsonld)")


@dataclass(frozen=True)
class Download:
    """One file: its name, bytes, the organisations in it, and the SHA-256 of its bytes."""

    name: str
    size: int
    records: int
    sha256: str

    @property
    def format(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class Day:
    on: date
    files: list[Download]


def write_today() -> date | None:
    """The daily round: today’s files, unless they are there; then the old ones go. Returns the day it wrote.

    Safe to run twice, also at once: what the second writes are the same names with whole files.
    """
    today = timezone.localdate()
    written = None
    if not default_storage.exists(_list_name(today)):
        _write(today)
        written = today
    forget_old(today)
    return written


def _write(on: date) -> None:
    codes = list(records.visible().order_by("code").values_list("code", flat=True))
    found = []
    for kind in FORMATS:
        wanted = Wanted(kind, settings.LANGUAGE_CODE, on, coded=True)
        name = f"organisations-{on.isoformat()}.{kind}"
        with tempfile.TemporaryFile() as file, override(wanted.language):
            digest, size = hashlib.sha256(), 0
            counted = _Counted(records.read(codes))
            for piece in pieces(counted, wanted):
                file.write(piece)
                digest.update(piece)
                size += len(piece)
            _put(f"{FOLDER}/{name}", file)
        found.append(Download(name, size, counted.number, digest.hexdigest()))
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps([asdict(each) for each in found], indent=1).encode())
        _put(_list_name(on), file)


class _Counted:
    """Goes through records and counts them."""

    def __init__(self, found: Iterable[records.Record]):
        self.found, self.number = found, 0

    def __iter__(self):
        for record in self.found:
            self.number += 1
            yield record


def _put(name: str, file: IO[bytes]) -> None:
    """Put the file there in one step, in place of one that is there.

    On a disk it is written under another name and moved. A bucket takes an object whole or not at all.
    """
    file.seek(0)
    try:
        target = default_storage.path(name)
    except NotImplementedError:
        default_storage.delete(name)
        default_storage.save(name, File(file))
        return
    half = f"{name}.{os.getpid()}.half"
    default_storage.delete(half)
    try:
        os.replace(default_storage.path(default_storage.save(half, File(file))), target)
    except BaseException:
        default_storage.delete(half)
        raise


def _list_name(on: date) -> str:
    return f"{FOLDER}/organisations-{on.isoformat()}.json"


def days() -> list[Day]:
    """The days whose files are there, the newest first."""
    found = []
    for on in sorted(_days_listed(), reverse=True):
        try:
            with default_storage.open(_list_name(on)) as file:
                found.append(Day(on, [Download(**each) for each in json.load(file)]))
        except FileNotFoundError:  # taken away between two looks
            continue
    return found


def _days_listed() -> list[date]:
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return []
    return [date.fromisoformat(match[1]) for name in names if (match := _LIST.fullmatch(name))]


def download(name: str) -> tuple[Download, IO[bytes]] | None:
    """A file that is listed, open; None for any other name."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        with default_storage.open(f"{FOLDER}/organisations-{match[1]}.json") as file:
            found = next((Download(**each) for each in json.load(file) if each["name"] == name), None)
        return (found, default_storage.open(f"{FOLDER}/{name}")) if found else None
    except FileNotFoundError:
        return None


# Keeping


def to_keep(known: Iterable[date], today: date) -> set[date]:
    """The days whose files stay: the last KEPT_DAYS, and of every month its first."""
    known = sorted(known)
    firsts: dict[tuple[int, int], date] = {}
    for on in known:
        firsts.setdefault((on.year, on.month), on)
    return {on for on in known if on > today - timedelta(days=KEPT_DAYS)} | set(firsts.values())


def forget_old(today: date) -> list[date]:
    """Take away what need not be kept, the list first. Returns the days that went."""
    known = _days_listed()
    gone = sorted(set(known) - to_keep(known, today))
    for on in gone:
        default_storage.delete(_list_name(on))
        for kind in FORMATS:
            default_storage.delete(f"{FOLDER}/organisations-{on.isoformat()}.{kind}")
    return gone
