"""Asking the other side for an exchange, and answering."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import rules, rules_matching
from exchanges.actions import proposals as actions
from exchanges.choices import ProposedBy
from exchanges.forms.matching import DaysForm, DeclineForm, OnlineProposalForm, ProposalForm
from exchanges.models import Application, Move, Offer, Proposal
from exchanges.queries import exchanges as exchange_queries, matches, outlook, proposals as queries
from exchanges.states import ApplicationState, ProposalState
from exchanges.views import refusals


def address_of(proposal: Proposal) -> str:
    """Of the exchange, once both have confirmed."""
    if proposal.state == ProposalState.ACCEPTED:
        return reverse("exchange", args=[proposal.exchange.code])
    return reverse("exchange_proposal", args=[proposal.code])


def _pair(request: HttpRequest, code: str, offer_code: str) -> tuple[Application, Offer, ProposedBy]:
    """Application, offer, and whose proposal it would be. A host does not see applications; it asks accepted ones."""
    offer = get_object_or_404(
        Offer.objects.visible_to(request.user)
        .select_related("programme", "organisation", "receiving_cluster", "place")
        .prefetch_related("texts", "periods", "organisation__places", matches.CONCEPT_KEYS),
        code=offer_code,
    )
    rows = Application.objects.filter(programme=offer.programme).select_related(
        "programme", "organisation", "sending_cluster", "person"
    )
    application = get_object_or_404(rows.prefetch_related(matches.CONCEPT_KEYS), code=code)
    side = rules_matching.proposing_side(request.user, application, offer)
    is_seen = Application.objects.visible_to(request.user).filter(pk=application.pk).exists()
    if side != ProposedBy.HOST and not is_seen:
        raise Http404
    if side == ProposedBy.HOST and application.state != ApplicationState.ACCEPTED:
        raise Http404
    if side is None:
        raise PermissionDenied
    return application, offer, side


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def propose(request: HttpRequest, code: str, offer: str) -> HttpResponse:
    """Choose the days, see the working days and the lump sum, send. What was not shown yet is shown first."""
    application, found, side = _pair(request, code, offer)
    match = matches.for_pair(application, found)
    form_class = OnlineProposalForm if application.is_virtual else ProposalForm
    options = {"programme": application.programme}
    if request.method != "POST":
        initial = {name: getattr(match, name) for name in ("first_day", "last_day")}
        initial |= {name: request.GET[name] for name in initial if request.GET.get(name)}
        look = form_class(initial, **options)
        look.is_valid()
        return _show_form(request, form_class(initial=initial, **options), application, found, side, match, look=look)
    form = form_class(request.POST, **options)
    if not form.is_valid() or request.POST.get("do") != "send" or request.POST.get("seen") != form.stamp:
        if form.is_valid() and request.POST.get("do") == "send":
            messages.info(request, _("The days were changed: please look at what follows from them, then send."))
        status = 200 if form.is_valid() else 422
        return _show_form(request, form, application, found, side, match, status=status)
    first_day, last_day = form.days
    try:
        sent = actions.propose(
            application=application,
            offer=found,
            proposed_by=side,
            by=request.user,
            first_day=first_day,
            last_day=last_day,
            text=form.cleaned_data["text"],
        )
    except refusals.Refused as error:
        refusals.add_to(form, error)
        return _show_form(request, form, application, found, side, match, status=refusals.status_of(error))
    messages.success(request, _("Sent. You are told when the other side has answered."))
    return redirect(address_of(sent))


def _show_form(request, form: DaysForm, application, offer, side, match, *, look=None, status=200) -> HttpResponse:
    look = look or form
    first_day, last_day = look.days
    waiting = Proposal.objects.open().filter(application=application)
    context = {
        "form": form,
        "stamp": look.stamp,
        "application": application,
        "offer": offer,
        "side": side,
        "is_host": side == ProposedBy.HOST,
        "match": match,
        "outlook": outlook.outlook(
            application,
            host=offer.organisation,
            offer=offer,
            first_day=first_day,
            last_day=last_day,
            is_virtual=application.is_virtual,
        ),
        "already": waiting.filter(host=offer.organisation).first(),
        "number_waiting": waiting.count(),
        "most": application.programme.most_open_proposals,
        "until_days": application.programme.proposal_days,
    }
    return render(request, "exchanges/matching/propose.html", context, status=status)


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def proposal(request: HttpRequest, code: str) -> HttpResponse:
    """Who, what, when, the expected sum, both confirmations, the history."""
    return _show(request, queries.find(request.user, code))


def _show(request, found: Proposal, *, form: DeclineForm | None = None) -> HttpResponse:
    moves = list(Move.objects.of(found))
    sees = rules_matching.sees_person(request.user, found)
    is_waiting = found.state == ProposalState.SENT
    sides = queries.confirmations(found, request.user)
    context = {
        "proposal": found,
        "steps": queries.thread_of(found, moves),
        "timeline": exchange_queries.timeline(moves, with_people=sees),
        "sides": sides,
        "mine": [side for side in sides if side.is_mine],
        "sees_person": sees,
        "sees_application": rules.may_see_application(request.user, found.application),
        "is_waiting": is_waiting,
        "outlook": outlook.of_proposal(found) if is_waiting else None,
        "form": (form or DeclineForm()) if is_waiting and rules.sides_of(request.user, found) else None,
        "may_withdraw": is_waiting and rules.may_move(request.user, found, ProposalState.WITHDRAWN),
    }
    return render(request, "exchanges/matching/proposal.html", context)


@require_POST
@restricted_to(account_rules.is_known)
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Yes, for the sides this person speaks for; the second yes leads to the exchange."""
    found = queries.find(request.user, code)
    return refusals.moved(
        request,
        lambda: actions.confirm_proposal(found, by=request.user),
        to=address_of,
        done=_("Confirmed."),
        page=lambda: _show(request, queries.find(request.user, code)),
    )


@require_POST
@restricted_to(account_rules.is_known)
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """No; the form is shown again where its text cannot be taken."""
    found = queries.find(request.user, code)
    form = DeclineForm(request.POST)
    return refusals.moved(
        request,
        lambda: actions.decline_proposal(found, by=request.user, reason=form.cleaned_data["reason"]),
        to=address_of,
        done=_("Declined. The other side is told."),
        page=lambda: _show(request, queries.find(request.user, code), form=form),
        form=form,
    )


@require_POST
@restricted_to(account_rules.is_known)
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever made it takes it back."""
    found = queries.find(request.user, code)
    return refusals.moved(
        request,
        lambda: actions.withdraw_proposal(found, by=request.user),
        to=address_of,
        done=_("Withdrawn."),
        page=lambda: _show(request, queries.find(request.user, code)),
    )
