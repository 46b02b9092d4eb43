"""The mails of the exchanges’ room: one frame, one subject and one sentence per event. No decisions here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from accounts.states import Role
from clusters.models import Affiliation, Cluster
from clusters.rosters import deciders_of
from clusters.states import AffiliationRole, AffiliationState
from core.dates import long_date
from core.models import MailMessage
from core.outbox import queue_mail
from exchanges.states import (
    ApplicationState as A,
    ExchangeState as E,
    MissionState as M,
    PaymentState as Y,
    ProposalState as P,
    SignUpState as S,
)

# The page a mail opens, by the subject of the move.
PAGES = {
    "exchange": "exchange",
    "application": "exchange_application",
    "proposal": "exchange_proposal",
    "mission": "mission",
    "sign_up": "exchange_application",
    "payment": "exchange",
    "report": "exchange",
    "follow_up": "exchange_follow_up",
}

# (subject, event) → subject line and sentence. {name} is the row as people know it, {until} a date.
EVENTS = {
    ("application", A.SUBMITTED): (
        _("An application waits for you"),
        _("{name}: this application waits for your answer."),
    ),
    ("application", A.ACCEPTED): (_("Your application was accepted"), _("{name}: your cluster accepted it.")),
    ("application", A.RETURNED): (
        _("Your application needs something more"),
        _("{name}: your cluster sent it back so that you can complete it."),
    ),
    ("application", A.REFUSED): (_("Your application was not accepted"), _("{name}: your cluster did not accept it.")),
    ("application", "reminder"): (
        _("An application still waits for you"),
        _("{name}: the answer to this application is due on {until}."),
    ),
    ("proposal", P.SENT): (_("An exchange is proposed to you"), _("{name}: please answer until {until}.")),
    ("proposal", P.ACCEPTED): (_("Both sides agree to the exchange"), _("{name}: the commitment can be written now.")),
    ("proposal", P.DECLINED): (_("An exchange was declined"), _("{name}: the other side declined.")),
    ("proposal", P.EXPIRED): (_("A proposed exchange has expired"), _("{name}: nobody answered in time.")),
    ("proposal", "reminder"): (_("A proposed exchange waits for you"), _("{name}: please answer until {until}.")),
    ("sign_up", S.HELD): (_("You have a place"), _("{name}: you have a place.")),
    ("sign_up", S.WAITING): (_("You are on the waiting list"), _("{name}: you are on the waiting list.")),
    ("sign_up", S.OFFERED): (_("A place is free for you"), _("{name}: a place is free. Please take it until {until}.")),
    ("sign_up", S.LAPSED): (_("The place was not taken in time"), _("{name}: the place went to the next in line.")),
    ("sign_up", S.RELEASED): (_("A place was given up"), _("{name}: the place was given up.")),
    ("mission", M.CANCELLED): (_("A mission was cancelled"), _("{name}: this mission will not take place.")),
    ("exchange", E.MATCHED): (_("An exchange can be prepared"), _("{name}: please write the commitment together.")),
    ("exchange", E.BUILDING): (
        _("The commitment was changed"),
        _("{name}: the commitment was changed after it had been signed. It has to be signed again."),
    ),
    ("exchange", E.SIGNING): (_("Please sign the commitment"), _("{name}: the commitment is ready to be signed.")),
    ("exchange", E.APPROVED): (_("The exchange is approved"), _("{name}: all four have signed.")),
    ("exchange", E.ENDED): (_("Please write your report"), _("{name}: the report is due on {until}.")),
    ("exchange", E.REPORTED): (_("A report waits for you"), _("{name}: the report waits for your validation.")),
    ("exchange", E.RETURNED): (_("Your report needs something more"), _("{name}: please complete the report.")),
    ("exchange", E.VALIDATED): (_("Your report was validated"), _("{name}: your report was validated.")),
    ("exchange", E.CANCELLED): (_("An exchange was cancelled"), _("{name}: this exchange was cancelled.")),
    ("exchange", E.DISCONTINUED): (
        _("An exchange was broken off"),
        _("{name}: this exchange was broken off. A report is still due."),
    ),
    ("exchange", "unsigned"): (_("The stay is near and not signed"), _("{name}: signatures are missing.")),
    ("exchange", "message"): (_("A new message"), _("{name}: there is a new message for you.")),
    ("payment", Y.REQUESTED): (_("A payment is due"), _("{name}: please pay until {until}.")),
    ("payment", Y.PAID): (_("The lump sum was paid"), _("{name}: the lump sum was paid.")),
    ("payment", Y.HELD): (_("The payment is on hold"), _("{name}: the payment is on hold.")),
    ("payment", "reminder"): (_("A payment is still due"), _("{name}: please pay until {until}.")),
    ("follow_up", "asked"): (
        _("What came of your exchange?"),
        _("{name}: half a year has passed. Please answer a few questions."),
    ),
}


_silent: ContextVar[bool] = ContextVar("exchanges_mails_silent", default=False)


@contextmanager
def nobody_told() -> Iterator[None]:
    """Inside the block no mail is queued: the demonstration lives through a past that nobody waits for."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def send(subject: str, event: str, *, to: User, name, href: str = "", until: str = "", reason: str = "") -> MailMessage:
    """Queue one mail in the recipient’s language; `name` may be anything that is text in that language."""
    with translation.override(to.language):
        line, sentence = EVENTS[subject, event]
        context = {
            "subject": str(line),
            "sentence": str(sentence).format(name=name, until=until),
            "reason": reason,
            "href": settings.BASE_URL + (href or reverse("desk")),
        }
    return queue_mail("exchanges/mail/notice", to=to, context=context)


def page_of(subject: str, code: str, language: str) -> str:
    """The address of a page in the person’s language; the desk where the room has no such page."""
    with translation.override(language):
        try:
            return reverse(PAGES[subject], args=[code])
        except NoReverseMatch:
            return reverse("desk")


def managers_of(cluster: Cluster) -> list[User]:
    return list(deciders_of(cluster))


def hosts_of(organisation) -> list[User]:
    """The people who speak for a host."""
    speaking = Affiliation.objects.filter(
        organisation=organisation, state=AffiliationState.ACCEPTED, role=AffiliationRole.REPRESENTATIVE
    )
    return list(User.objects.filter(is_active=True, affiliations__in=speaking).distinct())


def coordinators() -> list[User]:
    return list(User.objects.with_role(Role.COORDINATOR))


def tell(row, event: str, people, *, but=None, code: str = "", until=None, reason: str = "") -> list[MailMessage]:
    """The same mail to several people, each in their language, once each; not to `but`, who did it."""
    if _silent.get():
        return []
    sent = []
    for person in {person.pk: person for person in people if person is not None}.values():
        if not person.is_active or (but is not None and person.pk == but.pk):
            continue
        sent.append(
            send(
                row.SUBJECT,
                event,
                to=person,
                name=name_of(row, person.language),
                href=page_of(row.SUBJECT, code or row.code, person.language),
                until=long_date(until, person.language) if until else "",
                reason=reason,
            )
        )
    return sent


def ask_what_came(follow_up) -> list[MailMessage]:
    """The survey: its link opens without signing in."""
    exchange = follow_up.exchange
    if _silent.get() or exchange.visitor is None or not exchange.visitor.is_active:
        return []
    language = exchange.visitor.language
    href = page_of("follow_up", follow_up.token, language)
    return [send("follow_up", "asked", to=exchange.visitor, name=str(exchange), href=href)]


def name_of(row, language: str) -> str:
    """The row as its people know it, in their language."""
    with translation.override(language):
        if row.SUBJECT == "application":
            return gettext("{organisation}, {programme}").format(
                organisation=row.organisation, programme=row.programme.title()
            )
        if row.SUBJECT == "proposal":
            return f"{row.application.organisation} → {row.host}"
        if row.SUBJECT == "sign_up":
            return row.mission.title()
        if row.SUBJECT in ("payment", "report"):
            return str(row.exchange)
        return str(row)


def parties_of(exchange) -> list[User | None]:
    """Everybody an exchange concerns: visitor, host’s people, managers of both clusters."""
    hosts = [exchange.host_contact] if exchange.host_contact else hosts_of(exchange.host_organisation)
    return [
        exchange.visitor,
        *hosts,
        *managers_of(exchange.sending_cluster),
        *managers_of(exchange.signing_cluster),
    ]
