"""What the page of a concept says about organisations: how many the list shows for it, and where."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from clusters.models import Organisation
from vocabulary.models import Concept
from vocabulary.queries import with_narrower
from vocabulary.uses import Use


def carriers(keys: Iterable[str]) -> dict[str, set[int]]:
    """For each concept (`scheme/code`) the keys of the organisations that carry it or a narrower one."""
    narrower = with_narrower(keys)
    if not narrower:
        return {}
    wanted = set().union(*narrower.values())
    links = Organisation.concepts.through.objects.filter(concept__in=wanted).values_list(
        "concept_id", "organisation_id"
    )
    holders: dict[int, set[int]] = {}
    for concept, organisation in links:
        holders.setdefault(concept, set()).add(organisation)
    return {key: set().union(*(holders.get(pk, ()) for pk in pks)) for key, pks in narrower.items()}


def organisations_about(concept: Concept, *, user) -> Iterable[Use]:
    """The public list, filtered by the concept and everything narrower."""
    pks = carriers([concept.key])[concept.key]
    visible = Organisation.objects.visible_to(user).filter(pk__in=pks).count() if pks else 0
    yield Use(_("Organisations"), visible, f"{reverse('organisations')}?{urlencode({'concept': concept.key})}")
