"""Checking a certificate: anybody who has the code may."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exchanges.actions.checking import count_check
from exchanges.forms.follow_ups import CodeForm
from exchanges.models import Certificate
from exchanges.queries.certificates import certificate_of

TEMPLATE = "exchanges/reports/certificate_check.html"


@never_cache
@require_safe
def certificate_form(request: HttpRequest) -> HttpResponse:
    """A field for the code; it leads to the certificate’s own address."""
    if "code" not in request.GET:
        return render(request, TEMPLATE, {"form": CodeForm()})
    form = CodeForm(request.GET)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form}, status=422)
    return redirect("certificate_check", form.cleaned_data["code"])


@never_cache
@require_safe
def certificate_check(request: HttpRequest, code: str) -> HttpResponse:
    """What the certificate of this code says, or that there is none."""
    form = CodeForm(initial={"code": code})
    if not count_check(get_adapter(request).get_client_ip(request)):
        sentence = _("That is a lot of codes in a short time. Please try again in an hour.")
        return render(request, TEMPLATE, {"form": form, "sentence": sentence}, status=429)
    found = Certificate.objects.filter(code=code.lower()).first()
    if found is None:
        sentence = _("There is no certificate with this code. Please compare it with the paper, sign by sign.")
        return render(request, TEMPLATE, {"form": form, "sentence": sentence}, status=404)
    return render(request, TEMPLATE, {"form": CodeForm(), "certificate": certificate_of(found)})
