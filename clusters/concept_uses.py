"""What the page of a concept says about organisations: how many the list shows for it, and where."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.fields import FIELD_OF_SCHEME
from clusters.models import Certificate, Organisation
from clusters.search_facets import CONCEPT_FACETS
from clusters.states import Visibility
from vocabulary.models import Concept
from vocabulary.queries import with_narrower
from vocabulary.uses import Use


def organisations_about(concept: Concept, *, user) -> Iterable[Use]:
    """The public list, filtered by the concept and everything narrower; of a standard, by certificates valid today."""
    wanted = with_narrower([concept.key])[concept.key]
    visible = Organisation.objects.visible_to(user)
    if concept.scheme.code == "certificate":
        today = timezone.localdate()
        valid = Certificate.objects.filter(standard__in=wanted, visibility=Visibility.PUBLIC, valid_until__gte=today)
        found = visible.filter(pk__in=valid.exclude(valid_from__gt=today).values("organisation"))
    elif FIELD_OF_SCHEME.get(concept.scheme.code) in CONCEPT_FACETS:
        found = visible.filter(concepts__in=wanted).distinct()
    else:
        return
    yield Use(_("Organisations"), found.count(), f"{reverse('organisations')}?{urlencode({'concept': concept.key})}")
