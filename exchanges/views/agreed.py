"""A match agreed beforehand: the host is found by its name, also one in no cluster of the alliance."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters import rules as cluster_rules
from clusters.forms_people import describe
from clusters.matching import find_organisations
from clusters.models import Cluster, Organisation
from exchanges import clock, rules_matching
from exchanges.actions import proposals as actions
from exchanges.choices import ProposedBy
from exchanges.forms.matching import AgreedForm, HostSearchForm
from exchanges.queries import outlook
from exchanges.states import ProposalState
from exchanges.views import refusals
from exchanges.views.matches import find_application
from exchanges.views.proposals import address_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def agreed(request: HttpRequest, code: str) -> HttpResponse:
    """First find the host, then say who signs for it and when; the sum is shown before it is sent."""
    application = find_application(request, code)
    if rules_matching.proposing_side(request.user, application, None) is None:
        raise PermissionDenied
    hosts = Organisation.objects.visible_to(request.user).exclude(pk=application.organisation_id)
    given = request.POST if request.method == "POST" else request.GET
    host = hosts.filter(code=given.get("host", "").replace("\x00", "")).prefetch_related("places").first()
    if host is None:
        return _search(request, application)
    options = {"programme": application.programme, "hosts": hosts, "is_virtual": application.is_virtual}
    clusters, is_external = _clusters_of(host)
    options["clusters"] = clusters
    if request.method != "POST":
        initial = {"host": host.code}
        if is_external:
            initial["signing_cluster"] = application.sending_cluster.code
        return _show(request, AgreedForm(initial=initial, **options), application, host, is_external)
    form = AgreedForm(request.POST, **options)
    if not form.is_valid() or request.POST.get("do") != "send" or request.POST.get("seen") != form.stamp:
        if form.is_valid() and request.POST.get("do") == "send":
            messages.info(request, _("The days were changed: please look at what follows from them, then send."))
        return _show(request, form, application, host, is_external, status=200 if form.is_valid() else 422)
    first_day, last_day = form.days
    try:
        made = actions.propose(
            application=application,
            host=host,
            signing_cluster=form.cleaned_data["signing_cluster"],
            proposed_by=ProposedBy.AGREED,
            by=request.user,
            first_day=first_day,
            last_day=last_day,
            text=form.cleaned_data["text"],
        )
    except refusals.Refused as error:
        refusals.add_to(form, error)
        return _show(request, form, application, host, is_external, status=refusals.status_of(error))
    if made.state == ProposalState.ACCEPTED:
        messages.success(request, _("Entered. The commitment can be written now."))
    else:
        messages.success(request, _("Sent. You are told when the other side has answered."))
    return redirect(address_of(made))


def _search(request, application) -> HttpResponse:
    form = HostSearchForm(request.GET) if "q" in request.GET else HostSearchForm()
    found = None
    if form.is_bound and form.is_valid():
        rows = find_organisations(form.cleaned_data["q"], user=request.user)
        found = [(each, describe(each)) for each in rows if each.pk != application.organisation_id]
    may_add = cluster_rules.may_add_members(request.user, application.sending_cluster)
    context = {"application": application, "form": form, "found": found, "may_add": may_add}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "exchanges/matching/agreed_search.html", context, status=status)


def _clusters_of(host: Organisation):
    """Who may sign for the host: the clusters it is in, for one in none any of the alliance."""
    today = clock.today()
    holds = Q(memberships__until=None) | Q(memberships__until__gt=today)
    own = Cluster.objects.filter(holds, memberships__organisation=host, memberships__since__lte=today).distinct()
    return (own, False) if own.exists() else (Cluster.objects.all(), True)


def _show(request, form: AgreedForm, application, host, is_external: bool, *, status=200) -> HttpResponse:
    first_day, last_day = form.days
    context = {
        "form": form,
        "stamp": form.stamp,
        "application": application,
        "host": host,
        "is_external": is_external,
        "outlook": outlook.outlook(
            application, host=host, first_day=first_day, last_day=last_day, is_virtual=application.is_virtual
        ),
    }
    return render(request, "exchanges/matching/agreed.html", context, status=status)
