"""What the page of a concept says about organisations: how many the list shows for it, and where."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from clusters.directory import carriers
from clusters.models import Organisation
from vocabulary.models import Concept
from vocabulary.uses import Use


def organisations_about(concept: Concept, *, user) -> Iterable[Use]:
    """The public list, filtered by the concept and everything narrower."""
    pks = carriers([concept.key])[concept.key]
    visible = Organisation.objects.visible_to(user).filter(pk__in=pks).count() if pks else 0
    yield Use(_("Organisations"), visible, f"{reverse('organisations')}?{urlencode({'concept': concept.key})}")
