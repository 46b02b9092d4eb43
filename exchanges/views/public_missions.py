"""The list and the page of missions, their calendar files and welcome packs."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from core.wagtail_hooks import is_public
from exchanges import calendars, rules
from exchanges.jsonld import mission_event
from exchanges.models import Mission
from exchanges.queries.costs import estimate
from exchanges.queries.missions import MissionLine, MissionList, agenda_of, hosts_of, thread_of, waiting_on
from exchanges.queries.readers import reader_of
from exchanges.views import given


@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """The list with its filters. What makes no sense in the query string is left out, with a sentence."""
    return render(request, "exchanges/public/missions.html", {"listing": _listing(request)})


def _listing(request: HttpRequest) -> MissionList:
    return MissionList(request.user, get_language(), given.everything(request.GET))


def _find(request: HttpRequest, code: str) -> Mission:
    return get_object_or_404(Mission.objects.visible_to(request.user).with_texts().with_places_left(), code=code)


@require_safe
def mission(request: HttpRequest, code: str) -> HttpResponse:
    """One mission: what, when, where, with whom, what it costs, and for this reader whether they may go."""
    found, language = _find(request, code), get_language()
    line = MissionLine(found, language)
    reader = reader_of(request.user, found, chosen=given.code(request.GET, "organisation"))
    return render(
        request,
        "exchanges/public/mission.html",
        {
            "line": line,
            "mission": found,
            "text": line.text,
            "hosts": hosts_of(found),
            "agenda": agenda_of(found, language),
            "thread": thread_of(found),
            "waiting": waiting_on(found),
            "reader": reader,
            "query": urlencode({"mission": found.code}),
            "estimate": estimate(found, reader.organisation),
            "has_welcome_pack": _has_welcome_pack(request.user, found),
            "may_edit": rules.may_edit_mission(request.user, found),
            "may_see_board": rules.may_see_mission_board(request.user, found),
            "data": mission_event(line, address=settings.BASE_URL + request.path),
        },
    )


@require_GET
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The days and sessions for the reader’s own calendar."""
    found = _find(request, code)
    return calendar_file(calendars.mission_calendar(found, get_language()), f"mission-{found.code}.ics")


def calendar_file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=calendars.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _has_welcome_pack(user, found: Mission) -> bool:
    """There is a file, and this reader may have it: as everybody, where a page of the site publishes it."""
    if found.welcome_pack is None:
        return False
    return rules.may_read_welcome_pack(user, found) or is_public(found.welcome_pack)


@never_cache
@require_GET
def welcome_pack(request: HttpRequest, code: str) -> FileResponse:
    """The file, for those concerned; for others it is not there."""
    found = _find(request, code)
    if not _has_welcome_pack(request.user, found):
        raise Http404
    document = found.welcome_pack
    return FileResponse(document.file.open(), as_attachment=True, filename=document.filename)
