"""Which language versions a cluster’s practices have, and which of them need work."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from clusters.models import Cluster
from core.states import TranslationState
from practices.models import PracticePage

# What a cell is made of; the rest of a page is text.
_FACTS = ("pk", "code", "translation_key", "locale", "live", "last_published_at", "translation_state")


class Need(StrEnum):
    """What a language version can be besides its state of translation; `WORK` is any that needs work."""

    WORK = "work"
    MISSING = "missing"
    DRAFT = "draft"
    BEHIND = "behind"


@dataclass(frozen=True)
class Cell:
    """One practice in one language: what it is in words, where to work on it, and whether it needs work."""

    language: str
    kind: str
    label: str
    href: str = ""
    needs_work: bool = False
    check_href: str = ""


@dataclass(frozen=True)
class Row:
    page: PracticePage
    cells: list[Cell]

    def only(self, language: str) -> "Row":
        """This row with the cell of one language; with all of them for no language."""
        return Row(self.page, [cell for cell in self.cells if language in ("", cell.language)])

    def has(self, state: str) -> bool:
        """Whether a cell is in that state, or needs work where that is asked for."""
        return any(cell.needs_work if state == Need.WORK else cell.kind == state for cell in self.cells)


def published_by(user):
    """The published originals whose language versions are this person’s business."""
    pages = PracticePage.objects.live().filter(is_original=True)
    if not account_rules.is_coordinator(user):
        pages = pages.filter(cluster__in=cluster_rules.clusters_managed_by(user))
    return pages.select_related("cluster", "locale").order_by("cluster__order", "title", "pk")


def clusters_of(user):
    """The clusters whose language versions are this person’s business."""
    clusters = Cluster.objects.all()
    return clusters if account_rules.is_coordinator(user) else cluster_rules.clusters_managed_by(user)


def matching(user, *, cluster: str = "", language: str = "", state: str = "") -> list[int]:
    """The keys of the originals of one cluster that have a version in that language and state, in order.

    Without a state one query; with one it looks at every practice, without their texts: five queries.
    """
    pages = published_by(user)
    if cluster:
        pages = pages.filter(cluster__code=cluster)
    if not state:
        return list(pages.values_list("pk", flat=True))
    rows = overview(list(pages.select_related(None).only(*_FACTS)))
    return [row.page.pk for row in rows if row.only(language).has(state)]


def rows_of(keys: list[int], *, language: str = "") -> list[Row]:
    """The rows of these originals in the order given, with all languages or one: five queries."""
    pages = PracticePage.objects.select_related("cluster", "locale").in_bulk(keys)
    return [row.only(language) for row in overview([pages[key] for key in keys if key in pages])]


def overview(pages: list[PracticePage]) -> list[Row]:
    """A row for each practice with a cell for each language, its own too: four queries, however many there are."""
    keys = [page.translation_key for page in pages]
    locales = list(Locale.objects.order_by("pk"))
    versions = {
        (page.translation_key, page.locale_id): page
        for page in PracticePage.objects.filter(translation_key__in=keys, is_original=False).only(*_FACTS)
    }
    synced = dict(TranslationSource.objects.filter(object_id__in=keys).values_list("object_id", "last_updated_at"))
    left = {
        (key, locale): count
        for key, locale, count in Translation.objects.filter(source__object_id__in=keys, enabled=True)
        .annotate(left=_untranslated())
        .values_list("source__object_id", "target_locale_id", "left")
    }
    return [Row(page, [_cell(page, locale, versions, synced, left) for locale in locales]) for page in pages]


def _untranslated():
    """The number of strings of a translation that nobody has translated."""
    done = StringTranslation.objects.filter(
        translation_of=OuterRef("string_id"),
        context=OuterRef("context_id"),
        locale=OuterRef(OuterRef("target_locale_id")),
        has_error=False,
    )
    open_strings = StringSegment.objects.filter(source=OuterRef("source_id")).exclude(Exists(done))
    counted = open_strings.order_by().values("source").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _cell(page, locale, versions, synced, left) -> Cell:
    language, key = locale.language_code, page.translation_key
    if locale.pk == page.locale_id:
        return Cell(
            language, TranslationState.ORIGINAL, _("original"), reverse("wagtailadmin_pages:edit", args=[page.pk])
        )
    version = versions.get((key, locale.pk))
    if version is None:
        href = f"{reverse('wagtail_localize:submit_page_translation', args=[page.pk])}?select_locale={language}"
        return Cell(language, Need.MISSING, _("not translated"), href)
    href, missing = reverse("wagtailadmin_pages:edit", args=[version.pk]), left.get((key, locale.pk), 0)
    if not version.live:
        label = ngettext("draft, %(count)s piece of text left", "draft, %(count)s pieces of text left", missing)
        return Cell(language, Need.DRAFT, label % {"count": missing}, href, needs_work=True)
    state = version.get_translation_state_display()
    behind = bool(key in synced and page.last_published_at and synced[key] < page.last_published_at)
    if missing or behind:
        return Cell(language, Need.BEHIND, _("%(state)s, out of date") % {"state": state}, href, needs_work=True)
    if version.translation_state == TranslationState.MACHINE:
        check = reverse("translation_checked", args=[page.code, language])
        return Cell(language, version.translation_state, state, href, needs_work=True, check_href=check)
    return Cell(language, version.translation_state, state, href)
