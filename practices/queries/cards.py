"""Practices in lists: one row each, in the best version for the reader."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from clusters.models import Cluster
from core.models import SiteImage
from practices.facets import Entry
from practices.filters import Chip, Group, Labels, ListRequest, chips, groups, parse
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
    """Everything the list page shows."""

    request: ListRequest
    cards: list[Card]
    page: Page
    groups: list[Group]
    chips: list[Chip]
    without_text: str
    page_query: str
    feed_query: str


def listing(data, language: str) -> Listing:
    """The list for a query string, in the reader's language; a page beyond the end is the last one."""
    index = current_index()
    request = parse(data, index)
    clusters = dict(Cluster.objects.values_list("code", "short_name"))
    labels = Labels(index, language, clusters)
    selected, others = index.select(request.chosen, request.query)
    page = Paginator(index.in_order(selected, request.sort, language), PER_PAGE).get_page(request.page)
    query = request.query_string()
    return Listing(
        request=request,
        cards=cards(page.object_list, language),
        page=page,
        groups=list(groups(index, request, others, labels)),
        chips=chips(request, labels),
        without_text=ListRequest(chosen=request.chosen, sort=request.sort).query_string(),
        page_query=f"{query}&" if query else "",
        feed_query=request.query_string(sort=""),
    )


def introduction(language: str) -> PracticeIndexPage | None:
    """The list's own page of the tree in this language."""
    return PracticeIndexPage.objects.live().filter(locale__language_code=language, alias_of=None).first()
