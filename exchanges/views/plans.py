"""The coordinator’s plans: made, looked at, adjusted, sent."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import restricted_to
from core.dates import short_date
from exchanges import clock, rules, tasks
from exchanges.actions import plans as actions
from exchanges.forms.matching import PlannedStayForm
from exchanges.models import Application, Offer, PlannedStay, PlannerRun, Programme
from exchanges.queries import matches, outlook, plans as queries
from exchanges.states import OfferState
from exchanges.views import refusals

PER_PAGE = 40
AT_ONCE = 50_000  # pairs of application and offer that are planned while the coordinator waits; more by the worker
PATIENCE = 10  # seconds for that; what is found by then is kept with its proven bound
SEND_AT_ONCE = 25  # proposals, with their mails


def _coordinates(user) -> bool:
    return rules.may_run(user, None)


def _programme(code: str) -> Programme:
    return get_object_or_404(Programme.objects.prefetch_related("texts"), code=code)


def _run(request: HttpRequest, code: str) -> PlannerRun:
    rows = PlannerRun.objects.visible_to(request.user).select_related("programme", "made_by")
    return get_object_or_404(rows.prefetch_related("programme__texts"), code=code)


def _stay(run: PlannerRun, application: str) -> PlannedStay:
    rows = run.stays.select_related(
        "application__organisation",
        "application__person",
        "application__sending_cluster",
        "application__programme",
        "offer__organisation",
        "offer__place",
        "proposal",
    )
    return get_object_or_404(rows, application__code=application)


@never_cache
@require_safe
@restricted_to(_coordinates)
def plans(request: HttpRequest, code: str) -> HttpResponse:
    """All plans of a programme, and a button to make another."""
    programme = _programme(code)
    page = Paginator(queries.plans_of(programme, request.user), PER_PAGE).get_page(request.GET.get("page"))
    applications, offers = _size(programme)
    context = {
        "programme": programme,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "applications": applications,
        "offers": offers,
    }
    return render(request, "exchanges/matching/plans.html", context)


def _size(programme: Programme) -> tuple[int, int]:
    return (
        Application.objects.to_place().filter(programme=programme, is_virtual=False).count(),
        Offer.objects.filter(programme=programme, state=OfferState.OPEN).count(),
    )


@require_POST
@restricted_to(_coordinates)
def make(request: HttpRequest, code: str) -> HttpResponse:
    """A small plan is made at once; a large one by the worker, with a page to wait on."""
    programme = _programme(code)
    applications, offers = _size(programme)
    if applications * offers <= AT_ONCE:
        run = actions.make_plan(programme=programme, by=request.user, seconds=PATIENCE)
        return redirect("exchange_plan", run.code)
    asked_at = clock.now().isoformat()
    tasks.make_plan.enqueue(programme.pk, request.user.pk, asked_at)
    return redirect(f"{reverse('exchange_plan_making', args=[programme.code])}?{urlencode({'since': asked_at})}")


@never_cache
@require_safe
@restricted_to(_coordinates)
def making(request: HttpRequest, code: str) -> HttpResponse:
    """Leads to the plan once it is there. It does not reload by itself: that takes a page from its reader."""
    programme = _programme(code)
    since = _moment(request.GET.get("since", ""))
    if since is None:
        return redirect("exchange_plans", programme.code)
    mine = PlannerRun.objects.visible_to(request.user).filter(programme=programme, made_by=request.user)
    run = mine.filter(made_at__gte=since).order_by("made_at").first()
    if run is not None:
        return redirect("exchange_plan", run.code)
    seconds = max(0, round((clock.now() - since).total_seconds()))
    context = {"programme": programme, "seconds": seconds, "is_late": seconds > 300}
    return render(request, "exchanges/matching/plan_making.html", context)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and is_aware(found) and 2000 < found.year < 2200 else None


@never_cache
@require_safe
@restricted_to(_coordinates)
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """The proposal to look at: its worth beside what is possible, then the stays by host, or who has no place."""
    return _show(request, _run(request, code))


def _show(request, run: PlannerRun) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in queries.SHOWN else ""
    page = Paginator(queries.stays_of(run, show), PER_PAGE).get_page(request.GET.get("page"))
    tabs = queries.tabs(run)
    numbers = {tab.value: tab.number for tab in tabs}
    context = {
        "run": run,
        "tabs": tabs,
        "show": show,
        "heading": queries.titles()[show],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"{urlencode({'show': show})}&" if show else "",
        "groups": queries.groups(run, page.object_list),
        "why": queries.why_unplaced(run) if show == "unplaced" else [],
        "number_waiting": numbers.get("waiting", 0),
        "number_placed": numbers.get("", 0),
        "number_unplaced": numbers.get("unplaced", 0),
    }
    return render(request, "exchanges/matching/plan.html", context)


def _back(request: HttpRequest, run: PlannerRun, application: str = "") -> str:
    """The same part and page of the plan, at the row that was acted on."""
    show, page = request.POST.get("show", ""), request.POST.get("page", "")
    asked = {"show": show} if show in queries.SHOWN and show else {}
    asked |= {"page": page} if page.isdecimal() and page != "1" else {}
    address = reverse("exchange_plan", args=[run.code])
    return f"{address}{'?' if asked else ''}{urlencode(asked)}{f'#stay-{application}' if application else ''}"


@require_POST
@restricted_to(_coordinates)
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that waits; many by the worker, so that nobody waits for the mails."""
    run = _run(request, code)
    number = run.stays.filter(queries.SHOWN["waiting"]).count()
    if number > SEND_AT_ONCE:
        tasks.send_plan.enqueue(run.pk, request.user.pk)
        messages.success(request, _("The plan is being sent. Look here again in a few minutes."))
        return redirect(_back(request, run))
    rows = actions.send_plan(run, by=request.user)
    _tell(request, rows)
    return redirect(_back(request, run))


def _tell(request, rows: list[PlannedStay]) -> None:
    sent = sum(row.proposal_id is not None for row in rows)
    if sent:
        sentence = ngettext("{number} proposal was sent.", "{number} proposals were sent.", sent)
        messages.success(request, sentence.format(number=sent))
    refused = len(rows) - sent
    if refused:
        sentence = ngettext(
            "{number} could not be sent; its row says why.", "{number} could not be sent; their rows say why.", refused
        )
        messages.warning(request, sentence.format(number=refused))
    if not rows:
        messages.info(request, _("Nothing is left to send."))


@require_POST
@restricted_to(_coordinates)
def send_one(request: HttpRequest, code: str, application: str) -> HttpResponse:
    """One stay; a double click sends it once."""
    run = _run(request, code)
    row = actions.send_stay(_stay(run, application), by=request.user)
    if row.refusal:
        messages.error(request, row.refusal)
    elif row.proposal_id:
        messages.success(request, _("Sent to both sides."))
    return redirect(_back(request, run, application))


@require_POST
@restricted_to(_coordinates)
def leave_out(request: HttpRequest, code: str, application: str) -> HttpResponse:
    """Not to be sent with the plan."""
    return _set_aside(request, code, application, is_out=True)


@require_POST
@restricted_to(_coordinates)
def take_in(request: HttpRequest, code: str, application: str) -> HttpResponse:
    """To be sent with the plan again."""
    return _set_aside(request, code, application, is_out=False)


def _set_aside(request, code: str, application: str, *, is_out: bool) -> HttpResponse:
    run = _run(request, code)
    found = _stay(run, application)
    return refusals.moved(
        request,
        lambda: actions.leave_out(found, by=request.user, is_out=is_out),
        to=_back(request, run, application),
        page=lambda: _show(request, run),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(_coordinates)
def stay(request: HttpRequest, code: str, application: str) -> HttpResponse:
    """Another host or other days, also for who has no place."""
    run = _run(request, code)
    found = _stay(run, application)
    if found.proposal_id:
        return redirect("exchange_proposal", found.proposal.code)
    traveller = matches.Traveller(found.application, offers=matches.open_offers(run.programme))
    able = [match for match in traveller.matches() if match.obstacle is None]
    options = {
        "programme": run.programme,
        "offers": Offer.objects.filter(programme=run.programme),
        "choices": [(match.offer.code, _label(match)) for match in able],
    }
    initial = {"first_day": found.first_day, "last_day": found.last_day}
    if found.offer:
        initial["offer"] = found.offer.code
        if found.offer_id not in {match.offer.pk for match in able}:
            options["choices"].insert(0, (found.offer.code, str(found.offer.organisation)))
    elif able:
        best = able[0]
        initial = {"offer": best.offer.code, "first_day": best.first_day, "last_day": best.last_day}
    if request.method != "POST":
        return _show_stay(request, run, found, PlannedStayForm(initial=initial, **options), able)
    form = PlannedStayForm(request.POST, **options)
    if not form.is_valid():
        return _show_stay(request, run, found, form, able, status=422)
    first_day, last_day = form.days
    try:
        actions.change_stay(
            found, offer=form.cleaned_data["offer"], first_day=first_day, last_day=last_day, by=request.user
        )
    except refusals.Refused as error:
        refusals.add_to(form, error)
        return _show_stay(request, run, found, form, able, status=refusals.status_of(error))
    messages.success(request, _("Changed. It is sent with the plan, or by itself."))
    return redirect(f"{reverse('exchange_plan', args=[run.code])}?show=waiting")


def _label(match: matches.Match) -> str:
    days = f"{short_date(match.first_day)} – {short_date(match.last_day)}" if match.window else ""
    return " · ".join(filter(None, (str(match.offer.organisation), match.words, days)))


def _show_stay(request, run, found: PlannedStay, form, able: list[matches.Match], *, status=200) -> HttpResponse:
    best = able[: matches.TOP]
    matches.add_texts(best)
    matches.explain(best)
    ahead = None
    if found.offer:
        ahead = outlook.outlook(
            found.application,
            host=found.offer.organisation,
            offer=found.offer,
            first_day=found.first_day,
            last_day=found.last_day,
        )
    context = {"run": run, "stay": found, "form": form, "best": best, "able": len(able), "outlook": ahead}
    return render(request, "exchanges/matching/plan_stay.html", context, status=status)
