"""The mail with what is new in people's saved searches."""

import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from search import access, mails, news
from search.engines.base import EngineUnavailableError
from search.models import SavedSearch
from search.states import PERIODS

logger = logging.getLogger(__name__)


def send_digests() -> int:
    """One mail for each person with news in searches whose time has come; returns how many mails. Safe to run twice.

    While the engine does not answer nothing is sent and nothing forgotten: the next round tries again.
    """
    due = Q()
    for frequency, period in PERIODS.items():
        due |= Q(frequency=frequency, checked_at__lte=timezone.now() - period)
    waiting = SavedSearch.objects.filter(due, user__is_active=True).values_list("user_id", flat=True)
    sent = 0
    for person in sorted(set(waiting)):
        try:
            sent += _send_to(person, due)
        except EngineUnavailableError:
            logger.warning("The search engine does not answer; the mail about saved searches waits")
            break
    return sent


def _send_to(person: int, due: Q) -> bool:
    """The rows are locked while the engine is asked, so that two workers tell the same news once."""
    with transaction.atomic():
        saved = list(SavedSearch.objects.select_for_update().filter(due, user_id=person).order_by("pk"))
        user = get_user_model().objects.filter(pk=person, is_active=True).first()
        if not saved or user is None:
            return False
        language = user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        tokens = access.tokens_of(user)
        told = []
        with translation.override(language):
            for each in saved:
                found = news.news_of(
                    each.query, language=each.language, known=each.known, since=each.checked_at, tokens=tokens
                )
                each.known, each.checked_at = found.known, timezone.now()
                if found.hits:
                    each.mailed_at = each.checked_at
                    told.append((each, found.hits))
                each.save(update_fields=["known", "checked_at", "mailed_at"])
        if told:
            mails.tell_news(told, to=user, language=language)
    return bool(told)
