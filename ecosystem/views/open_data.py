"""Open data for people: the page about it, the directory as a file, and the page that writes what to embed."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, override
from django.views.decorators.http import require_safe

from clusters.models import Cluster
from clusters.states import Dye
from core.languages import native_name
from ecosystem import directory
from ecosystem.addresses import ORGANISATION
from ecosystem.open import downloads, embed, records, terms
from ecosystem.open.api.base import AGAIN, LINKS
from ecosystem.open.files import FORMATS, Wanted, pieces
from search.engines.base import EngineUnavailableError

MOST_IN_XLSX = 20_000  # lines; about ten seconds of work
HEIGHTS = (400, 600, 800)
FORMAT_NAMES = {"csv": "CSV", "xlsx": "XLSX", "geojson": "GeoJSON", "jsonld": "JSON-LD"}


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What may be taken away, how, and under which terms."""
    days = downloads.days()
    context = {
        "newest": days[0] if days else None,
        "earlier": days[1:],
        "api": settings.BASE_URL + reverse("api_root"),
        "description": reverse("api_description"),
        "licence": terms.LICENCE,
        "attribution": terms.attribution(),
        "formats": FORMAT_NAMES.items(),
    }
    return render(request, "ecosystem/open/open_data.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All organisations that the directory finds with this query string, in the reader’s language."""
    if kind not in FORMATS:
        raise Http404
    language = get_language() or settings.LANGUAGE_CODE
    asked = replace(directory.parse(request.GET), layers=(ORGANISATION,), box=None)
    back = f"{reverse('organisations')}?{asked.query_string()}"
    try:
        codes = list(directory.codes(asked, user=request.user, language=language))
    except EngineUnavailableError:
        sentence = _("The search does not answer at the moment. Please try again in a few minutes.")
        response = _refused(request, sentence, back=back, status=503)
        response["Retry-After"] = AGAIN
        return response
    if kind == "xlsx" and len(codes) > MOST_IN_XLSX:
        sentence = _("These are too many lines for a workbook made while you wait. Take CSV, or the file of the day.")
        return _refused(request, sentence, back=back, status=422)
    today = timezone.localdate()
    wanted = Wanted(kind, language, today, audience=records.audience_of(request.user))
    found = pieces(records.read(codes, audience=wanted.read_as), wanted)
    response = StreamingHttpResponse(_in(language, found), content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="organisations-{today.isoformat()}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Link"] = LINKS
    return response


def _in(language: str, found: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, each made in the language of the request, which is over by then."""
    while True:
        with override(language):
            piece = next(found, None)
        if piece is None:
            return
        yield piece


def _refused(request: HttpRequest, sentence: str, *, back: str, status: int) -> HttpResponse:
    refusal = {"title": _("This could not be done"), "sentences": [sentence], "status": status, "back": back}
    return render(request, "ecosystem/refused.html", {"refusal": refusal}, status=status)


@csp_update({"frame-src": ["'self'"]})
@require_safe
def snippet(request: HttpRequest) -> HttpResponse:
    """The lines of HTML that put the list or the map on another site, and how it looks there."""
    look = embed.look_of(request.GET, locale=get_language() or settings.LANGUAGE_CODE)
    asked = replace(embed.asked_of(request.GET), page=1)
    kind = request.GET.get("kind") if request.GET.get("kind") in embed.KINDS else "list"
    height = next((each for each in HEIGHTS if str(each) == request.GET.get("height")), HEIGHTS[1])
    address = f"{reverse(f'embed_{kind}')}?{embed.query(asked, look)}"
    chosen_here = {"cluster"}
    kept = [pair for pair in asked.pairs() if pair[0] not in chosen_here]
    context = {
        "kind": kind,
        "look": look,
        "height": height,
        "lines": _lines(kind, settings.BASE_URL + address, look.locale, height),
        "preview": address,
        "title": titles()[kind],
        "kinds": list(titles().items()),
        "clusters": [(each, each.code in asked.chosen.get("cluster", ())) for each in Cluster.objects.all()],
        "languages": [(code, native_name(code)) for code, _name in settings.LANGUAGES],
        "dyes": Dye.choices,
        "themes": [("device", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
        "scales": [("small", _("Small")), ("usual", _("Usual")), ("large", _("Large"))],
        "heights": HEIGHTS,
        "kept": kept,
        "without_filters": urlencode([("kind", kind), ("height", height), *look.pairs()]),
    }
    return render(request, "ecosystem/open/snippet.html", context)


def _lines(kind: str, address: str, locale: str, height: int) -> str:
    """What is pasted: HTML as a text. The frame’s name is in the language of what it holds."""
    with override(locale):
        title = titles()[kind]
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{height}" loading="lazy"'
        ' referrerpolicy="no-referrer"></iframe>'
    )


def titles() -> dict[str, str]:
    """What a frame is called for who hears it."""
    return {
        "list": _("List of organisations"),
        "map": _("Map of organisations"),
    }
