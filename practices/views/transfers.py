"""Recording a transfer, and the cluster's decision on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from practices import rules
from practices.actions import transfers as actions
from practices.errors import AlreadyDecidedError, PracticeError
from practices.forms.transfers import DecisionForm, TransferForm
from practices.listing import current_index
from practices.models import Transfer
from practices.queries.addresses import path_of
from practices.states import TransferState
from practices.views.reading import find


@restricted_to(account_rules.is_known)
@require_http_methods(["GET", "HEAD", "POST"])
def new_transfer(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The form of a member who has tried the practice."""
    if not rules.may_report_transfer(request.user):
        raise PermissionDenied(_("To record a transfer, your cluster must first confirm where you work."))
    language = get_language()
    _index, entry, page = find(code, language)
    path = path_of(entry, language)
    data = request.POST if request.method == "POST" else None
    form = TransferForm(data, user=request.user, page=page, language=language)
    status = 200
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        try:
            transfer, made = actions.report_transfer(
                page, organisation=answers.pop("organisation"), by=request.user, **answers
            )
        except PracticeError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, AlreadyDecidedError) else 403
        else:
            if made:
                messages.success(request, _("Thank you. Your cluster is asked to confirm it; then everybody sees it."))
            else:
                messages.info(request, _("This attempt of your organisation has been recorded already."))
            return redirect("transfer", transfer.code) if made else redirect(path)
    elif request.method == "POST":
        status = 422
    context = {"page": page, "form": form, "path": path, "language": language}
    return render(request, "practices/transfer_form.html", context, status=status)


def _visible(request: HttpRequest, code: str) -> Transfer:
    transfer = get_object_or_404(Transfer.objects.select_related("organisation", "cluster", "reported_by"), code=code)
    if not rules.may_see_transfer(request.user, transfer):
        raise Http404
    return transfer


def _page(request: HttpRequest, transfer: Transfer, form: DecisionForm, status: int = 200) -> HttpResponse:
    language = get_language()
    entry = current_index().get(transfer.practice_code)
    spoken = entry.language_for(language) if entry else ""
    context = {
        "transfer": transfer,
        "form": form,
        "title": entry.versions[spoken].title if entry else transfer.practice_code,
        "title_language": spoken,
        "path": path_of(entry, language) if entry else "",
        "may_decide": rules.may_decide_transfer(request.user, transfer),
        "may_confirm": transfer.state != TransferState.CONFIRMED,
        "may_decline": transfer.state != TransferState.DECLINED,
        "is_decided": transfer.state != TransferState.REPORTED,
    }
    return render(request, "practices/transfer.html", context, status=status)


@restricted_to(account_rules.is_known)
@require_safe
def transfer(request: HttpRequest, code: str) -> HttpResponse:
    """One transfer, for its reporter and for those who decide."""
    return _page(request, _visible(request, code), DecisionForm())


@restricted_to(account_rules.is_known)
@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """The cluster vouches for it."""
    done = _("The transfer is confirmed and stands on the practice’s page.")
    return _decide(request, code, actions.confirm_transfer, done)


@restricted_to(account_rules.is_known)
@require_POST
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """The cluster does not vouch for it, and says why."""
    done = _("The transfer is declined; its reporter has been told why.")
    return _decide(request, code, actions.decline_transfer, done)


def _decide(request: HttpRequest, code: str, action, done: str) -> HttpResponse:
    """Without a reason only what waits is confirmed; who was slower than another is told, and keeps their text."""
    found = _visible(request, code)
    seen = request.POST.get("seen", TransferState.REPORTED)
    form = DecisionForm(request.POST)
    form.fields["reason"].required = action == actions.decline_transfer or seen != TransferState.REPORTED
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        action(found, by=request.user, seen=seen, reason=form.cleaned_data["reason"])
    except AlreadyDecidedError as error:
        form.add_error(None, str(error))
        return _page(request, _visible(request, code), form, status=409)
    except PracticeError as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, done)
    return redirect("transfer", code)
