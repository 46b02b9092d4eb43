"""Making an offer, its texts and periods, moving it on."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters.models import Cluster, Organisation
from core.states import TranslationState
from exchanges import rules
from exchanges.actions import offers as actions
from exchanges.actions.applications import sending_clusters
from exchanges.errors import FullError
from exchanges.forms.offers import OfferForm, OfferTextForm, PeriodForm
from exchanges.models import Offer
from exchanges.queries import organising as queries
from exchanges.queries.concepts import theme_groups
from exchanges.views import heads, refusals
from exchanges.views.mission_parts import language_asked, language_lines


def find(request: HttpRequest, code: str) -> Offer:
    """An offer this person sees; 404 for everybody else."""
    return get_object_or_404(Offer.objects.visible_to(request.user).with_texts(), code=code)


def find_to_edit(request: HttpRequest, code: str) -> Offer:
    offer = find(request, code)
    if not rules.may_edit_offer(request.user, offer):
        raise PermissionDenied
    return offer


def _receiving_clusters(user, organisation: Organisation) -> list[Cluster]:
    """The host’s own clusters; for one in none those that the person may sign for, or that its people asked."""
    own = sending_clusters(organisation) or queries.clusters_to_organise_for(user)
    asked = Cluster.objects.filter(affiliations__organisation=organisation, affiliations__user=user)
    return [each for each in (own or asked) if rules.may_create_offer(user, organisation, each)]


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def new(request: HttpRequest, organisation_code: str) -> HttpResponse:
    """A draft for an organisation; it is found once it is open."""
    organisations = Organisation.objects.prefetch_related("places")
    organisation = get_object_or_404(organisations, code=organisation_code, merged_into=None)
    clusters = _receiving_clusters(request.user, organisation)
    if not clusters:
        raise PermissionDenied
    form = OfferForm(request.POST if request.method == "POST" else None, organisation=organisation, clusters=clusters)
    context = {"organisation": organisation}
    if request.method != "POST":
        return _show(request, form, context)
    if request.POST.get("do") == "find":
        return _show(request, form, context, quiet=True)
    if not form.is_valid():
        return _show(request, form, context, status=422)
    cleaned = form.cleaned_data
    try:
        offer = actions.create_offer(
            code=cleaned["code"],
            programme=cleaned["programme"],
            organisation=organisation,
            receiving_cluster=cleaned["receiving_cluster"],
            by=request.user,
            capacity=cleaned["capacity"],
            concepts=cleaned["concepts"],
            texts={cleaned["language"]: {"title": cleaned["title"], "learn": cleaned["learn"]}},
            **form.values(),
        )
    except refusals.Refused as error:
        return _refused(request, error, form, context)
    messages.success(request, _("Saved as a draft. Say when you are open, then open it to visitors."))
    return redirect("offer_periods", offer.code)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    offer = find_to_edit(request, code)
    given = request.POST if request.method == "POST" else None
    form = OfferForm(given, organisation=offer.organisation, offer=offer)
    context = _edit_context(request, offer)
    if request.method != "POST":
        return _show(request, form, context)
    if request.POST.get("do") == "find":
        return _show(request, form, context, quiet=True)
    if not form.is_valid():
        return _show(request, form, context, status=422)
    cleaned = form.cleaned_data
    try:
        actions.edit_offer(
            offer, by=request.user, capacity=cleaned["capacity"], concepts=cleaned["concepts"], **form.values()
        )
    except refusals.Refused as error:
        return _refused(request, error, form, context)
    messages.success(request, _("Saved."))
    return redirect("offer_edit", offer.code)


def _edit_context(request: HttpRequest, offer: Offer) -> dict:
    return {
        "offer": offer,
        "organisation": offer.organisation,
        "head": heads.offer_head(request.user, offer, "offer_edit"),
    }


def _refused(request: HttpRequest, error: Exception, form: OfferForm, context: dict) -> HttpResponse:
    if isinstance(error, FullError):
        form.add_error("capacity", str(error))
    else:
        refusals.add_to(form, error)
    return _show(request, form, context, status=refusals.status_of(error))


def _show(request, form: OfferForm, context: dict, *, status: int = 200, quiet: bool = False) -> HttpResponse:
    if quiet:
        form.leave_unchecked()
    find_words = request.POST.get("find", "")[:100]
    context |= {
        "form": form,
        "groups": theme_groups(form["concepts"].value() or (), find=find_words),
        "find": find_words,
    }
    return render(request, "exchanges/organising/offer_form.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def texts(request: HttpRequest, code: str) -> HttpResponse:
    """One language at a time, the original beside a translation."""
    offer = find_to_edit(request, code)
    language = language_asked(request, offer.language)
    is_original = language == offer.language
    written = {text.language: text for text in offer.texts.all()}
    form = OfferTextForm(
        request.POST if request.method == "POST" else None,
        language=language,
        is_original=is_original,
        initial=_text_initial(written.get(language)),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            state = {"translation_state": TranslationState.ORIGINAL} if is_original else {}
            try:
                actions.edit_offer(offer, by=request.user, texts={language: {**state, **form.cleaned_data}})
            except refusals.Refused as error:
                refusals.add_to(form, error)
                status = refusals.status_of(error)
            else:
                messages.success(request, _("Saved."))
                return redirect(f"{reverse('offer_texts', args=[offer.code])}?language={language}")
    context = {
        "offer": offer,
        "organisation": offer.organisation,
        "head": heads.offer_head(request.user, offer, "offer_texts"),
        "form": form,
        "language": language,
        "languages": language_lines(written, offer.language, language),
        "original": None if is_original else written.get(offer.language),
        "original_language": offer.language,
    }
    return render(request, "exchanges/organising/offer_texts.html", context, status=status)


def _text_initial(text) -> dict:
    if text is None:
        return {}
    initial = {name: getattr(text, name) for name in ("title", "learn", "conditions", "accessibility")}
    if text.translation_state != TranslationState.ORIGINAL:
        initial["translation_state"] = text.translation_state
    return initial


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def periods(request: HttpRequest, code: str) -> HttpResponse:
    """When the host is open and when closed; the page adds one at a time and takes one away."""
    offer = find_to_edit(request, code)
    home = reverse("offer_periods", args=[offer.code])
    if request.method != "POST":
        return _show_periods(request, offer, PeriodForm())
    what, _colon, key = request.POST.get("do", "").partition(":")
    if what == "remove" and key.isdecimal():
        return refusals.moved(
            request,
            lambda: actions.remove_period(offer, key=int(key), by=request.user),
            to=home,
            page=lambda: _show_periods(request, offer, PeriodForm()),
        )
    form = PeriodForm(request.POST)
    return refusals.moved(
        request,
        lambda: actions.add_period(offer, by=request.user, **form.cleaned_data),
        to=home,
        page=lambda: _show_periods(request, offer, form),
        form=form,
    )


def _show_periods(request: HttpRequest, offer: Offer, form: PeriodForm) -> HttpResponse:
    context = {
        "offer": offer,
        "organisation": offer.organisation,
        "head": heads.offer_head(request.user, offer, "offer_periods"),
        "periods": [(period, period.ends_on - timedelta(days=1)) for period in offer.periods.order_by("starts_on")],
        "form": form,
    }
    return render(request, "exchanges/organising/offer_periods.html", context)


_ACTIONS = {"open": actions.open_offer, "pause": actions.pause_offer, "withdraw": actions.withdraw_offer}
_DONE = {
    "open": lambda: _("Visitors find it now."),
    "pause": lambda: _("Paused: nobody finds it until you open it again. What was agreed stays."),
    "withdraw": lambda: _("Withdrawn for good. What was agreed stays."),
}


@require_POST
@restricted_to(account_rules.is_known)
def move(request: HttpRequest, code: str, verb: str) -> HttpResponseBase:
    offer = find(request, code)
    if verb not in _ACTIONS:
        raise Http404
    if not rules.may_move(request.user, offer, heads.OFFER_VERBS[verb][0]):
        raise PermissionDenied
    home = f"{reverse('exchange_organising')}?of=offers" if verb == "withdraw" else reverse("offer_edit", args=[code])
    return refusals.moved(request, lambda: _ACTIONS[verb](offer, by=request.user), to=home, done=_DONE[verb]())
