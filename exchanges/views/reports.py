"""The reports of both sides: writing, handing in, reading."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import clock, rules
from exchanges.actions import reports as actions
from exchanges.choices import ReportPart, Side
from exchanges.errors import IncompleteError
from exchanges.forms.reports import READERS, STORY_READERS, ReportForm
from exchanges.models import Exchange, Report
from exchanges.queries import reports as queries
from exchanges.queries.exchanges import find
from exchanges.views.refusals import Refused, refused, sentences, status_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def report(request: HttpRequest, code: str, side: str) -> HttpResponse:
    """Whoever may write it gets the form for as long as it is not handed in; everybody else reads their parts."""
    if side not in Side:
        raise Http404
    exchange = find(request.user, code)
    found = exchange.reports.filter(side=side).first()
    writes = rules.may_write_report(request.user, exchange, side)
    if request.method == "POST":
        return _save(request, exchange, side)
    if writes and found is None and exchange.state in actions.OPEN_FOR_REPORTS:
        return _form_page(request, actions.blank_report(exchange, side=side, by=request.user))
    if writes and found is not None and found.state in queries.WRITABLE:
        return _form_page(request, found)
    return _read_page(request, exchange, found, side=side)


def _form_of(request: HttpRequest, found: Report, data=None) -> ReportForm:
    parts = [part for part in ReportPart if rules.may_read_report_part(request.user, found, part)]
    return ReportForm(data, report=found, parts=parts, consents=rules.is_own_report(request.user, found))


def _save(request: HttpRequest, exchange: Exchange, side: str) -> HttpResponse:
    """Keep everything that is right first; then do what the button says."""
    quiet = "application/json" in request.headers.get("Accept", "")
    address = reverse("exchange_report", args=[exchange.code, side])
    try:
        found = actions.start_report(exchange, side=Side(side), by=request.user)
        found.exchange = exchange
        if found.state not in queries.WRITABLE:
            if quiet:
                return JsonResponse({"problem": _("The report was handed in already.")}, status=409)
            messages.info(request, _("The report was handed in already."))
            return redirect(address)
        form = _form_of(request, found, request.POST)
        form.is_valid()
        found = actions.save_report(found, by=request.user, **form.values())
    except Refused as error:
        if quiet:
            return JsonResponse({"problem": " ".join(sentences(error))}, status=409)
        return refused(request, error, back=address)
    if quiet:
        at = time_format(timezone.localtime(clock.now()), "TIME_FORMAT")
        return JsonResponse({"saved": _("Saved at %(time)s") % {"time": at}})
    if form.errors:
        return _form_page(request, found, form, status=422)
    return _do(request, found, form, address)


def _do(request: HttpRequest, found: Report, form: ReportForm, address: str) -> HttpResponse:
    button = request.POST.get("do", "save")
    if button == "files" and found.side == Side.VISITOR:
        return redirect("exchange_evidence", found.exchange.code)
    if button != "submit":
        messages.success(request, _("Saved. You can go on later; nobody else sees it yet."))
        return redirect(address)
    try:
        actions.submit_report(found, by=request.user)
    except IncompleteError as error:
        form.add_missing(error.fields)
        return _form_page(request, found, form, status=422)
    except Refused as error:
        for sentence in sentences(error):
            form.add_error(None, sentence)
        return _form_page(request, found, form, status=status_of(error))
    if found.side == Side.VISITOR:
        messages.success(request, _("Handed in. Your cluster checks it and tells you."))
    else:
        messages.success(request, _("Handed in. Thank you."))
    return redirect(address)


def _form_page(request: HttpRequest, found: Report, form: ReportForm | None = None, status: int = 200) -> HttpResponse:
    exchange = found.exchange
    context = {
        "exchange": exchange,
        "report": found,
        "form": form or _form_of(request, found),
        "on_behalf": not rules.is_own_report(request.user, found),
        "asks_for_files": found.side == Side.VISITOR and not exchange.is_virtual,
        "ticks": queries.ticks(exchange, list(exchange.evidence.all())),
    }
    return render(request, "exchanges/reports/report_form.html", context, status=status)


def _read_page(request: HttpRequest, exchange: Exchange, found: Report | None, *, side: str) -> HttpResponse:
    if not rules.may_open_report(request.user, found or Report(exchange=exchange, side=side)):
        raise PermissionDenied
    parts = queries.readable_parts(request.user, found) if found else []
    own = found is not None and rules.is_own_report(request.user, found)
    releases = rules.may_release_story(request.user, exchange)
    context = {
        "exchange": exchange,
        "side": Side(side),
        "report": found if parts else None,
        "parts": [(part, READERS[part.part]) for part in queries.reading(found, parts)] if found else [],
        "unread": [part.label for part in ReportPart if part not in parts],
        "shows_story": bool(parts) and (own or releases or found.released_at is not None),
        "story_readers": STORY_READERS,
        "handles_story": own or releases,
        "checks": side == Side.VISITOR and rules.may_check(request.user, exchange),
        "sees_files": rules.may_know_of_evidence(request.user, exchange),
    }
    return render(request, "exchanges/reports/report.html", context)
