"""What every page of the site shares."""

from django.conf import settings
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.models.texts import CheckedText
from core.states import TranslationState


class BasePage(CheckedText, Page):
    """A page that knows the language of its text and how its translation came to be."""

    translation_state = models.CharField(
        _("translation"), max_length=20, choices=TranslationState, default=TranslationState.ORIGINAL, editable=False
    )

    # wagtail-localize: which of Wagtail's own fields are translated; children add theirs with `+`.
    override_translatable_fields = [
        TranslatableField("title"),
        SynchronizedField("slug"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        SynchronizedField("show_in_menus"),
    ]

    class Meta:
        abstract = True

    @property
    def language_code(self) -> str:
        """The language of this page's text, for `lang` and for search."""
        return self.locale.language_code

    def route(self, request, path_components):
        """Wagtail's own, and where this language lacks the page, the same address below the page's translations.

        The reader stays under their own language's address; the page says in which language it is written.
        """
        try:
            return super().route(request, path_components)
        except Http404:
            if not path_components or getattr(request, "_fallback_route", False):
                raise
        request._fallback_route = True
        try:
            for page in self._other_versions():
                try:
                    return page.route(request, path_components)
                except Http404:
                    continue
        finally:
            request._fallback_route = False
        raise Http404

    def _other_versions(self):
        """This page in the other languages: the original first, then the site's main language, then the rest."""
        pages = self.get_translations().live().select_related("locale").specific()
        return sorted(
            pages,
            key=lambda page: (
                page.translation_state != TranslationState.ORIGINAL,
                page.locale.language_code != settings.LANGUAGE_CODE,
                page.locale.language_code,
            ),
        )

    def get_sitemap_urls(self, request=None):
        """One entry per live language version, each naming the others (hreflang)."""
        if self.alias_of_id:
            return []
        return [
            {
                "location": self.get_full_url(request),
                "lastmod": self.last_published_at or self.latest_revision_created_at,
                "alternates": [
                    {"lang_code": page.locale.language_code, "location": page.get_full_url(request)}
                    for page in self.get_translations(inclusive=True)
                    .live()
                    .filter(alias_of=None)
                    .select_related("locale")
                ],
            }
        ]


LANGUAGE_CHOICES = settings.LANGUAGES
