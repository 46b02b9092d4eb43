"""The public pages of the vocabulary for `/sitemap.xml`: the same path below every language."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import override

from core.languages import CODES
from core.sitemaps import Entry
from vocabulary.models import Concept, Scheme


def sitemap_entries() -> Iterable[Entry]:
    """The list of schemes, each scheme, each concept in use. Two queries."""
    starts = {}
    for code in CODES:
        with override(code):
            starts[code] = reverse("vocabulary")
    yield Entry(starts)
    for scheme in Scheme.objects.values_list("code", flat=True):
        yield Entry({code: f"{start}{scheme}/" for code, start in starts.items()})
    rows = Concept.objects.current().values_list("scheme__code", "code", "changed_at")
    for scheme, concept, changed_at in rows:
        yield Entry({code: f"{start}{scheme}/{concept}/" for code, start in starts.items()}, changed_at)
