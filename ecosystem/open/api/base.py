"""What all endpoints share: parameters, `fields`, pages, ETag, other sites’ scripts, limits, errors as sentences."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.http import http_date
from django.utils.translation import override
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from wagtail.api.v2.utils import BadRequestError, parse_fields_parameter
from wagtail.api.v2.views import BaseAPIViewSet

from core.languages import CODES
from ecosystem.open import terms
from search.engines.base import EngineUnavailableError

LINKS = f'<{terms.LICENCE}>; rel="license"'
AGAIN = "30"  # seconds until the engine may answer again


class PerAddress(SimpleRateThrottle):
    """So many requests a minute from one network address, which is counted as a keyed hash and not kept."""

    scope = "open"
    rate = "240/min"

    def get_cache_key(self, request, view):
        address = get_adapter(request).get_client_ip(request._request)
        return "open:" + salted_hmac("ecosystem.open", address, algorithm="sha256").hexdigest()


class UnavailableError(exceptions.APIException):
    status_code = 503
    default_detail = "The search engine does not answer at the moment. Please try again in half a minute."


class Rows:
    """A list that is counted and read a page at a time: what Wagtail’s pagination needs of a queryset."""

    def __init__(self, total: int, read: Callable[[int, int], Sequence[Any]]):
        self.total, self.read = total, read

    def count(self) -> int:
        return self.total

    def __getitem__(self, window: slice) -> Sequence[Any]:
        start = min(window.start, self.total)
        return self.read(start, min(window.stop, self.total))


class OpenViewSet(BaseAPIViewSet):
    """An endpoint. A subclass names its fields and parameters and answers `rows()` and `one()`.

    `fields` are all that an item may have, in order; `brief` those of a list where `fields` is not asked for.
    """

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (PerAddress,)
    renderer_classes = (JSONRenderer,)
    http_method_names = ("get", "head", "options")
    fields: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    listing_parameters: frozenset[str] = frozenset()

    # Requests

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if self.action == "metadata":
            return
        self.locale = request.GET.get("locale", settings.LANGUAGE_CODE)
        if self.locale not in CODES:
            raise BadRequestError(f"locale must be one of: {', '.join(CODES)}")
        known = {"locale", "fields"}
        if self.action == "listing_view":
            known |= {"limit", "offset"} | self.listing_parameters
        if unknown := sorted(set(request.GET) - known):
            raise BadRequestError(f"These query parameters are not known here: {', '.join(unknown)}")

    def listing_view(self, request):
        names = self.names_asked(self.brief)
        with override(self.locale):
            page = self.paginate_queryset(self.rows())
            response = self.get_paginated_response([self.item(each, names) for each in page])
            response.data["meta"] |= {"license": terms.LICENCE, "attribution": terms.attribution()}
        return self.remembered(response)

    def detail_view(self, request, **lookup):
        names = self.names_asked(self.fields)
        with override(self.locale):
            found = self.one(**lookup)
            if isinstance(found, HttpResponseBase):
                return found
            response = Response(self.item(found, names))
        return self.remembered(response, changed_at=getattr(found, "changed_at", None))

    def options(self, request, *args, **kwargs):
        """What a browser asks before it lets a page of another site read."""
        return Response(status=204)

    def names_asked(self, usual: tuple[str, ...]) -> frozenset[str]:
        """What `fields` asks for: names add to the usual ones, `-name` takes away, `*` is all, `_` none before."""
        try:
            asked = parse_fields_parameter(self.request.GET.get("fields", ""))
        except ValueError as error:
            raise BadRequestError(f"fields error: {error}") from error
        names = set(usual)
        for place, (name, negated, nested) in enumerate(asked):
            if place == 0 and name in ("*", "_"):
                names = set(self.fields) if name == "*" else set()
            elif name not in self.fields:
                raise BadRequestError(f"unknown fields: {name}")
            elif nested:
                raise BadRequestError(f"'{name}' does not support nested fields")
            else:
                (names.discard if negated else names.add)(name)
        return frozenset(names)

    # What a subclass says

    def rows(self) -> Rows:
        raise NotImplementedError

    def one(self, **lookup) -> Any:
        """What `item` takes, or an answer of its own. Raises Http404."""
        raise NotImplementedError

    def item(self, found, names: frozenset[str]) -> dict[str, Any]:
        raise NotImplementedError

    # Answers

    def remembered(self, response: Response, *, changed_at: datetime | None = None) -> Response:
        """With an ETag of what is in it; 304 for who has that. With `changed_at` also Last-Modified.

        What is true today – memberships, certificates – may end at midnight without a change, so nothing is older
        than that.
        """
        last = max(changed_at, timezone.localtime().replace(hour=0, minute=0, second=0)) if changed_at else None

        def conditional(rendered: Response):
            etag = f'"{hashlib.sha256(rendered.content).hexdigest()[:32]}"'
            rendered["ETag"] = etag
            if last:
                rendered["Last-Modified"] = http_date(last.timestamp())
            return get_conditional_response(
                self.request._request,
                etag=etag,
                last_modified=int(last.timestamp()) if last else None,
                response=rendered,
            )

        response.add_post_render_callback(conditional)
        return response

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        return opened(response, language=getattr(self, "locale", settings.LANGUAGE_CODE))

    def handle_exception(self, exc):
        """Every refusal has a sentence in `message`; no other answer has one."""
        if isinstance(exc, EngineUnavailableError):
            exc = UnavailableError()
        response = super().handle_exception(exc)
        if "message" not in response.data:
            response.data = {"message": str(response.data.get("detail", ""))}
        if response.status_code == 503:
            response["Retry-After"] = AGAIN
        return response

    def get_renderer_context(self):
        return super().get_renderer_context() | {"indent": 2}

    @classmethod
    def get_urlpatterns(cls):
        raise NotImplementedError("The addresses stand in ecosystem.urls_plain.")


def opened(response, *, language: str = ""):
    """Lets pages of other sites read the answer, and say under which terms it may be used."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
    response["Link"] = LINKS
    if response.status_code < 400 and "Cache-Control" not in response:
        response["Cache-Control"] = "public, max-age=60"
    if language:
        response["Content-Language"] = language
    return response


def listed(rows: Iterable[Any]) -> Rows:
    """Rows that are few enough to be held."""
    found = list(rows)
    return Rows(len(found), lambda start, stop: found[start:stop])
