"""Exceptions from a named rule: made with a reason, ended, both recorded."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import restricted_to
from clusters.models import Organisation
from exchanges import eligibility, rules
from exchanges.actions import overrides as actions
from exchanges.forms.eligibility import OverrideForm
from exchanges.models import Mission, Offer, Override, Programme
from exchanges.queries import eligibility as queries
from exchanges.queries.eligibility import Question
from exchanges.views import given, refusals

TEMPLATE = "exchanges/applying/override.html"


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_take_part)
def override(request: HttpRequest, programme: str, organisation: str, rule: str) -> HttpResponse:
    """One rule, one organisation, at one host or at any."""
    question = _question(request, programme, organisation)
    if not queries.may_be_overridden(rule):
        raise Http404
    if not rules.may_override(request.user, question.organisation):
        raise PermissionDenied
    host = _host(question)
    found, _lines = queries.answers(question, request.user, None)
    form = OverrideForm(request.POST if request.method == "POST" else None, host=host)
    context = {
        "form": form,
        "question": question,
        "host": host,
        "title": eligibility.TITLES[rule],
        "finding": found.finding(rule),
        "back": queries.eligibility_href(question),
    }
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=422 if form.is_bound else 200)
    try:
        actions.override_rule(
            programme=question.programme,
            rule=rule,
            organisation=question.organisation,
            host=host if form.cleaned_data.get("reach") == "host" else None,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except refusals.Refused as error:
        return refusals.refused(request, error, form=form, template=TEMPLATE, context=context)
    messages.success(request, _("The exception holds from now on."))
    return redirect(queries.eligibility_href(question))


def _question(request, programme: str, organisation: str) -> Question:
    """As the page of the rules was asked, without its dates."""
    mission, offer, host = (given.code(request.GET, name) for name in ("mission", "offer", "host"))
    return Question(
        get_object_or_404(Programme, code=programme),
        get_object_or_404(Organisation.objects.visible_to(request.user), code=organisation),
        mission=get_object_or_404(Mission.objects.visible_to(request.user), code=mission) if mission else None,
        offer=get_object_or_404(Offer.objects.visible_to(request.user), code=offer) if offer else None,
        host=get_object_or_404(Organisation.objects.visible_to(request.user), code=host) if host else None,
    )


def _host(question: Question) -> Organisation | None:
    if question.mission and question.mission.main_host:
        return question.mission.main_host.organisation
    return question.offer.organisation if question.offer else question.host


@require_POST
@restricted_to(rules.may_take_part)
def override_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rule holds again."""
    found = get_object_or_404(Override.objects.select_related("programme", "organisation"), pk=pk)
    if not rules.may_override(request.user, found.organisation):
        raise Http404
    return refusals.moved(
        request,
        lambda: actions.end_override(found, by=request.user),
        to=queries.eligibility_href(Question(found.programme, found.organisation)),
        done=_("The exception has ended; the rule holds again."),
    )
