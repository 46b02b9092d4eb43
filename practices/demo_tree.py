"""The tree that practices hang in: in each language a list of practices, and in it a section for each cluster."""

from django.db import transaction
from wagtail.models import Locale, Page

from clusters.models import Cluster
from core.states import TranslationState
from practices.models import ClusterSectionPage, PracticeIndexPage

INDEX_TITLES = {
    "en": "Practices",
    "fr": "Pratiques",
    "es": "Prácticas",
    "ca": "Pràctiques",
    "bg": "Практики",
    "ro": "Practici",
    "da": "Praksis",
}


@transaction.atomic
def make_sections(homes: dict[str, Page]) -> int:
    """Make the lists and sections that are missing below the home page of each language; returns how many."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    made, translation_key = 0, None
    for language, home in homes.items():
        index = PracticeIndexPage.objects.filter(locale=locales[language]).first()
        if index is None:
            index = PracticeIndexPage(title=INDEX_TITLES[language], slug="practices", show_in_menus=False)
            made += _add(home, index, locales[language], translation_key)
        translation_key = index.translation_key
    for cluster in Cluster.objects.all():
        made += _make_section(cluster, locales)
    return made


def _make_section(cluster: Cluster, locales: dict[str, Locale]) -> int:
    """The cluster's own language first: its section is the original, the others are translations of it."""
    there = {page.locale_id: page for page in ClusterSectionPage.objects.filter(cluster=cluster)}
    original = next(iter(there.values()), None)
    indexes = {page.locale_id: page for page in PracticeIndexPage.objects.all()}
    made = 0
    for language in sorted(locales, key=lambda code: code != cluster.main_language):
        locale = locales[language]
        if locale.pk in there or locale.pk not in indexes:
            continue
        section = ClusterSectionPage(title=cluster.short_name, slug=cluster.code, cluster=cluster)
        made += _add(indexes[locale.pk], section, locale, original.translation_key if original else None)
        original = original or section
    return made


def _add(parent: Page, page: Page, locale: Locale, translation_key) -> int:
    """Add a live page with its first revision; a `translation_key` makes it a translation."""
    page.locale = locale
    if translation_key:
        page.translation_key = translation_key
        page.translation_state = TranslationState.HUMAN
    parent.add_child(instance=page)
    page.save_revision().publish()
    return 1
