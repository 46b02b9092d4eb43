"""Telling the clusters what was looked for and not found."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.text import folded
from search.errors import TooManyError
from search.models import Gap

PER_ADDRESS_AND_HOUR = 10
HOUR = 60 * 60
KEPT_FOR = timedelta(days=365)


def tell_gap(*, text: str, language: str, kind: str, place: str, address: str) -> Gap | None:
    """Keep what was missing: the words, their language, kind and place. Nothing of the person.

    `address` is the network address; it is counted as a keyed hash for an hour and not kept. The same words again
    within an hour from the same address change nothing; None is returned then.
    """
    who = salted_hmac("search.gaps", address, algorithm="sha256").hexdigest()
    again = salted_hmac("search.gaps", f"{address} {language} {kind} {folded(place)} {folded(text)}").hexdigest()
    if not cache.add(f"search:gap:{again}", 1, HOUR):
        return None
    cache.add(f"search:gaps:{who}", 0, HOUR)
    if cache.incr(f"search:gaps:{who}") > PER_ADDRESS_AND_HOUR:
        cache.delete(f"search:gap:{again}")
        raise TooManyError(_("That is a lot in a short time. Please try again in an hour."))
    return Gap.objects.create(text=text, language=language, kind=kind, place=place)


def forget_old_gaps() -> int:
    """What nobody found a year ago says little today; returns how many went."""
    deleted, _by_model = Gap.objects.filter(told_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted
