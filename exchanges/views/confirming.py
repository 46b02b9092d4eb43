"""Confirming who one is at the moment of signing, for every page that takes a signature.

    form = confirmation_form(request)
    if request.method == "POST":
        confirmed = confirm(request, form)
        if confirmed is None: … show the page again with the form and form.status …

The page includes `exchanges/stays/confirmation.html` with the form inside its own <form>.
"""

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.http import HttpRequest

from exchanges.choices import Confirmation
from exchanges.forms.confirming import ConfirmationForm


def confirmation_form(request: HttpRequest) -> ConfirmationForm:
    """The form for this person, with what they sent."""
    return ConfirmationForm(request.POST if request.method == "POST" else None, user=request.user)


def confirm(request: HttpRequest, form: ConfirmationForm) -> Confirmation | None:
    """How the person proved who they are, remembered in the session as allauth does; None where they did not."""
    if not form.is_valid():
        return None
    if form.how == Confirmation.PASSWORD:
        reauthenticate_by_password(request)
    else:
        form.inner.save()
    return form.how
