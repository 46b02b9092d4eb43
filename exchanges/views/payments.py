"""Payments: the one of an exchange, and the list of all that one decides about."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import clock, money, rules
from exchanges.actions import payments as actions
from exchanges.forms.deciding import HoldForm, PayForm
from exchanges.models import Exchange, Payment
from exchanges.queries import reports as queries
from exchanges.queries.exchanges import find
from exchanges.states import PAYMENT_MOVES, ExchangeState as E, PaymentState as Y
from exchanges.views.refusals import moved

PER_PAGE = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def payment(request: HttpRequest, code: str) -> HttpResponse:
    """What is due or was paid; POST `do` pay, hold or resume, each safe to press twice."""
    exchange = find(request.user, code)
    if not rules.may_know_of_evidence(request.user, exchange):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, exchange)
    found = get_object_or_404(Payment, exchange=exchange)
    button = request.POST.get("do")
    data = request.POST
    forms = {"pay": PayForm(data) if button == "pay" else None, "hold": HoldForm(data) if button == "hold" else None}
    moves = {
        "pay": (
            lambda: actions.pay(found, by=request.user, **forms["pay"].cleaned_data),
            _("Paid. The visitor is told."),
        ),
        "hold": (
            lambda: actions.hold_payment(found, by=request.user, **forms["hold"].cleaned_data),
            _("The payment is on hold. The visitor reads why."),
        ),
        "resume": (lambda: actions.resume_payment(found, by=request.user), _("The payment is due again.")),
    }
    if button not in moves:
        return _page(request, exchange, status=422)
    act, done = moves[button]
    return moved(
        request,
        act,
        to=reverse("exchange_payment", args=[code]),
        done=done,
        page=lambda: _page(request, find(request.user, code), **forms),
        form=forms.get(button),
    )


def _page(
    request: HttpRequest,
    exchange: Exchange,
    pay: PayForm | None = None,
    hold: HoldForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = queries.payment_of(exchange)

    def may(to: Y) -> bool:
        return found is not None and to in PAYMENT_MOVES[Y(found.state)] and rules.may_move(request.user, found, to)

    context = {
        "exchange": exchange,
        "title": queries.title_for(request.user, exchange),
        "payment": found,
        "amount": money.money(found.amount, found.currency) if found else "",
        "sees_people": rules.sees_people(request.user, exchange),
        "is_late": found is not None and queries.is_late(found),
        "steps": money.steps_from(exchange.final_steps),
        "pay": pay or (PayForm() if may(Y.PAID) else None),
        "hold": hold or (HoldForm() if may(Y.HELD) else None),
        "resumes": may(Y.REQUESTED),
        "closes": exchange.state == E.PAID and rules.may_move(request.user, exchange, E.CLOSED),
    }
    return render(request, "exchanges/reports/payment.html", context, status=status)


@never_cache
@require_safe
@restricted_to(rules.may_see_boards)
def payments(request: HttpRequest) -> HttpResponse:
    """All payments one may see, what is due first on top, by state; late ones are marked."""
    chosen = request.GET.get("state", "")
    rows = queries.payments_to_see(request.user)
    choices = [("", _("All")), *((state.value, str(state.label)) for state in Y), ("late", _("late"))]
    if chosen == "late":
        rows = rows.exclude(state=Y.PAID).filter(due_on__lt=clock.today())
    elif chosen in Y:
        rows = rows.filter(state=chosen)
    else:
        chosen = ""
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"state={chosen}&" if chosen else "",
        "rows": [
            {
                "payment": row,
                "title": queries.title_for(request.user, row.exchange),
                "amount": money.money(row.amount, row.currency),
                "is_late": queries.is_late(row),
            }
            for row in page
        ],
        "choices": choices,
        "chosen": chosen,
    }
    return render(request, "exchanges/reports/payments.html", context)
