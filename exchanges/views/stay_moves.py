"""Starting, ending, cancelling, breaking off: each asks first and says what follows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import rules
from exchanges.actions import stays
from exchanges.forms.stays import DiscontinueForm, ReasonForm
from exchanges.models import Exchange
from exchanges.queries.exchanges import find
from exchanges.states import TABLES, ExchangeState as E
from exchanges.views import refusals
from exchanges.views.commitments import open_signing


@dataclass(frozen=True)
class Verb:
    """One move: where it leads, how it is done, the words of its page."""

    to: E
    act: Callable[..., Exchange]
    title: Any
    button: Any
    done: Any
    form_class: type | None = None
    is_grave: bool = False


VERBS = {
    "start": Verb(
        E.UNDER_WAY,
        stays.start_exchange,
        _("Has it begun?"),
        _("Yes, it has begun"),
        _("The exchange is under way."),
    ),
    "end": Verb(
        E.ENDED,
        stays.end_exchange,
        _("Is it over?"),
        _("Yes, it is over"),
        _("The exchange is over. The visitor is asked for the report."),
    ),
    "cancel": Verb(
        E.CANCELLED,
        stays.cancel_exchange,
        _("Cancel the exchange"),
        _("Cancel it for good"),
        _("The exchange is cancelled. Everybody concerned gets a mail."),
        ReasonForm,
        is_grave=True,
    ),
    "discontinue": Verb(
        E.DISCONTINUED,
        stays.discontinue_exchange,
        _("The exchange was broken off"),
        _("Yes, it was broken off"),
        _("This is recorded. Everybody concerned gets a mail."),
        DiscontinueForm,
        is_grave=True,
    ),
}


@restricted_to(account_rules.is_known)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """GET asks and says what follows, POST does it. A double click is quiet."""
    found = find(request.user, code)
    if verb == "open" and request.method == "POST":
        if not rules.may_move(request.user, found, E.SIGNING):
            raise PermissionDenied
        return open_signing(request, found)
    if verb not in VERBS:
        raise Http404
    asked = VERBS[verb]
    if not rules.may_move(request.user, found, asked.to):
        raise PermissionDenied
    if request.method == "POST" and found.state == asked.to:
        return redirect("exchange", code)
    if asked.to not in TABLES["exchange"][found.state]:
        sentence = gettext("This is not possible now; the state is: {state}.")
        error = refusals.IllegalMoveError(sentence.format(state=found.get_state_display()))
        return refusals.refused(request, error, back=reverse("exchange", args=[code]))
    form = asked.form_class(request.POST if request.method == "POST" else None) if asked.form_class else None
    if request.method != "POST":
        return _page(request, found, verb, form)
    if form is not None and not form.is_valid():
        return _page(request, found, verb, form, status=422)
    try:
        asked.act(found, by=request.user, **(form.cleaned_data if form else {}))
    except refusals.Refused as error:
        if form is None:
            return refusals.refused(request, error, back=reverse("exchange", args=[code]))
        refusals.add_to(form, error)
        return _page(request, found, verb, form, status=refusals.status_of(error))
    messages.success(request, asked.done)
    return redirect("exchange", code)


def _page(request: HttpRequest, found: Exchange, verb: str, form, status: int = 200) -> HttpResponse:
    waiting = found.mission.sign_ups.in_order().count() if verb == "cancel" and found.mission else 0
    context = {
        "exchange": found,
        "verb": verb,
        "asked": VERBS[verb],
        "form": form,
        "waiting": waiting,
        "least": found.programme.min_days,
    }
    return render(request, "exchanges/stays/move.html", context, status=status)
