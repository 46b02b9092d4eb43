"""Making a mission, changing its facts, moving it on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters.models import Cluster
from exchanges import rules
from exchanges.actions import mission_parts, missions as actions, sign_ups
from exchanges.errors import FullError
from exchanges.forms.missions import MissionForm, ReasonForm
from exchanges.models import Mission
from exchanges.queries.concepts import theme_groups
from exchanges.queries.preview import preview_of
from exchanges.states import BEFORE_START, TABLES, MissionState as M
from exchanges.views import heads, refusals


def find(request: HttpRequest, code: str) -> Mission:
    """A mission this person sees; 404 for everybody else."""
    return get_object_or_404(Mission.objects.visible_to(request.user).with_texts(), code=code)


def find_to_edit(request: HttpRequest, code: str) -> Mission:
    """One this person may change now; 403 for who only sees it."""
    mission = find(request, code)
    if not rules.may_edit_mission(request.user, mission):
        raise PermissionDenied
    return mission


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def new(request: HttpRequest, cluster_code: str) -> HttpResponse:
    """A draft for a cluster; hosts, translations and the agenda follow on their own pages."""
    cluster = get_object_or_404(Cluster, code=cluster_code)
    if not rules.may_create_mission(request.user, cluster):
        raise PermissionDenied
    form = MissionForm(*_given(request))
    context = {"cluster": cluster}
    if request.method != "POST":
        return _show(request, form, context)
    if _looks_for_themes(request):
        return _show(request, MissionForm(request.POST), context, quiet=True)
    if not form.is_valid():
        return _show(request, form, context, status=422)
    cleaned = form.cleaned_data
    try:
        with transaction.atomic():
            mission = actions.create_mission(
                code=cleaned["code"],
                programme=cleaned["programme"],
                organising_cluster=cluster,
                places=cleaned["places"],
                by=request.user,
                concepts=cleaned["concepts"],
                texts={cleaned["language"]: {"title": cleaned["title"], "summary": cleaned["summary"]}},
                **form.values(),
            )
            _keep_pack(request, form, mission)
    except refusals.Refused as error:
        return _refused(request, error, form, context)
    messages.success(request, _("Saved as a draft. Add the hosts; only your cluster sees it until it is announced."))
    return redirect("mission_hosts", mission.code)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    mission = find_to_edit(request, code)
    form = MissionForm(*_given(request), mission=mission)
    if request.method != "POST":
        return show_edit(request, mission, form)
    if _looks_for_themes(request):
        return show_edit(request, mission, MissionForm(request.POST, mission=mission), quiet=True)
    if not form.is_valid():
        return show_edit(request, mission, form, status=422)
    try:
        with transaction.atomic():
            actions.edit_mission(mission, by=request.user, concepts=form.cleaned_data["concepts"], **form.values())
            if form.cleaned_data["places"] != mission.places:
                sign_ups.set_places(mission, form.cleaned_data["places"], by=request.user)
            _keep_pack(request, form, mission)
    except refusals.Refused as error:
        return _refused(request, error, form, _edit_context(request, mission))
    messages.success(request, _("Saved."))
    return redirect("mission_edit", mission.code)


def _given(request: HttpRequest) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _looks_for_themes(request: HttpRequest) -> bool:
    return request.POST.get("do") == "find"


def _keep_pack(request: HttpRequest, form: MissionForm, mission: Mission) -> None:
    """The file wins over the box that takes it away; what is wrong with it stands beside the field."""
    file = form.cleaned_data.get("pack")
    if file:
        try:
            mission_parts.attach_welcome_pack(mission, file, by=request.user)
        except ValidationError as error:
            raise ValidationError({"pack": error.messages}) from error
    elif form.cleaned_data.get("no_pack"):
        mission_parts.remove_welcome_pack(mission, by=request.user)


def _refused(request: HttpRequest, error: Exception, form: MissionForm, context: dict) -> HttpResponse:
    status = refusals.status_of(error)
    if isinstance(error, FullError):
        form.add_error("places", str(error))
    else:
        refusals.add_to(form, error)
    return _show(request, form, context, status=status)


def _edit_context(request: HttpRequest, mission: Mission) -> dict:
    return {
        "mission": mission,
        "cluster": mission.organising_cluster,
        "head": heads.mission_head(request.user, mission, "mission_edit"),
        "preview": preview_of(mission),
    }


def show_edit(request, mission: Mission, form: MissionForm, *, status: int = 200, quiet: bool = False) -> HttpResponse:
    return _show(request, form, _edit_context(request, mission), status=status, quiet=quiet)


def _show(request, form: MissionForm, context: dict, *, status: int = 200, quiet: bool = False) -> HttpResponse:
    """`quiet`: somebody looked for a theme, so that nothing is checked yet."""
    if quiet:
        form.leave_unchecked()
    find_words = request.POST.get("find", "")[:100]
    context |= {
        "form": form,
        "groups": theme_groups(form["concepts"].value() or (), find=find_words),
        "find": find_words,
    }
    return render(request, "exchanges/organising/mission_form.html", context, status=status)


_DONE = {
    "announce": lambda: _("Announced: everybody sees it now."),
    "open": lambda: _("The sign-up is open."),
    "close": lambda: _("The sign-up is closed. The waiting list still moves up."),
    "start": lambda: _("The mission is under way."),
    "finish": lambda: _("The mission is over."),
    "cancel": lambda: _("The mission is cancelled; everybody was told."),
}
_ACTIONS = {
    "announce": actions.announce_mission,
    "open": actions.open_sign_up,
    "close": actions.close_sign_up,
    "start": actions.start_mission,
    "finish": actions.finish_mission,
}


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def move(request: HttpRequest, code: str, verb: str) -> HttpResponseBase:
    """One step on. Cancelling has a page that says what it brings with it and asks for the reason."""
    mission = find(request, code)
    if verb not in heads.MISSION_VERBS:
        raise Http404
    if not rules.may_move(request.user, mission, heads.MISSION_VERBS[verb][0]):
        raise PermissionDenied
    if verb == "cancel":
        return _cancel(request, mission)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    act = _ACTIONS[verb]
    drafted = mission.state == M.DRAFT
    return refusals.moved(
        request,
        lambda: act(mission, by=request.user),
        to=_after,
        done=_DONE[verb](),
        page=(lambda: show_edit(request, mission, MissionForm(mission=mission))) if drafted else None,
    )


def _after(mission: Mission) -> str:
    return reverse("mission_board", args=[mission.code])


def _cancel(request: HttpRequest, mission: Mission) -> HttpResponseBase:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    legal = M.CANCELLED in TABLES["mission"][mission.state] or mission.state == M.CANCELLED

    def page() -> HttpResponse:
        context = {
            "mission": mission,
            "form": form,
            "head": heads.mission_head(request.user, mission, ""),
            "legal": legal,
            "people": mission.sign_ups.live().count(),
            "stays": mission.exchanges.filter(state__in=BEFORE_START).count(),
        }
        return render(request, "exchanges/organising/mission_cancel.html", context)

    if request.method != "POST":
        return page()
    return refusals.moved(
        request,
        lambda: actions.cancel_mission(mission, reason=form.cleaned_data["reason"], by=request.user),
        to=_after,
        done=_DONE["cancel"](),
        page=page,
        form=form,
    )
