"""Feeds of a search."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from core.feeds import FORMATS
from search.engines.base import EngineUnavailableError
from search.feeds import feed
from search.results import asked_in


@require_safe
def search_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest things of the search in the query string; 503 while the engine does not answer."""
    language = get_language()
    try:
        made = feed(asked_in(request.GET, language), kind=kind, language=language)
    except EngineUnavailableError:
        text = _("The search does not answer at the moment. Please try again later.")
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=503, headers={"Retry-After": "300"})
    response = HttpResponse(content_type=FORMATS[kind].content_type)
    made.write(response, "utf-8")
    return response
