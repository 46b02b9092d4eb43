"""Certificates of an organisation: stated by those who answer for its record, never by the platform."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from clusters import rules
from clusters.errors import ClusterError
from clusters.fields import plain
from clusters.models import Certificate, Organisation
from search import changes

VALUES = (
    "standard", "number", "holder", "scope", "site", "issuer", "register_link", "valid_from", "valid_until",
    "visibility", "checked_on",
)  # fmt: skip


def save_certificate(
    organisation: Organisation, values: dict[str, Any], *, by: User, certificate: Certificate | None = None
) -> Certificate:
    """Add a certificate, or correct `certificate`; `values` by the names in VALUES. The same again changes nothing.

    Raises ClusterError: not allowed, an end before the start, an insecure link, a site of somebody else, one with this
    standard and number that is there already, one that was removed meanwhile.
    """
    if values.get("valid_from") and values["valid_from"] > values["valid_until"]:
        raise ClusterError(_("A certificate cannot end before it begins."))
    if values.get("register_link") and not values["register_link"].startswith("https://"):
        raise ClusterError(_("The link must begin with https://."))
    with transaction.atomic():
        organisation = _locked(organisation, by)
        if values.get("site") and values["site"].organisation_id != organisation.pk:
            raise ClusterError(_("This site belongs to another organisation."))
        row: Certificate | None = Certificate(organisation=organisation)
        if certificate:
            row = organisation.certificates.filter(pk=certificate.pk).first()
        if row is None:
            raise ClusterError(_("This certificate was removed meanwhile."))
        before = {name: getattr(row, name) for name in VALUES} if row.pk else {}
        after = {name: values.get(name, before.get(name)) for name in VALUES}
        if before == after:
            return row
        for name, value in after.items():
            setattr(row, name, value)
        row.source, row.stated_on, row.by = rules.source_of(by, organisation), timezone.localdate(), by
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise ClusterError(_("A certificate with this standard and number is in the record already.")) from error
        data = {"before": _told(before), "after": _told(after), "certificate": row.code}
        log(organisation, "clusters.certificate.save", user=by, data=data)
        changes.record("organisation", organisation.code)
    return row


def remove_certificate(certificate: Certificate, *, by: User) -> None:
    """Take it out of the record; the log keeps what it said. One that is gone already is no error."""
    with transaction.atomic():
        organisation = _locked(certificate.organisation, by)
        row = organisation.certificates.filter(pk=certificate.pk).first()
        if row is None:
            return
        data = {"before": _told({name: getattr(row, name) for name in VALUES}), "certificate": row.code}
        row.delete()
        log(organisation, "clusters.certificate.remove", user=by, data=data)
        changes.record("organisation", organisation.code)


def _locked(organisation: Organisation, by: User) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not rules.may_edit_organisation(by, organisation):
        raise ClusterError(_("You may not edit this organisation."))
    return organisation


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Rows by their key, dates as text."""
    return {name: plain(getattr(value, "pk", value)) for name, value in values.items()}
