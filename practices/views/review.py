"""The published criteria, and the reviewer’s page: the same decision as in Wagtail, in the reader’s language."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import TaskState

from accounts.access import restricted_to
from practices import rules
from practices.actions import review as actions
from practices.errors import AlreadyDecidedError, PracticeError
from practices.forms.review import ApprovalForm, ReturnForm
from practices.models import PracticePage, ReviewCriterion


@require_GET
def criteria(request):
    """What every practice is measured by, and how the review works."""
    found = ReviewCriterion.objects.filter(in_use=True).prefetch_related("texts")
    return render(request, "practices/criteria.html", {"criteria": found})


def _open_task(pk):
    state = get_object_or_404(TaskState.objects.select_related("workflow_state__requested_by", "finished_by"), pk=pk)
    page = get_object_or_404(
        PracticePage.objects.select_related("cluster", "locale"), pk=state.workflow_state.object_id
    )
    return state, page


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_be_reviewer)
def review(request, pk):
    """Read, then approve with verdicts and an opinion, or return with reasons. Nothing typed is lost on the way."""
    state, page = _open_task(pk)
    if not rules.may_review(request.user, page, submitted_by=state.workflow_state.requested_by):
        raise PermissionDenied(_("You cannot review your own work or that of your own cluster."))
    if state.status != TaskState.STATUS_IN_PROGRESS:
        return redirect("practice_review_late", pk=pk)
    chosen = request.POST.get("decision")
    approval = ApprovalForm(request.POST if chosen == "approve" else None)
    returning = ReturnForm(request.POST if chosen == "return" else None)
    form = {"approve": approval, "return": returning}.get(chosen)
    if form is not None and form.is_valid():
        try:
            if chosen == "approve":
                actions.approve(state, by=request.user, **form.result())
                messages.success(request, _("Approved and published, with your opinion."))
            else:
                actions.return_to_author(state, by=request.user, reason=form.cleaned_data["comment"])
                messages.success(request, _("Returned; the author reads your reasons."))
            return redirect("desk")
        except AlreadyDecidedError:
            return redirect("practice_review_late", pk=pk)
        except PracticeError as error:
            form.add_error(None, str(error))
    context = {"page": page, "state": state, "approval": approval, "returning": returning, "chosen": chosen}
    return render(request, "practices/review.html", context, status=422 if form is not None else 200)


@never_cache
@require_GET
@restricted_to(rules.may_be_reviewer)
def review_late(request, pk):
    """Somebody else was quicker: who, and how it was decided."""
    state, page = _open_task(pk)
    return render(request, "practices/review_late.html", {"page": page, "state": state})
