"""Plain pages for those who keep an organisation's record: edit, add, end a membership, merge a double."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters import profiles, rules
from clusters.actions import organisations as actions
from clusters.errors import ClusterError
from clusters.forms_organisations import EndForm, MergeForm, OrganisationForm, SinceForm, SureForm
from clusters.forms_places import PlaceFormSet
from clusters.models import Cluster, Membership, Organisation
from clusters.records import record_of
from clusters.states import OrganisationType


def _organisation(code: str) -> Organisation:
    return get_object_or_404(Organisation, code=code, merged_into=None)


def _initial(organisation: Organisation) -> tuple[dict, list[dict]]:
    record = record_of(organisation)
    texts = {f"about_{language}": about for language, about in record.texts.items()}
    initial = {**record.fields, **texts, "concepts": record.concepts, "seen": actions.version_of(organisation)}
    return initial, record.places


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Its representative or its cluster's manager corrects the record."""
    organisation = _organisation(code)
    if not rules.may_edit_organisation(request.user, organisation):
        raise PermissionDenied
    initial, places = _initial(organisation)
    full = rules.may_set_type(request.user, organisation)
    form = OrganisationForm(request.POST or None, organisation=organisation, full=full, initial=initial)
    formset = PlaceFormSet(request.POST or None, initial=places, prefix="places")
    if request.method == "POST" and form.is_valid() & formset.is_valid():
        record = form.record(formset)
        try:
            actions.edit_organisation(organisation, record=record, seen=form.cleaned_data["seen"], by=request.user)
        except ClusterError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(Organisation.objects.get(pk=organisation.pk))
    return _form_page(request, form, formset, organisation=organisation)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def add(request: HttpRequest, cluster_code: str) -> HttpResponse:
    """A cluster's manager enters a new member."""
    cluster = get_object_or_404(Cluster, code=cluster_code)
    if not rules.may_add_members(request.user, cluster):
        raise PermissionDenied
    initial = {"type": OrganisationType.SME, "country": cluster.country, "languages": cluster.languages}
    form = OrganisationForm(request.POST or None, full=True, initial=initial)
    formset = PlaceFormSet(request.POST or None, prefix="places", initial=[])
    since = SinceForm(request.POST or None)
    if request.method == "POST" and form.is_valid() & formset.is_valid() & since.is_valid():
        try:
            made = actions.add_organisation(
                cluster, record=form.record(formset), since=since.cleaned_data["since"], by=request.user
            )
        except ClusterError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(made)
    return _form_page(request, form, formset, cluster=cluster, since=since)


def _form_page(request, form, formset, *, organisation=None, cluster=None, since=None) -> HttpResponse:
    context = {"form": form, "formset": formset, "organisation": organisation, "cluster": cluster, "since": since}
    refused = form.errors or formset.total_error_count() or (since is not None and since.errors)
    return render(request, "clusters/organisation_form.html", context, status=422 if refused else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The cluster ends a membership."""
    organisation = _organisation(code)
    membership = get_object_or_404(
        Membership.objects.select_related("cluster"), pk=pk, organisation=organisation, until=None
    )
    if not rules.may_end_membership(request.user, membership):
        raise PermissionDenied
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_membership(membership, on=form.cleaned_data["on"], by=request.user)
        except ClusterError as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, _("The membership has an end now."))
            return redirect(organisation)
    context = {"form": form, "organisation": organisation, "membership": membership}
    return render(request, "clusters/membership_end.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Two steps: name the double, see both beside each other, agree."""
    winner = _organisation(code)
    if not rules.may_merge_somewhere(request.user, winner):
        raise PermissionDenied
    named = MergeForm(request.POST or request.GET or None)
    loser, sure = None, None
    if named.is_bound and named.is_valid():
        loser = named.cleaned_data["double"]
        if loser == winner or not rules.may_merge_organisations(request.user, winner, loser):
            own = loser == winner
            named.add_error(
                "double",
                _("Choose two different organisations.")
                if own
                else _("You may merge only organisations of your own cluster."),
            )
            loser = None
    if loser:
        sure = SureForm(request.POST if request.method == "POST" else None, initial={"double": loser.code})
        if request.method == "POST" and sure.is_valid():
            try:
                actions.merge_organisations(winner, loser, by=request.user)
            except ClusterError as error:
                sure.add_error(None, str(error))
            else:
                messages.success(request, _("The two are one now."))
                return redirect(winner)
    context = {
        "named": named,
        "sure": sure,
        "organisation": winner,
        "both": profiles.lines([winner.pk, loser.pk]) if loser else [],
    }
    refused = named.errors or (sure is not None and sure.errors)
    return render(request, "clusters/organisation_merge.html", context, status=422 if refused else 200)
