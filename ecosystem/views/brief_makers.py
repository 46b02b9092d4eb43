"""Choosing who receives a brief: at most five, from those that match, or looked for by name."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import restricted_to
from clusters.models import Organisation
from core import given
from ecosystem import rules
from ecosystem.actions import briefs as actions
from ecosystem.models import MOST_MAKERS, Brief
from ecosystem.queries import briefs as queries, makers as reads
from ecosystem.states import BriefState
from ecosystem.views import refusals

PAGE = "ecosystem/briefs/makers.html"
SHOWN = 20  # of those that match and of the others; the rest is found by name


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_act)
def makers(request: HttpRequest, code: str) -> HttpResponse:
    """Makers in order, with what speaks for them and what stands in the way; the button sends the brief."""
    found = queries.find(request.user, code)
    if found is None or not rules.may_ask_makers(request.user, found):
        if found is None:
            raise Http404
        return redirect("brief", code)
    if found.state == BriefState.DRAFT and queries.missing_in(found):
        messages.warning(request, _("Something is still missing."))
        return redirect("brief_edit", code)
    if request.method == "POST" and request.POST.get("do") == "send":
        return _send(request, found)
    return render(request, PAGE, _context(request, found))


def _send(request: HttpRequest, found: Brief) -> HttpResponse:
    chosen = given.codes(request.POST, "makers")
    by_code = {row.code: row for row in Organisation.objects.visible_to(request.user).filter(code__in=chosen)}
    wanted = [by_code[code] for code in chosen if code in by_code]
    try:
        if found.state == BriefState.DRAFT:
            actions.send_brief(found, makers=wanted, by=request.user)
        else:
            actions.ask_makers(found, makers=wanted, by=request.user)
    except refusals.Refused as error:
        return refusals.refused(request, error, template=PAGE, context=_context(request, found))
    if wanted:
        text = ngettext("Sent to {count} maker.", "Sent to {count} makers.", len(wanted)).format(count=len(wanted))
    else:
        text = _("Sent to your cluster, which looks for makers.")
    messages.success(request, text)
    return redirect("brief", found.code)


def _context(request: HttpRequest, found: Brief) -> dict:
    data = request.POST if request.method == "POST" else request.GET
    wanted, chosen = reads.Wanted.of(found), given.codes(data, "makers")
    words = given.words(data, "q").strip()
    matches = reads.match(wanted)
    asked = {answer.maker_id for answer in found.answers.all()}
    by_code = {maker.organisation.code: maker for maker in (*matches.ready, *matches.others)}
    extra = [code for code in chosen if code not in by_code]
    named = reads.find(words, language=get_language() or "en") if words else []
    looked_up = [code for code in dict.fromkeys([*extra, *named]) if code not in by_code]
    if looked_up:
        rows = Organisation.objects.visible_to(request.user).filter(code__in=looked_up)
        by_code |= {maker.organisation.code: maker for maker in reads.look_at(wanted, rows)}
    picked = [by_code[code] for code in chosen if code in by_code]
    gone = {maker.organisation.pk for maker in picked} | asked
    found_by_name = [by_code[code] for code in named if code in by_code and by_code[code].organisation.pk not in gone]
    gone |= {maker.organisation.pk for maker in found_by_name}
    ready = [maker for maker in matches.ready if maker.organisation.pk not in gone]
    others = [maker for maker in matches.others if maker.organisation.pk not in gone]
    shown = [*picked, *found_by_name, *ready[:SHOWN], *others[:SHOWN]]
    rates = queries.answer_rates([maker.organisation.pk for maker in shown])
    for maker in shown:
        maker.rate = rates.get(maker.organisation.pk)
    return {
        "brief": found,
        "matches": matches,
        "picked": picked,
        "named": found_by_name,
        "ready": ready[:SHOWN],
        "others": others[:SHOWN],
        "words": words,
        "left": MOST_MAKERS - len(asked),
        "most": MOST_MAKERS,
        "may_send_without": found.state == BriefState.DRAFT and found.broker_id is not None,
    }
