"""Reads for the home page and for the furniture around every page."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language

from clusters import weaves
from clusters.models import Cluster
from core.languages import CODES, native_name
from home.models import PlainPage

THEMES = ("light", "dark")


@dataclass(frozen=True)
class LanguageLink:
    """One entry of the language switch: the same page in another language."""

    code: str
    name: str
    href: str


@dataclass(frozen=True)
class Furniture:
    """What surrounds every page."""

    name: str
    clusters: list[Cluster]
    menu_pages: list[PlainPage]
    footer_pages: list[PlainPage]
    languages: list[LanguageLink]
    theme: str
    demo: bool


def language_links(path: str) -> list[LanguageLink]:
    """The address `path` under every language's prefix; every address of the site answers in all of them."""
    first, _slash, rest = path.lstrip("/").partition("/")
    tail = rest if first in CODES else ""
    return [LanguageLink(code, native_name(code), f"/{code}/{tail}") for code in CODES]


def furniture(request) -> Furniture:
    """Two queries: the clusters, and the plain pages that a menu or the footer shows."""
    pages = list(
        PlainPage.objects.live()
        .filter(Q(in_footer=True) | Q(show_in_menus=True), locale__language_code=get_language())
        .order_by("path")
    )
    theme = request.COOKIES.get("theme", "")
    return Furniture(
        name=settings.WAGTAIL_SITE_NAME,
        clusters=list(Cluster.objects.all()),
        menu_pages=[page for page in pages if page.show_in_menus],
        footer_pages=[page for page in pages if page.in_footer],
        languages=language_links(request.path),
        theme=theme if theme in THEMES else "",
        demo=settings.DEMO,
    )
