"""Messages between the parties, kept with the exchange; and the sheet with their addresses."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import rules
from exchanges.actions.messages import send_message
from exchanges.forms.stays import MessageForm
from exchanges.queries.contacts import contacts_of
from exchanges.queries.exchanges import find
from exchanges.views import refusals
from exchanges.views.exchanges import page


@restricted_to(account_rules.is_known)
@require_POST
def message(request: HttpRequest, code: str) -> HttpResponse:
    """Write to the other parties."""
    found = find(request.user, code)
    form = MessageForm(request.POST)
    if not form.is_valid():
        if not rules.may_write_message(request.user, found):
            raise PermissionDenied
        return page(request, found, message_form=form, status=422)
    try:
        sent = send_message(found, by=request.user, **form.cleaned_data)
    except refusals.Refused as error:
        if refusals.status_of(error) == 403:
            raise PermissionDenied(str(error)) from error
        refusals.add_to(form, error)
        return page(request, found, message_form=form, status=refusals.status_of(error))
    response = redirect("exchange", code)
    response["Location"] += f"#message-{sent.code}"
    return response


@restricted_to(account_rules.is_known)
@require_safe
def contacts(request: HttpRequest, code: str) -> HttpResponse:
    """Names, addresses and what to know on the way: for the parties only."""
    found = find(request.user, code)
    if not rules.parties(request.user, found):
        raise PermissionDenied(_("The contact sheet is for the parties of the exchange."))
    context = {"exchange": found, "sheet": contacts_of(found, request.user)}
    return render(request, "exchanges/stays/contacts.html", context)
