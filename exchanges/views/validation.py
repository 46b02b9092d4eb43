"""Checking a report: what was agreed beside what was real; validating, returning, closing; the story."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import money, rules
from exchanges.actions import payments, reports as actions
from exchanges.actions.stays import day_list
from exchanges.choices import Side
from exchanges.forms.deciding import ReturnForm
from exchanges.models import Exchange, Report
from exchanges.outcomes import outcome_of
from exchanges.queries import reports as queries
from exchanges.queries.exchanges import find
from exchanges.states import EXCHANGE_MOVES, ExchangeState as E, ReportState as R
from exchanges.views.refusals import moved


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def validate(request: HttpRequest, code: str) -> HttpResponse:
    """The page for those who decide and the auditor; POST validates, once however often it is pressed."""
    exchange = find(request.user, code)
    if not rules.may_check(request.user, exchange):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, exchange)

    def to(row: Exchange) -> str:
        return reverse("exchange" if row.state == E.CLOSED else "exchange_payment", args=[code])

    return moved(
        request,
        lambda: actions.validate_exchange(exchange, by=request.user),
        to=to,
        done=_("Validated. The visitor is told."),
        page=lambda: _page(request, find(request.user, code)),
    )


@require_POST
@restricted_to(account_rules.is_known)
def return_report(request: HttpRequest, code: str) -> HttpResponse:
    """Back to the visitor, with what is missing."""
    exchange = find(request.user, code)
    if not rules.may_check(request.user, exchange):
        raise PermissionDenied
    form = ReturnForm(request.POST)
    return moved(
        request,
        lambda: actions.return_report(exchange, reason=form.cleaned_data["reason"], by=request.user),
        to=reverse("exchange_validate", args=[code]),
        done=_("Returned. The visitor reads what is missing."),
        page=lambda: _page(request, find(request.user, code), form),
        form=form,
    )


@require_POST
@restricted_to(account_rules.is_known)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Nothing is left to do."""
    exchange = find(request.user, code)
    return moved(
        request,
        lambda: payments.close_exchange(exchange, by=request.user),
        to=reverse("exchange", args=[code]),
        done=_("The exchange is closed."),
    )


def _page(request: HttpRequest, exchange: Exchange, form: ReturnForm | None = None) -> HttpResponse:
    reports = {each.side: each for each in exchange.reports.all()}
    files = list(exchange.evidence.all())
    state = E(exchange.state)
    own = reports.get(Side.VISITOR)
    real = outcome_of(exchange, own)
    agreed = exchange.agreed_amount
    context = {
        "exchange": exchange,
        "title": queries.title_for(request.user, exchange),
        "report": own,
        "sees_people": rules.sees_people(request.user, exchange),
        "agreed": {
            "days": exchange.working_days,
            "amount": "–" if agreed is None else money.money(agreed, exchange.currency),
            "steps": money.steps_from(exchange.agreed_steps),
            "day_list": day_list(exchange),
        },
        "real": real,
        "real_amount": money.money(real.amount, exchange.currency) if real else "",
        "files": files,
        "ticks": queries.ticks(exchange, files),
        "host_report": reports.get(Side.HOST),
        "host_report_missing": queries.host_report_missing(exchange, reports),
        "validates": E.VALIDATED in EXCHANGE_MOVES[state] and rules.may_move(request.user, exchange, E.VALIDATED),
        "form": (form or ReturnForm())
        if form or (E.RETURNED in EXCHANGE_MOVES[state] and rules.may_move(request.user, exchange, E.RETURNED))
        else None,
    }
    return render(request, "exchanges/reports/validation.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def story(request: HttpRequest, code: str) -> HttpResponse:
    """The stories of both sides as the public page would show them; releasing one and taking it back."""
    exchange = find(request.user, code)
    found = [each for each in exchange.reports.all() if _handles(request.user, each)]
    if not found and not rules.may_release_story(request.user, exchange):
        raise PermissionDenied
    if request.method != "POST":
        return _story_page(request, exchange)
    chosen = next((each for each in found if each.side == request.POST.get("side")), None)
    if chosen is None:
        raise Http404
    back = request.POST.get("do") == "back"
    act = actions.take_story_back if back else actions.release_story
    return moved(
        request,
        lambda: act(chosen, by=request.user),
        to=reverse("exchange_story", args=[code]),
        done=_("The story is off the public page.") if back else _("The story is on the public page."),
        page=lambda: _story_page(request, exchange),
    )


def _handles(user, found: Report) -> bool:
    return rules.is_own_report(user, found) or rules.may_release_story(user, found.exchange)


def _story_page(request: HttpRequest, exchange: Exchange) -> HttpResponse:
    releases = rules.may_release_story(request.user, exchange)
    rows = []
    for each in exchange.reports.all():
        if not _handles(request.user, each):
            continue
        ready = each.state == R.ACCEPTED and each.consent_to_publish and bool(each.story.strip())
        rows.append(
            {
                "report": each,
                "may_release": releases and ready and each.released_at is None,
                "is_released": each.released_at is not None,
                "is_own": rules.is_own_report(request.user, each),
            }
        )
    context = {"exchange": exchange, "rows": rows}
    return render(request, "exchanges/reports/story.html", context)
