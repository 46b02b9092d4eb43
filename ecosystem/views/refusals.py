"""The one place where an `EcosystemError` becomes an answer: the page again, a form again, or a page of its own.

Status: 403 not allowed; 409 no such move now; 429 too many; 422 everything else. What was typed stays.

A move:  return refusals.moved(request, lambda: act(found, by=request.user), to=address, done=_("Done."), page=show)
A form:  except refusals.Refused as error: return refusals.refused(request, error, form=form, template=…, context=…)
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _

from ecosystem.errors import EcosystemError, IllegalMoveError, IncompleteError, NotAllowedError, TooManyError

Refused = (EcosystemError, ValidationError)  # a ValidationError is a file or a value that a model refuses
TEMPLATE = "ecosystem/refused.html"
_STATUSES = ((NotAllowedError, 403), (IllegalMoveError, 409), (TooManyError, 429))


def status_of(error: Exception) -> int:
    return next((status for kinds, status in _STATUSES if isinstance(error, kinds)), 422)


def sentences(error: Exception) -> list[str]:
    """What is shown: the sentence of the error, or every message of a `ValidationError`."""
    if isinstance(error, ValidationError):
        return [str(sentence) for sentence in error.messages]
    return [str(error)]


def add_to(form: forms.Form, error: Exception) -> None:
    """Put the sentences beside the fields they are about; what has no field stands above the form."""
    beside = _beside(error) or {NON_FIELD_ERRORS: sentences(error)}
    for name, found in beside.items():
        form.add_error(name if name in form.fields else None, list(found))


def _beside(error: Exception) -> dict[str, list[str]]:
    """The sentences that belong beside a field, by its name."""
    if isinstance(error, IncompleteError):
        return {name: [str(sentence)] for name, sentence in error.fields.items()}
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        return error.message_dict
    return {}


def refused(
    request: HttpRequest,
    error: Exception,
    *,
    form: forms.Form | None = None,
    template: str = TEMPLATE,
    context: dict | None = None,
    back: Any = "",
) -> HttpResponse:
    """The template again with the form and its sentences; without a form the page that only says why not.

    `back` is where that page leads: an address, the name of one, or a row with `get_absolute_url`.
    """
    if form is not None:
        add_to(form, error)
    shown = {
        "form": form,
        "refusal": {
            "title": _title(error),
            "sentences": sentences(error),
            "status": status_of(error),
            "back": resolve_url(back) if back else "",
        },
        **(context or {}),
    }
    return render(request, template, shown, status=status_of(error))


def _title(error: Exception) -> str:
    return {
        403: _("You may not do this"),
        409: _("This is not possible now"),
    }.get(status_of(error), _("This could not be done"))


def moved(
    request: HttpRequest,
    act: Callable[[], Any],
    *,
    to: Any,
    done: str = "",
    page: Callable[[], HttpResponse] | None = None,
    form: forms.Form | None = None,
) -> HttpResponseBase:
    """For an address that only takes POST: do it, say `done`, go to `to` (302; a function gets what `act` returned).

    On a refusal `page()` is shown again with the status. With `form` the form is asked first, and has the sentences
    that belong beside its fields; all others stand above the page. Without `page` there is a page of its own.
    """
    if form is not None and not form.is_valid():
        return _again(page, 422) if page else refused(request, ValidationError(form.errors.as_data()), back=to)
    try:
        result = act()
    except Refused as error:
        if page is None:
            return refused(request, error, back="" if callable(to) else to)
        if form is not None and _beside(error):
            add_to(form, error)
        else:
            for sentence in sentences(error):
                messages.error(request, sentence)
        return _again(page, status_of(error))
    if done:
        messages.success(request, done)
    return redirect(to(result) if callable(to) else to)


def _again(page: Callable[[], HttpResponse], status: int) -> HttpResponse:
    response = page()
    response.status_code = status
    return response
