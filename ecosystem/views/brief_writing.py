"""Writing a sourcing brief: begin, keep, count the makers that match."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import restricted_to
from clusters.models import Organisation
from clusters.states import AffiliationState
from core import given
from ecosystem import rules
from ecosystem.actions import brief_drafts as actions
from ecosystem.forms.briefs import BriefForm
from ecosystem.models import Brief
from ecosystem.queries import briefs as queries, makers
from ecosystem.states import BriefState
from ecosystem.views import refusals

FORM = "ecosystem/briefs/form.html"
REMOVE = "remove:"


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_write_briefs)
def new(request: HttpRequest) -> HttpResponse:
    """For which organisation, what happens with a brief; the button begins a draft."""
    brands = Organisation.objects.filter(
        affiliations__user=request.user, affiliations__state=AffiliationState.ACCEPTED, merged_into=None
    ).distinct()
    context = {"brands": brands, "drafts": queries.briefs_of(request.user).filter(state=BriefState.DRAFT)[:10]}
    if request.method == "GET":
        return render(request, "ecosystem/briefs/new.html", context)
    if request.POST.get("website"):  # a machine: thanked in silence
        return redirect("briefs")
    code = given.code(request.POST, "brand")
    brand = brands.filter(code=code).first() if code else (brands.first() if len(brands) == 1 else None)
    if brand is None:
        context["problem"] = _("Please choose an organisation.")
        return render(request, "ecosystem/briefs/new.html", context, status=422)
    try:
        draft = actions.start_brief(brand=brand, by=request.user, language=get_language() or "")
    except refusals.Refused as error:
        return refusals.refused(request, error, back="briefs")
    return redirect("brief_edit", draft.code)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_act)
def edit(request: HttpRequest, code: str) -> HttpResponseBase:
    """Write, as often as one likes, until it is sent."""
    found = _found(request, code)
    if request.method == "POST":
        return _write(request, found)
    if not rules.may_edit_brief(request.user, found):
        return redirect("brief", code)
    return _show_form(request, found, BriefForm(brief=found), matches=_counted(request, found))


@never_cache
@require_GET
@restricted_to(rules.may_act)
def match(request: HttpRequest, code: str) -> HttpResponse:
    """How many makers match what is kept so far, and why others do not: a part of the form, for its script."""
    found = _found(request, code)
    if not rules.may_edit_brief(request.user, found):
        raise Http404
    return render(request, "ecosystem/briefs/match.html", {"matches": makers.match(found), "brief": found})


def _found(request: HttpRequest, code: str) -> Brief:
    found = queries.find(request.user, code)
    if found is None:
        raise Http404
    return found


def _counted(request: HttpRequest, found: Brief):
    return makers.match(found) if "count" in request.GET else None


def _write(request: HttpRequest, found: Brief) -> HttpResponseBase:
    """Keep what is right of what was typed; then do what the button says."""
    button = given.words(request.POST, "do") or "save"
    quiet = "application/json" in request.headers.get("Accept", "")
    if button == "makers" and found.state == BriefState.SENT:
        return redirect("brief", found.code)  # sent meanwhile, or clicked twice
    form = BriefForm(request.POST, request.FILES, brief=found)
    form.full_clean()
    try:
        found = actions.save_brief(found, by=request.user, **form.values)
        if not quiet:
            _keep_files(request, found, form, button)
    except refusals.Refused as error:
        if quiet:
            return JsonResponse({"problem": " ".join(refusals.sentences(error))}, status=refusals.status_of(error))
        return refusals.refused(request, error, form=form, template=FORM, context=_context(found, form))
    if quiet:
        return JsonResponse({"saved": _said(form)})
    missing = queries.missing_in(found) if button == "makers" else {}
    for name, sentence in missing.items():  # everything is said at once
        if name not in form.errors:
            form.add_error(name, sentence)
    if form.errors:
        return _show_form(request, found, form, status=422)
    address = reverse("brief_edit", args=[found.code])
    if button == "makers":
        return redirect("brief_makers", found.code)
    if button == "count":
        return redirect(f"{address}?count=1#makers")
    if button == "upload" or button.startswith(REMOVE):
        return redirect(f"{address}#part-files")
    messages.success(request, _("Saved. You can go on later; nobody else sees it yet."))
    return redirect(address)


def _keep_files(request: HttpRequest, found: Brief, form: BriefForm, button: str) -> None:
    """Files go their own way: where one is refused, the words and the other files are kept all the same."""
    if button.startswith(REMOVE):
        actions.remove_file(found, button.removeprefix(REMOVE), by=request.user)
    for file in form.cleaned_data.get("files") or ():
        try:
            actions.add_file(found, file, by=request.user)
        except ValidationError as error:
            form.add_error("files", [f"{file.name}: {sentence}" for sentence in error.messages])


def _said(form: BriefForm) -> str:
    at = time_format(timezone.localtime(), "TIME_FORMAT")
    if form.errors:
        return _("Saved at %(time)s, but not everything: something has to be looked at again.") % {"time": at}
    return _("Saved at %(time)s") % {"time": at}


def _context(found: Brief, form: BriefForm, *, matches=None) -> dict:
    form.mark_needed()
    return {
        "brief": found,
        "form": form,
        "problems": form.problems if form.is_bound else [],
        "missing": _missing(found, form),
        "files": found.files.all(),
        "most_files": actions.MOST_FILES,
        "matches": matches,
    }


def _missing(found: Brief, form: BriefForm) -> list[tuple[str, str]]:
    """(label, where) of what still has to be filled in, in the order of the page."""
    missing = queries.missing_in(found)
    return [
        (field.label, f"choose-{field.name}" if groups is not None else field.id_for_label)
        for _anchor, _heading, fields in form.sections
        for field, groups in fields
        if field.name in missing
    ]


def _show_form(request: HttpRequest, found: Brief, form: BriefForm, *, matches=None, status=200) -> HttpResponse:
    return render(request, FORM, _context(found, form, matches=matches), status=status)
