"""The vocabulary as the search uses it: a thesaurus kept per process, read anew when the vocabulary changes."""

import time
from threading import Lock

from search.language.thesaurus import ConceptEntry, Thesaurus
from vocabulary.models import Concept, Edition, Label

FRESH = 1.0  # seconds for which a thesaurus is taken as current without asking

_NEVER = float("-inf")
_lock = Lock()
_kept: tuple[float, Thesaurus] = (_NEVER, Thesaurus((), token=object()))


def current() -> Thesaurus:
    """The thesaurus as of at most a second ago: one query a second at most, else none. Safe from any thread.

    The thread that finds the vocabulary changed reads it anew, in four queries; others get the old one meanwhile, and
    wait only where there is none.
    """
    asked, thesaurus = _kept
    if time.monotonic() - asked < FRESH or not _lock.acquire(blocking=asked == _NEVER):
        return thesaurus
    try:
        asked, thesaurus = _kept
        return thesaurus if time.monotonic() - asked < FRESH else _renewed(thesaurus)
    finally:
        _lock.release()


def renew() -> Thesaurus:
    """The thesaurus as of now, for those who have just changed the vocabulary: a rebuild of the index, a test."""
    with _lock:
        return _renewed(_kept[1])


def _renewed(thesaurus: Thesaurus) -> Thesaurus:
    global _kept
    token = _fingerprint()
    if token != thesaurus.token:
        thesaurus = Thesaurus(_entries(), token=token)
    _kept = (time.monotonic(), thesaurus)
    return thesaurus


def _fingerprint() -> tuple:
    """Changes with every write to the vocabulary: writers raise the edition's number and touch what they change."""
    newest = Concept.objects.order_by("-changed_at")
    row = newest.annotate(edition=Edition.objects.filter(pk=1).values("number")[:1]).values_list(
        "edition", "changed_at"
    )
    return row.first() or ()


def _entries() -> list[ConceptEntry]:
    """Concepts in use; the labels of one that was replaced lead to that which replaces it, as hidden ones."""
    concepts = {}
    heirs: dict[int, int] = {}
    for pk, scheme, code, deprecated, heir in Concept.objects.order_by("pk").values_list(
        "pk", "scheme__code", "code", "deprecated", "replaced_by"
    ):
        concepts[pk] = (f"{scheme}/{code}", deprecated)
        if deprecated and heir:
            heirs[pk] = heir
    labels: dict[int, list[tuple[str, str, str]]] = {}
    former: dict[int, list[str]] = {}
    for pk in heirs:
        if heir := _last_heir(pk, heirs):
            former.setdefault(heir, []).append(concepts[pk][0])
    for pk, language, kind, text in Label.objects.order_by("pk").values_list("concept", "language", "kind", "text"):
        if not concepts[pk][1]:
            labels.setdefault(pk, []).append((language, kind, text))
        elif heir := _last_heir(pk, heirs):
            labels.setdefault(heir, []).append((language, "hidden", text))
    broader = _links(Concept.broader.through, concepts)
    related = _links(Concept.related.through, concepts)
    return [
        ConceptEntry(
            identifier=identifier,
            labels=tuple(dict.fromkeys(labels.get(pk, ()))),
            broader=tuple(broader.get(pk, ())),
            related=tuple(related.get(pk, ())),
            former=tuple(former.get(pk, ())),
        )
        for pk, (identifier, deprecated) in concepts.items()
        if not deprecated
    ]


def _last_heir(pk: int, heirs: dict[int, int]) -> int | None:
    """The concept at the end of a chain of replacements; None where the chain is a ring."""
    seen = {pk}
    while pk in heirs:
        pk = heirs[pk]
        if pk in seen:
            return None
        seen.add(pk)
    return pk


def _links(through, concepts: dict[int, tuple[str, bool]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for lower, upper in through.objects.values_list("from_concept_id", "to_concept_id"):
        identifier, deprecated = concepts[upper]
        if not deprecated:
            found.setdefault(lower, []).append(identifier)
    return found
