"""The words a brief is written with: concepts of a scheme, by their widest concept, in the reader's order."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import get_language

from core.collation import sort_key
from vocabulary.models import Concept

STEPS, PRODUCTS, MATERIALS, CERTIFICATES = "value-chain-step", "product", "material", "certificate"
REASONS = "refusal-reason"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    language: str  # of the label
    checked: bool


@dataclass(frozen=True)
class Group:
    """Choices below one wide concept, the concept itself first; open where one of them is chosen."""

    title: str
    language: str
    choices: list[Choice]

    @property
    def chosen(self) -> int:
        return sum(choice.checked for choice in self.choices)


def of_scheme(scheme: str):
    """The concepts that may be chosen."""
    return Concept.objects.current().filter(scheme__code=scheme)


def groups(scheme: str, chosen: Collection = ()) -> list[Group]:
    """Everything of a scheme by its widest concepts. Three queries."""
    checked = {str(pk) for pk in chosen}
    return [
        Group(
            head.label(),
            head.label_language(),
            [Choice(str(each.pk), each.label(), each.label_language(), str(each.pk) in checked) for each in found],
        )
        for head, found in _tree(scheme)
    ]


def options(scheme: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """As `groups`, as the choices of a select. Three queries."""
    return [(head.label(), [(str(each.pk), each.label()) for each in found]) for head, found in _tree(scheme)]


def _tree(scheme: str) -> list[tuple[Concept, list[Concept]]]:
    """Each widest concept with itself and everything below it, once, in the reader's alphabet."""
    language = get_language()
    concepts = {concept.pk: concept for concept in of_scheme(scheme).with_labels()}
    above: dict[int, int] = {}
    links = Concept.broader.through.objects.filter(from_concept__in=concepts, to_concept__in=concepts)
    for lower, upper in links.order_by("to_concept").values_list("from_concept_id", "to_concept_id"):
        above.setdefault(lower, upper)

    def head_of(pk: int) -> int:
        seen = {pk}
        while pk in above and above[pk] not in seen:  # a cycle in the data does no harm
            pk = above[pk]
            seen.add(pk)
        return pk

    by_head: dict[int, list[Concept]] = {}
    for pk, concept in concepts.items():
        by_head.setdefault(head_of(pk), []).append(concept)

    def order(concept: Concept):
        return sort_key(concept.label(language), language)

    found = []
    for head in sorted(by_head, key=lambda pk: order(concepts[pk])):
        below = sorted((each for each in by_head[head] if each.pk != head), key=order)
        found.append((concepts[head], [concepts[head], *below]))
    return found
