"""What the sitemap says about the room: its pages, programmes, missions and open offers, in every language."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation

from core.sitemaps import Entry
from exchanges.models import Mission, Offer, Programme

PAGES = ("exchanges", "missions", "offers", "exchange_progress", "certificate_check")


def entries() -> Iterator[Entry]:
    """Only what everybody may read."""
    for name in PAGES:
        yield Entry(_paths(name))
    for programme in Programme.objects.all():
        yield Entry(_paths("exchange_programme", programme.code))
    for mission in Mission.objects.visible_to(AnonymousUser()):
        yield Entry(_paths("mission", mission.code), mission.changed_at)
    for offer in Offer.objects.visible_to(AnonymousUser()):
        yield Entry(_paths("offer", offer.code), offer.changed_at)


def _paths(name: str, *args: str) -> dict[str, str]:
    paths = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            paths[language] = reverse(name, args=args)
    return paths
