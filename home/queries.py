"""Reads for the furniture around every page: menus, languages, theme, addresses for search engines."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, gettext as _

from clusters.models import Cluster
from core.languages import CODES, native_name
from home.front_page import alliance_clusters
from home.models import PlainPage

THEMES = ("light", "dark")


@dataclass(frozen=True)
class LanguageLink:
    """One entry of the language switch: the same page in another language."""

    code: str
    name: str
    href: str


@dataclass(frozen=True)
class MenuEntry:
    """One entry of a menu; `current` is the value of aria-current: "page", "true" for a page below it, or empty."""

    title: str
    url: str
    current: str


@dataclass(frozen=True)
class Furniture:
    """What surrounds every page."""

    name: str
    base_url: str
    clusters: list[Cluster]
    menu: list[MenuEntry]
    menu_pages: list[PlainPage]
    footer_pages: list[MenuEntry]
    languages: list[LanguageLink]
    canonical: str
    alternates: list[LanguageLink]
    theme: str
    demo: bool


def language_links(path: str, query: str = "") -> list[LanguageLink]:
    """The address `path` under every language's prefix; every address of the site answers in all of them."""
    first, _slash, rest = path.lstrip("/").partition("/")
    tail = iri_to_uri(rest) if first in CODES else ""
    if query and first in CODES:
        tail = f"{tail}?{query}"
    return [LanguageLink(code, native_name(code), f"/{code}/{tail}") for code in CODES]


def menu_entry(title: str, url: str, path: str) -> MenuEntry:
    """An entry that knows whether the reader stands on it or below it."""
    current = "page" if path == url else "true" if path.startswith(url) else ""
    return MenuEntry(title, url, current)


def plain_pages(request) -> list[PlainPage]:
    """The plain pages that a menu or the footer shows, in the order of the tree: the reader's, else English ones."""
    language = get_language()
    pages = (
        PlainPage.objects.live()
        .filter(Q(in_footer=True) | Q(show_in_menus=True))
        .filter(locale__language_code__in={language, settings.LANGUAGE_CODE})
        .select_related("locale")
        .order_by("path")
    )
    chosen = {}
    for page in sorted(pages, key=lambda page: page.language_code != language):
        chosen.setdefault(page.translation_key, page)
    return list(chosen.values())


def furniture(request) -> Furniture:
    """Two queries: the clusters, and the plain pages that a menu or the footer shows."""
    path = request.path
    pages = plain_pages(request)
    theme = request.COOKIES.get("theme", "")
    rooms = [
        (_("Practices"), reverse("practices")),
        (_("Clusters"), reverse("clusters")),
        (_("Organisations"), reverse("organisations")),
        (_("Words of the trade"), reverse("vocabulary")),
    ]
    rooms += [(page.title, page.get_url(request)) for page in pages if page.show_in_menus]
    return Furniture(
        name=settings.WAGTAIL_SITE_NAME,
        base_url=settings.BASE_URL,
        clusters=alliance_clusters(request),
        menu=[menu_entry(title, url, path) for title, url in rooms],
        menu_pages=[page for page in pages if page.show_in_menus],
        footer_pages=[menu_entry(page.title, page.get_url(request), path) for page in pages if page.in_footer],
        languages=language_links(path, request.META.get("QUERY_STRING", "")),
        canonical=settings.BASE_URL + iri_to_uri(path),
        alternates=[LanguageLink(link.code, link.name, settings.BASE_URL + link.href) for link in language_links(path)],
        theme=theme if theme in THEMES else "",
        demo=settings.DEMO,
    )
