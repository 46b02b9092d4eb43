"""The yearly question by mail, with a link that opens the answer page without signing in."""

from django.urls import reverse
from django.utils import translation

from core.models import MailMessage
from core.outbox import queue_mail
from practices.models import Confirmation


def ask(confirmation: Confirmation, page, *, to) -> MailMessage:
    with translation.override(to.language):
        href = reverse("confirm", args=[confirmation.token])
    return queue_mail("practices/mail/confirm", to=to, context={"page": page, "href": href})
