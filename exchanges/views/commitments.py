"""Writing the commitment, and reading its versions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import rules
from exchanges.actions import commitments as actions
from exchanges.actions.moves import lock
from exchanges.errors import ExchangeError, IncompleteError, NotEligibleError
from exchanges.forms.commitments import CommitmentForm, mark_of, start_fresh, start_from
from exchanges.models import Exchange
from exchanges.previews import BESIDE
from exchanges.queries.commitments import changes_between, concept_suggestions, parts_of
from exchanges.queries.exchanges import find, latest_version, versions_of
from exchanges.states import ExchangeState as E
from exchanges.views import refusals


@restricted_to(account_rules.is_known)
@require_http_methods(["GET", "HEAD", "POST"])
def commitment(request: HttpRequest, code: str) -> HttpResponse:
    """The form. It keeps whatever is there so far; asking for signatures demands the rest."""
    found = find(request.user, code)
    if not rules.may_write_commitment(request.user, found):
        raise PermissionDenied(_("The commitment cannot be changed now."))
    form = _form(request, found)
    if request.method != "POST":
        return _page(request, found, form)
    is_valid = form.is_valid()
    if form.is_stale and not (is_valid and form.says_what_is_saved()):
        form.add_error(None, _("Somebody else has saved the commitment meanwhile. Your text is still here."))
        return _page(request, found, form, status=409)
    if not is_valid:
        return _page(request, found, form, status=422)
    return _save(request, found, form)


def _form(request: HttpRequest, found: Exchange) -> CommitmentForm:
    version = latest_version(found)
    start = start_from(version) if version else start_fresh(found, request.user)
    data = request.POST if request.method == "POST" else None
    return CommitmentForm(data, exchange=found, version=version, user=request.user, start=start)


def _save(request: HttpRequest, found: Exchange, form: CommitmentForm) -> HttpResponse:
    """Save; then to the page, to more rows, or on to the signatures."""
    try:
        with transaction.atomic():
            if found.offer:
                lock(found.offer)  # in the order of every action
            lock(found)
            if mark_of(latest_version(found)) != mark_of(form.version):
                form.add_error(None, _("Somebody else has saved the commitment meanwhile. Your text is still here."))
                return _page(request, found, form, status=409)
            actions.write_commitment(found, by=request.user, **form.values())
    except refusals.Refused as error:
        _explain(form, error)
        return _page(request, found, form, status=refusals.status_of(error))
    then = request.POST.get("then", "")
    if then == "rows":
        messages.success(request, _("Saved."))
        return redirect("exchange_commitment", found.code)
    if then == "sign":
        return open_signing(request, find(request.user, found.code))
    messages.success(request, _("The commitment is saved."))
    return redirect("exchange", found.code)


def open_signing(request: HttpRequest, found: Exchange) -> HttpResponse:
    """Ask the four for their signatures; what is missing is shown in the form, where it can be filled in."""
    try:
        actions.open_for_signing(found, by=request.user)
    except ExchangeError as error:
        if not rules.may_write_commitment(request.user, found):
            return refusals.refused(request, error, back=reverse("exchange", args=[found.code]))
        version = latest_version(found)
        start = start_from(version) if version else start_fresh(found, request.user)
        form = CommitmentForm(None, exchange=found, version=version, user=request.user, start=start)
        form.expect_errors()
        _explain(form, error)
        return _page(request, found, form, status=refusals.status_of(error))
    messages.success(request, _("All four are asked to sign."))
    return redirect("exchange", found.code)


def _explain(form: CommitmentForm, error: Exception) -> None:
    """Each sentence beside what it is about: fields, rows, and days that a rule refuses."""
    if isinstance(error, IncompleteError) and error.fields:
        form.take(error)
    elif isinstance(error, NotEligibleError) and error.findings:
        for finding in error.findings:
            name = BESIDE.get(finding.rule)
            form.add_error(name if name in form.fields else None, f"{finding.sentence} {finding.fix}".strip())
    else:
        refusals.add_to(form, error)


def _page(request: HttpRequest, found: Exchange, form: CommitmentForm, status: int = 200) -> HttpResponse:
    version = form.version
    form.mark_needed()
    context = {
        "exchange": found,
        "form": form,
        "version": version,
        "signed": [signature.get_role_display() for signature in version.signatures.all()] if version else [],
        "suggestions": concept_suggestions(),
        "may_ask": found.state in (E.MATCHED, E.BUILDING),
    }
    return render(request, "exchanges/stays/commitment.html", context, status=status)


@restricted_to(account_rules.is_known)
@require_safe
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """Every version, the newest in full, with what changed between them and who signed which."""
    found = find(request.user, code)
    if not rules.sees_people(request.user, found):
        raise PermissionDenied(_("The text of a commitment is for its parties."))
    rows = versions_of(found)
    older = [*rows[1:], None]
    context = {
        "exchange": found,
        "parts": parts_of(rows[0]) if rows else [],
        "rows": [
            {"version": version, "changes": changes_between(before, version)}
            for version, before in zip(rows, older, strict=True)
        ]
        if rows
        else [],
    }
    return render(request, "exchanges/stays/versions.html", context)
