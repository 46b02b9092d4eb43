"""Everything the results page shows, from one question to the engine. Labels come from the sources, once for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from core.collation import sort_key
from core.languages import CODES, name_in, native_name
from search import facets, places, service, shown, thesauri
from search.addresses import KILOMETRES, LAST_PAGE, PER_PAGE, SORTS, Asked, read
from search.engines.base import EngineUnavailableError
from search.places import Town
from search.requests import ConceptFound, SearchResults
from search.shown import Word

SHOWN_VALUES = 6
MOST_RELATED = 8
MOST_ALSO = 7


@dataclass(frozen=True)
class Tab:
    """A kind of thing, how many of them were found, and the address that shows only these."""

    title: str
    count: int
    query: str
    current: bool


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class Group:
    """One filter: the values in use first, then the frequent ones; the rest behind `more_query`."""

    name: str
    title: str
    choices: list[Choice]
    opened: bool
    hidden: int
    more_query: str


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str
    query: str


@dataclass(frozen=True)
class FoundConcept:
    """A concept of the query: its page, and what was searched for it in other languages."""

    label: str
    identifier: str
    also: tuple[Word, ...]

    @property
    def scheme(self) -> str:
        return self.identifier.partition("/")[0]

    @property
    def code(self) -> str:
        return self.identifier.partition("/")[2]


def asked_in(data, language: str) -> Asked:
    """The question in a query string; kinds, facets and values that do not exist are left out and counted."""
    return read(
        data,
        kinds=facets.kinds(),
        facets=facets.titles(language),
        knows=lambda name, values: facets.labels(name, values, language),
    )


def results(asked: Asked, *, language: str, access: tuple[str, ...]) -> "Results":
    """Ask the engine once. Raises `EngineUnavailableError`."""
    counted = tuple(facets.titles(language, asked.kind))
    found = service.engine().search(asked.request(language=language, access=access, counted=counted))
    return Results(asked, found, language)


@dataclass(frozen=True)
class Results:
    """A question and its answer, each part made when the page needs it."""

    asked: Asked
    found: SearchResults
    language: str

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        return facets.kinds()

    # The hits.

    @cached_property
    def hits(self) -> list[shown.Shown]:
        return shown.shown(self.found.hits, self.language, dict(self._kinds) if not self.asked.kind else {})

    @property
    def total(self) -> int:
        return self.found.total

    @property
    def last_page(self) -> int:
        return min(LAST_PAGE, max(1, -(-self.total // PER_PAGE)))

    @property
    def is_cut(self) -> bool:
        """More was found than can be paged through."""
        return self.total > LAST_PAGE * PER_PAGE

    @property
    def pages(self) -> list[tuple[int, str]]:
        """Numbers of pages with their addresses: the first, the last, and two around this one; 0 stands for a gap."""
        here, last = self.asked.page, self.last_page
        near = [n for n in range(1, last + 1) if n in (1, last) or abs(n - here) <= 2]
        found: list[tuple[int, str]] = []
        for before, number in zip([0, *near], near, strict=False):
            found += [(0, "")] * (number - before > 1)
            found.append((number, self.asked.query_string(page=number)))
        return found if last > 1 else []

    @property
    def previous_query(self) -> str:
        return self.asked.query_string(page=self.asked.page - 1) if self.asked.page > 1 else ""

    @property
    def next_query(self) -> str:
        return self.asked.query_string(page=self.asked.page + 1) if self.asked.page < self.last_page else ""

    # How the question was read.

    @property
    def corrected_query(self) -> str:
        return self.asked.query_string(text=self.found.understood.corrected, page=1)

    @property
    def literal_query(self) -> str:
        return self.asked.query_string(correct=False, page=1)

    @property
    def corrected(self) -> str:
        return self.found.understood.corrected if self.asked.correct else ""

    @cached_property
    def concepts(self) -> list[FoundConcept]:
        def words(found: ConceptFound) -> tuple[Word, ...]:
            return tuple(Word(text, code, name_in(code, own)) for code, text in found.also if code != own)

        own = self.language
        return [FoundConcept(each.label, each.identifier, words(each)) for each in self.found.understood.concepts]

    @property
    def also(self) -> list[Word]:
        """What else was searched for, in other languages."""
        words = dict.fromkeys(word for concept in self.concepts for word in concept.also)
        return list(words)[:MOST_ALSO] if self.asked.across else []

    @property
    def here_query(self) -> str:
        return self.asked.query_string(across=False, page=1)

    @property
    def across_query(self) -> str:
        return self.asked.query_string(across=True, page=1)

    @cached_property
    def related(self) -> list[tuple[str, str]]:
        """Neighbours of the concepts found, each with the search for it."""
        if not self.concepts:
            return []
        thesaurus = thesauri.current()
        own = {concept.identifier for concept in self.concepts}
        near: dict[str, None] = {}
        for identifier in own & thesaurus.entries.keys():
            near |= dict.fromkeys(thesaurus.entries[identifier].related)
        for identifier, entry in thesaurus.entries.items():
            if not own.isdisjoint(entry.broader):
                near[identifier] = None
        for identifier in own & thesaurus.entries.keys():
            near |= dict.fromkeys(thesaurus.entries[identifier].broader)
        labels = [
            thesaurus.label(each, self.language) for each in near if each in thesaurus.entries and each not in own
        ]
        return [(label, Asked(text=label).query_string()) for label in dict.fromkeys(labels)][:MOST_RELATED]

    # Kinds and filters.

    @property
    def tabs(self) -> list[Tab]:
        """All kinds together, and each of them; none where everything is of one kind."""
        asked, counts = self.asked, self.found.kinds
        every = Tab(_("Everything"), sum(counts.values()), asked.query_string(kind="", page=1), not asked.kind)
        tabs = [
            Tab(title, counts.get(kind, 0), asked.query_string(kind=kind, page=1), asked.kind == kind)
            for kind, title in self._kinds.items()
            if counts.get(kind) or asked.kind == kind
        ]
        return [every, *tabs] if len(tabs) > 1 or asked.kind else []

    @cached_property
    def groups(self) -> list[Group]:
        """The filters that would narrow what was found, each value with the number of things that it would leave."""
        titles = facets.titles(self.language, self.asked.kind)
        for name in self.asked.chosen:  # also those of another kind, so that they can be taken away
            titles.setdefault(name, facets.titles(self.language).get(name, name))
        counts = {name: self._counts(name) for name in titles}
        useful = [
            name for name, own in counts.items() if own and (self._chosen(name) or min(own.values()) < self.total)
        ]
        ranked = {name: self._ranked(name, counts[name]) for name in useful}
        seen = {name: values[: self._room(name)] for name, values in ranked.items()}
        labels = facets.all_labels(seen, self.language)
        return [self._group(name, titles[name], seen[name], counts[name], labels) for name in useful]

    def _chosen(self, name: str) -> tuple[str, ...]:
        return self.asked.chosen.get(name, ())

    def _counts(self, name: str) -> dict[str, int]:
        found = {each.value: each.count for each in self.found.facets.get(name, ())}
        return found | {value: 0 for value in self._chosen(name) if value not in found}

    def _ranked(self, name: str, counts: Mapping[str, int]) -> list[str]:
        chosen = self._chosen(name)
        return sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))

    def _room(self, name: str) -> int | None:
        """How many values are shown; all of them (None) where the reader asked for more."""
        return None if self.asked.more == name else max(SHOWN_VALUES, len(self._chosen(name)))

    def _group(self, name: str, title: str, values: list[str], counts: Mapping[str, int], labels: dict) -> Group:
        chosen, full = self._chosen(name), self.asked.more == name
        choices = [Choice(value, labels.get((name, value), value), counts[value], value in chosen) for value in values]
        if full:
            choices.sort(key=lambda choice: sort_key(choice.label, self.language))
        return Group(
            name=name,
            title=title,
            choices=choices,
            opened=bool(chosen) or full,
            hidden=len(counts) - len(choices),
            more_query=f"{self.asked.query_string(page=1)}&more={name}".lstrip("&"),
        )

    @property
    def language_choices(self) -> list[Choice]:
        """In which language the text is, the reader's own first."""
        codes = sorted(CODES, key=lambda code: code != self.language)
        return [Choice(code, native_name(code), None, code in self.asked.languages) for code in codes]

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in use, each with a way out."""
        asked = self.asked
        labels = facets.all_labels(asked.chosen, self.language)
        found = [
            Chip(labels.get((name, value), value), asked.without(name, value).query_string())
            for name, values in asked.chosen.items()
            for value in values
        ]
        found += [
            Chip(name_in(code, self.language), asked.without("in", code).query_string()) for code in asked.languages
        ]
        if asked.town:
            label = _("within %(km)s km of %(town)s") % {"km": asked.kilometres, "town": asked.town.name}
            found.append(Chip(label, asked.without("near").query_string()))
        return found

    @property
    def plain_query(self) -> str:
        """The words alone."""
        return Asked(text=self.asked.text).query_string()

    @property
    def sorts(self) -> list[tuple]:
        """(value, label, chosen) of each order that makes sense here."""
        sensible = {"relevance": bool(self.asked.text), "distance": bool(self.asked.town)}
        names = [name for name in SORTS if sensible.get(name, True)]
        return [(name, SORTS[name], name == self.asked.order) for name in names]

    @property
    def shared_query(self) -> str:
        """The question without page and order: for feeds and for keeping it."""
        return self.asked.query_string(page=1, sort="")


def name_of(asked: Asked, language: str) -> str:
    """What to call the question in a list: its words, kind and filters."""
    labels = facets.all_labels(asked.chosen, language)
    values = [labels.get((name, value), value) for name, own in asked.chosen.items() for value in own]
    values += [name_in(code, language) for code in asked.languages] + ([asked.town.name] if asked.town else [])
    return " · ".join(filter(None, [asked.text, facets.kinds().get(asked.kind, ""), *values])) or _("Everything")


def search(asked: Asked, *, language: str, access: tuple[str, ...]) -> Results | None:
    """As `results`; None while the engine does not answer."""
    try:
        return results(asked, language=language, access=access)
    except EngineUnavailableError:
        return None


def towns() -> list[str]:
    """Towns to choose from, as they stand in an address."""
    return [town.address for town in places.known()]


def distances(asked: Asked) -> list[int]:
    """Distances to choose from, the one in use among them."""
    return sorted({*KILOMETRES, asked.kilometres})


def towns_like(asked: Asked) -> list[tuple[Town, str]]:
    """Towns that may have been meant by an unknown name, each with the address of the same question there."""
    if not asked.near or asked.town:
        return []
    return [(town, asked.query_string(near=town.address)) for town in places.similar(asked.near)]
