"""What is done with a brief that was sent: closing, withdrawing, handing over; and makers who say that they could."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import restricted_to
from ecosystem import rules
from ecosystem.actions import briefs as actions
from ecosystem.forms.brief_answers import CloseForm, HandOverForm, WishForm
from ecosystem.models import Brief
from ecosystem.queries import brief_pages, briefs as queries
from ecosystem.views import refusals
from ecosystem.views.briefs import show, show_public


def _found(request: HttpRequest, code: str) -> Brief:
    found = queries.find(request.user, code)
    if found is None:
        raise Http404
    return found


@restricted_to(rules.may_act)
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponseBase:
    """Say what came of it."""
    found = _found(request, code)
    if not rules.may_close_brief(request.user, found):
        raise PermissionDenied
    form = CloseForm(request.POST, brief=found)
    return refusals.moved(
        request,
        lambda: actions.close_brief(
            found,
            outcome=form.cleaned_data["outcome"],
            chosen=form.cleaned_data["chosen"],
            text=form.cleaned_data["outcome_text"],
            by=request.user,
        ),
        to=found,
        done=_("Closed. Thank you for saying what came of it."),
        form=form,
        page=lambda: show(request, found, close_form=form),
    )


@restricted_to(rules.may_act)
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponseBase:
    """The brand no longer wants it."""
    found = _found(request, code)
    if not rules.is_brand(request.user, found):
        raise PermissionDenied
    return refusals.moved(
        request,
        lambda: actions.withdraw_brief(found, by=request.user),
        to="briefs",
        done=_("Withdrawn. Its files were deleted."),
        page=lambda: show(request, found),
    )


@restricted_to(rules.may_act)
@require_POST
def hand_over(request: HttpRequest, code: str) -> HttpResponseBase:
    """Another cluster looks for makers."""
    found = _found(request, code)
    if not rules.may_broker(request.user, found):
        raise PermissionDenied
    form = HandOverForm(request.POST, brief=found)
    return refusals.moved(
        request,
        lambda: actions.hand_over(found, to=form.cleaned_data["to"], note=form.cleaned_data["note"], by=request.user),
        to=found,
        done=_("Handed over. The managers of the cluster get a mail."),
        form=form,
        page=lambda: show(request, found, hand_over_form=form),
    )


@restricted_to(rules.may_act)
@require_POST
def wish(request: HttpRequest, code: str) -> HttpResponse:
    """A maker says of a public brief that it could, and may be asked then."""
    found = Brief.objects.public().filter(code=code).first()
    if found is None:
        raise Http404
    form = WishForm(request.POST, makers=brief_pages.makers_who_could(request.user, found))
    if form.is_from_a_machine:
        return redirect(found)
    if not form.is_valid():
        if not form.fields["maker"].queryset.exists():
            raise PermissionDenied
        return show_public(request, found, wish_form=form, status=422)
    try:
        actions.wish(found, maker=form.cleaned_data["maker"], text=form.cleaned_data["text"], by=request.user)
    except refusals.Refused as error:
        refusals.add_to(form, error)
        return show_public(request, found, wish_form=form, status=refusals.status_of(error))
    messages.success(request, _("The brand was told that you could. It may ask you now."))
    return redirect(found)
