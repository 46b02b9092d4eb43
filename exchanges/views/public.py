"""The front page of the room, and the rules of a programme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from exchanges import rules
from exchanges.queries import front as reads
from exchanges.queries.programme_rules import Rules, loaded
from exchanges.queries.ribbons import ribbons


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What an exchange is, what runs, what comes, what it pays, who may go; and what is next for this reader."""
    return render(request, "exchanges/public/front.html", {"front": reads.Front(request.user, get_language())})


@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that holds in one programme, with the sources."""
    found = get_object_or_404(loaded(), code=code)
    context = {
        "rules": Rules(found, get_language(), ribbons([found])[found.pk]),
        "may_ask": reads.asks(request.user),
        "may_run": rules.may_run(request.user, found),
    }
    return render(request, "exchanges/public/programme.html", context)
