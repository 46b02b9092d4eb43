"""The board of a mission: its firms at a glance, as a table to take away, and as the trip’s list of contacts."""

from functools import partial
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from core import tables
from core.languages import country_name
from exchanges import rules
from exchanges.actions import applications, sign_ups
from exchanges.models import Mission
from exchanges.queries.board import COLUMNS, Board, Need, Row, read_board, visiting_countries
from exchanges.queries.preview import preview_of
from exchanges.queries.together import kinds_for
from exchanges.queries.travellers import contacts_of
from exchanges.states import ApplicationState as A, SignUpState as S
from exchanges.views import heads, refusals
from exchanges.views.missions import find

SORTS = {
    "": gettext_lazy("order of the places"),
    "firm": gettext_lazy("firm"),
    "missing": gettext_lazy("what is missing"),
    "state": gettext_lazy("state of the exchange"),
}


def find_board(request: HttpRequest, code: str) -> Mission:
    """A mission this person runs; 403 for who only sees its page, 404 for who does not."""
    mission = find(request, code)
    if not rules.may_see_mission_board(request.user, mission):
        raise PermissionDenied
    return mission


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def board(request: HttpRequest, code: str) -> HttpResponse:
    return show(request, find_board(request, code))


def show(request: HttpRequest, mission: Mission) -> HttpResponse:
    found = read_board(mission, request.user)
    missing, sort = request.GET.get("missing", ""), request.GET.get("sort", "")
    missing = missing if missing in Need.values else ""
    sort = sort if sort in SORTS else ""
    rows = found.shown(missing=missing, sort=sort)
    context = {
        "mission": mission,
        "head": heads.mission_head(request.user, mission, "mission_board"),
        "preview": preview_of(mission, visiting=visiting_countries(found.rows)),
        "board": found,
        "rows": rows,
        "columns": list(COLUMNS.values()),
        "counts": [(need, number, _query(need.value, sort), need.value == missing) for need, number in found.counts()],
        "missing": Need(missing) if missing else None,
        "all_query": _query("", sort),
        "sorts": [(str(label), _query(missing, name), name == sort) for name, label in SORTS.items()],
        "kinds": kinds_for(request.user, found),
        "acts": any(row.may_accept or row.may_release for row in rows),
    }
    return render(request, "exchanges/organising/board.html", context)


def _query(missing: str, sort: str) -> str:
    chosen = {name: value for name, value in (("missing", missing), ("sort", sort)) if value}
    return f"?{urlencode(chosen)}" if chosen else "?"


@require_POST
@restricted_to(account_rules.is_known)
def row_move(request: HttpRequest, code: str, sign_up: str, verb: str) -> HttpResponseBase:
    """Accept one firm’s application, or give up its place; both where the person may."""
    mission = find_board(request, code)
    row = get_object_or_404(mission.sign_ups.select_related("application", "organisation"), code=sign_up)
    row.mission = mission
    home = reverse("mission_board", args=[mission.code])
    if verb == "accept":
        if not rules.may_move(request.user, row.application, A.ACCEPTED):
            raise PermissionDenied
        act = partial(applications.accept_application, row.application, by=request.user)
        done = _("Accepted.")
    elif verb == "give-up":
        if not rules.may_move(request.user, row, S.RELEASED):
            raise PermissionDenied
        act = partial(sign_ups.give_up_place, row, by=request.user)
        done = _("The place is given up; it goes to the next in line.")
    else:
        raise Http404
    return refusals.moved(request, act, to=home, done=done, page=lambda: show(request, mission))


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def contacts(request: HttpRequest, code: str) -> HttpResponse:
    """The trip’s list of contacts, on A4: who travels, who receives, who helps."""
    mission = find_board(request, code)
    context = {
        "mission": mission,
        "head": heads.mission_head(request.user, mission, ""),
        **contacts_of(mission, request.user),
    }
    return render(request, "exchanges/organising/contacts.html", context)


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def export(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """The board as a table, as CSV or XLSX."""
    mission = find_board(request, code)
    found = read_board(mission, request.user)
    return tables.response(kind, f"mission-{mission.code}", [_sheet(found)])


def _sheet(found: Board) -> tables.Sheet:
    column = tables.Column

    def cell(name: str):
        return lambda row: row.cells[name].plain

    def of_exchange(name: str):
        return lambda row: getattr(row.exchange, name) if row.exchange else None

    def paid(name: str):
        return lambda row: getattr(getattr(row.exchange, "payment", None), name, None)

    language = get_language() or "en"
    columns = [
        column(_("Firm"), lambda row: row.firm.name, width=30),
        column(_("Country"), lambda row: country_name(row.firm.country, language)),
        column(_("Person"), lambda row: str(row.person or ""), width=24),
        column(_("E-mail address"), lambda row: row.person.email if row.person else "", width=28),
        column(_("Sending cluster"), lambda row: row.sign_up.application.sending_cluster.short_name),
        *(column(str(label), cell(name), width=24) for name, label in COLUMNS.items()),
        column(_("First working day"), of_exchange("first_day")),
        column(_("Last working day"), of_exchange("last_day")),
        column(_("Working days"), of_exchange("working_days")),
        column(_("Lump sum"), lambda row: row.exchange.amount if row.exchange else None, is_money=True),
        column(_("Currency"), of_exchange("currency"), width=9),
        column(_("Due on"), paid("due_on")),
        column(_("Paid on"), paid("paid_on")),
        column(_("Reference"), paid("reference"), width=20),
        column(_("Missing"), missing_words, width=40),
        column(_("Code of the exchange"), of_exchange("code")),
    ]
    return tables.Sheet(_("Trip"), columns, found.rows)


def missing_words(row: Row) -> str:
    return ", ".join(str(need.label) for need in Need if need in row.needs)
