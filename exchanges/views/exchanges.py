"""The page of one exchange: its thread, what is next, the days, the money, the signatures, and what happened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from core.dates import day, time_of, zone_name
from exchanges import money, rules, workdays
from exchanges.actions import commitments, stays
from exchanges.choices import Side
from exchanges.errors import ExchangeError
from exchanges.forms.stays import MessageForm
from exchanges.models import CommitmentVersion, Exchange
from exchanges.next_steps import acts_for, next_step
from exchanges.queries import exchanges as queries
from exchanges.queries.commitments import has_agenda_outside, parts_of
from exchanges.queries.reports import title_for
from exchanges.states import ExchangeState as E

SHOWN_MESSAGES = 20
_HEAD = ("arrival_on", "first_day", "last_day", "departure_on", "working_days", "amount")


@restricted_to(account_rules.is_known)
@require_safe
def exchange(request: HttpRequest, code: str) -> HttpResponse:
    """For the parties, the coordinator and, without people and texts, the auditor."""
    return page(request, queries.find(request.user, code))


def page(
    request: HttpRequest, found: Exchange, *, message_form: MessageForm | None = None, status: int = 200
) -> HttpResponse:
    """The whole page, also shown again where something was refused. The same queries however much there is."""
    user = request.user
    sees_people = rules.sees_people(user, found)
    version = queries.latest_version(found)
    missing = commitments.missing_in(found) if found.state == E.BUILDING else {}
    moves = queries.moves_of(found, user)
    following = next_step(found, version, missing)
    context = {
        "exchange": found,
        "title": title_for(user, found),
        "sees_people": sees_people,
        "steps": queries.thread_of(found, moves),
        "next": following,
        "reason": found.reason if sees_people and found.state in (E.CANCELLED, E.DISCONTINUED, E.RETURNED) else "",
        "is_my_turn": bool(rules.parties(user, found) & following.parties),
        "acts": acts_for(user, found, version, missing),
        "version": version,
        "parts": [part for part in parts_of(version) if part.name not in _HEAD] if version and sees_people else [],
        "outside": sees_people and found.is_before_start and not found.is_virtual and has_agenda_outside(version),
        "signatures": queries.signature_lines(found, version, user),
        "timeline": queries.timeline(moves, with_people=sees_people),
        **_days(found),
        **_sum(found, version),
        **_report(user, found),
        **(_messages(request, found, message_form) if sees_people else {}),
    }
    return render(request, "exchanges/stays/exchange.html", context, status=status)


def _days(found: Exchange) -> dict:
    """The days as they were, once that is known, else as they are planned; the sessions of an online exchange."""
    real = found.real_first_day is not None
    days = stays.day_list(found, real=real)
    counted = found.final_days if found.final_days is not None else stays.count_days(found, real=real)
    return {
        "days": days,
        "days_are_real": real,
        "counted": workdays.in_words(counted),
        "sessions": sessions_of(found) if found.is_virtual else [],
    }


def sessions_of(found: Exchange) -> list[dict]:
    """The online sessions, its own or its mission’s, each at the clock of its place."""
    own = list(found.sessions.all())
    if own or not found.mission:
        rows, titles = own, [row.title for row in own]
    else:
        rows = list(found.mission.sessions.prefetch_related("texts"))
        titles = [text.title if (text := row.text(get_language())) else found.mission.title() for row in rows]
    return [
        {
            "title": title,
            "starts_at": starts.isoformat(),
            "when": f"{day(starts.date())}, {time_of(starts)}–{time_of(ends)}",
            "zone": zone_name(starts),
        }
        for title, (starts, ends) in zip(titles, stays.sessions_of(found), strict=True)
    ]


def _sum(found: Exchange, version: CommitmentVersion | None) -> dict:
    """The lump sum with each step: final, else signed, else as the plan stands now."""
    problem = ""
    if found.final_amount is not None:
        kind, amount, steps = _("after the stay"), found.final_amount, money.steps_from(found.final_steps)
    elif found.agreed_amount is not None:
        kind, amount, steps = _("as signed"), found.agreed_amount, money.steps_from(found.agreed_steps)
    else:
        kind, amount, steps = _("as the plan stands"), None, []
        if version and version.amount is not None:
            amount, steps = version.amount, money.steps_from(version.steps)
        elif found.state != E.CANCELLED:
            try:
                lump_sum = stays.calculate(found)
                amount, steps = lump_sum.amount, list(lump_sum.steps)
            except ExchangeError as error:
                problem = str(error)
    shown = "" if amount is None or found.is_virtual else money.money(amount, found.currency)
    return {"sum": shown, "sum_kind": kind, "sum_steps": steps, "sum_problem": problem}


def _report(user, found: Exchange) -> dict:
    """Who has reported, how much evidence there is, where the payment is; pages that open for this person are links."""
    reports = {report.side: report for report in found.reports.all()}
    knows = rules.may_know_of_evidence(user, found)

    def row(side: Side) -> dict:
        report = reports.get(side)
        opens = report is not None and rules.may_open_report(user, report)
        return {"side": side, "label": side.label, "report": report, "opens": opens}

    return {
        "report_rows": [row(side) for side in Side],
        "evidence_count": found.evidence.count() if knows else None,
        "payment": getattr(found, "payment", None),
        "certificate": getattr(found, "certificate", None),
    }


def _messages(request: HttpRequest, found: Exchange, form: MessageForm | None) -> dict:
    """The newest messages in the order they were written, or all of them on demand."""
    rows = found.messages.select_related("author").order_by("-sent_at", "-pk")
    total = rows.count()
    shown = rows if request.GET.get("messages") == "all" else rows[:SHOWN_MESSAGES]
    may_write = rules.may_write_message(request.user, found)
    return {
        "messages_shown": list(reversed(shown)),
        "messages_total": total,
        "messages_hidden": max(0, total - len(shown)),
        "message_form": (form or MessageForm(initial={"language": get_language()})) if may_write else None,
        "may_contact": bool(rules.parties(request.user, found)),
    }
