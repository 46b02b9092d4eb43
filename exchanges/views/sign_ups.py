"""Places on missions: signing up with an application that was sent, taking an offered place, giving one up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import restricted_to
from exchanges import rules
from exchanges.actions import sign_ups as actions
from exchanges.models import Mission, SignUp
from exchanges.queries import applications as queries
from exchanges.states import SignUpState
from exchanges.views import given, refusals
from exchanges.views.applications import show

ACTS = {
    "take": (actions.take_place, gettext_lazy("You have the place.")),
    "give-up": (actions.give_up_place, gettext_lazy("The place was given up; it goes to the next in line.")),
}


@require_POST
@restricted_to(rules.may_take_part)
def sign_up(request: HttpRequest, code: str) -> HttpResponseBase:
    """A place for this application on the mission named in the form, or one on its waiting list."""
    found = queries.find(request.user, code)
    mission = get_object_or_404(Mission.objects.visible_to(request.user), code=given.code(request.POST, "mission"))
    made: list[SignUp] = []
    response = refusals.moved(
        request,
        lambda: made.append(actions.sign_up(mission, application=found, by=request.user)),
        to=reverse("exchange_application", args=[code]),
        page=lambda: show(request, queries.find(request.user, code)),
    )
    if made:
        waits = made[0].state == SignUpState.WAITING
        messages.success(request, _("You are on the waiting list.") if waits else _("You have the place."))
    return response


@require_POST
@restricted_to(rules.may_take_part)
def sign_up_move(request: HttpRequest, code: str, verb: str) -> HttpResponseBase:
    """`take` or `give-up`; the organising cluster may give up a place too, without seeing the application."""
    found = get_object_or_404(SignUp.objects.select_related("application", "mission"), code=code)
    if verb not in ACTS or not rules.parties(request.user, found):
        raise Http404
    act, done = ACTS[verb]
    sees = rules.may_see_application(request.user, found.application)
    address = (
        reverse("exchange_application", args=[found.application.code])
        if sees
        else reverse("mission", args=[found.mission.code])
    )
    return refusals.moved(
        request,
        lambda: act(found, by=request.user),
        to=address,
        done=str(done),
        page=(lambda: show(request, queries.find(request.user, found.application.code))) if sees else None,
    )
