"""Claiming an organisation, and what its cluster says to that."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters import rules as cluster_rules
from clusters.models import Organisation
from ecosystem import rules
from ecosystem.actions import claims as actions
from ecosystem.forms.claims import ClaimForm, ReasonForm, proof_days
from ecosystem.models import Claim
from ecosystem.queries import claims as queries
from ecosystem.states import CLAIM_MOVES, ClaimState
from ecosystem.views.refusals import Refused, moved, refused

PER_PAGE = 25


def _organisation(request: HttpRequest, code: str) -> Organisation:
    found = get_object_or_404(Organisation, code=code, merged_into=None)
    if not cluster_rules.may_see_organisation(request.user, found):
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def claim_organisation(request: HttpRequest, code: str) -> HttpResponse:
    """“This is my organisation”: what I am there, and the proof."""
    organisation = _organisation(request, code)
    if not rules.may_act(request.user):
        raise PermissionDenied
    waiting = queries.claims_of(request.user).filter(organisation=organisation, state=ClaimState.ASKED).first()
    if waiting is None and not rules.may_claim(request.user, organisation):
        messages.info(request, _("You speak for this organisation already."))
        return redirect(organisation)
    form = ClaimForm(request.POST or None, request.FILES or None, organisation=organisation)
    context = {
        "organisation": organisation,
        "waiting": waiting,
        "vouch": queries.vouch_for(organisation),
        "days": proof_days(),
        "form": form,
    }
    template = "ecosystem/claims/claim_form.html"
    if request.method == "POST" and waiting is None:
        if not form.is_valid():
            return render(request, template, context, status=422)
        try:
            made = actions.claim(organisation, by=request.user, **form.values())
        except Refused as error:
            return refused(request, error, form=form, template=template, context=context)
        messages.success(request, _("Your claim is on its way to the cluster. You get a mail with the answer."))
        return redirect("claim", made.code)
    if request.method == "POST":
        return redirect("claim", waiting.code)
    return render(request, template, context)


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def claims(request: HttpRequest) -> HttpResponse:
    """What waits for this person’s answer, and all claims they may see."""
    if not rules.may_act(request.user):
        raise PermissionDenied
    state = request.GET.get("state", "")
    found = queries.visible_to(request.user).order_by("-asked_at", "-pk")
    if state in ClaimState.values:
        found = found.filter(state=state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "state": state,
        "states": ClaimState.choices,
        "query": f"state={state}&" if state in ClaimState.values else "",
        "decides": cluster_rules.may_decide_somewhere(request.user),
    }
    return render(request, "ecosystem/claims/claims.html", context)


def _claim(request: HttpRequest, code: str) -> Claim:
    return get_object_or_404(queries.visible_to(request.user), code=code)


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """One claim, with its proof for those who decide by it."""
    if not rules.may_act(request.user):
        raise PermissionDenied
    return _page(request, _claim(request, code))


def _page(request: HttpRequest, found: Claim, form: ReasonForm | None = None) -> HttpResponse:
    decides = rules.may_decide_claim(request.user, found)
    moves = CLAIM_MOVES[ClaimState(found.state)]
    context = {
        "claim": found,
        "sees_proof": rules.may_see_proof(request.user, found),
        "may_confirm": decides and ClaimState.CONFIRMED in moves,
        "may_revoke": decides and ClaimState.REVOKED in moves,
        "may_withdraw": rules.is_claimant(request.user, found) and ClaimState.WITHDRAWN in moves,
        "vouch": queries.vouch_for(found.organisation) if decides else None,
        "form": form or ReasonForm(),
        "days": proof_days(),
    }
    return render(request, "ecosystem/claims/claim.html", context)


@require_POST
@restricted_to(account_rules.is_known)
def claim_move(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """confirm, refuse and revoke by the cluster; withdraw by the person."""
    if not rules.may_act(request.user):
        raise PermissionDenied
    found = _claim(request, code)
    done = {
        "confirm": _("Confirmed. The person can keep the record now."),
        "refuse": _("Not confirmed. The person gets your reason."),
        "revoke": _("Revoked. The person gets your reason."),
        "withdraw": _("You took your claim back."),
    }
    if verb not in done:
        raise Http404
    form = ReasonForm(request.POST) if verb in ("refuse", "revoke") else None

    def act() -> Claim:
        if form is not None:
            move = actions.refuse_claim if verb == "refuse" else actions.revoke_claim
            return move(found, reason=form.cleaned_data["reason"], by=request.user)
        return (actions.confirm_claim if verb == "confirm" else actions.withdraw_claim)(found, by=request.user)

    allowed = rules.is_claimant if verb == "withdraw" else rules.may_decide_claim
    if not allowed(request.user, found):
        raise PermissionDenied
    return moved(
        request,
        act,
        to=reverse("claim", args=[code]),
        done=done[verb],
        page=lambda: _page(request, _claim(request, code), form),
        form=form,
    )


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def claim_proof(request: HttpRequest, code: str) -> FileResponse:
    """The file that proves it, for the person and for those who decide; a download, never shown as a page."""
    if not rules.may_act(request.user):
        raise PermissionDenied
    found = _claim(request, code)
    if not rules.may_see_proof(request.user, found):
        raise PermissionDenied
    if not found.proof_file:
        raise Http404
    try:
        return FileResponse(found.proof_file.open(), as_attachment=True, filename=found.proof_name)
    except FileNotFoundError as error:
        raise Http404 from error


@require_safe
def claim_meaning(request: HttpRequest) -> HttpResponse:
    """What “claimed” proves and what it does not."""
    return render(request, "ecosystem/claims/meaning.html", {"days": proof_days()})
