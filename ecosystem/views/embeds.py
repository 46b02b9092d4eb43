"""What other sites show in a frame: no session, no cookie, no script needed. Only these pages may be framed."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from clusters import gazetteer
from ecosystem.open import embed
from ecosystem.open.api.base import AGAIN
from search.engines.base import EngineUnavailableError

# Clusters and their members have sites of their own, and who asks is told only what everybody may read.
framed = csp_replace({"frame-ancestors": ["*"]})


@xframe_options_exempt
@framed
@require_safe
def embedded_list(request: HttpRequest) -> HttpResponse:
    """One page of the directory with the filters of the address."""
    return _answer(request, "list", embed.lines)


@xframe_options_exempt
@framed
@require_safe
def embedded_map(request: HttpRequest) -> HttpResponse:
    """The same organisations as a drawing, and by country in a table below it."""
    return _answer(request, "map", embed.drawn)


def _answer(request: HttpRequest, kind: str, read: Callable[[Any, embed.Look], Any]) -> HttpResponse:
    """Set without a request, so that nothing of the page’s furniture looks for a session."""
    asked, look = embed.asked_of(request.GET), embed.look_of(request.GET)
    with override(look.locale):
        context = {
            "look": look,
            "LANGUAGE_CODE": look.locale,
            "name": settings.WAGTAIL_SITE_NAME,
            "attribution": gazetteer.ATTRIBUTION,
            "directory": f"{settings.BASE_URL}{reverse('organisations')}?{asked.query_string()}",
        }
        try:
            context["found"] = read(asked, look)
            content, status = render_to_string(f"ecosystem/embed/{kind}.html", context), 200
        except EngineUnavailableError:
            content, status = render_to_string("ecosystem/embed/unavailable.html", context), 503
    response = HttpResponse(content, status=status)
    response["Cache-Control"] = "public, max-age=300" if status == 200 else "no-store"
    response["Content-Language"] = look.locale
    if status != 200:
        response["Retry-After"] = AGAIN
    return response
