"""Reads of the front page: what is new, and what the alliance has woven so far. Each figure comes from the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db.models import Count
from django.utils.translation import get_language, gettext as _

from clusters.models import Cluster, Organisation
from core.models import SiteImage
from practices.models import PracticePage, Transfer
from practices.states import TransferState

NEWEST = 3
CARD_PICTURE = "fill-720x320"


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
class Card:
    """A practice in the reader's best language, with the picture's rendition where it has one."""

    page: PracticePage
    url: str
    picture: object | None


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
    newest: list[Card]
    tried: list[TriedCard]
    figures: Figures
    ribbon: Ribbon
    clusters: list[Cluster]


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


def in_best_language(codes: Iterable[str], language: str) -> dict[str, PracticePage]:
    """For each practice code its live page in the reader's language, else in English, else the original: one query."""
    order = {language: 0, settings.LANGUAGE_CODE: 1}
    pages = (
        PracticePage.objects.live()
        .filter(code__in=set(codes), alias_of=None)
        .select_related("locale", "cluster")
        .defer("steps", "evidence", "problem", "went_wrong", "preconditions", "not_for", "documents")
    )
    chosen: dict[str, PracticePage] = {}
    for page in sorted(pages, key=lambda page: order.get(page.locale.language_code, 3 - page.is_original)):
        chosen.setdefault(page.code, page)
    return chosen


def first_pictures(pages: Iterable[PracticePage], rendition: str) -> dict[int, object]:
    """The first picture of each page as a rendition, by page: two queries however many pages there are."""
    wanted = {}
    for page in pages:
        for block in page.pictures.raw_data[:1]:
            image = block["value"].get("image")
            wanted[page.pk] = image.get("image") if isinstance(image, dict) else image
    images = {
        image.pk: image for image in SiteImage.objects.filter(pk__in=wanted.values()).prefetch_renditions(rendition)
    }
    return {pk: images[image].get_rendition(rendition) for pk, image in wanted.items() if image in images}


def newest_practices(request, *, count: int = NEWEST) -> list[Card]:
    """The newest published practices, each in the reader's best language."""
    codes = list(
        PracticePage.objects.live()
        .filter(is_original=True)
        .order_by("-first_published_at", "-pk")
        .values_list("code", flat=True)[:count]
    )
    pages = in_best_language(codes, get_language()) if codes else {}
    pictures = first_pictures(pages.values(), CARD_PICTURE) if pages else {}
    found = [pages[code] for code in codes if code in pages]
    return [Card(page, page.get_url(request), pictures.get(page.pk)) for page in found]


def newest_transfers(request, *, count: int = NEWEST) -> list[TriedCard]:
    """The newest attempts that a cluster has confirmed and whose practice is still published."""
    live = PracticePage.objects.live().values("code")
    transfers = list(
        Transfer.objects.filter(state=TransferState.CONFIRMED, practice_code__in=live).select_related(
            "organisation", "cluster"
        )[:count]
    )
    pages = in_best_language([transfer.practice_code for transfer in transfers], get_language()) if transfers else {}
    return [
        TriedCard(transfer, page.title, page.language_code, page.get_url(request))
        for transfer in transfers
        if (page := pages.get(transfer.practice_code))
    ]


def front_page(request, clusters: list[Cluster]) -> FrontPage:
    """Everything the front page shows, in at most eight queries, however much there is."""
    rows = list(
        PracticePage.objects.live()
        .filter(alias_of=None)
        .order_by()
        .values("cluster_id", "locale_id", "is_original")
        .annotate(n=Count("pk"))
    )
    per_cluster = {cluster.pk: 0 for cluster in clusters}
    for row in rows:
        if row["is_original"]:
            per_cluster[row["cluster_id"]] = per_cluster.get(row["cluster_id"], 0) + row["n"]
    return FrontPage(
        newest=newest_practices(request),
        tried=newest_transfers(request),
        figures=Figures(
            practices=sum(per_cluster.values()),
            languages=len({row["locale_id"] for row in rows}),
            transfers=Transfer.objects.filter(state=TransferState.CONFIRMED).count(),
            organisations=Organisation.objects.visible_to(request.user).count(),
            clusters=len(clusters),
        ),
        ribbon=ribbon_of((cluster, per_cluster[cluster.pk]) for cluster in clusters),
        clusters=clusters,
    )
