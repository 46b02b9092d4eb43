"""The themes of an application, an offer or a mission: concepts of the vocabulary, found by words or by scheme."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models.functions import Length
from django.utils.translation import get_language, gettext as _

from core.collation import sort_key
from vocabulary.models import Concept, Label, Scheme

# Schemes about something else: why things do not work, and why an offer was refused.
NO_THEMES = ("obstacle", "refusal-reason")
MOST_FOUND = 20


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    language: str  # of the label
    checked: bool


@dataclass(frozen=True)
class Group:
    """Choices under one heading; `is_open` where they are chosen or were looked for."""

    title: str
    choices: list[Choice]
    is_open: bool = False

    @property
    def chosen(self) -> int:
        return sum(choice.checked for choice in self.choices)


def themes():
    """Concepts that something can be about."""
    return Concept.objects.current().exclude(scheme__code__in=NO_THEMES)


def find_themes(text: str) -> list[int]:
    """Keys of themes with a label in any language that has the text in it, the shortest label first."""
    text = text.replace("\x00", " ").strip()[:100]
    if not text:
        return []
    spelt = {text, text.lower(), text.capitalize(), text.upper()}  # SQLite compares only a–z without case
    found: dict[int, None] = {}
    for spelling in sorted(spelt):
        labels = Label.objects.filter(text__icontains=spelling, concept__in=themes()).order_by(Length("text"), "pk")
        found |= dict.fromkeys(labels.values_list("concept_id", flat=True)[: MOST_FOUND * 5])
    return list(found)[:MOST_FOUND]


def theme_groups(chosen: Collection = (), *, find: str = "") -> list[Group]:
    """All themes by scheme, each once: what was looked for (`find`) and what is chosen stand first, and open.

    Four queries, eight with `find`.
    """
    language = get_language()
    checked = {str(pk) for pk in chosen}
    found = find_themes(find)
    concepts = {concept.pk: concept for concept in themes().with_labels()}

    def choice(concept: Concept) -> Choice:
        return Choice(
            str(concept.pk),
            concept.label(language),
            concept.label_language(language),
            str(concept.pk) in checked,
        )

    groups = []
    if find.strip():
        title = _("Found: {words}").format(words=find.strip()[:100])
        groups.append(Group(title, [choice(concepts[pk]) for pk in found if pk in concepts], is_open=True))
    by_scheme: dict[int | None, list[Choice]] = {}
    for pk, concept in concepts.items():
        if pk not in found:
            made = choice(concept)
            by_scheme.setdefault(None if made.checked else concept.scheme_id, []).append(made)
    for choices in by_scheme.values():
        choices.sort(key=lambda each: sort_key(each.label, language))
    if None in by_scheme:
        groups.append(Group(_("Chosen"), by_scheme[None], is_open=True))
    schemes = Scheme.objects.prefetch_related("texts")
    return groups + [Group(row.title(language), by_scheme[row.pk]) for row in schemes if row.pk in by_scheme]
