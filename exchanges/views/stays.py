"""The days of a stay: its dates with a preview, its online sessions, the working days the coordinator corrects."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import rules, workdays
from exchanges.actions import commitments as actions, stays
from exchanges.forms.stays import DatesForm, DaysForm, SessionsForm, session_row, zones_of
from exchanges.models import Exchange
from exchanges.previews import preview, sentences
from exchanges.queries.exchanges import find, latest_version
from exchanges.views import refusals


def _is_signed(found: Exchange) -> bool:
    version = latest_version(found)
    return bool(version and version.signatures.all())


def _data(request: HttpRequest):
    return request.POST if request.method == "POST" else None


@restricted_to(account_rules.is_known)
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, code: str) -> HttpResponse:
    """Arrival, first and last working day, departure; for an online exchange its sessions."""
    found = find(request.user, code)
    if not rules.may_set_dates(request.user, found):
        if found.mission_id and rules.may_write_commitment(request.user, found):
            raise PermissionDenied(_("The days follow the mission; only the coordinator can set others."))
        raise PermissionDenied(_("The days cannot be changed now."))
    if found.is_virtual:
        if found.mission_id:
            raise PermissionDenied(_("The sessions are those of the mission."))
        return _sessions(request, found)
    form = DatesForm(_data(request), exchange=found, is_signed=_is_signed(found))
    if request.method != "POST":
        return _dates_page(request, found, form)
    form.only_look = request.POST.get("then") == "look"
    if not form.is_valid():
        return _dates_page(request, found, form, status=422)
    if form.only_look:
        return _dates_page(request, found, form)
    try:
        actions.set_dates(found, by=request.user, **form.dates)
    except refusals.Refused as error:
        if not _add_obstacles(form, found):
            refusals.add_to(form, error)
        return _dates_page(request, found, form, status=refusals.status_of(error))
    messages.success(request, _("The days are settled."))
    return redirect("exchange", code)


def _typed_days(form: DatesForm, found: Exchange) -> tuple:
    return getattr(form, "typed_days", (found.first_day, found.last_day))


def _add_obstacles(form: DatesForm, found: Exchange) -> int:
    """Each rule’s sentence beside its field; returns how many there are."""
    first, last = _typed_days(form, found)
    rows = sentences(preview(found, first_day=first, last_day=last))
    for name, sentence in rows:
        form.add_error(name, sentence)
    return len(rows)


def _dates_page(request: HttpRequest, found: Exchange, form: DatesForm, *, status: int = 200) -> HttpResponse:
    """With what the days would make: strip, count, money; and every obstacle beside its field."""
    if form.is_bound and not form.errors:
        _add_obstacles(form, found)
    first, last = _typed_days(form, found)
    outlook = preview(found, first_day=first, last_day=last) if first and last and first <= last else None
    context = {"exchange": found, "form": form, "outlook": outlook}
    return render(request, "exchanges/stays/dates.html", context, status=status)


def _sessions(request: HttpRequest, found: Exchange) -> HttpResponse:
    start = [session_row(session) for session in found.sessions.all()]
    form = SessionsForm(_data(request), start=start, zones=zones_of(found), is_signed=_is_signed(found))
    status = 200
    if request.method == "POST":
        if not form.is_valid():
            status = 422
        else:
            try:
                actions.set_sessions(found, form.rows.sessions(), by=request.user)
            except refusals.Refused as error:
                refusals.add_to(form, error)
                status = refusals.status_of(error)
            else:
                messages.success(request, _("The sessions are planned."))
                more = request.POST.get("then") == "rows"
                return redirect("exchange_dates" if more else "exchange", found.code)
    context = {
        "exchange": found,
        "form": form,
        "counted": workdays.in_words(stays.count_days(found)),
        "least": workdays.in_words(found.programme.min_days),
    }
    return render(request, "exchanges/stays/sessions.html", context, status=status)


@restricted_to(account_rules.is_known)
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest, code: str) -> HttpResponse:
    """The coordinator says of single days that they count or do not, and why."""
    found = find(request.user, code)
    if not rules.may_run(request.user, found.programme):
        raise PermissionDenied(_("Only the coordinator can add or remove working days."))
    rows = stays.day_list(found)
    if not rows:
        raise Http404
    corrections = {row.day: row for row in found.day_corrections.all()}
    signed = found.is_before_start and _is_signed(found)
    form = DaysForm(_data(request), days=rows, corrections=corrections, is_signed=signed)
    status = 200
    if request.method == "POST":
        if not form.is_valid():
            status = 422
        else:
            try:
                actions.correct_days(found, form.changes, by=request.user)
            except refusals.Refused as error:
                refusals.add_to(form, error)
                status = refusals.status_of(error)
            else:
                messages.success(request, _("The working days are counted again."))
                return redirect("exchange", code)
    context = {
        "exchange": found,
        "form": form,
        "days": rows,
        "counted": workdays.in_words(sum(day.works for day in rows)),
    }
    return render(request, "exchanges/stays/days.html", context, status=status)
