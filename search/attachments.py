"""The text of documents, for the index: read once by the worker, in a process of its own, and kept by content."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.models import SiteDocument
from core.uploads import ending_of
from search import changes
from search.models import ExtractedText

logger = logging.getLogger(__name__)
PATIENCE = 60  # seconds for one file, on a busy machine; search.extraction has a limit of processor time besides
CLAIM = timedelta(minutes=2)
MOST_ATTEMPTS = 3  # at a file that could not be fetched; one that was read and has no text is not tried again
FIRST_DELAY = timedelta(minutes=5)
KEEP = timedelta(days=60)


def texts(documents: Iterable[SiteDocument]) -> dict[int, tuple[str, ...]]:
    """The pages of these documents as far as they were read, by primary key; the others are left to the worker.

    It reads those and then records a change of each document, so that whatever shows it is indexed anew. Two queries,
    one more for files seen the first time, and one more a day.
    """
    digests = {document.pk: _digest(document) for document in documents}
    known = ExtractedText.objects.filter(digest__in=set(digests.values()))
    kept = {row[0]: row for row in known.values_list("digest", "pages", "wanted_on")}
    today = timezone.localdate()
    ExtractedText.objects.bulk_create(
        [
            ExtractedText(digest=digest, document=pk)
            for digest, pk in {digest: pk for pk, digest in digests.items() if digest and digest not in kept}.items()
        ],
        ignore_conflicts=True,
    )
    old = [digest for digest, _pages, wanted_on in kept.values() if wanted_on < today]
    if old:
        ExtractedText.objects.filter(digest__in=old).update(wanted_on=today)
    return {pk: tuple(kept[digest][1]) for pk, digest in digests.items() if digest in kept}


def _digest(document: SiteDocument) -> str:
    """What names the content; empty where the file cannot be read."""
    if not document.file_hash:
        try:
            document.get_file_hash()
        except OSError as error:
            logger.warning("The file of document %s is not there: %s", document.pk, error)
            return ""
    return f"{document.file_hash}.{ending_of(document.filename)[:8]}"


def read_next() -> bool:
    """Read one file that waits; False where none does. Any number of workers: each row is claimed before."""
    row = _claim()
    if row is None:
        return False
    document = SiteDocument.objects.filter(pk=row.document).first()
    if document is None or _digest(document) != row.digest:  # gone or replaced; who needs this content asks again
        row.delete()
        return True
    try:
        with document.file.storage.open(document.file.name) as file:
            content = file.read()
    except OSError as error:
        _put_off(row, f"{type(error).__name__}: {error}")
        return True
    row.pages, row.error = extract(content, ending_of(document.filename))
    if row.error:
        logger.warning("No text was read from document %s (%s): %s", document.pk, document.filename, row.error)
    with transaction.atomic():
        row.read_at = timezone.now()
        row.save(update_fields=["pages", "error", "read_at"])
        same = SiteDocument.objects.filter(file_hash=document.file_hash).values_list("pk", flat=True)
        if row.pages:
            changes.record("document", [str(pk) for pk in same])
    return True


def waiting() -> int:
    """How many files wait to be read."""
    return ExtractedText.objects.filter(read_at=None).count()


def extract(content: bytes, ending: str) -> tuple[list[str], str]:
    """(pages, error): the text of a file by page, or why there is none. Never raises, whatever the file does."""
    command = [sys.executable, "-m", "search.extraction", ending]
    try:
        done = subprocess.run(  # noqa: S603 -- our own module; the file is its input
            command, input=content, capture_output=True, timeout=PATIENCE, cwd=settings.BASE_DIR, env={}, check=False
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        return [], type(error).__name__
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines() or [f"ended with {done.returncode}"]
        return [], words[-1][:300].replace("\x00", "")
    return json.loads(done.stdout), ""


def forget_old() -> int:
    """Forget texts that nothing asked for in KEEP; part of the daily round."""
    return ExtractedText.objects.filter(wanted_on__lt=timezone.localdate() - KEEP).delete()[0]


def _claim() -> ExtractedText | None:
    now = timezone.now()
    with transaction.atomic():
        row = (
            ExtractedText.objects.select_for_update(skip_locked=True)
            .filter(read_at=None, due_at__lte=now)
            .order_by("pk")
            .first()
        )
        if row is not None:
            row.due_at, row.attempts = now + CLAIM, row.attempts + 1
            row.save(update_fields=["due_at", "attempts"])
    return row


def _put_off(row: ExtractedText, error: str) -> None:
    """The file could not be fetched: later, or given up with the reason."""
    logger.warning("Document %s could not be fetched: %s", row.document, error)
    row.error = error[:300]
    row.due_at = timezone.now() + FIRST_DELAY * 2**row.attempts
    row.read_at = timezone.now() if row.attempts >= MOST_ATTEMPTS else None
    row.save(update_fields=["error", "due_at", "read_at"])
