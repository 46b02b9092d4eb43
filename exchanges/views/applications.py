"""An application: the list, writing it, its page, and the CV that only a few may open."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters import rules as cluster_rules
from exchanges import clock, rules
from exchanges.actions import applications as actions
from exchanges.forms.applications import ApplicationForm, FilterForm, ReasonForm
from exchanges.models import Application, Mission, Move
from exchanges.queries import applications as queries
from exchanges.queries.concepts import theme_groups
from exchanges.queries.exchanges import timeline
from exchanges.states import ApplicationState as A
from exchanges.views import given, refusals

PER_PAGE = 25
FORM = "exchanges/applying/application_form.html"


@never_cache
@require_GET
@restricted_to(rules.may_take_part)
def applications(request: HttpRequest) -> HttpResponse:
    """One’s own; for managers those of their clusters, for the coordinator all, with filters."""
    everything = queries.applications_for(request.user)
    form = FilterForm(
        request.GET,
        states=A.choices,
        programmes=queries.programmes_of(everything),
        missions=queries.missions_of(everything),
    )
    wanted = form.wanted
    mine = "mine" in request.GET
    found = queries.applications_for(request.user, mine=mine, **wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    kept = {name: request.GET[name] for name in (*form.fields, "mine") if request.GET.get(name)}
    context = {
        "page_of_applications": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"{urlencode(kept)}&" if kept else "",
        "form": form,
        "mine": mine,
        "is_filtered": any(wanted.values()),
        "sees_others": cluster_rules.is_manager(request.user) or account_rules.is_coordinator(request.user),
        "today": clock.today(),
    }
    return render(request, "exchanges/applying/applications.html", context)


@never_cache
@require_GET
@restricted_to(rules.may_take_part)
def application(request: HttpRequest, code: str) -> HttpResponse:
    """One application, its state, what hangs on it, and what may be done now."""
    return show(request, queries.find(request.user, code))


def show(request: HttpRequest, found: Application, *, reason_form: ReasonForm | None = None) -> HttpResponse:
    """The page; `reason_form` is a decision that lacked its reason."""
    places = queries.places_of(found, request.user)
    exchanges = list(found.exchanges.select_related("host_organisation").order_by("-created_at"))
    live = next((each for each in exchanges if each.state != "cancelled"), None)
    moves = list(Move.objects.of(found, *(place.sign_up for place in places)))
    possible = queries.possible(found, request.user)
    is_open = found.state in (A.DRAFT, A.RETURNED, A.SUBMITTED, A.ACCEPTED, A.PAUSED) and live is None
    context = {
        "application": found,
        "steps": queries.thread_of(found, moves, exchange=live),
        "timeline": timeline(moves, with_people=True),
        "places": places,
        "exchanges": exchanges,
        "proposals": found.proposals.visible_to(request.user).select_related("host"),
        "written": queries.written(found, get_language() or "en"),
        "lines": queries.open_rules(found, request.user) if is_open else [],
        "possible": possible,
        "reason_form": (reason_form or ReasonForm()) if possible.decides else None,
        "may_read_cv": bool(found.cv) and rules.may_read_cv(request.user, found),
        "may_match": live is None and rules.may_propose(request.user, found),
        "is_late": found.state == A.SUBMITTED and found.answer_due_on < clock.today(),
        "is_mine": found.person_id == request.user.pk,
        "join": _mission_to_join(request, found, places),
    }
    return render(request, "exchanges/applying/application.html", context)


def _mission_to_join(request, found: Application, places) -> Mission | None:
    """The mission somebody came from, where this application can sign up for it."""
    code = given.code(request.GET, "mission")
    if not code or found.state not in (A.SUBMITTED, A.ACCEPTED) or not rules.may_sign_up(request.user, found):
        return None
    mission = Mission.objects.visible_to(request.user).filter(code=code, programme=found.programme).first()
    taken = {place.sign_up.mission_id for place in places if place.sign_up.state in ("waiting", "offered", "held")}
    return mission if mission and mission.pk not in taken else None


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_take_part)
def edit(request: HttpRequest, code: str) -> HttpResponseBase:
    """Write, as often as one likes, until it is sent."""
    found = queries.find(request.user, code)
    if request.method == "POST":
        return _write(request, found)
    if not rules.may_write_application(request.user, found):
        return redirect("exchange_application", code)
    return _show_form(request, found, ApplicationForm(application=found), find=given.words(request.GET, "find"))


def _write(request, found: Application) -> HttpResponseBase:
    """Keep what is right of what was typed; then do what the button says."""
    button = request.POST.get("do", "save")
    if button == "send" and found.state == A.SUBMITTED:
        return redirect("exchange_application", found.code)  # clicked twice
    quiet = "application/json" in request.headers.get("Accept", "")
    form = ApplicationForm(request.POST, request.FILES, application=found)
    form.full_clean()
    try:
        found = actions.save_application(found, by=request.user, **form.values)
        if not quiet:
            _keep_cv(request, found, form, button)
    except refusals.Refused as error:
        if quiet:
            return JsonResponse({"problem": " ".join(refusals.sentences(error))}, status=refusals.status_of(error))
        return refusals.refused(request, error, form=form, template=FORM, context=_form_context(found, form))
    if quiet:
        return JsonResponse({"saved": _said(form)})
    if form.errors:
        if button == "send":  # everything is said at once
            for name, sentence in actions.missing_in(found).items():
                if name not in form.errors:
                    form.add_error(name, sentence)
        return _show_form(request, found, form, status=422)
    return _follow(request, found, form, button)


def _follow(request, found: Application, form: ApplicationForm, button: str) -> HttpResponseBase:
    address = reverse("exchange_application_edit", args=[found.code])
    if button == "send":
        try:
            actions.submit_application(found, by=request.user)
        except refusals.Refused as error:
            return refusals.refused(request, error, form=form, template=FORM, context=_form_context(found, form))
        messages.success(request, _("Sent to your cluster. You are told when it has decided."))
        return redirect("exchange_application", found.code)
    find = given.words(request.POST, "find")
    if button == "find" or (button == "save" and find != request.POST.get("found", "")):  # Enter in the search field
        return redirect(f"{address}?{urlencode({'find': find})}#themes")
    if button in ("upload", "remove_cv"):
        return redirect(f"{address}#part-cv")
    messages.success(request, _("Saved. You can go on later; your cluster does not see it yet."))
    return redirect(address)


def _keep_cv(request, found: Application, form: ApplicationForm, button: str) -> None:
    """The CV goes its own way: where the file is refused, the words are kept all the same."""
    file = form.cleaned_data.get("cv")
    if button == "remove_cv":
        actions.remove_cv(found, by=request.user)
    elif file:
        try:
            actions.attach_cv(found, file, by=request.user)
        except ValidationError as error:
            form.add_error("cv", error.messages)


def _said(form: ApplicationForm) -> str:
    at = time_format(timezone.localtime(), "TIME_FORMAT")
    if form.errors:
        return _("Saved at %(time)s, but not everything: something has to be looked at again.") % {"time": at}
    return _("Saved at %(time)s") % {"time": at}


def _form_context(found: Application, form: ApplicationForm, *, find="") -> dict:
    form.mark_needed()
    chosen = form["concepts"].value() or []
    return {
        "application": Application.objects.select_related("organisation", "person", "mission").get(pk=found.pk),
        "form": form,
        "groups": theme_groups(chosen, find=find),
        "find": find,
    }


def _show_form(request, found: Application, form: ApplicationForm, *, find="", status=200) -> HttpResponse:
    return render(request, FORM, _form_context(found, form, find=find), status=status)


@never_cache
@require_GET
@restricted_to(rules.may_take_part)
def cv(request: HttpRequest, code: str) -> FileResponse:
    """Always a download, under the name it was given; to the person, the sending cluster and the coordinator."""
    found = queries.find(request.user, code)
    if not rules.may_read_cv(request.user, found):
        raise PermissionDenied
    if not found.cv:
        raise Http404
    try:
        response = FileResponse(found.cv.open(), as_attachment=True, filename=found.cv_name)
    except FileNotFoundError as error:
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    return response
