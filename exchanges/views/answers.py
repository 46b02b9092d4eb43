"""What is done with a whole application: sent, answered by the cluster, withdrawn, paused and resumed."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import restricted_to
from exchanges import rules
from exchanges.actions import applications as actions
from exchanges.forms.applications import ReasonForm
from exchanges.queries import applications as queries
from exchanges.views import refusals
from exchanges.views.applications import show

# What a verb of the address does, and what is said afterwards.
ACTS: dict[str, tuple[Callable, str]] = {
    "submit": (actions.submit_application, _("Sent to your cluster. You are told when it has decided.")),
    "accept": (actions.accept_application, _("Accepted; the person is told.")),
    "return": (actions.return_application, _("Returned; the person reads your reason.")),
    "refuse": (actions.refuse_application, _("Refused; the person reads your reason.")),
    "withdraw": (actions.withdraw_application, _("The application was withdrawn.")),
    "pause": (actions.pause_application, _("Paused: nobody proposes a stay until it is resumed.")),
    "resume": (actions.resume_application, _("Resumed: stays can be proposed again.")),
}
NEED_A_REASON = ("return", "refuse")


@require_POST
@restricted_to(rules.may_take_part)
def move(request: HttpRequest, code: str, verb: str) -> HttpResponseBase:
    """One verb; on a refusal the page again with the sentence, and with what was typed."""
    if verb not in ACTS:
        raise Http404
    found = queries.find(request.user, code)
    act, done = ACTS[verb]
    form, reason = None, {}
    if verb in NEED_A_REASON:
        reason = {"reason": request.POST.get("reason", "")}
    if verb in NEED_A_REASON and rules.may_move(request.user, found, queries.VERBS[verb]):
        form = ReasonForm(request.POST)

    def again():
        return show(request, queries.find(request.user, code), reason_form=form)

    return refusals.moved(
        request,
        lambda: act(found, by=request.user, **reason),
        to=lambda row: _home(request.user, row),
        done=str(done),
        page=again,
        form=form,
    )


def _home(user, application) -> str:
    """Its page; the list for those who do not see it any more."""
    if rules.may_see_application(user, application):
        return reverse("exchange_application", args=[application.code])
    return reverse("exchange_applications")
