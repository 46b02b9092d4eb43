"""What the page of one concept shows, in the reader's language and in the order of its alphabet."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from core.collation import sort_key
from core.languages import CODES
from vocabulary.models import Concept, LabelKind, NoteKind, Scheme


@dataclass(frozen=True)
class LanguageRow:
    """The words for a concept in one language."""

    language: str
    preferred: str
    alternatives: list[str]


@dataclass(frozen=True)
class ConceptPage:
    """A concept with everything around it. `text` fields come with the language they are in."""

    concept: Concept
    scheme: Scheme
    rows: list[LanguageRow]
    definitions: list
    scope_notes: list
    examples: list
    trail: list[Concept]
    broader: list[Concept]
    narrower: list[Concept]
    related: list[Concept]
    matches: list
    replacement: Concept | None


def concept_page(scheme_code: str, code: str) -> ConceptPage:
    """Read the page; raises Concept.DoesNotExist. Ten queries, whatever the number of links."""
    concept = (
        Concept.objects.select_related("scheme")
        .prefetch_related("scheme__texts", "labels", "notes", "matches")
        .get(scheme__code=scheme_code, code=code)
    )
    concept.preferred_labels = [label for label in concept.labels.all() if label.kind == LabelKind.PREFERRED]
    language = get_language()
    links = Concept.broader.through.objects.filter(from_concept__scheme=concept.scheme_id)
    above, below = defaultdict(list), defaultdict(list)
    for narrow, broad in links.values_list("from_concept", "to_concept").order_by("to_concept"):
        above[narrow].append(broad)
        below[broad].append(narrow)
    related = Concept.related.through.objects.filter(from_concept=concept).values_list("to_concept", flat=True)
    path = _path(concept.pk, above)
    around = _Around({*above[concept.pk], *below[concept.pk], *related, *path, concept.replaced_by_id}, language)
    return ConceptPage(
        concept=concept,
        scheme=concept.scheme,
        rows=_rows(concept, language),
        definitions=_notes(concept, NoteKind.DEFINITION, language),
        scope_notes=_notes(concept, NoteKind.SCOPE, language),
        examples=_notes(concept, NoteKind.EXAMPLE, language),
        trail=[around.concepts[pk] for pk in path],
        broader=around.sorted(above[concept.pk]),
        narrower=around.sorted(below[concept.pk], current=True),
        related=around.sorted(related, current=True),
        matches=list(concept.matches.all()),
        replacement=around.concepts.get(concept.replaced_by_id),
    )


class _Around:
    """The concepts that a page links to, read at once."""

    def __init__(self, pks: set, language: str):
        found = Concept.objects.filter(pk__in=pks - {None}).select_related("scheme").with_labels()
        self.concepts = {concept.pk: concept for concept in found.prefetch_related("scheme__texts")}
        self.language = language

    def sorted(self, pks, *, current: bool = False) -> list[Concept]:
        chosen = [self.concepts[pk] for pk in pks if not (current and self.concepts[pk].deprecated)]
        return sorted(chosen, key=lambda concept: sort_key(concept.label(self.language), self.language))


def _path(pk: int, above: dict[int, list[int]]) -> list[int]:
    """From the top of the scheme to just above the concept, along the first of several broader concepts."""
    path = []
    while above[pk] and above[pk][0] not in path:
        pk = above[pk][0]
        path.append(pk)
    return path[::-1]


def _rows(concept: Concept, language: str) -> list[LanguageRow]:
    """The reader's language first, then the site's order; languages without any word are left out."""
    preferred, alternatives = {}, defaultdict(list)
    for label in concept.labels.all():
        if label.kind == LabelKind.PREFERRED:
            preferred[label.language] = label.text
        elif label.kind == LabelKind.ALTERNATIVE:
            alternatives[label.language].append(label.text)
    codes = sorted(CODES, key=lambda code: (code != language, CODES.index(code)))
    return [
        LanguageRow(code, preferred.get(code, ""), sorted(alternatives[code], key=lambda text: sort_key(text, code)))
        for code in codes
        if code in preferred or alternatives[code]
    ]


def _notes(concept: Concept, kind: NoteKind, language: str) -> list:
    """The notes of a kind in the reader's language, else in English, else in whatever there is."""
    notes = [note for note in concept.notes.all() if note.kind == kind]
    for candidate in (language, settings.LANGUAGE_CODE):
        if own := [note for note in notes if note.language == candidate]:
            return own
    return notes[:1]
