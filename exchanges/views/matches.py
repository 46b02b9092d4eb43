"""Ranked hosts and missions for an application, and the mirror of it: ranked visitors for an offer."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import rules_matching
from exchanges.models import Application, Offer
from exchanges.queries import matches as queries
from exchanges.states import ApplicationState, OfferState, ProposalState

PER_PAGE = 20
SHOWN = ("", "offers", "missions")


def find_application(request: HttpRequest, code: str) -> Application:
    """With all that matching reads; for who may not see it, it does not exist."""
    rows = Application.objects.visible_to(request.user).select_related(
        "programme", "organisation", "sending_cluster", "person"
    )
    found = get_object_or_404(rows.prefetch_related(queries.CONCEPT_KEYS), code=code)
    if found.person_id == request.user.pk:
        found.person = request.user  # who knows already where they work
    return found


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def hosts(request: HttpRequest, code: str) -> HttpResponse:
    """Open offers and coming missions, the best fit first; below them what a rule forbids, with the rule."""
    application = find_application(request, code)
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    found = queries.for_application(application, show=show)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    queries.add_texts(page.object_list)
    queries.explain(page.object_list)
    waiting = list(application.proposals.filter(state=ProposalState.SENT).select_related("host"))
    _mark(page.object_list, {each.offer_id: each for each in waiting}, "offer")
    is_accepted = application.state == ApplicationState.ACCEPTED
    going_on = application.exchanges.live().first() if is_accepted else None
    side = rules_matching.proposing_side(request.user, application, None)
    may_enter = side is not None and is_accepted and going_on is None
    context = {
        "application": application,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"{urlencode({'show': show})}&" if show else "",
        "show": show,
        "able": [match for match in page.object_list if match.obstacle is None],
        "forbidden": [match for match in page.object_list if match.obstacle],
        "number_able": sum(match.obstacle is None for match in found),
        "waiting": waiting,
        "exchange": going_on,
        "may_enter": may_enter,
        "may_propose": may_enter and len(waiting) < application.programme.most_open_proposals,
    }
    return render(request, "exchanges/matching/hosts.html", context)


def _mark(page: list[queries.Match], waiting: dict, name: str) -> None:
    """Where the two have a proposal already, the list links to it."""
    for match in page:
        row = getattr(match, name)
        match.proposal = waiting.get(row.pk) if row else None


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def visitors(request: HttpRequest, code: str) -> HttpResponse:
    """For the host: organisations whose applications fit, without what is private before both agree."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user).with_texts().prefetch_related("texts"), code=code)
    if not rules_matching.may_see_visitors(request.user, offer):
        raise PermissionDenied
    is_open = offer.state == OfferState.OPEN
    found = queries.for_offer(offer) if is_open else []
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    queries.explain(page.object_list)
    waiting = list(offer.proposals.filter(state=ProposalState.SENT).select_related("application__organisation"))
    _mark(page.object_list, {each.application_id: each for each in waiting}, "application")
    context = {
        "offer": offer,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "is_open": is_open,
        "waiting": waiting,
        "may_propose": len(waiting) < offer.programme.most_open_proposals * offer.capacity,
    }
    return render(request, "exchanges/matching/visitors.html", context)
