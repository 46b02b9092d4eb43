"""The mails about transfers."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.outbox import queue_mail
from practices.models import PracticePage, Transfer
from practices.queries.answering import managers_of


def _context(transfer: Transfer, person) -> dict:
    with translation.override(person.language):
        href = settings.BASE_URL + reverse("transfer", args=[transfer.code])
    page = PracticePage.objects.filter(code=transfer.practice_code, is_original=True).first()
    return {"person": person, "transfer": transfer, "page": page, "href": href}


def send_reported(transfer: Transfer) -> None:
    """To the cluster that is asked to confirm."""
    for manager in managers_of(transfer.cluster):
        if manager.pk != transfer.reported_by_id:
            queue_mail("practices/mail/transfer_reported", to=manager, context=_context(transfer, manager))


def send_decided(transfer: Transfer) -> None:
    """To the person who reported, with the reason where there is one."""
    person = transfer.reported_by
    if person and person.is_active and person.mails_about_my_work:
        queue_mail("practices/mail/transfer_decided", to=person, context=_context(transfer, person))
