"""The hosts, the texts in each language and the agenda of a mission."""

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters.forms_people import describe
from clusters.matching import find_organisations, likely_doubles
from clusters.models import Organisation
from core.states import TranslationState
from exchanges.actions import mission_parts as actions, missions
from exchanges.forms.mission_parts import ExternalHostForm, SessionForm
from exchanges.forms.missions import MissionTextForm
from exchanges.forms.organising import HostSearchForm
from exchanges.models import Mission, MissionSession, MissionSessionText
from exchanges.queries.preview import days_in_words, session_times
from exchanges.views import given, heads, refusals
from exchanges.views.missions import find_to_edit
from exchanges.workdays import online_days


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def hosts(request: HttpRequest, code: str) -> HttpResponse:
    """Who receives the trip. The first host’s country and place decide rate, holidays and distance."""
    mission = find_to_edit(request, code)
    if request.method == "POST":
        return refusals.moved(
            request,
            lambda: _change_hosts(request, mission),
            to=reverse("mission_hosts", args=[mission.code]),
            page=lambda: _show_hosts(request, find_to_edit(request, code)),
        )
    return _show_hosts(request, mission)


def _change_hosts(request: HttpRequest, mission: Mission) -> None:
    """`do` is add, first or remove, with the code of the organisation; anything else changes nothing."""
    what, _colon, code = request.POST.get("do", "").partition(":")
    now = [host.organisation for host in mission.hosts.all()]
    named = [each for each in now if each.code == code]
    if what == "add" and not named:
        now += Organisation.objects.visible_to(request.user).filter(code=code)
    elif what == "first" and named:
        now = [*named, *(each for each in now if each.code != code)]
    elif what == "remove" and named:
        now.remove(named[0])
    else:
        return
    missions.edit_mission(mission, by=request.user, hosts=now, **_point(mission, now))


def _point(mission: Mission, hosts: list[Organisation]) -> dict:
    """For the map: the place of the first host, where nobody said another."""
    place = hosts[0].main_place if hosts else None
    if mission.latitude is not None or place is None or place.latitude is None or place.country != mission.country:
        return {}
    return {"latitude": place.latitude, "longitude": place.longitude}


def _show_hosts(request: HttpRequest, mission: Mission) -> HttpResponse:
    search = HostSearchForm(request.GET if "q" in request.GET else None)
    found = None
    if search.is_bound and search.is_valid():
        there = {host.organisation_id for host in mission.hosts.all()}
        matches = find_organisations(search.cleaned_data["q"], user=request.user)
        found = [(each, describe(each), each.pk in there) for each in matches]
    context = {
        "mission": mission,
        "head": heads.mission_head(request.user, mission, "mission_hosts"),
        "hosts": [host.organisation for host in mission.hosts.all()],
        "search": search,
        "found": found,
    }
    status = 422 if search.is_bound and search.errors else 200
    return render(request, "exchanges/organising/mission_hosts.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def new_host(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a host from outside the alliance; those that may be the same are shown first."""
    mission = find_to_edit(request, code)
    initial = {"country": mission.country, "town": mission.town, "name": request.GET.get("q", "")[:200]}
    form = ExternalHostForm(request.POST if request.method == "POST" else None, initial=initial)
    doubles: list[Organisation] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            doubles = likely_doubles(form.organisation(), user=request.user)
            form.asks_sure = bool(doubles)
            if doubles and not form.cleaned_data["sure"]:
                form.add_error("sure", _("Is it one of these?"))
        if form.is_valid():
            try:
                actions.add_external_host(mission, by=request.user, **form.values())
            except refusals.Refused as error:
                refusals.add_to(form, error)
                status = refusals.status_of(error)
            else:
                return redirect("mission_hosts", mission.code)
    context = {
        "mission": mission,
        "head": heads.mission_head(request.user, mission, "mission_hosts"),
        "form": form,
        "doubles": [(each, describe(each)) for each in doubles],
    }
    return render(request, "exchanges/organising/mission_host_new.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def texts(request: HttpRequest, code: str) -> HttpResponse:
    """One language at a time, the original beside a translation."""
    mission = find_to_edit(request, code)
    language = language_asked(request, mission.language)
    is_original = language == mission.language
    written = {text.language: text for text in mission.texts.all()}
    sessions = _sessions(mission)
    form = MissionTextForm(
        request.POST if request.method == "POST" else None,
        language=language,
        is_original=is_original,
        sessions=sessions,
        initial=_text_initial(written.get(language), sessions, language),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    missions.edit_mission(
                        mission, by=request.user, texts={language: {**_state(is_original), **form.values()}}
                    )
                    actions.translate_sessions(mission, language, form.session_texts(), by=request.user)
            except refusals.Refused as error:
                refusals.add_to(form, error)
                status = refusals.status_of(error)
            else:
                messages.success(request, _("Saved."))
                return redirect(f"{reverse('mission_texts', args=[mission.code])}?language={language}")
    context = {
        "mission": mission,
        "head": heads.mission_head(request.user, mission, "mission_texts"),
        "form": form,
        "language": language,
        "languages": language_lines(written, mission.language, language),
        "original": None if is_original else written.get(mission.language),
        "original_language": mission.language,
    }
    return render(request, "exchanges/organising/mission_texts.html", context, status=status)


def language_asked(request: HttpRequest, original: str) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else original


def _state(is_original: bool) -> dict:
    return {"translation_state": TranslationState.ORIGINAL} if is_original else {}


def _text_initial(text, sessions: list[MissionSession], language: str) -> dict:
    initial: dict = {}
    if text is not None:
        names = ("title", "summary", "description", "welcome", "accessibility")
        initial = {name: getattr(text, name) for name in names}
        if text.translation_state != TranslationState.ORIGINAL:
            initial["translation_state"] = text.translation_state
    for session in sessions:
        own = next((each for each in session.texts.all() if each.language == language), None)
        if own:
            initial |= {f"session_{session.code}": own.title, f"note_{session.code}": own.note}
    return initial


@dataclass(frozen=True)
class LanguageLine:
    """A language in the list above the form: what there is in it."""

    code: str
    state: str
    is_present: bool


def language_lines(written: dict, original: str, present: str) -> list[LanguageLine]:
    """Every language of the site, the original first."""
    codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != original)
    return [
        LanguageLine(
            code,
            str(TranslationState(written[code].translation_state).label) if code in written else _("not written yet"),
            code == present,
        )
        for code in codes
    ]


def _sessions(mission: Mission) -> list[MissionSession]:
    rows = mission.sessions.prefetch_related(Prefetch("texts", MissionSessionText.objects.order_by("pk")))
    sessions = list(rows)
    for session in sessions:
        session.mission = mission
    return sessions


@dataclass(frozen=True)
class SessionLine:
    session: MissionSession
    title: str
    language: str
    starts: datetime  # by the clock of its zone
    ends: datetime
    is_elsewhere: bool  # its zone is not that of the mission


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def agenda(request: HttpRequest, code: str) -> HttpResponse:
    """The sessions by day, and one form below: to add one, or to change the one in `session`."""
    mission = find_to_edit(request, code)
    home = reverse("mission_agenda", args=[mission.code])
    if request.method == "POST":
        what, _colon, detail = request.POST.get("do", "save").partition(":")
        if what == "remove":
            return refusals.moved(
                request,
                lambda: actions.remove_session(mission, code=detail, by=request.user),
                to=home,
                done=_("The session is removed."),
                page=lambda: _show_agenda(request, mission, SessionForm(mission=mission)),
            )
        form = SessionForm(request.POST, mission=mission)
        return refusals.moved(
            request,
            lambda: actions.save_session(mission, by=request.user, language=mission.language, **form.values()),
            to=home,
            done=_("Saved."),
            page=lambda: _show_agenda(request, mission, form),
            form=form,
        )
    session = None
    if request.GET.get("session"):
        session = get_object_or_404(mission.sessions.prefetch_related("texts"), code=given.code(request.GET, "session"))
        session.mission = mission
    return _show_agenda(request, mission, SessionForm(mission=mission, session=session))


def _show_agenda(request: HttpRequest, mission: Mission, form: SessionForm) -> HttpResponse:
    days: dict[date, list[SessionLine]] = {}
    for session in _sessions(mission):
        line = _line(session, mission)
        days.setdefault(line.starts.date(), []).append(line)
    context = {
        "mission": mission,
        "head": heads.mission_head(request.user, mission, "mission_agenda"),
        "days": sorted(days.items()),
        "form": form,
        "changes": bool(form["code"].value()),
        "online": days_in_words(online_days(session_times(mission))) if mission.is_virtual else "",
    }
    return render(request, "exchanges/organising/mission_agenda.html", context)


def _line(session: MissionSession, mission: Mission) -> SessionLine:
    zone = zoneinfo.ZoneInfo(session.zone)
    text = session.text(mission.language)
    return SessionLine(
        session,
        text.title if text else session.code,
        text.language if text else "",
        session.starts_at.astimezone(zone),
        session.ends_at.astimezone(zone),
        session.zone != mission.zone,
    )
