"""The list and the page of offers, and their open days as calendar files."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from exchanges import calendars, rules
from exchanges.models import Offer
from exchanges.queries.free_places import months_of
from exchanges.queries.offers import OfferLine, OfferList
from exchanges.queries.programme_rules import rate_now
from exchanges.queries.readers import reader_of
from exchanges.views import given
from exchanges.views.public_missions import calendar_file


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """The list with its filters. What makes no sense in the query string is left out, with a sentence."""
    listing = OfferList(request.user, get_language(), given.everything(request.GET))
    return render(request, "exchanges/public/offers.html", {"listing": listing})


def _find(request: HttpRequest, code: str) -> Offer:
    return get_object_or_404(Offer.objects.visible_to(request.user).with_texts(), code=code)


@require_safe
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """One offer: what can be learnt, where, in which languages, when there is room, and whether the reader may go."""
    found, language = _find(request, code), get_language()
    line = OfferLine(found, language)
    return render(
        request,
        "exchanges/public/offer.html",
        {
            "line": line,
            "offer": found,
            "text": line.text,
            "spans": calendars.open_spans(found.periods.all()),
            "months": months_of(found),
            "rate": rate_now(found.programme, found.country, language),
            "reader": reader_of(request.user, found, chosen=given.code(request.GET, "organisation")),
            "query": urlencode({"offer": found.code}),
            "may_edit": rules.may_edit_offer(request.user, found),
        },
    )


@require_GET
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The days on which the host is open; an offer without periods has none to put into a calendar."""
    found = _find(request, code)
    if not calendars.open_spans(found.periods.all()):
        raise Http404
    return calendar_file(calendars.offer_calendar(found, get_language()), f"offer-{found.code}.ics")
