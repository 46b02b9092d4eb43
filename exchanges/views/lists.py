"""The list of exchanges with its filters, its export, and what is late."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import rules as account_rules
from accounts.access import restricted_to
from core import tables
from exchanges import rules, sheets
from exchanges.forms.filters import FilterForm
from exchanges.queries.late import counted_by_kind, late_for
from exchanges.queries.lists import rows_of, with_names_of

ON_A_PAGE = 30


@never_cache
@require_GET
@restricted_to(account_rules.is_known)
def exchange_list(request: HttpRequest) -> HttpResponse:
    """What the person may see row by row. Anything in the address that makes no sense is left out, with a sentence."""
    form = FilterForm(request.GET, user=request.user)
    rows = rows_of(request.user, form.wanted, form.programmes)
    paginator = Paginator(rows.values_list("pk", flat=True), ON_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    query = form.wanted.query_string()
    context = {
        "form": form,
        "query": query,
        "page_query": f"{query}&" if query else "",
        "rows": with_names_of(list(page.object_list)),
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "with_names": rules.sees_names(request.user),
        "may_see_boards": rules.may_see_boards(request.user),
    }
    return render(request, "exchanges/boards/list.html", context)


@never_cache
@require_GET
@restricted_to(account_rules.is_known)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All rows that fit the filters, whatever the page."""
    form = FilterForm(request.GET, user=request.user)
    rows = rows_of(request.user, form.wanted, form.programmes)
    sheet = sheets.list_sheet(rows, with_names=rules.sees_names(request.user))
    return tables.response(kind, "exchanges", [sheet])


@never_cache
@require_GET
@restricted_to(account_rules.is_known)
def late(request: HttpRequest) -> HttpResponse:
    """What is late and this person can do something about, by who must act; who waits longest stands first."""
    found = late_for(request.user)
    worst: dict[str, int] = {}
    for each in found:
        worst[each.who] = max(worst.get(each.who, each.days), each.days)
    found.sort(key=lambda each: (-worst[each.who], each.who, -each.days, each.code))
    paginator = Paginator(found, ON_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "kinds": counted_by_kind(found),
        "may_see_boards": rules.may_see_boards(request.user),
    }
    return render(request, "exchanges/boards/late.html", context)
