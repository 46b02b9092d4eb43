"""Language versions of practices: when they may go live, and how they came to be. Texts are wagtail-localize’s."""

import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from wagtail.log_actions import log
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from accounts.models import User
from core.states import TranslationState
from practices import rules
from practices.errors import NotReadyError, PracticeError
from practices.models import PracticePage
from practices.models.publishing import REVIEW

_LETTER = re.compile(r"[^\W\d_]")
PLAIN_FIELDS = ("title", "answer", "problem", "went_wrong", "preconditions", "not_for")


def translation_of(page) -> Translation | None:
    """wagtail-localize’s record of this language version."""
    return (
        Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale_id)
        .select_related("source")
        .first()
    )


def untranslated(page, revision=None) -> int:
    """How many pieces of text would go live in the language of the original.

    With wagtail-localize: its strings that have letters and no translation. Where somebody has stopped that and
    writes in the ordinary editor: the fields that still say exactly what the original says.
    """
    record = translation_of(page)
    if record is None or not record.enabled:
        original = original_of(page)
        draft = revision.as_object() if revision else page
        if original is None:
            return 0
        return sum(
            bool(_LETTER.search(getattr(original, name))) and getattr(draft, name) == getattr(original, name)
            for name in PLAIN_FIELDS
        )
    open_strings = (
        StringSegment.objects.filter(source=record.source)
        .annotate_translation(page.locale)
        .filter(translation=None)
        .values_list("string__data", flat=True)
    )
    return sum(bool(_LETTER.search(text)) for text in open_strings)


def original_of(page) -> PracticePage | None:
    return PracticePage.objects.filter(translation_key=page.translation_key, is_original=True).first()


def why_not_ready(page, revision=None) -> str:
    """A sentence that says why a language version cannot go live; empty when it can."""
    original = original_of(page)
    if original is None or not original.live:
        return _("The original is not published yet. A translation follows once the original has passed its review.")
    record = translation_of(page)
    if record and record.enabled and not page.live and is_behind(original, record.source):
        return _("The original has changed since. Choose “Sync translated pages” on the original first.")
    missing = untranslated(page, revision)
    if missing:
        return ngettext(
            "%(count)s piece of text is not translated yet. Readers would find it in the wrong language.",
            "%(count)s pieces of text are not translated yet. Readers would find them in the wrong language.",
            missing,
        ) % {"count": missing}
    return ""


def is_behind(original, source) -> bool:
    """Whether the original went live again after its text was last given to the translators."""
    return bool(original.last_published_at and source.last_updated_at < original.last_published_at)


def get_ready(page, revision) -> None:
    """Set on the page what goes live with this language version, or raise NotReadyError with the reason."""
    reason = why_not_ready(page, revision)
    if reason:
        raise NotReadyError(reason)
    original = original_of(page)
    for name in (*REVIEW, "last_confirmed_on"):
        setattr(page, name, getattr(original, name))
    page.opinion_language = page.locale.language_code
    page.translation_state = state_of(page)


def state_of(page) -> TranslationState:
    """Human when people typed every string; machine when a machine wrote any that nobody has checked since."""
    record = translation_of(page)
    if record is None or not record.enabled:
        return _kept_state(page)
    machine = list(
        StringTranslation.objects.filter(
            locale=page.locale_id,
            translation_of__in=StringSegment.objects.filter(source=record.source).values("string_id"),
            context__object_id=page.translation_key,
            translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        )
    )
    if not machine:
        return TranslationState.HUMAN
    checked = page.translation_checked_at
    if checked and all(string.updated_at <= checked for string in machine):
        return TranslationState.MACHINE_CHECKED
    return TranslationState.MACHINE


def _kept_state(page) -> TranslationState:
    state = TranslationState(page.translation_state)
    return TranslationState.HUMAN if state == TranslationState.ORIGINAL else state


@transaction.atomic
def mark_checked(page, *, by: User) -> None:
    """A person has read the machine’s translation against the original; readers are told so at once."""
    page = PracticePage.objects.select_for_update().get(pk=page.pk)
    if page.is_original or not rules.may_translate(by, page):
        raise PracticeError(_("You may not check this translation."))
    if untranslated(page):
        raise NotReadyError(why_not_ready(page))
    page.translation_checked_at = timezone.now()
    page.translation_state = state_of(page)
    page.save(update_fields=["translation_checked_at", "translation_state"], clean=False)
    log(page, "practices.translation.check", user=by)
