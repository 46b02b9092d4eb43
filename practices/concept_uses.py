"""What the page of a concept says about practices: how many the list shows for it, and where."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from practices.listing import current_index
from vocabulary.models import Concept
from vocabulary.uses import Use


def practices_about(concept: Concept, *, user) -> Iterable[Use]:
    """The public list, filtered by the concept and everything narrower; the same number for every reader."""
    found = current_index().bits.get(concept.scheme.code, {}).get(concept.key, 0)
    yield Use(_("Practices"), found.bit_count(), f"{reverse('practices')}?{urlencode({'concept': concept.key})}")
