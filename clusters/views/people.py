"""Where do you work: asking to join, and deciding about those who ask."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import restricted_to
from clusters import matching, rosters, rules
from clusters.actions import affiliations as actions
from clusters.errors import ClusterError
from clusters.forms_people import (
    JoinForm,
    NewOrganisationForm,
    NotADoubleForm,
    OrganisationSearchForm,
    RefuseForm,
    describe,
)
from clusters.models import Affiliation
from clusters.states import AffiliationState

PER_PAGE = 25


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_join)
def join(request):
    """Find the organisation, choose it, ask its cluster. Searching is a GET, asking a POST; no script is needed."""
    source = request.POST if request.method == "POST" else request.GET
    search = OrganisationSearchForm(source if "q" in source else None)
    matches, form = None, None
    if search.is_bound and search.is_valid():
        matches = matching.find_organisations(search.cleaned_data["q"], user=request.user)
    if request.method == "POST":
        form = JoinForm(request.POST, user=request.user, matches=matches)
        if form.is_valid() and _ask(request, form):
            return redirect("join")
    elif matches:
        form = JoinForm(user=request.user, matches=matches, initial={"cluster": search.cleaned_data["cluster"].code})
    context = {
        "search": search,
        "matches": matches,
        "form": form,
        "mine": rosters.affiliations_of(request.user),
        "new_query": request.GET.urlencode() if search.is_bound else "",
    }
    refused = (form is not None and form.errors) or (search.is_bound and search.errors)
    return render(request, "clusters/join.html", context, status=422 if refused else 200)


def _ask(request, form) -> bool:
    try:
        affiliation = actions.ask_to_join(
            organisation=form.cleaned_data["organisation"],
            cluster=form.cleaned_data["cluster"],
            role=form.cleaned_data["role"],
            by=request.user,
        )
    except ClusterError as error:
        form.add_error(None, str(error))
        return False
    _thank(request, affiliation)
    return True


def _thank(request, affiliation) -> None:
    messages.success(
        request, _("{cluster} was asked. You get a mail with the answer.").format(cluster=affiliation.cluster)
    )


@require_GET
@restricted_to(rules.may_join)
def matches(request):
    """The same search as JSON, for suggestions while typing."""
    found = matching.find_organisations(request.GET.get("q", "")[:200], user=request.user)
    return JsonResponse({"matches": [{"name": each.name, "label": describe(each)} for each in found]})


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_join)
def join_new(request):
    """Enter an organisation that is not in the list; those that look the same are shown first."""
    initial = {"name": request.GET.get("q", "")[:200], "cluster": request.GET.get("cluster", "")}
    form = NewOrganisationForm(request.POST if request.method == "POST" else None, initial=initial)
    doubles, sure = [], None
    if request.method == "POST" and form.is_valid():
        doubles = matching.likely_doubles(form.instance, user=request.user)
        sure = NotADoubleForm(request.POST if "is_new_shown" in request.POST else None)
        if (not doubles or sure.is_valid()) and _ask_with_new(request, form):
            return redirect("join")
    context = {"form": form, "doubles": [(each, describe(each)) for each in doubles], "sure": sure}
    return render(request, "clusters/join_new.html", context, status=422 if form.errors else 200)


def _ask_with_new(request, form) -> bool:
    try:
        affiliation = actions.ask_with_new_organisation(
            organisation=form.save(commit=False),
            town=form.cleaned_data["town"],
            cluster=form.cleaned_data["cluster"],
            role=form.cleaned_data["role"],
            by=request.user,
        )
    except ClusterError as error:
        form.add_error(None, str(error))
        return False
    _thank(request, affiliation)
    return True


def _own(request, pk) -> Affiliation:
    return get_object_or_404(rosters.affiliations_of(request.user), pk=pk)


@require_POST
@restricted_to(rules.may_join)
def ask_again(request, pk):
    affiliation = _own(request, pk)
    return _do(request, lambda: actions.ask_again(affiliation, by=request.user), _("Asked again."), "join")


@require_POST
@restricted_to(rules.may_join)
def leave(request, pk):
    affiliation = _own(request, pk)
    return _do(request, lambda: actions.end_affiliation(affiliation, by=request.user), _("Ended."), "join")


@never_cache
@require_GET
@restricted_to(rules.may_decide_somewhere)
def people(request):
    """Everybody of the manager's clusters, those who wait first."""
    found = rosters.affiliations_decided_by(request.user)
    state = request.GET.get("state", "")
    if state in AffiliationState.values:
        found = found.filter(state=state)
    page = Paginator(found.order_by("-asked_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_of_people": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"state={state}&" if state in AffiliationState.values else "",
        "states": AffiliationState.choices,
        "state": state,
    }
    return render(request, "clusters/people.html", context)


def _decidable(request, pk) -> Affiliation:
    """One that this person may decide about; for others it does not exist."""
    return get_object_or_404(rosters.affiliations_decided_by(request.user), pk=pk)


@never_cache
@require_GET
@restricted_to(rules.may_decide_somewhere)
def joining(request, pk):
    """One question: who asks, for which organisation, what it looks like; accept or refuse."""
    return _show_joining(request, _decidable(request, pk), RefuseForm())


def _show_joining(request, affiliation, form, status=200):
    doubles = []
    if not affiliation.organisation.confirmed:
        doubles = matching.likely_doubles(affiliation.organisation, user=request.user)
    context = {
        "affiliation": affiliation,
        "organisation": affiliation.organisation,
        "is_asked": affiliation.state == AffiliationState.ASKED,
        "is_accepted": affiliation.state == AffiliationState.ACCEPTED,
        "places": list(affiliation.organisation.places.all()),
        "doubles": [(each, describe(each)) for each in doubles],
        "form": form,
    }
    return render(request, "clusters/joining.html", context, status=status)


@require_POST
@restricted_to(rules.may_decide_somewhere)
def accept(request, pk):
    affiliation = _decidable(request, pk)
    done = _("{person} was accepted.").format(person=affiliation.user)
    return _do(request, lambda: actions.accept_person(affiliation, by=request.user), done, "desk")


@require_POST
@restricted_to(rules.may_decide_somewhere)
def refuse(request, pk):
    affiliation = _decidable(request, pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _show_joining(request, affiliation, form, status=422)
    done = _("{person} was refused and reads your reason in a mail.").format(person=affiliation.user)
    reason = form.cleaned_data["reason"]
    return _do(request, lambda: actions.refuse_person(affiliation, reason=reason, by=request.user), done, "desk")


@require_POST
@restricted_to(rules.may_decide_somewhere)
def end(request, pk):
    affiliation = _decidable(request, pk)
    return _do(request, lambda: actions.end_affiliation(affiliation, by=request.user), _("Ended."), "people")


def _do(request, action, done: str, then: str):
    """Call one action; its refusal is a sentence on the next page."""
    try:
        action()
    except ClusterError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(then)
