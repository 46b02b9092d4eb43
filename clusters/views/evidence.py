"""Certificates and photos of an organisation: their forms, and the one way to a picture."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters import fields, record_page, rules
from clusters.actions import certificates as certificate_actions, photos as photo_actions
from clusters.errors import ClusterError
from clusters.forms_evidence import CertificateForm, PhotoForm, PhotoWordsForm
from clusters.models import Certificate, Organisation, Photo
from clusters.views.records import own_record, render_record


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def certificates(request: HttpRequest, code: str) -> HttpResponse:
    """The list, and the form for one more."""
    organisation = own_record(request, code)
    form = CertificateForm(request.POST if request.method == "POST" else None, organisation=organisation)
    return _certificate_page(request, organisation, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def certificate(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Correct one of them."""
    organisation = own_record(request, code)
    found = get_object_or_404(Certificate.objects.select_related("standard"), organisation=organisation, code=key)
    data = request.POST if request.method == "POST" else None
    form = CertificateForm(data, organisation=organisation, certificate=found)
    return _certificate_page(request, organisation, form, found)


def _certificate_page(request, organisation, form, certificate=None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            certificate_actions.save_certificate(
                organisation, form.cleaned_data, by=request.user, certificate=certificate
            )
        except ClusterError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("organisation_record_certificates", organisation.code)
    lines = []
    if certificate is None:
        whole = fields.with_record(Organisation.objects.filter(pk=organisation.pk)).get()
        lines = record_page.page_of(whole, "own").certificates
    return render_record(
        request,
        "certificates_form",
        organisation,
        422 if form.errors else 200,
        form=form,
        certificate=certificate,
        lines=lines,
    )


@require_POST
@restricted_to(account_rules.is_known)
def remove_certificate(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take one out of the record; what is gone already is no error."""
    organisation = own_record(request, code)
    found = Certificate.objects.filter(organisation=organisation, code=key).first()
    if found:
        with allowed():
            certificate_actions.remove_certificate(found, by=request.user)
        messages.success(request, _("The certificate was removed."))
    return redirect("organisation_record_certificates", organisation.code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def photos(request: HttpRequest, code: str) -> HttpResponse:
    """The photos, and the form for one more."""
    organisation = own_record(request, code)
    posted = request.method == "POST"
    form = PhotoForm(request.POST, request.FILES) if posted else PhotoForm()
    if posted and form.is_valid():
        try:
            photo_actions.add_photo(organisation, form.cleaned_data["file"], form.words(), by=request.user)
        except (ClusterError, ValidationError) as error:
            form.add_error("file" if isinstance(error, ValidationError) else None, error_text(error))
        else:
            messages.success(request, _("The photo is on the page now."))
            return redirect("organisation_record_photos", organisation.code)
    return render_record(
        request,
        "photos_form",
        organisation,
        422 if form.errors else 200,
        form=form,
        photo=None,
        photos=list(organisation.photos.all()),
    )


@contextmanager
def allowed() -> Iterator[None]:
    """For somebody who lost the right between looking and clicking: 403, as on their next visit."""
    try:
        yield
    except ClusterError as error:
        raise PermissionDenied(str(error)) from error


def error_text(error: Exception) -> list[str]:
    return list(error.messages) if isinstance(error, ValidationError) else [str(error)]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def photo(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Another text, order or circle of readers for one of them."""
    organisation = own_record(request, code)
    found = get_object_or_404(Photo, organisation=organisation, code=key)
    form = PhotoWordsForm(request.POST if request.method == "POST" else None, photo=found)
    if request.method == "POST" and form.is_valid():
        try:
            photo_actions.edit_photo(found, form.words(), by=request.user)
        except ClusterError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("organisation_record_photos", organisation.code)
    return render_record(
        request, "photos_form", organisation, 422 if form.errors else 200, form=form, photo=found, photos=[]
    )


@require_POST
@restricted_to(account_rules.is_known)
def remove_photo(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Take one away; what is gone already is no error."""
    organisation = own_record(request, code)
    found = Photo.objects.filter(organisation=organisation, code=key).first()
    if found:
        with allowed():
            photo_actions.remove_photo(found, by=request.user)
        messages.success(request, _("The photo was removed."))
    return redirect("organisation_record_photos", organisation.code)


@require_safe
def picture(request: HttpRequest, code: str, key: str) -> FileResponse:
    """The picture itself, for those who may see it; always the JPEG that the site wrote."""
    found = get_object_or_404(Photo.objects.select_related("organisation"), organisation__code=code, code=key)
    organisation = found.organisation
    level = rules.audience(request.user, organisation)
    if not rules.may_see_organisation(request.user, organisation) or not fields.may_read(found.visibility, level):
        raise Http404
    try:
        answer = FileResponse(found.file.open(), content_type="image/jpeg")
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600" if found.visibility == "public" else "private, no-store"
    return answer
