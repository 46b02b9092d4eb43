"""Evidence files: the list with what is asked for, adding, removing, and the one way to a file."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import rules
from exchanges.actions import evidence as actions
from exchanges.choices import EvidenceKind, Side
from exchanges.forms.evidence import EvidenceForm
from exchanges.models import EvidenceFile, Exchange
from exchanges.queries import reports as queries
from exchanges.queries.exchanges import find
from exchanges.views.refusals import Refused, moved, sentences, status_of


def _exchange(request: HttpRequest, code: str) -> Exchange:
    exchange = find(request.user, code)
    if not rules.may_know_of_evidence(request.user, exchange):
        raise PermissionDenied
    return exchange


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    """The files with what is asked for. An auditor sees kinds and dates, neither names nor files."""
    exchange = _exchange(request, code)
    if request.method != "POST":
        return _page(request, exchange)
    if not rules.may_see_evidence(request.user, exchange):
        raise PermissionDenied
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, exchange, form, status=422)
    kept, status = 0, 200
    for file in form.cleaned_data["file"]:
        try:
            actions.add_evidence(exchange, kind=EvidenceKind(form.cleaned_data["kind"]), file=file, by=request.user)
        except Refused as error:
            status = status_of(error)
            form.add_error("file", [f"{(file.name or '')[:80]}: {sentence}" for sentence in sentences(error)])
        else:
            kept += 1
    if kept:
        done = ngettext("%(count)s file is kept.", "%(count)s files are kept.", kept) % {"count": kept}
        messages.success(request, done)
    if status != 200:
        return _page(request, exchange, form, status=status)
    return redirect("exchange_evidence", code)


def _page(
    request: HttpRequest, exchange: Exchange, form: EvidenceForm | None = None, status: int = 200
) -> HttpResponse:
    files = list(exchange.evidence.select_related("uploaded_by"))
    adds = rules.may_add_evidence(request.user, exchange)
    context = {
        "exchange": exchange,
        "title": queries.title_for(request.user, exchange),
        "files": files,
        "ticks": queries.ticks(exchange, files),
        "sees_files": rules.may_see_evidence(request.user, exchange),
        "form": (form or EvidenceForm()) if adds else None,
        "refusals": [each for errors in form.errors.values() for each in errors] if form and not adds else [],
        "writes_report": rules.may_write_report(request.user, exchange, Side.VISITOR),
    }
    return render(request, "exchanges/reports/evidence.html", context, status=status)


@never_cache
@require_GET
@restricted_to(account_rules.is_known)
def evidence_file(request: HttpRequest, code: str, file: str) -> FileResponse:
    """A private file for the visitor, the sending cluster and the coordinator; a download, never shown as a page."""
    exchange = _exchange(request, code)
    if not rules.may_see_evidence(request.user, exchange):
        raise PermissionDenied
    found = get_object_or_404(EvidenceFile, exchange=exchange, code=file)
    if not found.file:
        raise Http404
    try:
        return FileResponse(found.file.open(), as_attachment=True, filename=found.name)
    except FileNotFoundError as error:
        raise Http404 from error


@require_POST
@restricted_to(account_rules.is_known)
def remove_evidence(request: HttpRequest, code: str, file: str) -> HttpResponse:
    """Take a file back; what is gone already is no error."""
    exchange = _exchange(request, code)
    if not rules.may_see_evidence(request.user, exchange):
        raise PermissionDenied
    found = EvidenceFile.objects.filter(exchange=exchange, code=file).first()
    address = reverse("exchange_evidence", args=[code])
    if found is None:
        return redirect(address)
    return moved(
        request,
        lambda: actions.remove_evidence(found, by=request.user),
        to=address,
        done=_("The file was removed."),
        page=lambda: _page(request, exchange),
    )
