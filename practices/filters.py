"""The query string of the list: what a reader asked for, whatever they typed, and the filters to show."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.collation import sort_key
from core.languages import country_name, name_in
from practices.facets import FACETS, Index
from practices.states import EvidenceLevel, PracticeStatus

SHOWN_VALUES = 6
LONGEST_QUERY = 200
MOST_VALUES = 60
SORTS = {"new": _("newest first"), "title": _("by title"), "tried": _("most tried first")}
TITLES = {
    "cluster": _("Cluster"),
    "country": _("Country"),
    "language": _("Language available"),
    "status": _("Status"),
    "evidence": _("Best evidence"),
}


@dataclass(frozen=True)
class ListRequest:
    """A request for the list, after validation: only values that exist. `chosen` maps a facet to its values."""

    query: str = ""
    chosen: dict[str, set[str]] = field(default_factory=dict)
    sort: str = "new"
    page: int = 1
    more: str = ""
    refused: int = 0

    @property
    def is_plain(self) -> bool:
        return not self.query and not self.chosen

    def pairs(self, *, without: tuple[str, str] | None = None) -> list[tuple[str, str]]:
        """The filters as they stand in the address."""
        pairs = [("q", self.query)] if self.query else []
        for facet in sorted(self.chosen):
            name = facet if facet in FACETS else "concept"
            pairs += [(name, value) for value in sorted(self.chosen[facet]) if (facet, value) != without]
        return pairs

    def query_string(self, *, without=None, **more: str) -> str:
        """A shareable query string of these filters; `more` adds or overrides sort, page and the like."""
        own = {} if self.sort == "new" else {"sort": self.sort}
        return urlencode(self.pairs(without=without) + [pair for pair in {**own, **more}.items() if pair[1]])


def parse(data, index: Index) -> ListRequest:
    """Read a query string; unknown values are left out and counted, nothing raises."""
    query = " ".join("".join(c if c.isprintable() else " " for c in data.get("q", ""))[:LONGEST_QUERY].split())
    chosen: dict[str, set[str]] = {}
    refused = 0
    for name in (*FACETS, "concept"):
        values = data.getlist(name)
        refused += len(values[MOST_VALUES:])
        for value in values[:MOST_VALUES]:
            facet = value.partition("/")[0] if name == "concept" else name
            if facet in index.bits and index.knows(facet, value) and (name == "concept") == (facet not in FACETS):
                chosen.setdefault(facet, set()).add(value)
            elif value:
                refused += 1
    sort = data.get("sort", "")
    refused += bool(sort and sort not in SORTS)
    page = data.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1
    more = data.get("more", "")
    return ListRequest(
        query=query,
        chosen=chosen,
        sort=sort if sort in SORTS else "new",
        page=max(1, number),
        more=more if more in index.bits else "",
        refused=refused,
    )


@dataclass(frozen=True)
class Choice:
    """One value of a filter with its count; `language` where its label is in another language than the reader's."""

    value: str
    label: str | Promise
    count: int
    checked: bool
    language: str = ""


@dataclass(frozen=True)
class Group:
    """One filter with the values worth showing."""

    facet: str
    name: str
    title: str | Promise
    choices: list[Choice]
    opened: bool
    hidden: int
    more_query: str


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str | Promise
    query: str
    language: str = ""


class Labels:
    """What the values of every filter are called in the reader's language. `clusters` maps codes to short names."""

    def __init__(self, index: Index, language: str, clusters: dict[str, str]):
        self.words = {word.key: word for word in index.words.values()}
        self.language = language
        self.clusters = clusters

    def of(self, facet: str, value: str) -> tuple[str | Promise, str]:
        """Label, and its language where that is not the reader's."""
        if facet == "cluster":
            return self.clusters.get(value, value), ""
        if facet == "country":
            return country_name(value, self.language), ""
        if facet == "language":
            return name_in(value, self.language), ""
        if facet == "status":
            return PracticeStatus(value).label, ""
        if facet == "evidence":
            return EvidenceLevel(value).label, ""
        word = self.words[value]
        spoken = word.label_language(self.language)
        return word.label(self.language), "" if spoken == self.language else spoken


def groups(index: Index, request: ListRequest, others: dict[str, int], labels: Labels) -> Iterable[Group]:
    """The filters beside the list: frequent values first, chosen ones always, the rest behind “show all”."""
    for facet in (*index.scheme_titles, *FACETS):
        chosen = request.chosen.get(facet, set())
        counts = dict(index.count_values(facet, others[facet]))
        counts |= {value: 0 for value in chosen if value not in counts}
        ranked = sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))
        shown = ranked if request.more == facet else ranked[:SHOWN_VALUES]
        choices = [
            Choice(value, label, counts[value], value in chosen, spoken)
            for value in shown
            for label, spoken in [labels.of(facet, value)]
        ]
        if request.more == facet:
            choices.sort(key=lambda choice: sort_key(str(choice.label), labels.language))
        if not choices:
            continue
        titles = index.scheme_titles.get(facet, {})
        yield Group(
            facet=facet,
            name=facet if facet in FACETS else "concept",
            title=TITLES.get(facet) or titles.get(labels.language) or titles.get("en") or facet,
            choices=choices,
            opened=bool(chosen) or request.more == facet,
            hidden=len(ranked) - len(shown),
            more_query=request.query_string(more=facet),
        )


def chips(request: ListRequest, labels: Labels) -> list[Chip]:
    """The filters in use, each with a way out."""
    found = []
    for facet, values in sorted(request.chosen.items()):
        for value in sorted(values):
            label, spoken = labels.of(facet, value)
            found.append(Chip(label, request.query_string(without=(facet, value)), spoken))
    return found
