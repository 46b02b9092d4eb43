"""The survey some months after the stay: opened by the link of the mail, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exchanges.actions import reports as actions
from exchanges.errors import IllegalMoveError
from exchanges.forms.follow_ups import FollowUpForm
from exchanges.models import FollowUp
from exchanges.views.refusals import Refused, refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once; afterwards thank. A link that nobody was sent is not found."""
    found = get_object_or_404(
        FollowUp.objects.select_related("exchange__visitor_organisation", "exchange__host_organisation"), token=token
    )
    if found.answered_at:
        return render(request, "exchanges/reports/follow_up_done.html", {"exchange": found.exchange})
    form = FollowUpForm(request.POST if request.method == "POST" else None)
    context = {"exchange": found.exchange, "form": form}
    template = "exchanges/reports/follow_up.html"
    if not form.is_bound:
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    try:
        actions.answer_follow_up(found, **form.cleaned_data)
    except IllegalMoveError:  # pressed twice: the first answer stands
        return redirect("exchange_follow_up", token)
    except Refused as error:
        return refused(request, error, form=form, template=template, context=context)
    return redirect("exchange_follow_up", token)
