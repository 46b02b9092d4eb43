"""`/sitemap.xml` and `/robots.txt`: each app registers what it publishes, once per language version."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

PER_FILE = 5000  # sitemaps.org allows 50,000; with seven alternates each a file stays under 10 MB


@dataclass(frozen=True)
class Entry:
    """One published thing: its path in each language it exists in, and when it last changed."""

    paths: dict[str, str]
    changed_at: datetime | None = None


_registered: dict[str, Callable[[], Iterable[Entry]]] = {}


def register(name: str, entries: Callable[[], Iterable[Entry]]) -> None:
    """Publish what `entries` yields; it must hold only what everybody may read. Called from an app's `ready()`."""
    _registered[name] = entries


def page_entries(*models) -> list[Entry]:
    """The entries of these types of Wagtail pages: the live, public ones, language versions together."""
    entries = []
    for model in models:
        groups: dict = {}
        pages = model.objects.live().public().filter(alias_of=None).select_related("locale").order_by("path")
        for page in pages:
            if parts := page.get_url_parts():
                groups.setdefault(page.translation_key, {})[page.locale.language_code] = (
                    parts[2],
                    page.last_published_at,
                )
        entries += [
            Entry(
                {language: path for language, (path, _at) in versions.items()},
                max((at for _path, at in versions.values() if at), default=None),
            )
            for versions in groups.values()
        ]
    return entries


def _lines(name: str) -> list[dict]:
    """One line per language version, each naming all of them (hreflang)."""
    lines = []
    for entry in _registered[name]():
        alternates = [
            {"lang_code": language, "location": settings.BASE_URL + path} for language, path in entry.paths.items()
        ]
        lines += [
            {"location": version["location"], "lastmod": entry.changed_at, "alternates": alternates}
            for version in alternates
        ]
    return lines


def index(request: HttpRequest) -> HttpResponse:
    """The list of sitemap files."""
    files = []
    for name in sorted(_registered):
        count = max(1, -(-len(_lines(name)) // PER_FILE))
        files += [
            {"location": settings.BASE_URL + reverse("sitemap-file", args=[name, number + 1]), "last_mod": None}
            for number in range(count)
        ]
    return render(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")


def file(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One file of at most PER_FILE addresses."""
    if name not in _registered or number < 1:
        raise Http404
    lines = _lines(name)[(number - 1) * PER_FILE : number * PER_FILE]
    if not lines and number > 1:
        raise Http404
    return render(request, "sitemap.xml", {"urlset": lines}, content_type="application/xml")


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything public, nothing of the admin and of people's own pages."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    for language, _name in settings.LANGUAGES:
        lines += [f"Disallow: /{language}/{path}/" for path in ("accounts", "account", "desk", "answers")]
    lines += ["", f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
