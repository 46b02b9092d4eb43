"""`/api/v1/concepts/`: the vocabulary that records are filled with, for who reads their codes."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from wagtail.api.v2.utils import BadRequestError

from ecosystem.open.api.base import OpenViewSet, Rows
from vocabulary import queries
from vocabulary.models import Concept, Scheme

LONGEST_SEARCH = 100


def _labels(concept: Concept) -> dict[str, str]:
    return {label.language: label.text for label in concept.preferred_labels}


READERS = {
    "id": lambda concept, language: concept.key,
    "uri": lambda concept, language: concept.uri,
    "scheme": lambda concept, language: concept.scheme.code,
    "notation": lambda concept, language: concept.notation,
    "label": lambda concept, language: concept.label(language),
    "labels": lambda concept, language: _labels(concept),
    "broader": lambda concept, language: sorted(each.key for each in concept.broader.all()),
    "narrower": lambda concept, language: sorted(each.key for each in concept.narrower.all()),
    "is_deprecated": lambda concept, language: concept.deprecated,
    "replaced_by": lambda concept, language: concept.replaced_by.key if concept.replaced_by else None,
}


class Concepts(OpenViewSet):
    fields = ("meta", *READERS)
    brief = ("meta", "id", "uri", "scheme", "label")
    listing_parameters = frozenset({"scheme", "search"})

    def _concepts(self):
        found = Concept.objects.select_related("scheme", "replaced_by__scheme").with_labels()
        return found.prefetch_related("broader__scheme", "narrower__scheme")

    def rows(self) -> Rows:
        scheme, text = self.request.GET.get("scheme", ""), self.request.GET.get("search", "").strip()
        if scheme and not Scheme.objects.filter(code=scheme).exists():
            raise BadRequestError(f"There is no scheme {scheme[:60]}")
        found = self._concepts().current()
        if scheme:
            found = found.filter(scheme__code=scheme)
        if text:
            best = queries.matching_ids(text[:LONGEST_SEARCH])
            ranked = sorted(found.filter(pk__in=best).values_list("pk", flat=True), key=lambda pk: best[pk][0])
            return Rows(len(ranked), lambda start, stop: self._read(ranked[start:stop]))
        found = found.order_by("scheme__order", "scheme__code", "code")
        return Rows(found.count(), lambda start, stop: found[start:stop])

    def _read(self, pks: list[int]) -> list[Concept]:
        found = self._concepts().in_bulk(pks)
        return [found[pk] for pk in pks]

    def one(self, scheme: str, code: str) -> Concept:
        found = self._concepts().filter(scheme__code=scheme, code=code).first()
        if found is None:
            raise Http404(f"There is no concept {scheme}/{code}.")
        return found

    def item(self, concept: Concept, names: frozenset[str]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if "meta" in names:
            place = [concept.scheme.code, concept.code]
            data["meta"] = {
                "type": "vocabulary.Concept",
                "detail_url": settings.BASE_URL + reverse("api_concept", args=place),
                "html_url": settings.BASE_URL + reverse("concept", args=place),
            }
        return data | {name: read(concept, self.locale) for name, read in READERS.items() if name in names}
