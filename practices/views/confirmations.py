"""The owner’s answer page, opened by the link of the mail."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from practices.actions import confirmations as actions
from practices.errors import PracticeError
from practices.forms.confirmations import ConfirmationForm
from practices.models import Confirmation
from practices.queries.confirmations import original


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request, token):
    """Ask, take the answer, and afterwards show it."""
    confirmation = get_object_or_404(Confirmation, token=token)
    page = original(confirmation.practice_code)
    if page is None or confirmation.answered_at:
        return render(request, "practices/confirm_done.html", {"confirmation": confirmation, "page": page})
    form = ConfirmationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.answer(
                confirmation, by=request.user if request.user.is_authenticated else None, **form.cleaned_data
            )
        except PracticeError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Thank you. Your answer stands on the page now."))
        return redirect("confirm", token=token)
    context = {"form": form, "page": page}
    return render(request, "practices/confirm.html", context, status=422 if form.is_bound else 200)
