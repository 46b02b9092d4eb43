"""A member’s proposal: beginning it, writing it with the plain form, and the cluster’s word on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import rules as account_rules
from accounts.access import restricted_to
from practices import rules
from practices.actions import proposals as actions
from practices.errors import NotSentError, PracticeError
from practices.forms.proposals import ROW_FORMS, ProposalForm, read_answers
from practices.forms.starting import ReasonForm, StartForm
from practices.models import Proposal, ProposalFile
from practices.states import PROPOSAL_MOVES, WRITABLE, ProposalState


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def propose(request: HttpRequest) -> HttpResponse:
    """One’s proposals, and a form to begin another: for which organisation, in which language."""
    may = rules.may_propose(request.user)
    if request.method == "POST" and not may:
        raise PermissionDenied(_("Your cluster has to accept you first."))
    given = request.POST if request.method == "POST" else None
    form = StartForm(given, user=request.user) if may else None
    if form is not None and form.is_valid():
        try:
            proposal = actions.start(by=request.user, **form.result())
        except PracticeError as error:
            form.add_error(None, str(error))
        else:
            return redirect(proposal)
    mine = request.user.proposals.select_related("cluster", "organisation")
    context = {"form": form, "proposals": mine}
    return render(request, "practices/propose.html", context, status=422 if form is not None and form.errors else 200)


def _visible(request, code) -> Proposal:
    """With what this person may read of it: after a return only the author sees what is written since."""
    proposals = Proposal.objects.visible_to(request.user).select_related("cluster", "organisation", "author", "page")
    found = get_object_or_404(proposals, code=code)
    if _is_rewritten(request, found):
        found.answers = found.sent_answers
    return found


def _is_rewritten(request, found: Proposal) -> bool:
    return found.state == ProposalState.RETURNED and not rules.is_author(request.user, found)


def _readable_files(request, found: Proposal):
    return found.files.filter(created_at__lte=found.sent_at) if _is_rewritten(request, found) else found.files.all()


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(account_rules.is_known)
def proposal(request: HttpRequest, code: str) -> HttpResponse:
    """The author writes while they may; everybody else, and the author afterwards, reads."""
    found = _visible(request, code)
    writes = rules.may_write_proposal(request.user, found) and found.state in WRITABLE
    if request.method == "POST":
        if not rules.may_write_proposal(request.user, found):
            raise PermissionDenied(_("Only the author writes in a proposal."))
        return _save(request, found)
    if writes:
        more = request.GET.get("more", "")
        form = ProposalForm(found.answers, language=found.language, more=more if more in ROW_FORMS else "")
        return _show_form(request, found, form)
    return _show(request, found)


def _save(request, found: Proposal) -> HttpResponse:
    """Keep everything first; then do what the button says."""
    quiet = "application/json" in request.headers.get("Accept", "")
    try:
        found = actions.save_answers(found, by=request.user, answers=read_answers(request.POST))
        problems = [] if quiet else _keep_files(request, found)
    except PracticeError as error:
        if quiet:
            return JsonResponse({"problem": str(error)}, status=409)
        messages.error(request, str(error))
        return redirect(found)
    if quiet:
        at = time_format(timezone.localtime(), "TIME_FORMAT")
        return JsonResponse({"saved": _("Saved at %(time)s") % {"time": at}})
    if problems:
        form = ProposalForm(found.answers, language=found.language)
        return _show_form(request, found, form, problems=problems, status=422)
    button, _colon, detail = request.POST.get("do", "save").partition(":")
    if button == "send":
        try:
            actions.send(found, by=request.user)
        except NotSentError as error:
            return _show_form(request, found, error.form, problems=[(str(error), "")], status=422)
        messages.success(request, _("Sent to your cluster. You are told when it has decided."))
        return redirect(found)
    if button == "more" and detail in ROW_FORMS:
        return redirect(f"{found.get_absolute_url()}?more={detail}#part-{detail}")
    if button == "upload":
        return redirect(f"{found.get_absolute_url()}#part-files")
    messages.success(request, _("Saved. You can go on later; your cluster does not see it yet."))
    return redirect(found)


def _keep_files(request, found: Proposal) -> list[tuple[str, str]]:
    """Keep what was uploaded, described or removed; returns the problems as (sentence, id of the field)."""
    button, _colon, detail = request.POST.get("do", "").partition(":")
    for file in found.files.all():
        if button == "remove" and detail == file.code:
            actions.remove_file(file, by=request.user)
        elif f"alt-{file.code}" in request.POST:
            text = " ".join(request.POST[f"alt-{file.code}"].replace("\x00", "").split())
            actions.describe_file(file, by=request.user, alt_text=text)
    problems = []
    for kind in ProposalFile.Kind.values:
        for upload in request.FILES.getlist(kind):
            alt_text = " ".join(request.POST.get("picture_alt", "").replace("\x00", "").split())[:250]
            try:
                actions.add_file(found, by=request.user, kind=kind, upload=upload, alt_text=alt_text)
            except ValidationError as error:
                problems += [(f"{upload.name[:80]}: {message}", f"id_{kind}") for message in error.messages]
            except PracticeError as error:
                problems.append((str(error), f"id_{kind}"))
    return problems


def _show_form(request, found: Proposal, form: ProposalForm, *, problems=(), status=200) -> HttpResponse:
    chosen = set(found.answers.get("concepts", []))
    groups = [
        (
            group,
            [(str(pk), label, str(pk) in chosen) for pk, label in group.concepts],
            len([pk for pk, _label in group.concepts if str(pk) in chosen]),
        )
        for group in form.facts.groups
    ]
    context = {
        "proposal": found,
        "form": form,
        "groups": groups,
        "problems": problems,
        "files": _by_kind(found.files.all()),
        "file_errors": [sentence for sentence, target in problems if target],
        "undescribed": form.check and found.files.filter(kind=ProposalFile.Kind.PICTURE, alt_text="").exists(),
    }
    return render(request, "practices/proposal_form.html", context, status=status)


def _by_kind(files) -> dict[str, list[ProposalFile]]:
    return {f"{kind}s": [file for file in files if file.kind == kind] for kind in ProposalFile.Kind.values}


def _show(request, found: Proposal, *, reason_form=None, status=200) -> HttpResponse:
    form = ProposalForm(found.answers, check=True, language=found.language)
    form.is_valid()
    moves = PROPOSAL_MOVES[ProposalState(found.state)]
    decides = rules.may_decide_proposal(request.user, found) and ProposalState.TAKEN in moves
    context = {
        "proposal": found,
        "parts": form.reading(),
        "files": _by_kind(_readable_files(request, found)),
        "decides": decides,
        "withdraws": rules.may_write_proposal(request.user, found) and ProposalState.WITHDRAWN in moves,
        "reason_form": (reason_form or ReasonForm()) if decides else None,
    }
    return render(request, "practices/proposal.html", context, status=status)


@require_GET
@never_cache
@restricted_to(account_rules.is_known)
def proposal_file(request: HttpRequest, code: str, file: str) -> FileResponse:
    """A private file, to those who may see the proposal; always as a download, never shown as a page."""
    found = get_object_or_404(_readable_files(request, _visible(request, code)), code=file)
    try:
        return FileResponse(found.file.open(), as_attachment=True, filename=found.name)
    except FileNotFoundError as error:
        raise Http404 from error


@require_POST
@restricted_to(account_rules.is_known)
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    found = _visible(request, code)
    try:
        actions.withdraw(found, by=request.user)
    except PracticeError as error:
        messages.error(request, str(error))
    return redirect("propose" if rules.is_author(request.user, found) else found)


@require_POST
@restricted_to(account_rules.is_known)
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Make it a draft page and open it in the editor."""
    found = _visible(request, code)
    if not rules.may_decide_proposal(request.user, found):
        raise PermissionDenied(_("You may not decide about this proposal."))
    try:
        page = actions.take_over(found, by=request.user)
    except PracticeError as error:
        messages.error(request, str(error))
        return redirect(found)
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_POST
@restricted_to(account_rules.is_known)
def give_back(request: HttpRequest, code: str) -> HttpResponse:
    """Return with a question, or decline: both with a reason."""
    found = _visible(request, code)
    if not rules.may_decide_proposal(request.user, found):
        raise PermissionDenied(_("You may not decide about this proposal."))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, found, reason_form=form, status=422)
    act = actions.decline if request.POST.get("do") == "decline" else actions.return_to_author
    try:
        act(found, by=request.user, reason=form.cleaned_data["reason"])
    except PracticeError as error:
        messages.error(request, str(error))
        return redirect(found)
    messages.success(request, _("Done; the author reads your reason."))
    return redirect("desk")
