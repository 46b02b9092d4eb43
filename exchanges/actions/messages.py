"""Messages between the parties of an exchange."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import get_language, gettext as _

from accounts.models import User
from exchanges import clock, mails, rules
from exchanges.actions.moves import lock
from exchanges.errors import ExchangeError, NotAllowedError
from exchanges.models import Exchange, Message

TWICE = timedelta(minutes=1)  # the same words of the same person within it are a double click


def send_message(exchange: Exchange, *, text: str, by: User, language: str = "") -> Message:
    """Kept with the exchange; the other parties get a mail that says so, without the text. A double click is quiet."""
    if not rules.may_write_message(by, exchange):
        raise NotAllowedError(_("You may not do this."))
    if not text.strip():
        raise ExchangeError(_("Please write something."))
    with transaction.atomic():
        lock(exchange)
        newest = exchange.messages.order_by("-sent_at", "-pk").first()
        if newest and (newest.author_id, newest.text) == (by.pk, text.strip()) and clock.now() - newest.sent_at < TWICE:
            return newest
        message = Message(
            exchange=exchange,
            author=by,
            text=text.strip(),
            language=language or get_language() or by.language,
            sent_at=clock.now(),
        )
        message.full_clean(exclude=["exchange", "author"])
        message.save()
        mails.tell(exchange, "message", mails.parties_of(exchange), but=by)
    return message
