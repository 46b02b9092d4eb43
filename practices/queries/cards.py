"""Practices in lists: one row each, in the best version for the reader."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

from clusters.models import Cluster
from core.models import SiteImage
from practices.facets import Entry, Index
from practices.filters import SORTS, Chip, Group, Labels, ListRequest, chips, groups, parse
from practices.listing import current_index
from practices.models import PracticeIndexPage, PracticePage
from practices.queries.addresses import path_of

PER_PAGE = 12
PICTURE = "fill-240x240"


@dataclass(frozen=True)
class Card:
    """One practice in a list. `language` is that of its text; `foreign` says that the reader’s is another."""

    code: str
    href: str
    page: PracticePage
    language: str
    foreign: bool
    transfers: int
    picture: object | None


def cards(entries: Iterable[Entry], language: str, *, pictures: bool = True) -> list[Card]:
    """The cards of these practices in their order: at most three queries, however many there are."""
    entries = list(entries)
    wanted = {entry.versions[entry.language_for(language)].pk: entry for entry in entries}
    pages = {
        page.code: page
        for page in PracticePage.objects.filter(pk__in=wanted)
        .select_related("cluster")
        .only(
            "title", "slug", "code", "answer", "cluster", "town", "country", "status", "best_evidence", "pictures",
            "is_demo", "first_published_at", "last_published_at",
        )
    }  # fmt: skip
    renditions = _first_pictures(pages.values()) if pictures else {}
    return [
        Card(
            code=entry.code,
            href=path_of(entry, language),
            page=pages[entry.code],
            language=(spoken := entry.language_for(language)),
            foreign=spoken != language,
            transfers=entry.transfers,
            picture=renditions.get(entry.code),
        )
        for entry in entries
        if entry.code in pages
    ]


def first_picture_id(page: PracticePage) -> int | None:
    """The image of a practice's first picture, read from the raw data without a query."""
    for block in page.pictures.raw_data:
        image = block["value"].get("image")
        return image.get("image") if isinstance(image, dict) else image
    return None


def _first_pictures(pages: Iterable[PracticePage]) -> dict[str, object]:
    wanted = {page.code: pk for page in pages if (pk := first_picture_id(page))}
    if not wanted:
        return {}
    found = SiteImage.objects.filter(pk__in=wanted.values()).prefetch_renditions(PICTURE)
    images = {image.pk: image for image in found}
    return {code: images[pk].get_rendition(PICTURE) for code, pk in wanted.items() if pk in images}


def newest(language: str, count: int) -> list[Card]:
    """The newest practices, for other rooms' pages."""
    return cards(current_index().entries[:count], language)


@dataclass(frozen=True)
class Listing:
    """Everything the list page shows, each part made when it is first used: the template keeps what it made."""

    index: Index
    request: ListRequest
    language: str

    @cached_property
    def kept_as(self) -> str:
        """Names everything that decides what the list shows: what was made of it stays true under this name."""
        request = self.request
        if not self.index.token:
            return secrets.token_hex(8)
        return f"{self.index.token} {request.query_string(page=str(request.page), more=request.more)}"

    @cached_property
    def _selected(self) -> tuple[int, dict[str, int]]:
        return self.index.select(self.request.chosen, self.request.query)

    @cached_property
    def _labels(self) -> Labels:
        return Labels(self.index, self.language, dict(Cluster.objects.values_list("code", "short_name")))

    @cached_property
    def page(self) -> Page:
        """The page asked for; beyond the end it is the last one."""
        found = self.index.in_order(self._selected[0], self.request.sort, self.language)
        return Paginator(found, PER_PAGE).get_page(self.request.page)

    @property
    def pages(self):
        return self.page.paginator.get_elided_page_range(self.page.number)

    @cached_property
    def cards(self) -> list[Card]:
        return cards(self.page.object_list, self.language)

    @cached_property
    def groups(self) -> list[Group]:
        return list(groups(self.index, self.request, self._selected[1], self._labels))

    @cached_property
    def chips(self) -> list[Chip]:
        return chips(self.request, self._labels)

    @property
    def sorts(self) -> list[tuple]:
        """(value, label, chosen) of each order."""
        return [(value, label, value == self.request.sort) for value, label in SORTS.items()]

    @property
    def without_text(self) -> str:
        return ListRequest(chosen=self.request.chosen, sort=self.request.sort).query_string()

    @property
    def page_query(self) -> str:
        query = self.request.query_string()
        return f"{query}&" if query else ""

    @property
    def last_query(self) -> str:
        """The query string of the last page."""
        last = self.page.paginator.num_pages
        return self.request.query_string(page=str(last) if last > 1 else "")

    @property
    def feed_query(self) -> str:
        return self.request.query_string(sort="")


def listing(data, language: str) -> Listing:
    """The list for a query string, in the reader's language."""
    index = current_index()
    return Listing(index, parse(data, index), language)


def introduction(language: str) -> PracticeIndexPage | None:
    """The list's own page of the tree in this language."""
    return PracticeIndexPage.objects.live().filter(locale__language_code=language, alias_of=None).first()
