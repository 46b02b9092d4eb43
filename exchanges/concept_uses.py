"""What the page of a concept says about missions and offers: how many the lists show for it, and where."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import pgettext

from exchanges.queries import choosing
from exchanges.queries.missions import COMING, public_missions
from exchanges.queries.offers import public_offers
from vocabulary.models import Concept
from vocabulary.uses import Use


def exchanges_about(concept: Concept, *, user) -> Iterable[Use]:
    """Coming missions and open offers on the theme or a narrower one."""
    query = urlencode({"theme": concept.key})
    missions = choosing.about(public_missions(user).filter(state__in=COMING), concept.key)
    yield Use(pgettext("exchange", "Missions"), missions.count(), f"{reverse('missions')}?{query}")
    offers = choosing.about(public_offers(user), concept.key)
    yield Use(pgettext("exchange", "Offers"), offers.count(), f"{reverse('offers')}?{query}")
