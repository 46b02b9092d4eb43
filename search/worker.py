"""Working off what has changed: claim rows, take a revision, read the things, write them to the engine.

In this order, so that of two workers with the same thing the one with the higher revision has read at least as much.
Everything may be done twice; nothing is lost when a process dies anywhere, because a claim ends by itself.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from search import attachments, changes, revisions, sources
from search.documents import Removal, SearchDocument
from search.engines.base import Engine, EngineUnavailableError
from search.models import IndexChange

logger = logging.getLogger(__name__)
BATCH = 200  # things of one write
ROWS = 1000  # looked at for a batch: several changes of one thing are one piece of work
CLAIM = timedelta(minutes=1)  # longer than reading and writing a batch takes
IDLE = 0.5  # seconds between looks when nothing waits
FIRST_DELAY, LONGEST_DELAY = 1.0, 30.0  # seconds, doubled while the engine is down
LONGEST_ROW_DELAY = timedelta(hours=1)
MOST_TOGETHER = 3  # failures of a batch, while the engine answers, before its things are taken one by one

Things = dict[tuple[str, str], bool]  # (kind, code) → whether it spreads


@dataclass
class Reading:
    """What is to be written about some things: their documents, and the keys that must not be there."""

    documents: list[SearchDocument] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)

    def write(self, engine) -> None:
        """To an engine or to a generation being built."""
        if self.documents:
            engine.index(self.documents)
        if self.removals:
            engine.remove(self.removals)


def work_off(engine: Engine) -> int:
    """Bring one batch of changes to the engine; returns how many rows were done, 0 when nothing waits.

    Raises EngineUnavailableError when the engine is down; the rows then wait as before. A thing that cannot be read or
    written is put off by itself, with the error on its row, and does not keep the others.
    """
    rows = _claim()
    if not rows:
        return 0
    things = _things(rows)
    try:
        read(things).write(engine)
    except EngineUnavailableError as error:
        _give_back(rows, str(error))
        if max(row.attempts for row in rows) < MOST_TOGETHER or not _answers(engine):
            raise
        return _one_by_one(engine, things, rows)
    except Exception:  # one of them is not as it should be: find out which
        logger.exception("A batch for the index broke; its things are taken one by one")
        return _one_by_one(engine, things, rows)
    _finish(rows, things)
    return len(rows)


def read(things: Collection[tuple[str, str]]) -> Reading:
    """The things as they are now, under a revision of their own."""
    revision = revisions.take()
    reading = Reading()
    for kind, codes in _by_kind(things).items():
        source = sources.get(kind)
        if source is None:
            continue
        found = list(sources.read(source, codes, revision=revision))
        present = {document.key for document in found}
        reading.documents += found
        reading.removals += [
            Removal(key, revision)
            for code in codes
            for language, _name in settings.LANGUAGES
            if (key := f"{kind}:{code}:{language}") not in present
        ]
    return reading


def spread(things: Things) -> list[tuple[str, str]]:
    """The things that show these ones, and must be indexed anew with them."""
    spreading = [thing for thing, spreads in things.items() if spreads]
    found: dict[tuple[str, str], None] = {}
    for kind, codes in _by_kind(spreading).items():
        for source in sources.all_sources():
            found |= {(source.kind, code): None for code in source.showing(kind, codes)}
    return [thing for thing in found if thing not in things]


class Loop:
    """The worker’s thread: call it again after as many seconds as it answers (`core.loops`)."""

    def __init__(self):
        self.delay = 0.0

    def __call__(self) -> float:
        from search.service import engine  # noqa: PLC0415 -- engines are opened by who needs one

        try:
            done = work_off(engine())
        except EngineUnavailableError as error:
            self.delay = min(max(self.delay * 2, FIRST_DELAY), LONGEST_DELAY)
            logger.warning("The search engine is away; changes wait for it: %s", error)
            return self.delay
        self.delay = 0.0
        return 0 if done or attachments.read_next() else IDLE


def clean_up() -> int:
    """The daily round: forget what was done a day ago and texts that nobody asks for."""
    yesterday = timezone.now() - timedelta(days=1)
    return IndexChange.objects.filter(done_at__lt=yesterday).delete()[0] + attachments.forget_old()


def _claim() -> list[IndexChange]:
    """Rows of at most BATCH things, the oldest first, for CLAIM."""
    now = timezone.now()
    with transaction.atomic():
        waiting = IndexChange.objects.select_for_update(skip_locked=True).filter(done_at=None, due_at__lte=now)
        rows, things = [], set()
        for row in waiting.order_by("pk")[:ROWS]:
            things.add((row.kind, row.code))
            if len(things) > BATCH:
                break
            rows.append(row)
        if rows:
            IndexChange.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now + CLAIM)
    return rows


def _things(rows: Iterable[IndexChange]) -> Things:
    things: Things = {}
    for row in rows:
        things[row.kind, row.code] = things.get((row.kind, row.code), False) or row.spreads
    return things


def _by_kind(things: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, code in things:
        kinds.setdefault(kind, []).append(code)
    return kinds


def _finish(rows: list[IndexChange], things: Things) -> None:
    """The rows are done, and what shows these things waits, or neither."""
    with transaction.atomic():
        for kind, codes in _by_kind(spread(things)).items():
            changes.record(kind, codes, spreads=False)
        IndexChange.objects.filter(pk__in=[row.pk for row in rows]).update(done_at=timezone.now(), error="")


def _give_back(rows: list[IndexChange], error: str) -> None:
    IndexChange.objects.filter(pk__in=[row.pk for row in rows], done_at=None).update(
        due_at=timezone.now(), attempts=F("attempts") + 1, error=error[:300]
    )


def _answers(engine: Engine) -> bool:
    try:
        engine.status()
    except EngineUnavailableError:
        return False
    return True


def _one_by_one(engine: Engine, things: Things, rows: list[IndexChange]) -> int:
    """Each thing alone; a failure is kept on its rows, which wait twice as long each time. Returns the rows done."""
    done = 0
    for name, spreads in things.items():
        own = [row for row in rows if (row.kind, row.code) == name]
        try:
            read([name]).write(engine)
        except Exception as error:  # whatever is wrong with it, the row must say so
            logger.exception("%s:%s cannot be indexed; it is tried again later", *name)
            attempts = max(row.attempts for row in own) + 1
            delay = min(timedelta(seconds=2 ** min(attempts, 12)), LONGEST_ROW_DELAY)
            IndexChange.objects.filter(pk__in=[row.pk for row in own]).update(
                due_at=timezone.now() + delay, attempts=attempts, error=f"{type(error).__name__}: {error}"[:300]
            )
        else:
            _finish(own, {name: spreads})
            done += len(own)
    return done
