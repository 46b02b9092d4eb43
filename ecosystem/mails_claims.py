"""The mails about claims and reports: one frame, one subject and one sentence per event. No decisions here."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import Organisation
from core.outbox import queue_mail

# Event → subject line and sentence.
EVENTS = {
    "asked": (
        _("Somebody claims an organisation of your cluster"),
        _("{name} says that {organisation} is theirs, and gives a proof. Please say yes or no."),
    ),
    "rival": (
        _("Somebody else claims your organisation"),
        _("Somebody says that {organisation} is theirs. The cluster {cluster} decides; if that is wrong, tell it."),
    ),
    "confirmed": (
        _("Your claim is confirmed"),
        _("The cluster {cluster} confirms that {organisation} is yours. You can keep its record now."),
    ),
    "refused": (
        _("Your claim was not confirmed"),
        _("The cluster {cluster} does not confirm that {organisation} is yours."),
    ),
    "withdrawn": (
        _("A claim was taken back"),
        _("{name} took back the claim to {organisation}. Nothing more is to be done."),
    ),
    "revoked": (
        _("Your claim was revoked"),
        _("The cluster {cluster} no longer says that {organisation} is yours."),
    ),
    "hint": (
        _("A reader reports something about a record"),
        _("Somebody reports about {organisation}: {kind}. Please look at it."),
    ),
    "answered": (
        _("Your report was dealt with"),
        _("You reported something about {organisation}. Thank you: somebody looked at it."),
    ),
}


def tell(
    event: str,
    people: Iterable[User | None],
    organisation: Organisation,
    *,
    address: tuple,
    but: User | None = None,
    reason: str = "",
    **words,
) -> int:
    """The same mail to several people, each in their language, once each; not to `but`, who did it. Returns how many.

    `address` is the name of a page with its arguments.
    """
    told = {person.pk: person for person in people if person is not None and person.is_active}
    told.pop(but.pk if but else None, None)
    subject, sentence = EVENTS[event]
    for person in told.values():
        with translation.override(person.language):
            said = {name: str(value) for name, value in words.items()}
            context = {
                "subject": str(subject),
                "sentence": str(sentence).format(organisation=organisation, **said),
                "reason": reason,
                "href": settings.BASE_URL + reverse(address[0], args=address[1:]),
            }
        queue_mail("ecosystem/mail/notice", to=person, context=context)
    return len(told)
