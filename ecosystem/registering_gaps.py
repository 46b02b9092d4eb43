"""What the sitemap says about the gap map: the map, and a page for each value-chain step, in every language."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core import sitemaps
from core.sitemaps import Entry
from ecosystem.queries.gaps import KINDS
from vocabulary.models import Concept


def entries() -> Iterator[Entry]:
    """Only what everybody may read."""
    yield Entry(_paths("gaps"))
    steps = Concept.objects.current().filter(scheme__code=KINDS["step"])
    for code in steps.order_by("code").values_list("code", flat=True):
        yield Entry(_paths("gap", "step", code))


def _paths(name: str, *args: str) -> dict[str, str]:
    paths = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            paths[language] = reverse(name, args=args)
    return paths


def register() -> None:
    """Called when the app is ready."""
    sitemaps.register("gaps", entries)
