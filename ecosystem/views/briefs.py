"""Sourcing briefs: the list, the page of one, its files, and why makers say no."""

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters import rules as cluster_rules
from core import clock
from ecosystem import rules
from ecosystem.forms.brief_answers import CloseForm, HandOverForm, MessageForm, WishForm
from ecosystem.models import Brief, BriefFile
from ecosystem.queries import brief_pages, briefs as queries, demand
from ecosystem.states import BriefState

PER_PAGE = 25
LISTS = ("public", "mine", "asked", "cluster")


@never_cache
@require_safe
def briefs(request: HttpRequest) -> HttpResponse:
    """Public ones for everybody; one’s own, those one was asked about, and those of one’s clusters."""
    user = request.user
    may = {
        "public": True,
        "mine": rules.may_write_briefs(user),
        "asked": rules.may_write_briefs(user) or cluster_rules.is_manager(user),
        "cluster": rules.may_act(user) and (cluster_rules.is_manager(user) or account_rules.is_coordinator(user)),
    }
    whose = request.GET.get("whose", "")
    whose = whose if may.get(whose) else "public"
    page = Paginator(brief_pages.lines(user, whose), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "lines": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"whose={whose}&" if whose != "public" else "",
        "whose": whose,
        "tabs": [(name, brief_pages.TABS[name]) for name in LISTS if may[name]],
        "may_write": may["mine"],
        "counts": brief_pages.counted() if rules.may_count_briefs(user) else [],
        "today": clock.today(),
    }
    return render(request, "ecosystem/briefs/list.html", context)


@never_cache
@require_safe
def brief(request: HttpRequest, code: str) -> HttpResponse:
    """Everything for the brand and who brokers it; a maker goes to its own page; the public part for everybody."""
    found = queries.find(request.user, code)
    if found is not None:
        return show(request, found)
    if rules.may_act(request.user):
        answer = queries.answers_for(request.user).filter(brief__code=code).first()
        if answer is not None:
            return redirect("brief_answer", answer.code)
    public = Brief.objects.filter(code=code, public=True, state__in=(BriefState.SENT, BriefState.CLOSED)).first()
    if public is None:
        if account_rules.is_known(request.user):
            raise Http404
        return redirect_to_login(request.get_full_path())  # a mail brings people here who are not signed in
    return show_public(request, public)


def show(request: HttpRequest, found: Brief, *, status=200, **forms) -> HttpResponse:
    """The page of the brand and the broker; `forms` are those that were refused, by name."""
    user = request.user
    is_brand, may_broker = rules.is_brand(user, found), rules.may_broker(user, found)
    context = {
        "brief": found,
        "facts": brief_pages.facts(found),
        "steps": brief_pages.thread(found),
        "answers": brief_pages.answers(found, with_messages=is_brand),
        "wishes": brief_pages.wishes(found),
        "hand_overs": found.hand_overs.select_related("from_cluster", "to_cluster"),
        "files": found.files.all(),
        "left": queries.places_left(found),
        "is_brand": is_brand,
        "may_broker": may_broker,
        "may_ask": found.state == BriefState.SENT and (is_brand or may_broker),
        "close_form": None,
        "hand_over_form": None,
        "message_form": None,
    }
    if found.state == BriefState.SENT and is_brand:
        context["close_form"] = CloseForm(brief=found)
    if found.state == BriefState.SENT and may_broker:
        context["hand_over_form"] = HandOverForm(brief=found)
    if is_brand and found.state in (BriefState.SENT, BriefState.CLOSED):
        context["message_form"] = MessageForm(auto_id=False)
    return render(request, "ecosystem/briefs/brief.html", context | forms, status=status)


def show_public(request: HttpRequest, found: Brief, *, status=200, wish_form=None) -> HttpResponse:
    """What everybody may read of a public brief, and the form for makers who could."""
    makers = brief_pages.makers_who_could(request.user, found) if found.state == BriefState.SENT else None
    has_room = queries.places_left(found) > 0
    if wish_form is None and has_room and makers is not None and makers.exists():
        wish_form = WishForm(makers=makers)
    context = {
        "brief": found,
        "facts": brief_pages.public_facts(found),
        "wish_form": wish_form,
        "has_room": has_room,
        "said_so": brief_pages.wishes_of(request.user, found),
    }
    return render(request, "ecosystem/briefs/public.html", context, status=status)


@never_cache
@require_safe
@restricted_to(rules.may_act)
def file(request: HttpRequest, code: str, file: str) -> FileResponse:
    """Always a download, under the name it was given."""
    kept = get_object_or_404(
        BriefFile.objects.select_related("brief__brand", "brief__broker"), code=file, brief__code=code
    )
    if not rules.may_open_brief_files(request.user, kept.brief):
        raise Http404
    try:
        response = FileResponse(kept.file.open(), as_attachment=True, filename=kept.name)
    except FileNotFoundError as error:
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def reasons(request: HttpRequest) -> HttpResponse:
    """Why makers say no, counted for the sector, without names and without small numbers."""
    context = {"reasons": brief_pages.reasons(), "least": demand.LEAST, "title": _("Why makers say no")}
    return render(request, "ecosystem/briefs/reasons.html", context)
