"""The concepts that a practice can be about, in groups for choosing."""

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Length
from django.utils.translation import get_language

from core.collation import sort_key
from practices.models import PracticeTag
from vocabulary.models import Concept, Label, Scheme

# Schemes about something else: why things do not work, and why an offer was refused.
NOT_FOR_PRACTICES = ("obstacle", "refusal-reason")
MOST_FOUND = 20


@dataclass(frozen=True)
class ConceptGroup:
    """One scheme with its concepts as (key, label), sorted for the reader."""

    code: str
    title: str
    concepts: list[tuple[int, str]]


def concept_groups() -> list[ConceptGroup]:
    """Four queries, however many concepts there are."""
    language = get_language()
    found: dict[int, list[tuple[int, str]]] = {}
    concepts = Concept.objects.current().exclude(scheme__code__in=NOT_FOR_PRACTICES).with_labels()
    for concept in concepts:
        found.setdefault(concept.scheme_id, []).append((concept.pk, concept.label(language)))
    return [
        ConceptGroup(
            scheme.code,
            scheme.title(language),
            sorted(found[scheme.pk], key=lambda pair: sort_key(pair[1], language)),
        )
        for scheme in Scheme.objects.prefetch_related("texts")
        if scheme.pk in found
    ]


def find_concepts(text: str) -> list[Concept]:
    """Concepts with a label in any language that has the text in it, the shortest label first."""
    text = text.strip()
    if not text:
        return []
    found = dict.fromkeys(
        Label.objects.filter(text__icontains=text, concept__deprecated=False)
        .order_by(Length("text"), "pk")
        .values_list("concept_id", flat=True)[: MOST_FOUND * 5]
    )
    keys = list(found)[:MOST_FOUND]
    concepts = Concept.objects.with_labels().select_related("scheme").in_bulk(keys)
    return [concepts[key] for key in keys]


def tags_in_use():
    """Free tags with how many practices use each, and the concept it became a label of."""
    return (
        PracticeTag.objects.annotate(uses=Count("tagged_practices__content_object__code", distinct=True))
        .select_related("concept")
        .order_by("-uses", "name")
    )
