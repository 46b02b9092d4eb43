"""The mails of the relay. They carry names and texts, never an address."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.outbox import queue_mail
from practices.models import PracticePage, Question


def send_question(question: Question, page: PracticePage, *, to) -> None:
    """To somebody who answers for the practice, with the link that opens the answer page."""
    with translation.override(to.language):
        href = settings.BASE_URL + reverse("answer", args=[question.token])
    context = {"person": to, "question": question, "page": page, "href": href}
    queue_mail("practices/mail/question", to=to, context=context)


def send_answer(question: Question, page: PracticePage | None) -> None:
    """To the person who asked; nowhere if they have erased their account since."""
    to = question.asker or question.asker_email
    if not to or (question.asker and not question.asker.is_active):
        return
    queue_mail("practices/mail/answer", to=to, language=question.language, context={"question": question, "page": page})
