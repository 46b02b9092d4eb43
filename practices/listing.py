"""The index of the published practices that this process keeps, and when it is read anew."""

from collections import Counter
from itertools import islice
from threading import Lock

from django.contrib.auth.models import AnonymousUser
from django.db.models import Subquery

from core.text import folded
from practices.facets import MOST_RECENT, Entry, Index, Version, Word, build
from practices.models import ListingRevision, PracticeConcept, PracticePage, Transfer
from practices.models.pages import TaggedPractice
from practices.states import TransferState
from vocabulary.models import Concept, Label, LabelKind, SchemeText

_lock = Lock()
_kept = Index()


def fingerprint() -> tuple:
    """What the index depends on, in one query; empty while nothing was ever published."""
    newest = Concept.objects.order_by("-changed_at").values("changed_at")[:1]
    row = ListingRevision.objects.filter(pk=1).values_list("token", Subquery(newest)).first()
    return tuple(row) if row else ()


def current_index() -> Index:
    """The index as of now: one query when nothing changed, else read anew. Safe to call from any thread."""
    global _kept
    token = fingerprint()
    if token and _kept.token == token:
        return _kept
    with _lock:
        if not token or _kept.token != token:
            index = _read()
            index.token = token
            _kept = index
        return _kept


def _read() -> Index:
    """Read all that the list shows: a fixed number of queries, whatever the number of practices."""
    rows: dict[str, list[dict]] = {}
    for row in (
        PracticePage.objects.visible_to(AnonymousUser())
        .order_by("-first_published_at", "-pk")
        .values(
            "pk", "code", "locale__language_code", "slug", "title", "answer", "is_original", "translation_state",
            "first_published_at", "cluster__code", "country", "status", "best_evidence",
        )
    ):  # fmt: skip
        rows.setdefault(row["code"], []).append(row)
    originals = {code: row for code, versions in rows.items() for row in versions if row["is_original"]}
    concepts: dict[int, set[int]] = {}
    tags: dict[int, list[str]] = {}
    for page, concept in PracticeConcept.objects.filter(page__live=True, page__is_original=True).values_list(
        "page_id", "concept_id"
    ):
        concepts.setdefault(page, set()).add(concept)
    for page, tag in TaggedPractice.objects.filter(content_object__live=True).values_list(
        "content_object_id", "tag__name"
    ):
        tags.setdefault(page, []).append(tag)
    confirmed = list(
        Transfer.objects.filter(state=TransferState.CONFIRMED).values_list("practice_code", "pk")  # the newest first
    )
    transfers = Counter(code for code, _pk in confirmed)
    words, schemes = _words({pk for own in concepts.values() for pk in own})
    newest_first = sorted(originals.values(), key=_published, reverse=True)
    index = build((_entry(row, rows[row["code"]], concepts, tags, transfers) for row in newest_first), words, schemes)
    index.newest_transfers = list(islice((pk for code, pk in confirmed if code in index.position), MOST_RECENT))
    return index


def _published(row: dict) -> tuple:
    return (row["first_published_at"] is not None, row["first_published_at"], row["pk"])


def _entry(row, versions, concepts, tags, transfers) -> tuple[Entry, dict[str, str], str]:
    entry = Entry(
        code=row["code"],
        original=row["locale__language_code"],
        versions={
            each["locale__language_code"]: Version(each["pk"], each["slug"], each["title"], each["translation_state"])
            for each in versions
        },
        concepts=frozenset(concepts.get(row["pk"], ())),
        published_at=row["first_published_at"],
        transfers=transfers[row["code"]],
    )
    values = {
        "cluster": row["cluster__code"],
        "country": row["country"],
        "status": row["status"],
        "evidence": row["best_evidence"],
    }
    text = " ".join(part for each in versions for part in (each["title"], each["answer"], *tags.get(each["pk"], ())))
    return entry, values, text


def _words(used: set[int]) -> tuple[dict[int, Word], dict[str, dict[str, str]]]:
    """The concepts in use and all above them, and the titles of their schemes in the schemes' order."""
    broader: dict[int, set[int]] = {}
    for lower, upper in Concept.broader.through.objects.values_list("from_concept_id", "to_concept_id"):
        broader.setdefault(lower, set()).add(upper)
    wider = {pk: _all_above(pk, broader) for pk in used}
    for pk in {above for found in wider.values() for above in found}:
        wider.setdefault(pk, _all_above(pk, broader))
    preferred: dict[int, dict[str, str]] = {}
    texts: dict[int, list[str]] = {}
    for pk, kind, language, text in Label.objects.filter(concept__in=wider).values_list(
        "concept_id", "kind", "language", "text"
    ):
        texts.setdefault(pk, []).append(text)
        if kind == LabelKind.PREFERRED:
            preferred.setdefault(pk, {})[language] = text
    words = {
        pk: Word(scheme, code, preferred.get(pk, {}), frozenset(wider[pk]), folded(" ".join(texts.get(pk, ()))))
        for pk, scheme, code in Concept.objects.filter(pk__in=wider).values_list("pk", "scheme__code", "code")
    }
    schemes: dict[str, dict[str, str]] = {}
    present = {word.scheme for word in words.values()}
    for code, language, title in SchemeText.objects.order_by("scheme__order", "scheme__code").values_list(
        "scheme__code", "language", "title"
    ):
        if code in present:
            schemes.setdefault(code, {})[language] = title
    for code in sorted(present - schemes.keys()):
        schemes[code] = {}
    return words, schemes


def _all_above(pk: int, broader: dict[int, set[int]]) -> set[int]:
    """Every broader concept, at any height; a cycle in the data does no harm."""
    found: set[int] = set()
    waiting = list(broader.get(pk, ()))
    while waiting:
        above = waiting.pop()
        if above not in found and above != pk:
            found.add(above)
            waiting += broader.get(above, ())
    return found
