"""The desk and one's own account."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import export, rules
from accounts.access import restricted_to
from accounts.actions import erasure
from accounts.desk import Desk, role_labels, sections_for
from accounts.errors import AccountError
from accounts.forms import AccountForm, EraseForm
from core import outbox
from core.models import MailMessage


@never_cache
@require_GET
@restricted_to(rules.is_known)
def desk(request):
    """One page per role with what waits."""
    context = {"desk": Desk(sections_for(request.user)), "roles": role_labels(request.user)}
    return render(request, "accounts/desk.html", context)


@require_POST
@restricted_to(rules.may_see_outbox)
def retry_mail(request, pk):
    """Put a failed message back in the queue."""
    outbox.retry(get_object_or_404(MailMessage, pk=pk), by=request.user)
    messages.success(request, _("The mail is in the queue again."))
    return redirect("desk")


@require_POST
@restricted_to(rules.may_see_outbox)
def retry_all_mail(request):
    """Put every failed message back in the queue."""
    outbox.retry_all(by=request.user)
    messages.success(request, _("All mail that failed is in the queue again."))
    return redirect("desk")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def account(request):
    """Name, language, notifications; and the way to everything else about one's account."""
    form = AccountForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account")
    request.user.refresh_from_db(fields=["first_name", "last_name"])  # a refused name is not yet the person's
    context = {"form": form, "is_demo": settings.DEMO}
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
@reauthentication_required
def account_export(request):
    """Everything the site knows about the person, as a zip file; after the password was asked again."""
    return FileResponse(
        export.archive(request.user), as_attachment=True, filename="my-data.zip", content_type="application/zip"
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@reauthentication_required
def account_erase(request):
    """Say what goes and what stays; after the password was asked again and a box was ticked, the person goes."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erasure.erase_person(request.user)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            messages.success(request, _("Your account was erased."))
            return redirect("account_login")
    context = {"form": form, "consequences": erasure.consequences(request.user)}
    return render(request, "accounts/erase.html", context, status=422 if form.errors else 200)
