"""The tree that practices hang in, and who may do what in it. Safe to run again, after each new cluster or language.

In each language: home page → list of practices → a section for each cluster. All language versions of one list or
section share a translation key, so that wagtail-localize finds its way without making pages of its own.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from clusters.actions.roles import coordinators_group, managers_group
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
MANAGERS_MAY = ("add_page", "change_page")
COORDINATORS_MAY = (*MANAGERS_MAY, "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
FILE_RIGHTS = (
    ("wagtailimages", ("add_image", "change_image", "choose_image")),
    ("wagtaildocs", ("add_document", "change_document", "choose_document")),
)
COORDINATORS_EDIT = {
    "wagtailcore": ("workflow", "task", "collection"),
    "practices": ("criteriareviewtask", "reviewcriterion", "practicetag"),
}


@transaction.atomic
def make_sections(homes: dict[str, Page] | None = None) -> int:
    """Make the lists and sections that are missing, with their rights; returns how many pages were made.

    `homes` are the home pages by language; without them, those of the default site.
    """
    homes = homes or _home_pages()
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    made: int = 0
    key = None
    for known in PracticeIndexPage.objects.all():
        key = key or known.translation_key
    for language, home in homes.items():
        index = PracticeIndexPage.objects.filter(locale=locales[language]).first()
        if index is None:
            index = PracticeIndexPage(title=INDEX_TITLES.get(language, INDEX_TITLES["en"]), slug="practices")
            made += _add(home, index, locale=locales[language], key=key)
        key = index.translation_key
    for cluster in Cluster.objects.all():
        made += _make_section(cluster, locales)
    set_rights()
    return made


def _home_pages() -> dict[str, Page]:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None or site.root_page.is_root():
        return {}
    pages = site.root_page.get_translations(inclusive=True).select_related("locale")
    return {page.locale.language_code: page.specific for page in pages}


def _make_section(cluster: Cluster, locales: dict[str, Locale]) -> int:
    """The cluster’s own language first: its section is the original, the others are translations of it."""
    there = {page.locale_id: page for page in ClusterSectionPage.objects.filter(cluster=cluster)}
    original = next(iter(there.values()), None)
    indexes = {page.locale_id: page for page in PracticeIndexPage.objects.all()}
    made = 0
    for language in sorted(locales, key=lambda code: code != cluster.main_language):
        locale = locales[language]
        if locale.pk in there or locale.pk not in indexes:
            continue
        section = ClusterSectionPage(title=cluster.short_name, slug=cluster.code, cluster=cluster)
        made += _add(indexes[locale.pk], section, locale=locale, key=original.translation_key if original else None)
        original = original or section
    return made


def _add(parent: Page, page: Page, *, locale: Locale, key) -> int:
    """Add a live page with its first revision; a translation key makes it a translation."""
    page.locale = locale
    if key:
        page.translation_key, page.translation_state = key, TranslationState.HUMAN
    parent.add_child(instance=page)
    page.save_revision().publish()
    return 1


@transaction.atomic
def set_rights() -> None:
    """Give each group exactly its rights in the tree, to files, and to the screens of translation and review.

    Managers write in their own section of every language and never publish: that is done by the review, and for
    language versions by `rules.may_publish_translation`. Coordinators may do everything below the home pages.
    """
    coordinators = coordinators_group()
    homes = [index.get_parent() for index in PracticeIndexPage.objects.all()]
    _allow_pages(coordinators, homes, COORDINATORS_MAY)
    _allow_files(coordinators, Collection.get_first_root_node())
    _allow_models(coordinators)
    _allow_translating(coordinators)
    for cluster in Cluster.objects.all():
        group = managers_group(cluster)
        _allow_pages(group, ClusterSectionPage.objects.filter(cluster=cluster), MANAGERS_MAY)
        _allow_files(group, collection_of(cluster))
        _allow_translating(group)


def collection_of(cluster: Cluster) -> Collection:
    """Where the images and documents of a cluster are kept, made when missing."""
    name = f"{cluster.short_name} ({cluster.code})"
    found = Collection.objects.filter(name__endswith=f"({cluster.code})").first()
    return found or Collection.get_first_root_node().add_child(name=name)


def _allow_pages(group: Group, pages, codenames) -> None:
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames)
    wanted = {(page.pk, permission.pk) for page in pages for permission in permissions}
    for right in GroupPagePermission.objects.filter(group=group):
        if (right.page_id, right.permission_id) in wanted:
            wanted.discard((right.page_id, right.permission_id))
        else:
            right.delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page, permission_id=permission) for page, permission in sorted(wanted)
    )


def _allow_files(group: Group, collection: Collection) -> None:
    for app, codenames in FILE_RIGHTS:
        for permission in Permission.objects.filter(content_type__app_label=app, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _allow_translating(group: Group) -> None:
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtail_localize", codename="submit_translation")
    )


def _allow_models(group: Group) -> None:
    for app, models in COORDINATORS_EDIT.items():
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label=app, content_type__model__in=models).exclude(
                codename__startswith="delete_", content_type__app_label="wagtailcore"
            )
        )
    group.permissions.add(*Permission.objects.filter(content_type__app_label="practices", codename="view_transfer"))
