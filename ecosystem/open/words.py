"""Labels and permanent addresses of the codes that records hold: concepts, countries, regions, choices."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from clusters.gazetteer import region_name
from clusters.models import OrderTerms
from clusters.states import OrganisationSize, OrganisationType
from core.languages import country_name
from vocabulary.models import Concept

CHOICES = {"type": OrganisationType, "size": OrganisationSize, "unit": OrderTerms.Unit}


class Words:
    """The words of one language. Concepts are read when first asked for, all of them: two queries."""

    def __init__(self, language: str):
        self.language = language
        self._concepts: dict[str, Concept] | None = None

    def concept(self, key: str) -> Concept | None:
        """The concept with this key (`scheme/code`)."""
        if self._concepts is None:
            rows = Concept.objects.select_related("scheme").with_labels()
            self._concepts = {each.key: each for each in rows}
        return self._concepts.get(key)

    def label(self, key: str) -> str:
        found = self.concept(key)
        return found.label(self.language) if found else key

    def labels(self, keys: Iterable[str]) -> str:
        """All of them in one text, as a cell of a table holds it."""
        return "; ".join(self.label(key) for key in keys)

    def addresses(self, keys: Iterable[str]) -> str:
        return " ".join(found.uri for key in keys if (found := self.concept(key)))

    def choice(self, field: str, value: str) -> str:
        """In the language that is active, which is that of these words."""
        return str(dict(CHOICES[field].choices).get(value, value))

    def country(self, code: str) -> str:
        return country_name(code, self.language) if code else ""

    def region(self, code: str) -> str:
        return region_name(code, self.language) if code else ""

    def coded(self, key: str) -> dict[str, Any]:
        """A concept as data: its key, its permanent address, its label."""
        found = self.concept(key)
        return {"id": key, "uri": found.uri if found else "", "label": self.label(key)}


def permanent_address(code: str) -> str:
    """The address of an organisation that never changes and has no language."""
    return settings.BASE_URL + reverse("organisation_short", args=[code])
