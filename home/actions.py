"""Writes with a consequence in this room."""

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.states import Role
from home.errors import ContactError, TooManyMessagesError
from home.mails import send_contact_message as mail_to

PER_ADDRESS_AND_HOUR = 5
HOUR = 60 * 60


def _count_message(address: str) -> None:
    """Count one more message from a network address, which is kept as a keyed hash and for an hour at most."""
    key = "contact:" + salted_hmac("home.contact", address, algorithm="sha256").hexdigest()
    cache.add(key, 0, HOUR)
    if cache.incr(key) > PER_ADDRESS_AND_HOUR:
        raise TooManyMessagesError(_("That is a lot of messages in a short time. Please try again in an hour."))


def send_contact_message(*, name: str, email: str, text: str, language: str, address: str) -> int:
    """Queue a visitor's message for each coordinator, or for the administrators where there is no coordinator.

    Returns how many people get it. At most PER_ADDRESS_AND_HOUR from one network address.
    """
    people = list(User.objects.with_role(Role.COORDINATOR)) or list(User.objects.with_role(Role.ADMINISTRATOR))
    if not people:
        raise ContactError(_("Nobody can read messages here at the moment. Please write to one of the clusters."))
    _count_message(address)
    with transaction.atomic():
        for person in people:
            mail_to(to=person, name=name, email=email, language=language, text=text)
    return len(people)
