"""Whether the index holds exactly what the database says it should."""

import logging
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from search import changes, sources
from search.digests import digest
from search.engines.base import Engine, EngineUnavailableError
from search.models import IndexChange

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verification:
    """Keys of documents that are missing, that should not be there, or that say something else; `waiting` are changes
    still to be worked off, whose things are not looked at.
    """

    documents: int
    waiting: int
    missing: list[str]
    surplus: list[str]
    different: list[str]

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.surplus or self.different)

    @property
    def wrong(self) -> list[str]:
        return [*self.missing, *self.surplus, *self.different]


def verify(engine: Engine) -> Verification:
    """Compare every document. Reads everything once; what changes meanwhile is left out rather than called wrong."""
    began = timezone.now()
    engine.refresh()
    held = {key: found for key, _revision, found in engine.entries()}
    documents, missing, different = 0, [], []
    for source in sources.all_sources():
        for codes in sources.batches(source.codes()):
            for document in source.documents(codes, revision=0):
                documents += 1
                there = held.pop(document.key, None)
                if there is None:
                    missing.append(document.key)
                elif there != digest(document):
                    different.append(document.key)
    open_rows = IndexChange.objects.filter(done_at=None)
    changing = set(open_rows.values_list("kind", "code"))
    changing |= set(IndexChange.objects.filter(done_at__gte=began).values_list("kind", "code"))
    changing |= set(IndexChange.objects.filter(recorded_at__gte=began).values_list("kind", "code"))
    return Verification(
        documents=documents,
        waiting=open_rows.count(),
        missing=_settled(missing, changing),
        surplus=_settled(held, changing),
        different=_settled(different, changing),
    )


def repair(found: Verification) -> int:
    """Have the worker index anew what is wrong; returns how many things."""
    things = {_thing(key) for key in found.wrong}
    for kind in sorted({kind for kind, _code in things}):
        changes.record(kind, sorted(code for other, code in things if other == kind), spreads=False)
    return len(things)


def verify_and_repair() -> int:
    """The nightly round: whatever slipped through, such as a bulk write without a word, is put right.

    Nothing slips through as a rule, so that it is logged.
    """
    from search.service import engine  # noqa: PLC0415 -- engines are opened by who needs one

    try:
        found = verify(engine())
    except EngineUnavailableError:
        return 0
    if found.is_clean:
        return 0
    logger.warning("The index differed from the database in %s documents, such as %s", len(found.wrong), found.wrong[0])
    return repair(found)


def _thing(key: str) -> tuple[str, str]:
    """`practice:abc:fr` is (practice, abc)."""
    kind, _colon, rest = key.partition(":")
    return kind, rest.rpartition(":")[0]


def _settled(keys: Collection[str], changing: set[tuple[str, str]]) -> list[str]:
    return sorted(key for key in keys if _thing(key) not in changing)
