"""Keeping a search, and the mail about it."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from search import access
from search.addresses import Asked
from search.errors import SearchError, TooManyError
from search.models import SavedSearch
from search.models.readers import LONGEST_QUERY
from search.news import keys_of
from search.states import Frequency

MOST_SAVED = 50  # of one person


def save_search(asked: Asked, *, title: str, language: str, by) -> tuple[SavedSearch, bool]:
    """Keep the question for a person, with a mail every week; whether it is new. What is found now is no news."""
    query = asked.query_string(page=1, sort="")
    if len(query) > LONGEST_QUERY:
        raise SearchError(_("This search has too many filters to be kept. Please take some away."))
    known = keys_of(asked, language=language, tokens=access.tokens_of(by))
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=by.pk)  # two clicks at once count one after the other
        own = SavedSearch.objects.filter(user=by)
        if found := own.filter(query=query, language=language).first():
            return found, False
        if own.count() >= MOST_SAVED:
            raise TooManyError(_("You keep fifty searches already. Please remove one first."))
        made = SavedSearch.objects.create(user=by, title=title[:200], query=query, language=language, known=known)
    return made, True


def change_mail(pk: int, *, frequency: Frequency, by) -> SavedSearch | None:
    """How often there is mail about an own search; None where it is not the person's."""
    with transaction.atomic():
        saved = SavedSearch.objects.select_for_update().filter(pk=pk, user=by).first()
        if saved and saved.frequency != frequency:
            if saved.frequency == Frequency.NEVER:
                saved.known = None  # the first look tells what is there; months of news would be none
            saved.frequency, saved.checked_at = frequency, timezone.now()
            saved.save(update_fields=["frequency", "known", "checked_at"])
    return saved


def forget_search(pk: int, *, by) -> bool:
    """Remove an own search; whether there was one."""
    deleted, _by_model = SavedSearch.objects.filter(pk=pk, user=by).delete()
    return bool(deleted)


def stop_mail(token: str, *, all_of_them: bool = False) -> int:
    """Stop the mail about the search of this token, or about all of its person's; returns how many. They stay kept."""
    saved = SavedSearch.objects.filter(token=token).first()
    if saved is None:
        return 0
    mailed = SavedSearch.objects.filter(user=saved.user_id) if all_of_them else SavedSearch.objects.filter(pk=saved.pk)
    return mailed.exclude(frequency=Frequency.NEVER).update(frequency=Frequency.NEVER)
