"""Writing to and working off the outbox of mail (design.md, rule 4.3)."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape
from wagtail.log_actions import log

from core.models import MailMessage
from core.states import MailState

MOST_ATTEMPTS = 126  # with the delays below: a mail server may be away for five days
PERMANENT = 500
KEEP_TEXTS = timedelta(days=90)
CLAIM = timedelta(minutes=5)  # longer than any mail server takes to answer
FIRST_DELAY = timedelta(minutes=1)  # doubles with every failure: 1, 2, 4 … minutes
LONGEST_DELAY = timedelta(hours=1)


def queue_mail(
    name: str, *, to, user=None, context: dict | None = None, language: str = "", reply_to: str = ""
) -> MailMessage:
    """Render the mail `name` in the recipient's language and store it; call inside the transaction of the fact.

    `to` is a user or an address (of `user`, where it is somebody’s but not their main one); `name` is the template path
    without ending (`accounts/mail/welcome`), with files `.subject.txt`, `.txt` and `.html`. A task delivers it after
    commit. Values in `context` are escaped in HTML.
    """
    from core.tasks import deliver_mail  # noqa: PLC0415 -- tasks import this module

    address = to.email if hasattr(to, "email") else to
    user = user or (to if hasattr(to, "email") else None)
    language = language or (user.language if user else translation.get_language()) or settings.LANGUAGE_CODE
    context = {"base_url": settings.BASE_URL, "recipient": user, "language": language, **(context or {})}
    with translation.override(language):
        subject = " ".join(_plain(f"{name}.subject.txt", context).split())
        text = _plain(f"{name}.txt", context)
        html = render_to_string(f"{name}.html", context)
    message = MailMessage.objects.create(
        name=name,
        to=address,
        user=user,
        reply_to=reply_to,
        language=language,
        subject=subject[:250],
        text=text,
        html=html,
    )
    transaction.on_commit(lambda: deliver_mail.enqueue(message.pk))
    return message


def _plain(name: str, context: dict) -> str:
    """Text is no HTML: a name such as O’Neill & Sons stays as it was typed."""
    return Engine.get_default().get_template(name).render(Context(context, autoescape=False))


def deliver(pk: int) -> MailState:
    """Send one queued message; a failure is kept on the row and tried again later. Safe to call any number of times.

    The row is claimed first, by moving its next attempt, so that two workers never send one message twice and no
    transaction is open while the mail server answers. A worker killed in between sends it again when the claim ends.
    """
    now = timezone.now()
    claimed = MailMessage.objects.filter(pk=pk, state=MailState.QUEUED, next_attempt_at__lte=now).update(
        attempts=F("attempts") + 1, next_attempt_at=now + CLAIM
    )
    message = MailMessage.objects.filter(pk=pk).first()
    if message is None:
        return MailState.FAILED
    if not claimed:
        return MailState(message.state)
    mail = EmailMultiAlternatives(
        message.subject, message.text, to=[message.to], reply_to=[message.reply_to] if message.reply_to else None
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    try:
        mail.send()
    except Exception as error:  # noqa: BLE001 -- whatever the mail server answers, the row must say so
        message.error = f"{type(error).__name__}: {error}"[:500]
        message.next_attempt_at = timezone.now() + _delay_after(message.attempts)
        ended = message.attempts >= MOST_ATTEMPTS or _is_refused_for_good(error)
        message.state = MailState.FAILED if ended else MailState.QUEUED
    else:
        message.state, message.error, message.sent_at = MailState.SENT, "", timezone.now()
        if message.forget_address:
            message.to = ""
    message.save(update_fields=["to", "state", "error", "next_attempt_at", "sent_at"])
    return MailState(message.state)


def _delay_after(attempts: int) -> timedelta:
    return min(FIRST_DELAY * 2 ** min(attempts - 1, 10), LONGEST_DELAY)


def _is_refused_for_good(error: Exception) -> bool:
    """The server knows the recipient will never do (RFC 5321, 4.2.1: 5yz); anything else may be over in an hour."""
    if not isinstance(error, SMTPRecipientsRefused) or not error.recipients:
        return False
    return all(code >= PERMANENT for code, _answer in error.recipients.values())


def deliver_due() -> int:
    """Send every queued message whose time has come; returns how many were tried."""
    due = list(
        MailMessage.objects.filter(state=MailState.QUEUED, next_attempt_at__lte=timezone.now()).values_list(
            "pk", flat=True
        )
    )
    for pk in due:
        deliver(pk)
    return len(due)


def retry(message: MailMessage, *, by) -> bool:
    """Put a failed message back in the queue, with a fresh count of attempts; whether there was something to do.

    The log names the kind of mail and not its reader.
    """
    from core.tasks import deliver_mail  # noqa: PLC0415 -- tasks import this module

    with transaction.atomic():
        moved = MailMessage.objects.filter(pk=message.pk, state=MailState.FAILED).update(
            state=MailState.QUEUED, attempts=0, next_attempt_at=timezone.now()
        )
        if moved:
            log(message, "core.mail.retry", user=by, title=message.name)
            transaction.on_commit(lambda: deliver_mail.enqueue(message.pk))
    return bool(moved)


def retry_all(*, by) -> int:
    """Put every failed message back in the queue, as after a long trouble with the mail server; returns how many."""
    failed = MailMessage.objects.filter(state=MailState.FAILED).only("pk", "name")
    return sum(retry(message, by=by) for message in failed)


def redact(words: dict[str, str]) -> None:
    """Replace whole words, such as the name of a person who goes, in every stored mail; `words` is old → new."""
    for old, new in words.items():
        for shape, instead in {old: new, escape(old): escape(new)}.items():
            pattern = re.compile(rf"(?<!\w){re.escape(shape)}(?!\w)", re.IGNORECASE)
            literal = instead.replace("\\", r"\\")
            held = Q(subject__icontains=shape) | Q(text__icontains=shape) | Q(html__icontains=shape)
            for message in MailMessage.objects.select_for_update().filter(held):
                for field in ("subject", "text", "html"):
                    setattr(message, field, pattern.sub(literal, getattr(message, field)))
                message.subject = message.subject[:250]
                message.save(update_fields=["subject", "text", "html"])


def forget_old_texts() -> int:
    """What was sent is the reader’s; after KEEP_TEXTS the row says only that. Returns how many were emptied."""
    old = MailMessage.objects.filter(state=MailState.SENT, sent_at__lte=timezone.now() - KEEP_TEXTS)
    return old.exclude(text="", html="", subject="").update(text="", html="", subject="")
