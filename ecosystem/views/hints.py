"""Reports about a record: wrong, closed down, there twice; and those that wait for an answer."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters import rules as cluster_rules
from clusters.models import Organisation
from ecosystem import rules
from ecosystem.actions import hints as actions
from ecosystem.forms.claims import AnswerForm, HintForm
from ecosystem.models import Hint
from ecosystem.queries import hints as queries
from ecosystem.states import HintKind, HintState
from ecosystem.views.refusals import Refused, moved, refused

PER_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """For everybody, with or without an account; a machine is thanked in silence."""
    organisation = get_object_or_404(Organisation, code=code, merged_into=None)
    if not cluster_rules.may_see_organisation(request.user, organisation):
        raise Http404
    if account_rules.is_auditor(request.user):
        raise PermissionDenied
    asked = request.GET.get("kind", "")
    initial = {"kind": asked if asked in HintKind.values else HintKind.WRONG}
    form = HintForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"organisation": organisation, "form": form}
    template = "ecosystem/claims/report.html"
    if request.method != "POST":
        return render(request, template, context)
    if form.is_from_a_machine:
        return redirect(organisation)
    if not form.is_valid():
        return render(request, template, context, status=422)
    try:
        actions.report(
            organisation,
            kind=HintKind(form.cleaned_data["kind"]),
            text=form.cleaned_data["text"],
            other=form.cleaned_data["other"],
            by=request.user if request.user.is_authenticated else None,
            address=get_adapter(request).get_client_ip(request),
        )
    except Refused as error:
        return refused(request, error, form=form, template=template, context=context)
    messages.success(request, _("Thank you. Those who keep this record look at it."))
    return redirect(organisation)


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def hints(request: HttpRequest) -> HttpResponse:
    """Reports about records that this person keeps: open ones first."""
    if not rules.may_act(request.user):
        raise PermissionDenied
    return _page(request)


def _page(request: HttpRequest, form: AnswerForm | None = None, about: int = 0) -> HttpResponse:
    done = request.GET.get("done") == "yes"
    found = (
        queries.visible_to(request.user).exclude(state=HintState.OPEN).order_by("-decided_at", "-pk")
        if done
        else queries.waiting_for(request.user)
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines = [
        (hint, form if form is not None and hint.pk == about else AnswerForm(auto_id=f"id_%s_{hint.pk}"))
        for hint in page
    ]
    context = {
        "lines": lines,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": "done=yes&" if done else "",
        "done": done,
    }
    return render(request, "ecosystem/claims/hints.html", context)


@require_POST
@restricted_to(account_rules.is_known)
def hint_move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """done or dismiss, with an answer if one likes."""
    if not rules.may_act(request.user):
        raise PermissionDenied
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    moves = {"done": actions.settle_hint, "dismiss": actions.dismiss_hint}
    if verb not in moves:
        raise Http404
    form = AnswerForm(request.POST, auto_id=f"id_%s_{pk}")
    return moved(
        request,
        lambda: moves[verb](found, answer=form.cleaned_data["answer"], by=request.user),
        to=_after(found, verb),
        done=_("Dealt with.") if verb == "done" else _("Noted that it is not so."),
        page=lambda: _page(request, form, pk),
        form=form,
    )


def _after(hint: Hint, verb: str) -> str:
    """A double that is one leads to the page where the two become one."""
    if verb == "done" and hint.kind == HintKind.DOUBLE and hint.other_id and hint.other.merged_into_id is None:
        return reverse("double", args=[hint.organisation.code, hint.other.code])
    return reverse("hints")
