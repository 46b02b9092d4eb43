"""The documents of an exchange: the commitment for its parties, the certificate for its parties."""

from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from core.uploads import clean_name
from exchanges import pdf, rules
from exchanges.models import Certificate, CommitmentVersion, Exchange
from exchanges.queries.exchanges import find


def _exchange(request: HttpRequest, code: str) -> Exchange:
    """Documents name people: an auditor gets none."""
    exchange = find(request.user, code)
    if not rules.sees_people(request.user, exchange):
        raise PermissionDenied
    return exchange


def _file(content: bytes, title: str, exchange: Exchange) -> FileResponse:
    name = clean_name(f"{title} {exchange.visitor_organisation}") + ".pdf"
    return FileResponse(BytesIO(content), content_type="application/pdf", filename=name)


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def commitment(request: HttpRequest, code: str) -> FileResponse:
    """The version that counts, or an older one with `?version=`."""
    exchange = _exchange(request, code)
    versions = CommitmentVersion.objects.filter(exchange=exchange)
    number = request.GET.get("version", "")
    if number:
        versions = versions.filter(number=int(number)) if number.isdecimal() and len(number) < 5 else versions.none()
    version = versions.first()
    if version is None:
        raise Http404
    return _file(pdf.commitment(exchange, version), _("Commitment"), exchange)


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def certificate(request: HttpRequest, code: str) -> FileResponse:
    """In the reader’s language."""
    exchange = _exchange(request, code)
    found = get_object_or_404(Certificate, exchange=exchange)
    found.exchange = exchange
    return _file(pdf.certificate(found), _("Certificate"), exchange)
