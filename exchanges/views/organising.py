"""What an organiser has made, and where they begin something new."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import restricted_to
from clusters.matching import find_organisations
from exchanges import rules
from exchanges.forms.organising import HostSearchForm
from exchanges.queries import organising as queries

ON_A_PAGE = 20


@never_cache
@require_safe
@restricted_to(rules.may_organise)
def organising(request: HttpRequest) -> HttpResponse:
    """Missions or offers of one’s clusters and organisations, the present or the past ones."""
    clusters = queries.clusters_to_organise_for(request.user)
    kind = request.GET.get("of", "")
    kind = kind if kind in ("missions", "offers") else ("missions" if clusters else "offers")
    past = "past" in request.GET
    read, lines = (
        (queries.missions_of, queries.mission_lines) if kind == "missions" else (queries.offers_of, queries.offer_lines)
    )
    page = Paginator(read(request.user, past=past), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "past": past,
        "lines": lines(page.object_list),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"of={kind}&{'past=1&' if past else ''}",
        "clusters": clusters,
        "organisations": queries.organisations_to_invite_for(request.user),
        "looks_for_hosts": queries.looks_for_hosts(request.user),
    }
    return render(request, "exchanges/organising/organising.html", context)


@never_cache
@require_safe
@restricted_to(rules.may_organise)
def hosts(request: HttpRequest) -> HttpResponse:
    """For managers: find the organisation that invites."""
    if not queries.looks_for_hosts(request.user):
        raise PermissionDenied
    form = HostSearchForm(request.GET if "q" in request.GET else None)
    found = None
    if form.is_bound and form.is_valid():
        found = find_organisations(form.cleaned_data["q"], user=request.user)
    context = {"form": form, "found": found}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exchanges/organising/hosts.html", context, status=status)
