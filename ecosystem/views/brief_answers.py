"""The page of a maker that was asked: the brief, and yes, no or not now; and the messages of both sides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import restricted_to
from ecosystem import rules
from ecosystem.actions import brief_answers as actions
from ecosystem.forms.brief_answers import ANSWERS, MessageForm
from ecosystem.models import BriefAnswer
from ecosystem.queries import brief_pages, briefs as queries
from ecosystem.states import BriefState
from ecosystem.views import briefs, refusals

PAGE = "ecosystem/briefs/answer.html"


@never_cache
@require_safe
@restricted_to(rules.may_act)
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """What the brand wants, what this maker said, and the forms to say it."""
    return _show(request, _found(request, code))


def _found(request: HttpRequest, code: str) -> BriefAnswer:
    found = queries.find_answer(request.user, code)
    if found is None or found.brief.state == BriefState.DRAFT:
        raise Http404
    return found


def _show(request: HttpRequest, found: BriefAnswer, *, status=200, refused=None, message_form=None) -> HttpResponse:
    """`refused` is (verb, form) of an answer that was not taken."""
    may_answer = rules.may_answer(request.user, found)
    is_open = found.brief.state == BriefState.SENT
    forms = {}
    if may_answer and is_open:
        forms = {
            verb.replace("-", "_"): kind(initial=_said(found), auto_id=f"{verb}_%s") for verb, kind in ANSWERS.items()
        }
        if refused:
            forms[refused[0].replace("-", "_")] = refused[1]
    context = {
        "answer": found,
        "brief": found.brief,
        "facts": brief_pages.facts(found.brief) if found.brief.state != BriefState.WITHDRAWN else [],
        "files": found.brief.files.all(),
        "lines": found.messages.all(),
        "forms": forms,
        "open": refused[0] if refused else "",
        "may_answer": may_answer,
        "is_open": is_open,
        "message_form": (message_form or MessageForm()) if may_answer and found.brief.state in _TALKING else None,
    }
    return render(request, PAGE, context, status=status)


_TALKING = (BriefState.SENT, BriefState.CLOSED)


def _said(found: BriefAnswer) -> dict:
    names = ("price_from", "price_to", "possible_by", "questions", "reason", "reason_text", "not_before")
    return {name: getattr(found, name) for name in names}


@restricted_to(rules.may_act)
@require_POST
def answer_move(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Yes, no, or not now."""
    found = _found(request, code)
    if verb not in ANSWERS:
        raise Http404
    if not rules.may_answer(request.user, found):
        raise PermissionDenied
    form = ANSWERS[verb](request.POST, auto_id=f"{verb}_%s")
    if not form.is_valid():
        return _show(request, found, refused=(verb, form), status=422)
    typed = form.cleaned_data
    try:
        if verb == "yes":
            actions.say_yes(found, by=request.user, **typed)
        elif verb == "no":
            actions.say_no(found, by=request.user, reason=typed["reason"], text=typed["reason_text"])
        else:
            actions.say_not_now(found, by=request.user, **typed)
    except refusals.Refused as error:
        refusals.add_to(form, error)
        return _show(request, found, refused=(verb, form), status=refusals.status_of(error))
    messages.success(request, _("Your answer was sent to the brand."))
    return redirect("brief_answer", code)


@restricted_to(rules.may_act)
@require_POST
def message(request: HttpRequest, code: str) -> HttpResponse:
    """From the brand to this maker, or back; nobody’s address is shown."""
    found = queries.find_for_message(request.user, code)
    if found is None:
        raise Http404
    is_brand = rules.is_brand(request.user, found.brief)
    form = MessageForm(request.POST, auto_id=False if is_brand else "id_%s")
    status = 422
    if form.is_valid():
        try:
            actions.send_message(found, text=form.cleaned_data["text"], by=request.user)
        except refusals.Refused as error:
            refusals.add_to(form, error)
            status = refusals.status_of(error)
        else:
            page = reverse("brief", args=[found.brief.code]) if is_brand else reverse("brief_answer", args=[code])
            return redirect(f"{page}#messages-{code}")
    if is_brand:
        return briefs.show(request, found.brief, status=status, refused_message=(code, form))
    return _show(request, _found(request, code), message_form=form, status=status)
