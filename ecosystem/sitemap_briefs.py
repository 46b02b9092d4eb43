"""What the sitemap says about briefs: the list, the reasons, and every public brief, in every language."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.sitemaps import Entry
from ecosystem.models import Brief

PAGES = ("briefs", "brief_reasons")


def entries() -> Iterator[Entry]:
    """Only what everybody may read."""
    for name in PAGES:
        yield Entry(_paths(name))
    for code, changed_at in Brief.objects.public().order_by("pk").values_list("code", "changed_at"):
        yield Entry(_paths("brief", code), changed_at)


def _paths(name: str, *args: str) -> dict[str, str]:
    paths = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            paths[language] = reverse(name, args=args)
    return paths
