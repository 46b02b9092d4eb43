"""Practices as the search finds them: one document for each published language version that is really translated."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _, override

from clusters.states import OrganisationSize
from core.languages import country_name, name_in
from core.models import SiteDocument
from practices.filters import TITLES
from practices.models import PracticeConcept, PracticePage, Transfer
from practices.models.pages import TaggedPractice
from practices.states import EvidenceLevel, PracticeStatus, TransferState
from search import attachments, sources
from search.concepts import words
from search.documents import Attachment, Place, SearchDocument
from search.paths import address
from search.plain import blocks, joined, plain, verbatim

COLUMNS = (
    "pk", "code", "locale__language_code", "is_original", "slug", "title", "answer", "problem", "went_wrong",
    "preconditions", "not_for", "opinion", "opinion_language", "town", "country", "latitude", "longitude", "precision",
    "status", "started_on", "organisation_size", "best_evidence", "staff_days", "first_published_at", "cluster__code",
    "organisation__name", "organisation__name_latin",
)  # fmt: skip
STREAMS = ("steps", "evidence", "pictures", "documents")
EVIDENCE_WORDS = ("indicator", "unit", "method", "source")


@dataclass
class Beside:
    """What belongs to the practices of a batch and stands in other tables."""

    concepts: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # page → concepts
    tags: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))  # page → words
    transfers: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))  # code → texts
    documents: dict[int, Attachment] = field(default_factory=dict)


class PracticeSource(sources.Source):
    """Readers see published versions that nothing hides (`visible_to`); so do those who search."""

    kind = "practice"
    order = 10
    on_map = True
    models = (PracticePage,)

    @property
    def title(self) -> str:
        return _("Practices")

    def code_of(self, row: PracticePage) -> str | None:
        return row.code if row.live or row.first_published_at else None

    def _visible(self):
        return PracticePage.objects.visible_to(AnonymousUser())

    def codes(self) -> Iterable[str]:
        return self._visible().filter(is_original=True).order_by("code").values_list("code", flat=True)

    def documents(self, codes: Collection[str], *, revision: int) -> Iterator[SearchDocument]:
        """Seven queries."""
        rows = self._visible().filter(code__in=codes).order_by("code", "-is_original", "pk")
        streams = {f"{name}_text": Cast(name, TextField()) for name in STREAMS}
        practices: dict[str, list[dict]] = defaultdict(list)
        for row in rows.annotate(**streams).values(*COLUMNS, *streams):
            practices[row["code"]].append(row)
        beside = self._beside([row for versions in practices.values() for row in versions])
        known = words()
        for versions in practices.values():
            original = versions[0]
            if not original["is_original"]:  # hidden, and with it its translations
                continue
            versions = [row for row in versions if row is original or _is_translated(row, original)]
            concepts = beside.concepts[original["pk"]]
            shared = {
                "concepts": known.keys(concepts),
                "facets": known.facets(concepts) | _facets(original, versions),
                "numbers": _numbers(original, len(beside.transfers[original["code"]])),
                "place": _place(original),
                "date": original["first_published_at"].date() if original["first_published_at"] else None,
                "revision": revision,
            }
            for number, row in enumerate(versions):
                yield _document(row, beside, shared | {"version": number})

    def _beside(self, rows: list[dict]) -> Beside:
        beside = Beside()
        codes = {row["code"] for row in rows}
        originals = [row["pk"] for row in rows if row["is_original"]]
        for page, concept in PracticeConcept.objects.filter(page__in=originals).values_list("page_id", "concept_id"):
            beside.concepts[page].append(concept)
        for page, tag in TaggedPractice.objects.filter(content_object__code__in=codes).values_list(
            "content_object_id", "tag__name"
        ):
            beside.tags[page].append(tag)
        confirmed = Transfer.objects.filter(practice_code__in=codes, state=TransferState.CONFIRMED)
        for code, language, changed, lesson in confirmed.values_list("practice_code", "language", "changed", "lesson"):
            beside.transfers[code].append((language, f"{changed}\n{lesson}"))
        used = {pk for row in rows for pk in _document_keys(row["documents_text"])}
        files = list(SiteDocument.objects.filter(pk__in=used))
        texts = attachments.texts(files)
        beside.documents = {
            file.pk: Attachment(
                title=file.title,
                address=reverse("wagtaildocs_serve", args=[file.pk, file.filename]),
                pages=texts.get(file.pk, ()),
            )
            for file in files
        }
        return beside

    def showing(self, kind: str, codes: Collection[str]) -> Iterable[str]:
        """Those about a concept or something narrower, of an organisation, with a file, or in a part of the tree."""
        pages = PracticePage.objects.filter(live=True)
        if kind == "concept":
            about = PracticeConcept.objects.filter(concept__in=words().at_or_below(codes)).values("page__code")
            return pages.filter(code__in=about).values_list("code", flat=True).distinct()
        if kind == "organisation":
            return pages.filter(organisation__code__in=codes).values_list("code", flat=True).distinct()
        if kind == "document":
            wanted = {int(code) for code in codes}
            rows = pages.annotate(files=Cast("documents", TextField())).exclude(files="[]").values_list("code", "files")
            return {code for code, files in rows if not wanted.isdisjoint(_document_keys(files))}
        if kind == "tree":
            below = Q()
            for path in codes:
                below |= Q(path__startswith=path)
            return PracticePage.objects.filter(below).values_list("code", flat=True).distinct()
        return ()

    def facet_titles(self, language: str) -> dict[str, str]:
        with override(language):
            return {name: str(title) for name, title in TITLES.items()} | {"size": _("Size"), "year": _("Year")}

    def facet_labels(self, name: str, values: Collection[str], language: str) -> dict[str, str]:
        choices = {"status": PracticeStatus, "evidence": EvidenceLevel, "size": OrganisationSize}
        if name in choices:
            with override(language):
                labels = {value: str(label) for value, label in choices[name].choices}
            return {value: labels[value] for value in values if value in labels}
        if name == "country":
            return {value: country_name(value, language) for value in values}
        if name == "language":
            return {value: name_in(value, language) for value in values}
        return {value: value for value in values} if name == "year" else {}


def _is_translated(row: dict, original: dict) -> bool:
    """Not just a copy of the original under another language."""
    return any(row[name] != original[name] for name in ("title", "answer", "problem"))


def _document_keys(stored: str | None) -> list[int]:
    return [value for kind, value in blocks(stored) if kind == "document" and isinstance(value, int)]


def _place(row: dict) -> Place | None:
    if row["latitude"] is None or row["longitude"] is None:
        return None
    return Place(row["latitude"], row["longitude"])


def _facets(original: dict, versions: list[dict]) -> dict[str, tuple[str, ...]]:
    """Under the names of the list’s filters (`practices.filters`)."""
    single = {
        "cluster": original["cluster__code"],
        "country": original["country"],
        "status": original["status"],
        "evidence": original["best_evidence"],
        "size": original["organisation_size"],
        "year": str(original["started_on"].year) if original["started_on"] else "",
    }
    facets = {name: (value,) for name, value in single.items() if value}
    return facets | {"language": tuple(sorted(row["locale__language_code"] for row in versions))}


def _numbers(original: dict, transfers: int) -> dict[str, float]:
    numbers = {
        "year": original["started_on"].year if original["started_on"] else None,
        "staff_days": original["staff_days"],
        "transfers": transfers,
    }
    return {name: float(value) for name, value in numbers.items() if value is not None}


def _document(row: dict, beside: Beside, shared: dict) -> SearchDocument:
    code, language = row["code"], row["locale__language_code"]
    files = (beside.documents.get(key) for key in dict.fromkeys(_document_keys(row["documents_text"])))
    facts = [["status", row["status"]], ["evidence", row["best_evidence"]]]
    return SearchDocument(
        key=f"practice:{code}:{language}",
        kind="practice",
        language=language,
        translation_key=f"practice:{code}",
        title=row["title"],
        address=address("practice", code, row["slug"]),
        summary=row["answer"],
        body=plain(joined(_markup(row, beside))),
        attachments=tuple(file for file in files if file),
        card={
            "summary": row["answer"],
            "cluster": row["cluster__code"],
            "town": row["town"],
            "country": row["country"],
            "precision": row["precision"],
            "facts": [fact for fact in facts if fact[1]],
        },
        **shared,
    )


def _markup(row: dict, beside: Beside) -> list[str | None]:
    """Everything the page says, in its order; other people’s words where they are in the same language."""
    language = row["locale__language_code"]
    parts = [row["problem"]]
    for _kind, step in blocks(row["steps_text"]):
        if isinstance(step, dict):
            parts += (verbatim(step.get("title") or ""), step.get("text"))
    for _kind, evidence in blocks(row["evidence_text"]):
        if isinstance(evidence, dict):
            parts.append(verbatim(" ".join(map(str, filter(None, map(evidence.get, EVIDENCE_WORDS))))))
    parts += (row["went_wrong"], row["preconditions"], row["not_for"])
    for _kind, picture in blocks(row["pictures_text"]):
        if isinstance(picture, dict):
            parts.append(verbatim(picture.get("caption") or ""))
    if row["opinion_language"] in ("", language):
        parts.append(verbatim(row["opinion"]))
    parts += (verbatim(text) for spoken, text in beside.transfers.get(row["code"], ()) if spoken == language)
    names = (*beside.tags.get(row["pk"], ()), row["organisation__name"], row["organisation__name_latin"], row["town"])
    parts.append(verbatim(", ".join(filter(None, names))))
    return parts


def register() -> None:
    """Called when the app is ready."""
    sources.register(PracticeSource())
    sources.leave_out("practices.PracticeIndexPage", "the list itself; what stands in it is found")
    sources.leave_out("practices.ClusterSectionPage", "where a cluster writes; readers are sent to the list")
    sources.leave_out("practices.Proposal", "seen by its author and the cluster only; found once it is a practice")
