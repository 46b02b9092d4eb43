"""Building the index anew beside the one in use, without a gap for readers and without losing a write."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from search import attachments, changes, revisions, sources, worker
from search.documents import SearchDocument
from search.engines.base import Engine, Rebuild
from search.models import IndexChange
from search.requests import SearchRequest

# A process that has not yet learnt of the new generation may go on writing to the old one alone for this long.
UNAWARE = timedelta(minutes=1)
MOST_REPLAYS = 5  # before the counts must agree
SAMPLES = frozenset({1, 10, 100, 1000, 10_000})  # which documents of a kind are asked for by their titles
ASKED = 50  # hits looked at for one of them


class NotTrustedError(Exception):
    """What was built does not hold what it should; the index in use stays. The sentence says what is wrong."""


@dataclass(frozen=True)
class Report:
    """What a rebuild did; `replayed` are things that changed while it ran."""

    generation: str
    documents: int
    replayed: int
    seconds: float


@dataclass
class _Built:
    """The keys that the new generation should hold, and some documents to ask it for.

    `known` are the changes that waited when it began: all that is read afterwards has them.
    """

    began: datetime
    known: frozenset[int] = frozenset()
    keys: set[str] = field(default_factory=set)
    samples: list[SearchDocument] = field(default_factory=list)


def rebuild(engine: Engine, *, files: bool = False, say: Callable[[str], object] = lambda _text: None) -> Report:
    """Fill a new generation from the sources, bring in what changed meanwhile, check it, and switch at once.

    Of two rebuilds at once the second gets RebuildRunningError. Killed anywhere, the index in use stays as it is, and
    the next rebuild begins anew. With `files`, the text of files not read so far is read first, however long it takes;
    otherwise the worker adds it later. Raises NotTrustedError instead of switching to something wrong.
    """
    began, now = monotonic(), timezone.now()
    with engine.rebuild() as building:
        waiting = IndexChange.objects.filter(done_at=None).values_list("pk", flat=True)
        built = _Built(now, frozenset(waiting))
        for source in sources.all_sources():
            count = _load(source, building, built)
            say(f"{source.kind}: {count}")
        while files and attachments.read_next():
            pass
        replayed, now = _replay_and_check(building, built, now)
        switched = building.generation
        building.switch()
    replayed += _replay(engine, built, now, settle=True)
    engine.refresh()
    return Report(switched, len(built.keys), replayed, monotonic() - began)


def _load(source: sources.Source, building: Rebuild, built: _Built) -> int:
    count = 0
    for codes in sources.batches(source.codes()):
        documents = list(source.documents(codes, revision=revisions.take()))
        building.index(documents)
        for document in documents:
            count += 1
            built.keys.add(document.key)
            if count in SAMPLES:
                built.samples.append(document)
    return count


def _replay_and_check(building: Rebuild, built: _Built, since: datetime) -> tuple[int, datetime]:
    """Bring in what changed since, until the counts agree; returns how much and until when."""
    replayed = 0
    for _attempt in range(MOST_REPLAYS):
        started = timezone.now()
        replayed += _replay(building, built, since)
        expected, found = len(built.keys), building.count()
        changed_now = IndexChange.objects.filter(recorded_at__gte=started).count() * len(settings.LANGUAGES)
        if abs(expected - found) <= changed_now:
            _ask(building, built)
            return replayed, started
        since = started
    raise NotTrustedError(f"The new index holds {found} documents instead of {expected}.")


def _replay(target: Engine | Rebuild, built: _Built, since: datetime, *, settle: bool = False) -> int:
    """Read and write once more whatever was worked off since then or came to wait; returns how many things.

    With `settle` all that waited is done by that.
    """
    rows = IndexChange.objects.filter(Q(done_at=None) | Q(done_at__gte=since - UNAWARE)).order_by("pk")
    things: worker.Things = {}
    waited = []
    for pk, kind, code, spreads, done_at in rows.values_list("pk", "kind", "code", "spreads", "done_at"):
        if done_at is None:
            waited.append(pk)
        if pk not in built.known:
            things[kind, code] = things.get((kind, code), False) or (spreads and done_at is None)
    todo = [*things, *worker.spread(things)]
    for start in range(0, len(todo), worker.BATCH):
        reading = worker.read(todo[start : start + worker.BATCH])
        reading.write(target)
        built.keys |= {document.key for document in reading.documents}
        built.keys -= {removal.key for removal in reading.removals}
    for start in range(0, len(waited) if settle else 0, changes.BATCH):
        done = IndexChange.objects.filter(pk__in=waited[start : start + changes.BATCH], done_at=None)
        done.update(done_at=timezone.now(), error="")
    return len(todo)


def _ask(building: Rebuild, built: _Built) -> None:
    """Documents that did not change meanwhile are asked for by their titles; at least half of them must be found.

    Not all of them, because a title may be one of many alike.
    """
    changed = set(IndexChange.objects.filter(recorded_at__gte=built.began).values_list("kind", "code"))
    things = {document.key: document.translation_key.partition(":") for document in built.samples}
    asked = [document for document in built.samples if things[document.key][::2] not in changed]
    found = sum(_is_found(building, document) for document in asked)
    if found * 2 < len(asked):
        raise NotTrustedError(f"The new index finds only {found} of {len(asked)} documents by their titles.")


def _is_found(building: Rebuild, document: SearchDocument) -> bool:
    results = building.search(
        SearchRequest(
            text=document.title,
            language=document.language,
            access=document.access,
            kinds=(document.kind,),
            limit=ASKED,
            highlight=False,
        )
    )
    return any(hit.translation_key == document.translation_key for hit in results.hits)
