"""Filters of the public lists: what a query string asks for, as far as it makes sense, and the choices to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from core.collation import sort_key
from core.languages import country_name
from vocabulary.models import Concept
from vocabulary.queries import with_narrower

LONGEST_VALUE = 130  # of a concept: `scheme/code`


@dataclass(frozen=True)
class Choice:
    """One value; `language` where its label is in another language than the reader’s."""

    value: str
    label: str | Promise
    chosen: bool
    language: str = ""


@dataclass(frozen=True)
class Filter:
    """A list to choose one value from, or none."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Asked:
    """What was asked for, by the filter’s name; `refused` values are unknown here and were left out."""

    chosen: Mapping[str, str]
    refused: int = 0

    def get(self, name: str) -> str:
        return self.chosen.get(name, "")

    @property
    def query(self) -> str:
        """For the links to other pages of the list."""
        return f"{urlencode(self.chosen)}&" if self.chosen else ""


def ask(data: Mapping[str, str], known: Mapping[str, Iterable[str]]) -> Asked:
    """Read a query string; nothing raises. `known` are the values that each filter has here."""
    chosen, refused = {}, 0
    for name, values in known.items():
        value = data.get(name, "").strip()[:LONGEST_VALUE]
        if value and value in set(values):
            chosen[name] = value
        elif value:
            refused += 1
    return Asked(chosen, refused)


def country_choices(codes: Iterable[str], chosen: str, language: str) -> list[Choice]:
    names = {code: country_name(code, language) for code in codes}
    return [Choice(code, names[code], code == chosen) for code in sorted(names, key=_by(names, language))]


def _by(names: Mapping[str, str], language: str):
    return lambda value: sort_key(names[value], language)


def themes_of(rows: QuerySet, asked: str = "") -> dict[str, Concept]:
    """The themes that these missions or offers have, by `scheme/code`, and the one asked for, which may be a wider one:
    two queries.
    """
    used = rows.model.concepts.through.objects.filter(
        **{f"{rows.model._meta.model_name}__in": rows.order_by().values("pk")}
    ).values("concept")
    scheme, _slash, code = asked[:LONGEST_VALUE].partition("/")
    concepts = Concept.objects.filter(Q(pk__in=used) | Q(scheme__code=scheme, code=code))
    concepts = concepts.with_labels().select_related("scheme")
    return {concept.key: concept for concept in concepts}


def theme_choices(themes: Mapping[str, Concept], chosen: str, language: str) -> list[Choice]:
    labels = {key: concept.label(language) for key, concept in themes.items()}
    return [
        Choice(key, labels[key], key == chosen, _foreign(themes[key].label_language(language), language))
        for key in sorted(labels, key=_by(labels, language))
    ]


def _foreign(spoken: str, language: str) -> str:
    return spoken if spoken != language else ""


def about(rows: QuerySet, key: str) -> QuerySet:
    """Those that have this theme or a narrower one."""
    wanted = set().union(*with_narrower([key]).values())
    return rows.filter(concepts__in=wanted).distinct()
