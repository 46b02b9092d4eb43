"""The list of organisations: what a reader asked for, what matches it, and how many for each filter.

Names are compared and sorted here and not in the database, because none that we run on compares Русе with Ruse or
sorts by the reader’s alphabet: five queries whatever the number, three more for a concept, about 35 ms for a thousand
organisations.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _, gettext_lazy

from clusters import profiles
from clusters.models import Cluster, Membership, Organisation, Place
from clusters.states import OrganisationSize, OrganisationType
from core.collation import sort_key
from core.languages import country_name
from core.text import folded
from vocabulary.models import Concept
from vocabulary.queries import with_narrower

FACETS = ("cluster", "country", "type", "size")
# A concept is filtered by from its own page; four hundred of them are no list to tick.
FILTERS = (*FACETS, "concept")
SORTS = {
    "name": gettext_lazy("by name"),
    "new": gettext_lazy("newest first"),
    "practices": gettext_lazy("most practices first"),
}
PER_PAGE = 20
LONGEST_QUERY = 200
LONGEST_VALUE = 130  # of a concept: `scheme/code`
# Transliteration Act of Bulgaria (SG 19/2009), article 3: ия at the end of a word is ia (Sofia); and the two common
# spellings of Danish å and ø and of umlauts.
_SAME = ((re.compile(r"iya\b"), "ia"), (re.compile("aa"), "a"), (re.compile("oe"), "o"))


def search_key(text: str) -> str:
    """How names are compared: without case, accents and script. `search_key("Русе")` is `ruse`, as is that of Ruse."""
    text = folded(text)
    for spelling, same in _SAME:
        text = spelling.sub(same, text)
    return text


@dataclass(frozen=True)
class DirectoryRequest:
    """What was asked for; `chosen` maps a filter to its values. Unknown values are kept out."""

    query: str = ""
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    page: str = "1"
    sort: str = "name"

    def query_string(self, *, without: tuple[str, str] | None = None) -> str:
        """The filters and the order as they stand in the address, without the page."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [
            (facet, value)
            for facet in FILTERS
            for value in sorted(self.chosen.get(facet, ()))
            if (facet, value) != without
        ]
        pairs += [("sort", self.sort)] if self.sort != "name" else []
        return urlencode(pairs)


@dataclass(frozen=True)
class Choice:
    """One value of a filter with its count."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Group:
    """One filter."""

    facet: str
    title: str
    choices: list[Choice]
    opened: bool


@dataclass(frozen=True)
class Directory:
    """The answer: the matching organisations in order, the filters, the filters in use as (label, address), and what
    other rooms count for each organisation.
    """

    pks: list[int]
    groups: list[Group]
    chips: list[tuple[str, str]]
    tallies: dict[int, profiles.Tally]


@dataclass
class _Row:
    pk: int
    name: str
    values: dict[str, frozenset[str]]
    text: str
    created_at: datetime


def parse(data) -> DirectoryRequest:
    """Read a query string; nothing raises, control characters become spaces."""
    query = "".join(c if c.isprintable() else " " for c in data.get("q", ""))[:LONGEST_QUERY]
    chosen = {
        facet: frozenset(value[:LONGEST_VALUE] for value in data.getlist(facet)[:40] if value) for facet in FILTERS
    }
    sort = data.get("sort", "")
    return DirectoryRequest(
        query=" ".join(query.split()),
        chosen={facet: values for facet, values in chosen.items() if values},
        page=data.get("page", "1"),
        sort=sort if sort in SORTS else "name",
    )


def _rows(user, asked: DirectoryRequest) -> list[_Row]:
    towns: dict[int, list[str]] = {}
    clusters: dict[int, set[str]] = {}
    for pk, town in Place.objects.values_list("organisation_id", "town"):
        towns.setdefault(pk, []).append(town)
    for pk, code in Membership.objects.filter(profiles.holding_today()).values_list("organisation_id", "cluster__code"):
        clusters.setdefault(pk, set()).add(code)
    concepts = carriers(asked.chosen.get("concept", frozenset()))
    return [
        _Row(
            pk,
            latin or name,
            {
                "cluster": frozenset(clusters.get(pk, ())),
                "country": frozenset([country]),
                "type": frozenset([type_]),
                "size": frozenset([size] if size else []),
                "concept": frozenset(key for key, holders in concepts.items() if pk in holders),
            },
            search_key(" ".join([name, latin, *towns.get(pk, [])])),
            created_at,
        )
        for pk, name, latin, country, type_, size, created_at in Organisation.objects.visible_to(user)
        .order_by()
        .values_list("pk", "name", "name_latin", "country", "type", "size", "created_at")
    ]


def carriers(keys: Iterable[str]) -> dict[str, set[int]]:
    """For each concept (`scheme/code`) the keys of the organisations that carry it or a narrower one."""
    narrower = with_narrower(keys)
    if not narrower:
        return {}
    wanted = set().union(*narrower.values())
    links = Organisation.concepts.through.objects.filter(concept__in=wanted).values_list(
        "concept_id", "organisation_id"
    )
    holders: dict[int, set[int]] = {}
    for concept, organisation in links:
        holders.setdefault(concept, set()).add(organisation)
    return {key: set().union(*(holders.get(pk, ()) for pk in pks)) for key, pks in narrower.items()}


def search(asked: DirectoryRequest, *, user, language: str) -> Directory:
    """Every word must occur in names or towns; values of one filter widen, filters narrow each other."""
    words = search_key(asked.query).split()
    rows = [row for row in _rows(user, asked) if all(word in row.text for word in words)]
    found, counts = [], {facet: Counter() for facet in FILTERS}
    for row in rows:
        misses = [facet for facet, values in asked.chosen.items() if not values & row.values[facet]]
        if not misses:
            found.append(row)
        for facet in FILTERS:
            if not misses or misses == [facet]:
                counts[facet].update(row.values[facet])
    tallies = profiles.tallies_of_organisations(user)
    found.sort(key=lambda row: (sort_key(row.name, language), row.pk))
    if asked.sort == "new":
        found.sort(key=lambda row: (row.created_at, row.pk), reverse=True)
    elif asked.sort == "practices":
        found.sort(key=lambda row: -tallies[row.pk].number if row.pk in tallies else 0)
    labels = _labels(language, counts, asked)
    shown = FILTERS if asked.chosen.get("concept") else FACETS
    return Directory(
        [row.pk for row in found],
        [_group(facet, counts[facet], asked, labels[facet], language) for facet in shown],
        [
            (labels[facet][value], asked.query_string(without=(facet, value)))
            for facet in shown
            for value in sorted(asked.chosen.get(facet, ()))
            if value in labels[facet]
        ],
        tallies,
    )


def _labels(language: str, counts: dict[str, Counter], asked: DirectoryRequest) -> dict[str, dict[str, str]]:
    countries = set(counts["country"]) | {
        code for code in asked.chosen.get("country", ()) if re.fullmatch("[A-Z]{2}", code)
    }
    return {
        "cluster": dict(Cluster.objects.values_list("code", "short_name")),
        "country": {code: country_name(code, language) for code in countries},
        "type": {value: str(label) for value, label in OrganisationType.choices},
        "size": {value: str(label) for value, label in OrganisationSize.choices},
        "concept": _concept_labels(asked.chosen.get("concept", frozenset()), language),
    }


def _concept_labels(keys: frozenset[str], language: str) -> dict[str, str]:
    if not keys:
        return {}
    concepts = Concept.objects.filter(code__in=[key.partition("/")[2] for key in keys]).select_related("scheme")
    return {concept.key: concept.label(language) for concept in concepts.with_labels() if concept.key in keys}


def _group(facet: str, counts: Counter, asked: DirectoryRequest, labels: dict[str, str], language: str) -> Group:
    """Values that occur or are chosen; countries by the reader's alphabet, the others in their own order."""
    titles = {
        "cluster": _("Cluster"),
        "country": _("Country"),
        "type": _("Type"),
        "size": _("Size"),
        "concept": _("What it does"),
    }
    chosen = asked.chosen.get(facet, frozenset())
    choices = [
        Choice(value, label, counts[value], value in chosen)
        for value, label in labels.items()
        if counts[value] or value in chosen
    ]
    if facet == "country":
        choices.sort(key=lambda choice: sort_key(choice.label, language))
    return Group(facet, titles[facet], choices, opened=facet == "cluster" or bool(chosen))
