"""Pages for single lines of a list: repairing one, and saying which organisations are known already."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import restricted_to
from ecosystem import rules
from ecosystem.actions import list_lines as actions
from ecosystem.forms.lists import DoublesForm, LineForm
from ecosystem.queries import list_doubles, lists as queries
from ecosystem.states import LineState as S
from ecosystem.views import refusals
from ecosystem.views.lists import context_of, find

PAIRS_ON_A_PAGE = 10


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_load_lists)
def line(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One line with its errors beside the cells; saving leads to the next one to be repaired."""
    members = find(request, code)
    found = get_object_or_404(members.lines.select_related("organisation"), number=number)
    context = context_of(members)
    row = queries.row_of(members, found)
    alike = {}
    if context["may_change"] and found.state != S.LOADED:
        alike = queries.alike_counts(members, found, [cell.column for cell in row.cells if cell.faults])
    given = request.POST if request.method == "POST" else None
    form = LineForm(given, row=row, alike=alike, seen=actions.version_of(found))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                repaired, others = actions.repair_line(
                    members,
                    number,
                    form.cells,
                    by=request.user,
                    seen=form.cleaned_data["seen"],
                    alike=form.wanted_alike,
                )
            except refusals.Refused as error:
                refusals.add_to(form, error)
                status = refusals.status_of(error)
            else:
                return _after(request, members, repaired, others)
    context |= {
        "line": found,
        "row": row,
        "form": form,
        "wrong": [part for part in form.parts() if part[0].faults],
        "right": [part for part in form.parts() if not part[0].faults],
        "version": actions.version_of(found),
        "place": members.lines.filter(state=S.FAULTY, number__lte=number).count(),
        "following": queries.next_to_repair(members, number),
        "suspects": list_doubles.pairs_of(members, [found]),
    }
    return render(request, "ecosystem/lists/line.html", context, status=status)


def _after(request: HttpRequest, members, repaired, others: int) -> HttpResponseBase:
    if repaired.state == S.FAULTY:
        messages.warning(request, _("Saved. Something in this line is still wrong."))
        return redirect("list_line", members.code, repaired.number)
    told = _("Line {number} is in order now.").format(number=repaired.number)
    if others:
        more = ngettext("{number} other line was mended with it.", "{number} other lines were mended with it.", others)
        told = f"{told} {more.format(number=others)}"
    messages.success(request, told)
    following = queries.next_to_repair(members, repaired.number)
    return redirect("list_line", members.code, following) if following else redirect("list_lines", members.code)


@require_POST
@restricted_to(rules.may_load_lists)
def leave_out(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    members = find(request, code)
    get_object_or_404(members.lines, number=number)

    def onward(_line):
        following = queries.next_to_repair(members, number)
        return reverse("list_line", args=[code, following]) if following else reverse("list_lines", args=[code])

    return refusals.moved(
        request,
        lambda: actions.leave_out(members, number, by=request.user, seen=request.POST.get("seen", "")),
        to=onward,
        done=_("Line {number} is left out, and will be when this list comes again.").format(number=number),
    )


@require_POST
@restricted_to(rules.may_load_lists)
def take_back(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    members = find(request, code)
    get_object_or_404(members.lines, number=number)
    return refusals.moved(
        request,
        lambda: actions.take_back(members, number, by=request.user),
        to=reverse("list_line", args=[code, number]),
        done=_("Line {number} counts again.").format(number=number),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_load_lists)
def doubles(request: HttpRequest, code: str) -> HttpResponse:
    """Lines that may be known already, each beside the organisation: yes or no, remembered for ever."""
    members = find(request, code)
    context = context_of(members)
    page, rows = _page_of_doubles(request, members)
    status = 200
    form = DoublesForm(request.POST if request.method == "POST" else None, lines=rows)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                settled = actions.answer_doubles(members, form.answers, by=request.user)
            except refusals.Refused as error:
                refusals.add_to(form, error)
                status = refusals.status_of(error)
            else:
                told = ngettext("{number} line is settled.", "{number} lines are settled.", settled)
                messages.success(request, told.format(number=settled))
                return redirect("list_doubles", code)
    context |= {
        "form": form,
        "pairs": list_doubles.pairs_of(members, rows, form.data),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "sure": request.GET.get("of") == "sure",
        "sure_number": list_doubles.taken_as_same(members).count(),
    }
    return render(request, "ecosystem/lists/doubles.html", context, status=status)


def _page_of_doubles(request: HttpRequest, members):
    """The lines of this page; with a form those that it was about, whatever became of them meanwhile."""
    rows = list_doubles.waiting(members)
    if request.GET.get("of") == "sure":
        rows = list_doubles.taken_as_same(members)
    named = [name.split(":") for name in request.POST if name.startswith("pair:")]
    numbers = {int(parts[1]) for parts in named if len(parts) > 2 and parts[1].isdecimal() and len(parts[1]) < 10}
    if numbers:
        rows = members.lines.filter(number__in=sorted(numbers)[: PAIRS_ON_A_PAGE * 5]).exclude(state=S.LOADED)
    paginator = Paginator(rows.select_related("organisation"), PAIRS_ON_A_PAGE if not numbers else len(numbers))
    page = paginator.get_page(request.GET.get("page"))
    return page, list(page.object_list)
