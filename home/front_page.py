"""Reads of the front page: what is new, and what the alliance has woven so far. Each figure comes from the database."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext as _
from wagtail.images.models import Filter

from clusters.models import Cluster, Organisation
from core.models import ImageRendition, SiteImage
from exchanges.queries.front import HomePart, home_part, home_state
from practices.facets import Index
from practices.listing import current_index
from practices.models import PracticePage, Transfer
from practices.queries.addresses import path_of
from practices.queries.cards import Card, cards, first_picture_id
from practices.states import TransferState

NEWEST = 3
CARD_PICTURE = Filter(spec="fill-640x284|format-avif|avifquality-40")  # woven patterns compress badly otherwise


@dataclass(frozen=True)
class RibbonSection:
    """One cluster's share of a ribbon; `start` and `width` in per cent, as strings that SVG understands."""

    cluster: Cluster
    label: str
    value: int
    start: str
    width: str


@dataclass(frozen=True)
class Ribbon:
    """Progress by cluster: woven sections, and `rest`, the bare warp up to the target."""

    sections: list[RibbonSection]
    rest: str
    rest_start: str
    summary: str
    caption: str
    value_heading: str


@dataclass(frozen=True)
class TriedCard:
    """A confirmed transfer with the practice it is about."""

    transfer: Transfer
    title: str
    title_language: str
    url: str


@dataclass(frozen=True)
class Figures:
    practices: int
    languages: int
    transfers: int
    organisations: int
    clusters: int


@dataclass(frozen=True)
class FrontPage:
    """Everything the front page shows, each part read when it is first used: the template keeps what it made."""

    index: Index
    user: object
    language: str
    clusters: list[Cluster]
    state: tuple  # of whatever the page shows besides the practices

    @cached_property
    def kept_as(self) -> str:
        """Names the state of everything shown to all readers alike: what was made of it stays true under this name."""
        return f"{self.index.token} {self.state}" if self.index.token else secrets.token_hex(8)

    @cached_property
    def newest(self) -> list[Card]:
        return newest_practices(self.index, self.language)

    @cached_property
    def tried(self) -> list[TriedCard]:
        return newest_transfers(self.index, self.language)

    @cached_property
    def figures(self) -> Figures:
        return Figures(
            practices=len(self.index.entries),
            languages=len(self.index.bits.get("language", {})),
            transfers=self.index.transfers,
            organisations=Organisation.objects.visible_to(self.user).count(),
            clusters=len(self.clusters),
        )

    @cached_property
    def exchanges(self) -> HomePart:
        return home_part(self.language)

    @cached_property
    def ribbon(self) -> Ribbon:
        per_cluster = self.index.bits.get("cluster", {})
        return ribbon_of((cluster, per_cluster.get(cluster.code, 0).bit_count()) for cluster in self.clusters)


def _per_cent(part: int, whole: int) -> str:
    """A share as SVG writes it: two decimals, never a comma."""
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)) if whole and part else "0"


def ribbon_of(values: Iterable[tuple[Cluster, int]], *, target: int = 0, label=None) -> Ribbon:
    """A ribbon of `values` per cluster up to `target` (the sum, where there is none); nothing at all is bare warp."""
    values = list(values)
    done = sum(value for _cluster, value in values)
    whole = max(target, done)
    sections, start = [], 0
    for cluster, value in values:
        sections.append(RibbonSection(cluster, cluster.town, value, _per_cent(start, whole), _per_cent(value, whole)))
        start += value
    parts = [f"{cluster.short_name} {value}" for cluster, value in values]
    return Ribbon(
        sections=sections,
        rest=_per_cent(whole - done, whole) if whole else "100",
        rest_start=_per_cent(done, whole),
        summary=", ".join(parts) or _("Nothing has been woven yet."),
        caption=label or _("Published practices by cluster"),
        value_heading=_("Practices"),
    )


SHOWN_OF_CLUSTERS = ("code", "short_name", "town", "weave", "dye")  # anything more costs a query


def alliance_clusters(request) -> list[Cluster]:
    """The clusters in the alliance's order, read once for a request: the page and its furniture show the same ones."""
    if not hasattr(request, "alliance_clusters"):
        request.alliance_clusters = list(Cluster.objects.only(*SHOWN_OF_CLUSTERS))
    return request.alliance_clusters


def alliance_state(request) -> tuple:
    """All that is shown of the clusters, as a name for what is kept."""
    return tuple(tuple(getattr(cluster, name) for name in SHOWN_OF_CLUSTERS) for cluster in alliance_clusters(request))


def card_pictures(pages: Iterable[PracticePage]) -> dict[str, object]:
    """The first picture of each practice as a rendition, by code: one query once the renditions have been made."""
    wanted = {page.code: pk for page in pages if (pk := first_picture_id(page))}
    if not wanted:
        return {}
    made = {
        rendition.image_id: rendition
        for rendition in ImageRendition.objects.filter(
            image_id__in=wanted.values(), filter_spec=CARD_PICTURE.spec
        ).select_related("image")
        if rendition.focal_point_key == CARD_PICTURE.get_cache_key(rendition.image)
    }
    if missing := set(wanted.values()) - made.keys():
        made |= {pk: image.get_rendition(CARD_PICTURE) for pk, image in SiteImage.objects.in_bulk(missing).items()}
    return {code: made[pk] for code, pk in wanted.items() if pk in made}


def newest_practices(index: Index, language: str) -> list[Card]:
    """The newest published practices, each in the reader's language or else its own."""
    found = cards(index.entries[:NEWEST], language, pictures=False)
    pictures = card_pictures(card.page for card in found)
    return [replace(card, picture=pictures.get(card.code)) for card in found]


def newest_transfers(index: Index, language: str) -> list[TriedCard]:
    """The newest attempts that a cluster has confirmed and whose practice is still published."""
    transfers = Transfer.objects.filter(state=TransferState.CONFIRMED, pk__in=index.newest_transfers)
    found = []
    for transfer in transfers.select_related("organisation", "cluster"):
        if entry := index.get(transfer.practice_code):
            spoken = entry.language_for(language)
            found.append(TriedCard(transfer, entry.versions[spoken].title, spoken, path_of(entry, language)))
    return found


def front_page(request, page) -> FrontPage:
    """The front page in the reader's language; `page` is the home page, whose own words are part of what is kept."""
    shown = (page.pk, page.headline, page.lead, page.search_hint, page.about, page.language_code)
    return FrontPage(
        index=current_index(),
        user=AnonymousUser(),  # the same for every reader, so that it may be kept
        language=get_language(),
        clusters=alliance_clusters(request),
        state=(*shown, alliance_state(request), home_state()),
    )
