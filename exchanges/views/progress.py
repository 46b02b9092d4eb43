"""How far the programme is, and what came of it: for everybody, and nothing personal."""

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exchanges import rules
from exchanges.queries.boards import Board, programmes
from exchanges.queries.stories import released
from exchanges.views.boards import chosen

STORIES = 12


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The same to all readers: the figures are asked for as by a stranger."""
    found = programmes()
    programme = chosen(request, found)
    context = {"programmes": found, "programme": programme, "may_see_boards": rules.may_see_boards(request.user)}
    if programme:
        paginator = Paginator(released(programme), STORIES)
        page = paginator.get_page(request.GET.get("page"))
        context |= {
            "board": Board(programme, AnonymousUser()),
            "page": page,
            "pages": paginator.get_elided_page_range(page.number),
            "page_query": f"programme={programme.code}&" if request.GET.get("programme") else "",
        }
    return render(request, "exchanges/boards/progress.html", context)
