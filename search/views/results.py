"""The results page, and telling the clusters what is missing."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from search import access, newest
from search.actions.gaps import tell_gap
from search.errors import TooManyError
from search.results import asked_in, distances, search, towns, towns_like

RETRY_AFTER = 30  # seconds


@require_safe
@cache_control(private=True)
def results(request: HttpRequest) -> HttpResponse:
    """What the reader may see of what they ask for. Nothing in the address breaks it: what makes no sense is left out.

    A page beyond the end leads to the last one. While the engine does not answer, 503 with the newest things.
    """
    language = get_language()
    asked = asked_in(request.GET, language)
    found = search(asked, language=language, access=access.tokens_of(request.user))
    if found and asked.page > found.last_page:
        query = asked.query_string(page=found.last_page)
        return redirect(f"{request.path}?{query}" if query else request.path)
    context = {
        "asked": asked,
        "results": found,
        "towns": towns(),
        "distances": distances(asked),
        "towns_like": towns_like(asked),
        "hide_header_search": True,
    }
    if found:
        return render(request, "search/results.html", context)
    context["newest"] = newest.newest(request.user, language)
    response = render(request, "search/down.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


@require_POST
def missing(request: HttpRequest) -> HttpResponse:
    """Keep what was looked for and not found; the same address and the same words once an hour."""
    asked = asked_in(request.POST, get_language())
    back = f"{reverse('search')}?{asked.query_string()}"
    if not asked.text:
        messages.warning(request, _("There were no words to pass on."))
        return redirect("search")
    try:
        tell_gap(
            text=asked.text,
            language=get_language(),
            kind=asked.kind,
            place=asked.near,
            address=get_adapter(request).get_client_ip(request),
        )
    except TooManyError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Thank you. The clusters now see that this is missing."))
    return redirect(back)
