"""The mail of this room. No decisions here."""

from core.models import MailMessage
from core.outbox import queue_mail


def send_contact_message(*, to, name: str, email: str, language: str, text: str) -> MailMessage:
    """A visitor's message, in the language of the person who gets it; an answer goes straight to the visitor."""
    context = {"name": name, "email": email, "text": text, "text_language": language}
    return queue_mail("home/mail/contact", to=to, context=context, reply_to=email)
