"""The coordinator changes a programme, one part at a time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import restricted_to
from exchanges import rules
from exchanges.actions.programmes import change_programme
from exchanges.forms.programmes import NAMES, RULES, form_of
from exchanges.models import Programme
from exchanges.views import refusals


@restricted_to(lambda user: rules.may_run(user, None))
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """Rules, texts, targets, rates, countries or the matrix. Who signed keeps what was signed."""
    programme = get_object_or_404(Programme.objects.prefetch_related("texts"), code=code)
    if part not in NAMES:
        raise Http404
    form = form_of(part, programme, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, programme, part, form)
    if not form.is_valid():
        return _page(request, Programme.objects.get(pk=programme.pk), part, form, status=422)
    try:
        change_programme(programme, part=part, save=form.save, by=request.user)
    except refusals.Refused as error:
        messages.error(request, " ".join(refusals.sentences(error)))
        return _page(request, programme, part, form, status=refusals.status_of(error))
    messages.success(request, _("Saved."))
    return redirect("exchange_programme_edit", programme.code, part)


def _page(request: HttpRequest, programme: Programme, part: str, form, *, status: int = 200) -> HttpResponse:
    context = {
        "programme": programme,
        "part": part,
        "parts": NAMES.items(),
        "title": NAMES[part],
        "form": form if part == RULES else None,
        "rows": form if part != RULES else None,
    }
    return render(request, "exchanges/organising/programme_form.html", context, status=status)
