"""The mails of the clusters' room. No decisions here."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from clusters.models import Affiliation, Cluster, Organisation
from core.models import MailMessage
from core.outbox import queue_mail


def _address(name: str, user: User, *args) -> str:
    """The full address of a page in the person's language."""
    with translation.override(user.language):
        return settings.BASE_URL + reverse(name, args=args)


def send_asked(affiliation: Affiliation, *, to: User) -> MailMessage:
    """To a manager: somebody says that they work at one of your organisations."""
    context = {"affiliation": affiliation, "href": _address("joining", to, affiliation.pk)}
    return queue_mail("clusters/mail/affiliation_asked", to=to, context=context)


def send_accepted(affiliation: Affiliation) -> MailMessage:
    context = {"affiliation": affiliation, "href": _address("desk", affiliation.user)}
    return queue_mail("clusters/mail/affiliation_accepted", to=affiliation.user, context=context)


def send_refused(affiliation: Affiliation) -> MailMessage:
    context = {"affiliation": affiliation, "href": _address("join", affiliation.user)}
    return queue_mail("clusters/mail/affiliation_refused", to=affiliation.user, context=context)


def send_ended(affiliation: Affiliation) -> MailMessage:
    context = {"affiliation": affiliation, "href": _address("join", affiliation.user)}
    return queue_mail("clusters/mail/affiliation_ended", to=affiliation.user, context=context)


def send_without_manager(cluster: Cluster, *, to: User) -> MailMessage:
    """To a coordinator: the last manager of a cluster went."""
    context = {"cluster": cluster, "href": _address("roles", to)}
    return queue_mail("clusters/mail/cluster_without_manager", to=to, context=context)


def send_confirm_record(organisation: Organisation, *, to: User) -> MailMessage:
    """To a representative, once a year: is everything still true?"""
    context = {"organisation": organisation, "href": _address("organisation_record", to, organisation.code)}
    return queue_mail("clusters/mail/confirm_record", to=to, context=context)


def send_confirm_records(organisations: list[Organisation], *, to: User) -> MailMessage:
    """To a manager, about members that nobody speaks for: all in one message."""
    rows = [(each, _address("organisation_record", to, each.code)) for each in organisations]
    context = {"rows": rows, "number": len(rows), "href": _address("desk", to)}
    return queue_mail("clusters/mail/confirm_records", to=to, context=context)
