"""Signing the commitment: the whole version is shown, and who signs confirms at that moment who they are."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import money, rules
from exchanges.actions.commitments import sign as give_signature
from exchanges.choices import SignatureRole
from exchanges.errors import OldVersionError
from exchanges.forms.confirming import ConfirmationForm
from exchanges.models import CommitmentVersion, Exchange
from exchanges.queries.commitments import changes_between, has_agenda_outside, parts_of
from exchanges.queries.exchanges import find, signature_lines, versions_of
from exchanges.states import ExchangeState as E
from exchanges.views import refusals
from exchanges.views.confirming import confirm, confirmation_form


@never_cache
@sensitive_post_parameters("password", "code", "credential")
@restricted_to(account_rules.is_known)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Read it all, then sign what was read: its number and hash come back with the form."""
    found = find(request.user, code)
    if not rules.sees_people(request.user, found):
        raise PermissionDenied(_("The text of a commitment is for its parties."))
    rows = versions_of(found)
    version = rows[0] if rows else None
    if request.method != "POST":
        return _page(request, found, rows)
    mine = rules.signature_roles(request.user, found)
    if not mine:
        raise PermissionDenied(_("This signature is not yours to give."))
    wanted = _wanted(request, mine)
    if version is None or (request.POST.get("number"), request.POST.get("hash")) != (str(version.number), version.hash):
        return _old_version(request, found, rows)
    if not wanted:
        messages.error(request, _("Please choose which signature you give."))
        return _page(request, found, rows, status=422)
    if not _open_roles(request.user, version, wanted):
        messages.info(request, _("You have signed this version already."))
        return redirect("exchange", code)
    form = confirmation_form(request)
    confirmed = confirm(request, form) if found.state == E.SIGNING else None
    if found.state == E.SIGNING and confirmed is None:
        return _page(request, found, rows, form=form, status=form.status)
    return _give(request, found, version, wanted, confirmed)


def _wanted(request: HttpRequest, mine: frozenset[SignatureRole]) -> list[SignatureRole]:
    """The roles that were ticked; one’s only one where there was nothing to tick."""
    ticked = request.POST.getlist("role")
    return [role for role in SignatureRole if role in mine and (len(mine) == 1 or role in ticked)]


def _open_roles(user, version: CommitmentVersion, wanted: list[SignatureRole]) -> list[SignatureRole]:
    given = {signature.role: signature.person_id for signature in version.signatures.all()}
    return [role for role in wanted if given.get(role) != user.pk]


def _give(request, found: Exchange, version: CommitmentVersion, wanted, confirmed) -> HttpResponse:
    try:
        with transaction.atomic():
            for role in wanted:
                give_signature(
                    found, role=role, number=version.number, hash=version.hash, confirmed=confirmed, by=request.user
                )
    except OldVersionError:
        return _old_version(request, found, versions_of(found))
    except refusals.Refused as error:
        messages.error(request, " ".join(refusals.sentences(error)))
        found = find(request.user, found.code)
        return _page(request, found, versions_of(found), status=refusals.status_of(error))
    found.refresh_from_db(fields=["state"])
    if found.state == E.APPROVED:
        messages.success(request, _("Thank you. All four have signed: the exchange is approved."))
    else:
        messages.success(request, _("Thank you. Your signature is on version {number}.").format(number=version.number))
    return redirect("exchange", found.code)


def _old_version(request: HttpRequest, found: Exchange, rows: list[CommitmentVersion]) -> HttpResponse:
    """409 with the version that counts now, and what is different from the one that was read."""
    read = next((row for row in rows if str(row.number) == request.POST.get("number")), None)
    changes = changes_between(read, rows[0]) if read and rows and read.pk != rows[0].pk else []
    return _page(request, found, rows, changes=changes, is_old=True, status=409)


def _page(
    request: HttpRequest,
    found: Exchange,
    rows: list[CommitmentVersion],
    *,
    form: ConfirmationForm | None = None,
    changes=(),
    is_old: bool = False,
    status: int = 200,
) -> HttpResponse:
    version = rows[0] if rows else None
    lines = signature_lines(found, version, request.user)
    mine = [line for line in lines if line.is_mine] if version and found.state == E.SIGNING else []
    if mine and form is None:
        form = ConfirmationForm(user=request.user)
    context = {
        "exchange": found,
        "version": version,
        "parts": parts_of(version) if version else [],
        "steps": money.steps_from(version.steps) if version else [],
        "signatures": lines,
        "mine": mine,
        "form": form if mine else None,
        "changes": changes,
        "outside": found.is_before_start and not found.is_virtual and has_agenda_outside(version),
        "is_old": is_old,
        "on_behalf": found.has_external_host and any(line.role == SignatureRole.HOST for line in mine),
    }
    return render(request, "exchanges/stays/sign.html", context, status=status)
