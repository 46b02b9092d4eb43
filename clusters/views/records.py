"""Plain pages for those who keep a record true: what it says, who reads it, and that it still holds."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters import fields, record_page, rules
from clusters.actions import statements as actions
from clusters.errors import ClusterError
from clusters.forms_capabilities import CapacityForm, DoesForm, ReadersForm, RecordForm, TermsForm
from clusters.models import Organisation, Statement
from clusters.record_words import concepts_of, keys_in, parts_of


def own_record(request: HttpRequest, code: str) -> Organisation:
    """The organisation whose record this person may edit; 404 where it is not visible, 403 where it is not theirs."""
    found = get_object_or_404(Organisation, code=code, merged_into=None)
    if not rules.may_edit_organisation(request.user, found):
        raise PermissionDenied
    return found


def render_record(request: HttpRequest, template: str, organisation: Organisation, status: int = 200, **context):
    """A page of the record, with the way back to it."""
    return render(request, f"clusters/record/{template}.html", {"organisation": organisation, **context}, status=status)


@never_cache
@require_GET
@restricted_to(account_rules.is_known)
def record(request: HttpRequest, code: str) -> HttpResponse:
    """The record as a whole for its keepers: where to write what, values that are not shown, and the confirmation."""
    organisation = own_record(request, code)
    return _record_page(request, organisation)


def _record_page(request: HttpRequest, organisation: Organisation, status: int = 200) -> HttpResponse:
    page = record_page.page_of(fields.with_record(Organisation.objects.filter(pk=organisation.pk)).get(), "own")
    return render_record(
        request, "record", organisation, status, page=page, behind=_behind(organisation, page), parts=_parts(page)
    )


def _parts(page: record_page.RecordPage) -> list[tuple[str, str, int]]:
    """(name of the address, title, how much is there)."""
    return [
        ("organisation_record_does", _("What it does"), len(page.does)),
        ("organisation_record_terms", _("Orders and languages"), len(page.orders) + bool(page.languages)),
        ("organisation_record_capacity", _("Free capacity"), int(page.capacity is not None)),
        ("organisation_record_certificates", _("Certificates"), len(page.certificates)),
        ("organisation_record_photos", _("Photos"), len(page.photos)),
        ("organisation_record_readers", _("Who sees what"), 0),
    ]


def _behind(organisation: Organisation, page: record_page.RecordPage) -> list[dict]:
    """Values that others stated and that stand behind the ones shown: to be put in front, if they are right."""
    statements = [
        each
        for each in organisation.statements.filter(promoted=False).exclude(source="before").order_by("field", "-at")
        if each.field in fields.FIELDS and each.field != "sites" and each.value is not None
    ]
    values = [(each, fields.from_plain(each.field, each.value)) for each in statements]
    concepts = concepts_of(keys_in((each.field, value) for each, value in values))
    words = {"concepts": concepts, "unit": page.shown.get("unit", ""), "currency": page.shown.get("currency", "")}
    return [
        {
            "statement": each,
            "label": fields.FIELDS[each.field].label,
            "parts": parts_of(each.field, value, **words),
            "said": record_page.said(each),
        }
        for each, value in values
        if fields.plain(page.shown.get(each.field)) != each.value
    ]


def _form_page(
    form_class: type[RecordForm], template: str, done: Callable[[], str]
) -> Callable[[HttpRequest, str], HttpResponse]:
    """A view for one form of the record: everything it holds is stated at once, and nothing typed is lost."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @restricted_to(account_rules.is_known)
    def view(request: HttpRequest, code: str) -> HttpResponse:
        organisation = own_record(request, code)
        form = form_class(request.POST or None, organisation=organisation)
        if request.method == "POST" and form.is_valid():
            source = rules.source_of(request.user, organisation)
            try:
                actions.state(
                    organisation, form.values(), source=source, by=request.user, seen=form.cleaned_data["seen"]
                )
            except ClusterError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, done())
                return redirect("organisation_record", organisation.code)
        status = 422 if request.method == "POST" else 200
        return render_record(request, template, organisation, status, form=form)

    return view


does = _form_page(DoesForm, "does", lambda: _("Saved."))
terms = _form_page(TermsForm, "terms", lambda: _("Saved."))
capacity = _form_page(CapacityForm, "capacity", lambda: _("Saved, with the date of today."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def readers(request: HttpRequest, code: str) -> HttpResponse:
    """Who sees which field."""
    organisation = own_record(request, code)
    form = ReadersForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_visibility(organisation, form.cleaned_data, by=request.user)
        except ClusterError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("organisation_record", organisation.code)
    return render_record(request, "readers", organisation, 422 if form.errors else 200, form=form)


@require_POST
@restricted_to(account_rules.is_known)
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """“Everything is still true.” A second click is quiet."""
    organisation = own_record(request, code)
    try:
        actions.confirm_record(organisation, by=request.user)
    except ClusterError as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, _("Thank you. The page says today’s date now."))
    return redirect("organisation_record", organisation.code)


@require_POST
@restricted_to(account_rules.is_known)
def promote(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show this value instead of the one in front."""
    organisation = own_record(request, code)
    statement = get_object_or_404(Statement, pk=pk, organisation=organisation)
    try:
        actions.promote(statement, by=request.user)
    except ClusterError as error:
        messages.error(request, str(error))
        return _record_page(request, organisation, 422)
    messages.success(request, _("This value is shown now; the other one stands behind it."))
    return redirect(f"{reverse('organisation_record', args=[organisation.code])}#behind")
