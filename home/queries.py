"""Reads for the furniture around every page: menus, languages, theme, addresses for search engines."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, gettext as _, pgettext

from clusters.models import Cluster
from core.languages import CODES, native_name
from home.front_page import alliance_clusters, alliance_state
from home.models import PlainPage

THEMES = ("light", "dark")
KEPT_FOR = 60  # seconds; as the fragments of the templates


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
class PageLink:
    """A plain page as menu and footer show it."""

    title: str
    url: str
    in_menu: bool
    in_footer: bool


@dataclass(frozen=True)
class Furniture:
    """What surrounds every page."""

    name: str
    base_url: str
    clusters: list[Cluster]
    menu: list[MenuEntry]
    footer_pages: list[MenuEntry]
    languages: list[LanguageLink]
    canonical: str
    alternates: list[LanguageLink]
    theme: str
    may_edit: bool
    demo: bool
    address: str
    kept_as: str  # names the state of clusters and pages: what was made of them stays true under this name


def language_links(path: str, query: str = "") -> list[LanguageLink]:
    """The address `path` under every language's prefix; every address of the site answers in all of them."""
    first, _slash, rest = path.lstrip("/").partition("/")
    tail = iri_to_uri(rest) if first in CODES else ""
    if query and first in CODES:
        tail = f"{tail}?{query}"
    return [LanguageLink(code, native_name(code), f"/{code}/{tail}") for code in CODES]


def menu_entry(title: str, url: str, path: str, *, also: tuple[str, ...] = ()) -> MenuEntry:
    """An entry that knows whether the reader stands on it or below it, or below one of `also`."""
    current = "page" if path == url else "true" if path.startswith((url, *also)) else ""
    return MenuEntry(title, url, current)


def _shown_pages():
    """The plain pages that a menu or the footer shows in the reader's language or else in English."""
    return (
        PlainPage.objects.live()
        .filter(Q(in_footer=True) | Q(show_in_menus=True))
        .filter(locale__language_code__in={get_language(), settings.LANGUAGE_CODE})
        .order_by("path")
    )


def page_links(request, state: tuple) -> list[PageLink]:
    """The links to the plain pages, in the order of the tree. Made once for each `state` of them, kept for a minute."""
    kept = caches["template_fragments"]
    name = f"page_links:{get_language()}:{request.get_host()}:{hash(state)}"
    links = kept.get(name)
    if links is None:
        chosen: dict[UUID, PlainPage] = {}
        pages = _shown_pages().select_related("locale")
        for page in sorted(pages, key=lambda page: page.language_code != get_language()):
            chosen.setdefault(page.translation_key, page)
        links = [
            PageLink(page.title, page.get_url(request), page.show_in_menus, page.in_footer) for page in chosen.values()
        ]
        kept.set(name, links, KEPT_FOR)
    return links


def may_edit(user) -> bool:
    """Whether the menu shows the way to the editing rooms, whose own doors decide. Kept for a minute."""
    if user is None or not user.is_authenticated:
        return False
    kept = caches["template_fragments"]
    return bool(kept.get_or_set(f"may-edit:{user.pk}", lambda: user.has_perm("wagtailadmin.access_admin"), KEPT_FOR))


def _exchanges(path: str) -> MenuEntry:
    """The room of the exchanges; missions, offers and certificates have addresses beside it."""
    beside = tuple(reverse(name) for name in ("missions", "offers", "certificate_check"))
    return menu_entry(pgettext("exchange", "Exchanges"), reverse("exchanges"), path, also=beside)


def furniture(request) -> Furniture:
    """Two small queries: the clusters, and the state of the plain pages that a menu or the footer shows."""
    path = request.path
    state = tuple(_shown_pages().values_list("pk", "title", "url_path", "show_in_menus", "in_footer"))
    links = page_links(request, state)
    theme = request.COOKIES.get("theme", "")
    rooms = [
        menu_entry(_("Practices"), reverse("practices"), path),
        _exchanges(path),
        menu_entry(_("Clusters"), reverse("clusters"), path),
        menu_entry(_("Organisations"), reverse("organisations"), path),
        menu_entry(_("Words of the trade"), reverse("vocabulary"), path),
    ]
    return Furniture(
        name=settings.WAGTAIL_SITE_NAME,
        base_url=settings.BASE_URL,
        clusters=alliance_clusters(request),
        menu=[*rooms, *(menu_entry(link.title, link.url, path) for link in links if link.in_menu)],
        footer_pages=[_exchanges(path), *(menu_entry(link.title, link.url, path) for link in links if link.in_footer)],
        languages=language_links(path, request.META.get("QUERY_STRING", "")),
        canonical=settings.BASE_URL + iri_to_uri(path),
        alternates=[LanguageLink(link.code, link.name, settings.BASE_URL + link.href) for link in language_links(path)],
        theme=theme if theme in THEMES else "",
        may_edit=may_edit(getattr(request, "user", None)),
        demo=settings.DEMO,
        address=request.get_full_path(),
        kept_as=f"{alliance_state(request)} {links}",
    )
