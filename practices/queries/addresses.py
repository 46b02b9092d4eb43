"""Addresses of practices, and what the sitemap says about them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.sitemaps import Entry as SitemapEntry
from core.states import TranslationState
from practices.facets import Entry
from practices.listing import current_index


@dataclass(frozen=True)
class LanguageAddress:
    """A live language version: its language, its full address, and how its text came to be."""

    code: str
    href: str
    state: str

    @property
    def path(self) -> str:
        """The address within this site."""
        return self.href.removeprefix(settings.BASE_URL)

    @property
    def state_label(self) -> str:
        return str(TranslationState(self.state).label)


def path_of(entry: Entry, language: str, name: str = "practice") -> str:
    """The address for a reader of `language`: under that language, with the slug of what they will read."""
    version = entry.versions[entry.language_for(language)]
    with translation.override(language):
        return reverse(name, args=[entry.code, version.slug])


def versions_of(entry: Entry) -> list[LanguageAddress]:
    """Every live version at its own address, the original first."""
    languages = sorted(entry.versions, key=lambda language: (language != entry.original, language))
    return [
        LanguageAddress(language, settings.BASE_URL + path_of(entry, language), entry.versions[language].state)
        for language in languages
    ]


def sitemap_entries() -> Iterator[SitemapEntry]:
    """Every published practice, once per language version that exists."""
    for entry in current_index().entries:
        yield SitemapEntry({language: path_of(entry, language) for language in entry.versions}, entry.published_at)
