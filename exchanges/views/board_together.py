"""One thing for several firms of a mission: a page that shows what will be done for whom, then a report of each.

Every firm is done by itself: what is refused for one is said in the report and stops no other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges.actions import commitments, payments
from exchanges.choices import Confirmation
from exchanges.errors import IncompleteError
from exchanges.forms.board import PaymentLine, TemplateForm, payment_lines
from exchanges.models import Mission
from exchanges.queries.board import Board, Row, read_board
from exchanges.queries.together import KINDS, agenda_of, parts_of_several, rows_for, values_for
from exchanges.views import heads, refusals
from exchanges.views.board import find_board
from exchanges.views.confirming import confirm, confirmation_form


@dataclass(frozen=True)
class Result:
    """What became of one firm."""

    row: Row
    sentences: list[str]
    is_done: bool


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def together(request: HttpRequest, code: str) -> HttpResponse:
    """`do` says what, `rows` for whom; without rows for all that it is possible for."""
    mission = find_board(request, code)
    source = request.POST if request.method == "POST" else request.GET
    kind = source.get("do", "")
    if kind not in KINDS:
        raise Http404
    board = read_board(mission, request.user)
    return _VIEWS[kind](request, mission, board, source.getlist("rows"))


def _page(request, mission: Mission, kind: str, rows: list[Row], *, status: int = 200, **more) -> HttpResponse:
    context = {
        "mission": mission,
        "head": heads.mission_head(request.user, mission, ""),
        "kind": kind,
        "heading": str(KINDS[kind][2]),
        "button": str(KINDS[kind][1]),
        "rows": rows,
        **more,
    }
    return render(request, f"exchanges/organising/together_{kind}.html", context, status=status)


def _report(request, mission: Mission, kind: str, results: list[Result]) -> HttpResponse:
    context = {
        "mission": mission,
        "head": heads.mission_head(request.user, mission, ""),
        "heading": str(KINDS[kind][2]),
        "results": results,
        "done": sum(result.is_done for result in results),
    }
    return render(request, "exchanges/organising/together_report.html", context)


def _try(row: Row, act: Callable[[], object], done: str) -> Result:
    try:
        act()
    except IncompleteError as error:
        return Result(row, [str(error), *map(str, error.fields.values())], is_done=False)
    except refusals.Refused as error:
        return Result(row, refusals.sentences(error), is_done=False)
    return Result(row, [done], is_done=True)


def _write(request, mission: Mission, board: Board, codes: list[str]) -> HttpResponse:
    rows = rows_for("write", request.user, board, codes)
    given = request.POST if request.method == "POST" else None
    form = TemplateForm(given, initial={"language": mission.language})
    agenda = agenda_of(mission, form["language"].value())
    if given is None or not form.is_valid():
        status = 200 if given is None else 422
        return _page(request, mission, "write", rows, form=form, agenda=agenda, status=status)
    return _report(request, mission, "write", [_write_one(request, row, form.cleaned_data, agenda) for row in rows])


def _write_one(request, row: Row, template: dict, agenda: list[dict]) -> Result:
    values = values_for(row, template, agenda, request.user)
    if not values:
        return Result(row, [_("Written already; nothing was empty.")], is_done=True)
    keeps = row.version is not None and not template["replaces"]
    act = partial(
        commitments.write_commitment,
        row.exchange,
        by=request.user,
        language="" if keeps else template["language"],
        **values,
    )
    return _try(row, act, _("The commitment is written."))


def _open(request, mission: Mission, board: Board, codes: list[str]) -> HttpResponse:
    rows = rows_for("open", request.user, board, codes)
    if request.method != "POST":
        return _page(request, mission, "open", rows)
    results = [
        _try(
            row,
            partial(commitments.open_for_signing, row.exchange, by=request.user),
            _("Open for signing; everybody was asked to sign."),
        )
        for row in rows
    ]
    return _report(request, mission, "open", results)


def _sign(request, mission: Mission, board: Board, codes: list[str]) -> HttpResponse:
    """What is signed is the version that the page showed, each with its number and hash."""
    rows = rows_for("sign", request.user, board, codes)
    form = confirmation_form(request)
    confirmed = confirm(request, form) if request.method == "POST" and rows else None
    if confirmed is None:
        parts = parts_of_several([row.version for row in rows])
        shown = [(row, parts[row.version.pk]) for row in rows]
        status = form.status if form.is_bound and rows else 200
        return _page(request, mission, "sign", rows, shown=shown, form=form, status=status)
    return _report(request, mission, "sign", [_sign_one(request, row, confirmed) for row in rows])


def _sign_one(request, row: Row, confirmed: Confirmation) -> Result:
    number, _colon, hash_shown = request.POST.get(f"version_{row.exchange.code}", "").partition(":")
    if not number.isdecimal():
        return Result(row, [_("This one was not on the page that you signed.")], is_done=False)

    def act() -> None:
        for role in sorted(row.my_roles):
            commitments.sign(
                row.exchange, role=role, number=int(number), hash=hash_shown, confirmed=confirmed, by=request.user
            )

    names = ", ".join(str(role.label) for role in sorted(row.my_roles))
    return _try(row, act, _("Signed: {names}.").format(names=names))


def _pay(request, mission: Mission, board: Board, codes: list[str]) -> HttpResponse:
    rows = rows_for("pay", request.user, board, codes)
    given = request.POST if request.method == "POST" else None
    lines = payment_lines([row.exchange for row in rows], given)
    by_payment = {row.exchange.payment.code: row for row in rows}
    filled = [line for line in lines if line.is_filled]
    wrong = any(line.errors for line in lines)
    if given is None or wrong or not filled:
        shown = [(by_payment[line.code], line) for line in lines]
        status = 200 if given is None or not rows else 422
        problem = _("Please fill in at least one reference.") if given is not None and rows and not filled else ""
        return _page(request, mission, "pay", rows, lines=shown, problem=problem, wrong=wrong, status=status)
    results = [_pay_one(request, by_payment[line.code], line) for line in filled]
    return _report(request, mission, "pay", results)


def _pay_one(request, row: Row, line: PaymentLine) -> Result:
    act = partial(payments.pay, line.payment, paid_on=line.day, reference=line.reference, by=request.user)
    return _try(row, act, _("The payment is recorded."))


_VIEWS = {"write": _write, "open": _open, "sign": _sign, "pay": _pay}
