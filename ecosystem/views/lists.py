"""Pages where a cluster’s manager loads a list of members: the file, its columns, what is done with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import restricted_to
from clusters import rules as cluster_rules
from clusters.models import Cluster
from ecosystem import faults, rules, tasks
from ecosystem.actions import lists as actions
from ecosystem.forms.lists import ColumnsForm, OtherwiseForm, UploadForm
from ecosystem.lists.columns import label_of
from ecosystem.models import MemberList
from ecosystem.queries import list_columns, lists as queries
from ecosystem.states import LineState as S, ListState as L
from ecosystem.views import refusals

ON_A_PAGE = 30
LINES_ON_A_PAGE = 50


def find(request: HttpRequest, code: str) -> MemberList:
    """A list this person may load; 404 for everybody else’s, and for what was thrown away."""
    seen = MemberList.objects.visible_to(request.user).exclude(state=L.DISCARDED)
    return get_object_or_404(seen.select_related("cluster", "uploaded_by"), code=code)


def context_of(members: MemberList) -> dict:
    """What every page of one list shows above."""
    counts = queries.counts_of(members)
    return {
        "members": members,
        "counts": counts,
        "steps": queries.steps_of(members, counts),
        "works": members.state in tasks.WORK,
        "may_change": members.state in (L.CHECKED, L.LOADED),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_load_lists)
def lists(request: HttpRequest) -> HttpResponse:
    """The lists of one’s clusters, the newest first, and the form for the next."""
    clusters = cluster_rules.clusters_managed_by(request.user)
    if rules.may_see_all_lists(request.user):
        clusters = Cluster.objects.all()
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*given, clusters=clusters)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            cleaned = form.cleaned_data
            try:
                members = actions.upload_list(cleaned["cluster"], file=cleaned["file"], by=request.user)
            except refusals.Refused as error:
                form.add_error("file", refusals.sentences(error)[0])
                status = refusals.status_of(error)
            else:
                return redirect("list_columns", members.code)
    found = MemberList.objects.visible_to(request.user).exclude(state=L.DISCARDED)
    paginator = Paginator(queries.with_counts(found), ON_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "pages": paginator.get_elided_page_range(page.number)}
    return render(request, "ecosystem/lists/lists.html", context, status=status)


@require_GET
def list_faults(request: HttpRequest) -> HttpResponse:
    """The catalogue of everything that can be wrong with a line, for everybody."""
    return render(request, "ecosystem/lists/faults.html", {"faults": faults.published()})


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_load_lists)
def columns(request: HttpRequest, code: str) -> HttpResponse:
    """What each column is; a POST reads the lines."""
    members = find(request, code)
    if members.state not in (L.UPLOADED, L.CHECKED):
        return redirect("list_lines", code)
    try:
        found = list_columns.columns_of(members)
    except refusals.Refused as error:
        return refusals.refused(request, error, back=reverse("lists"))
    given = request.POST if request.method == "POST" else None
    form = ColumnsForm(given, members=members, suggested={column.number: column.field for column in found})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                members = actions.name_columns(members, form.columns, by=request.user)
            except refusals.Refused as error:
                refusals.add_to(form, error)
                status = refusals.status_of(error)
            else:
                tasks.read_list.enqueue(members.pk)
                return redirect("list_lines", code)
    context = context_of(members) | {
        "form": form,
        "columns": [(column, form[f"column-{column.number}"]) for column in found],
        "otherwise": OtherwiseForm(members=members, sheets=list_columns.sheets_of(members)),
    }
    return render(request, "ecosystem/lists/columns.html", context, status=status)


@require_POST
@restricted_to(rules.may_load_lists)
def otherwise(request: HttpRequest, code: str) -> HttpResponseBase:
    """Another sheet, other letters or another separator."""
    members = find(request, code)
    form = OtherwiseForm(request.POST, members=members, sheets=list_columns.sheets_of(members))
    if not form.is_valid():
        return refusals.refused(
            request, ValidationError(form.errors.as_data()), back=reverse("list_columns", args=[code])
        )
    return refusals.moved(
        request,
        lambda: actions.read_otherwise(members, by=request.user, **form.cleaned_data),
        to=reverse("list_columns", args=[code]),
    )


@never_cache
@require_GET
@restricted_to(rules.may_load_lists)
def lines(request: HttpRequest, code: str) -> HttpResponse:
    """The lines of a list, those to be repaired first looked at; while the worker is at it, how far it is."""
    members = find(request, code)
    if members.state == L.UPLOADED:
        return redirect("list_columns", code)
    context = context_of(members)
    if context["works"]:
        done, total = queries.progress_of(members, context["counts"])
        context |= {"done": done, "total": total}
        return render(request, "ecosystem/lists/working.html", context)
    counts = context["counts"]
    wanted = request.GET.get("state", "")
    if wanted not in {*S.values, "all"}:
        wanted = next((state for state in (S.FAULTY, S.DOUBLE) if counts.of(state)), "all")
    rows = members.lines.select_related("organisation")
    rows = rows if wanted == "all" else rows.filter(state=wanted)
    paginator = Paginator(rows, LINES_ON_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context |= {
        "wanted": wanted,
        "filters": [(state.value, state.label, counts.of(state)) for state in S if counts.of(state)],
        "rows": [queries.row_of(members, line) for line in page.object_list],
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "page_query": f"state={wanted}&",
        "named": [label_of(name) for name in members.columns.values()],
        "first_faulty": queries.next_to_repair(members),
        "stayed": members.lines.filter(state=S.LOADED).count() if members.state == L.UNDONE else 0,
    }
    return render(request, "ecosystem/lists/lines.html", context)


@never_cache
@require_GET
@restricted_to(rules.may_load_lists)
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """What loading would do, before anything is done."""
    members = find(request, code)
    if members.state not in (L.CHECKED, L.LOADED):
        return redirect("list_lines", code)
    context = context_of(members)
    rows = members.lines.filter(state__in=(S.CHANGES, S.NEW)).select_related("organisation").order_by("state", "number")
    paginator = Paginator(rows, LINES_ON_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context |= {
        "previews": queries.previews(members, list(page.object_list)),
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
    }
    return render(request, "ecosystem/lists/preview.html", context)


_MOVES = {
    "load": (actions.start_loading, tasks.load_list),
    "undo": (actions.start_undo, tasks.undo_list),
    "again": (actions.read_again, tasks.read_list),
    "discard": (actions.discard, None),
}


@require_POST
@restricted_to(rules.may_load_lists)
def move(request: HttpRequest, code: str, verb: str) -> HttpResponseBase:
    members = find(request, code)
    if verb not in _MOVES:
        raise Http404
    act, work = _MOVES[verb]
    try:
        moved = act(members, by=request.user)
    except refusals.Refused as error:
        return refusals.refused(request, error, back=reverse("list_lines", args=[code]))
    if work is None:
        messages.success(request, _("Thrown away. What you said about headings and doubles is kept."))
        return redirect("lists")
    work.enqueue(moved.pk)
    return redirect("list_lines", code)


@require_GET
@restricted_to(rules.may_load_lists)
def file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The file as it came; for those who may load it, never shown in the page."""
    members = find(request, code)
    if not rules.may_load_lists(request.user, members.cluster):
        raise PermissionDenied
    return FileResponse(members.file.open("rb"), as_attachment=True, filename=members.name)
