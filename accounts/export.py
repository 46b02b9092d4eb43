"""All my data: each room registers what it knows about a person, and the zip file is made of that.

A test demands that every field of every model that points to a person is covered by an exporter here or in a room
further right, or is left out with a reason.
"""

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile

from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from wagtail.log_actions import log

MOST_IN_MEMORY = 5 * 1024 * 1024


@dataclass(frozen=True)
class Export:
    """One kind of data: a list of plain dictionaries, and the files the person uploaded with it by name."""

    rows: list[dict]
    files: list[tuple[str, File]] = field(default_factory=list)


_exporters: dict[str, Callable[[object], Export]] = {}
covered: set[str] = set()
left_out: dict[str, str] = {}


def register(kind: str, function: Callable[[object], Export], *, covers: tuple[str, ...]) -> None:
    """Have `function(user)` fill `<kind>.json`; `covers` names the fields, such as `clusters.Affiliation.user`."""
    _exporters[kind] = function
    covered.update(covers)


def leave_out(name: str, reason: str) -> None:
    """Say why a field that points to a person is not part of their data."""
    left_out[name] = reason


def archive(user) -> SpooledTemporaryFile:
    """A zip of everything, at its beginning and ready to be read; logged."""
    stored = SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 -- the response reads and closes it
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        for kind, function in sorted(_exporters.items()):
            found = function(user)
            text = json.dumps(found.rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            packed.writestr(f"{kind}.json", text)
            for name, file in found.files:
                with file.open("rb") as opened:
                    packed.writestr(f"{kind}/{name.rsplit('/', 1)[-1]}", opened.read())
        packed.writestr("made-at.txt", timezone.now().isoformat())
    stored.seek(0)
    log(user, "accounts.person.export", user=user)
    return stored
