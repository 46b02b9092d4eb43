"""`/api/v1/organisations/`: the directory with its own filters, and one record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from rest_framework import exceptions
from wagtail.api.v2.utils import BadRequestError

from clusters.models import GoneCode, Organisation, RetiredCode
from ecosystem import directory
from ecosystem.addresses import DATES, FILTERS, NUMBERS, ORGANISATION
from ecosystem.open import records
from ecosystem.open.api.base import OpenViewSet, Rows
from ecosystem.open.plain import READERS, plain_record
from ecosystem.open.records import Record
from ecosystem.open.words import Words
from search import service
from search.requests import MAX_WINDOW

PARAMETERS = (*FILTERS, *NUMBERS, *DATES, "near", "km", "area")
ORDERS = {"code": "", "name": "title", "newest": "newest", "distance": "distance", "relevance": "relevance"}
EVERYBODY = AnonymousUser()


class GoneError(exceptions.APIException):
    status_code = 410
    default_detail = "This organisation was taken back together with the list that had brought it."


@dataclass(frozen=True)
class Found:
    """A record with what the address says about its age."""

    record: Record

    @property
    def changed_at(self) -> datetime:
        return self.record.organisation.changed_at


class Organisations(OpenViewSet):
    fields = ("meta", *READERS)
    brief = ("meta", "code", "name", "country", "type")
    listing_parameters = frozenset({*PARAMETERS, "q", "search", "order"})

    def rows(self) -> Rows:
        """In the order of codes as deep as anybody wants; in any other order as deep as the engine goes."""
        asked, order = self._asked(), self._order()
        self.words = Words(self.locale)
        if order:
            return self._ranked(asked, order)
        if asked.is_narrowed:
            codes: Sequence[str] = list(directory.codes(asked, user=EVERYBODY, language=self.locale))
            return Rows(len(codes), lambda start, stop: self._found(codes[start:stop]))
        every = records.visible().order_by("code").values_list("code", flat=True)
        return Rows(every.count(), lambda start, stop: self._found(list(every[start:stop])))

    def _asked(self) -> directory.DirectoryRequest:
        data = self.request.GET.copy()
        if "search" in data:
            data["q"] = data["search"]
        asked = replace(directory.parse(data), layers=(ORGANISATION,), sort="", box=None)
        if asked.faults:
            raise BadRequestError(" ".join(f"{name}: {sentence}" for name, sentence in asked.faults.items()))
        for name in FILTERS:
            if unknown := [value for value in data.getlist(name) if value and value not in asked.chosen.get(name, ())]:
                raise BadRequestError(f"{name} has no such value: {', '.join(unknown)[:200]}")
        return asked

    def _order(self) -> str:
        order = self.request.GET.get("order", "code")
        if order not in ORDERS:
            raise BadRequestError(f"order must be one of: {', '.join(ORDERS)}")
        if order == "distance" and "near" not in self.request.GET:
            raise BadRequestError("order=distance needs near")
        return ORDERS[order]

    def _ranked(self, asked: directory.DirectoryRequest, order: str) -> Rows:
        def search(offset: int, limit: int):
            request = directory.search_request(
                asked, user=EVERYBODY, language=self.locale, offset=offset, limit=limit, sort=order
            )
            return service.engine().search(request)

        def read(start: int, stop: int) -> list[Found]:
            if stop > MAX_WINDOW:
                raise BadRequestError(
                    f"In this order only the first {MAX_WINDOW} can be read; leave out order to read them all."
                )
            if stop <= start:
                return []
            hits = search(start, stop - start).hits
            return self._found([hit.translation_key.partition(":")[2] for hit in hits])

        return Rows(search(0, 1).total, read)

    def _found(self, codes: Sequence[str]) -> list[Found]:
        return [Found(record) for record in records.read(codes)]

    def one(self, code: str):
        self.words = Words(self.locale)
        found = next(iter(self._found([code])), None)
        if found is None:
            current = current_code(code)
            if current is None and GoneCode.objects.filter(code=code).exists():
                raise GoneError
            if current is None:
                raise Http404(f"There is no organisation with the code {code}.")
            query = self.request.META.get("QUERY_STRING", "")
            path = reverse("api_organisation", args=[current])
            return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
        return found

    def item(self, found: Found, names: frozenset[str]) -> dict[str, Any]:
        organisation = found.record.organisation
        data: dict[str, Any] = {}
        if "meta" in names:
            data["meta"] = {
                "type": "clusters.Organisation",
                "detail_url": settings.BASE_URL + reverse("api_organisation", args=[organisation.code]),
                "html_url": settings.BASE_URL + organisation.get_absolute_url(),
            }
        return data | plain_record(found.record, self.words, names)


def current_code(code: str) -> str | None:
    """The code of the organisation that this one was merged into: the old one answers for ever."""
    retired = RetiredCode.objects.filter(code=code).select_related("organisation").first()
    found = retired.organisation if retired else Organisation.objects.filter(code=code).first()
    while found is not None and found.merged_into_id:
        found = Organisation.objects.get(pk=found.merged_into_id)
    return found.code if found is not None and found.confirmed and found.code != code else None
