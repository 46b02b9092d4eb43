"""The boards, their exports, and the yearly report."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.access import restricted_to
from core import tables
from exchanges import rules, sheets, yearly
from exchanges.models import Programme
from exchanges.queries.boards import Board, programmes


def chosen(request: HttpRequest, found: list[Programme]) -> Programme | None:
    """The programme of the address, else the one that runs; an unknown one is no page. None where there is none."""
    code = request.GET.get("programme")
    if not code:
        return found[0] if found else None
    programme = next((each for each in found if each.code == code), None)
    if programme is None:
        raise Http404
    return programme


def _board(request: HttpRequest, programme: Programme) -> Board:
    return Board(programme, request.user, only_own=request.GET.get("rows") == "own")


@never_cache
@require_GET
@restricted_to(rules.may_see_boards)
def boards(request: HttpRequest) -> HttpResponse:
    found = programmes()
    programme = chosen(request, found)
    context = {
        "programmes": found,
        "programme": programme,
        "board": _board(request, programme) if programme else None,
        "years": yearly.years(programme) if programme else [],
    }
    return render(request, "exchanges/boards/boards.html", context)


@never_cache
@require_GET
@restricted_to(rules.may_see_boards)
def figures(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The tables of the boards, one sheet each."""
    programme = chosen(request, programmes())
    if programme is None:
        raise Http404
    return tables.response(kind, f"{programme.code}-figures", sheets.board_sheets(_board(request, programme)))


@never_cache
@require_GET
@restricted_to(rules.may_see_boards)
def yearly_report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One year of a programme as a tagged PDF, in the reader’s language."""
    programme = next((each for each in programmes() if each.code == code), None)
    if programme is None or year not in yearly.years(programme):
        raise Http404
    response = HttpResponse(yearly.document(programme, year, request.user), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{programme.code}-{year}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
