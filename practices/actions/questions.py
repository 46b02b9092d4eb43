"""The relay: questions to the people behind a practice, and their answers. Neither side sees the other's address."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core import locks
from practices.errors import PracticeError, TooManyQuestionsError
from practices.mails import relay as mails
from practices.models import PracticePage, Question
from practices.queries.answering import people_who_answer

PER_PERSON_AND_HOUR = 5
PER_PRACTICE_AND_DAY = 20


def asker_hash(*, user, address: str) -> str:
    """Who asks, as the rate limit knows them: the account, else the network address, keyed so that it tells nothing."""
    who = f"user:{user.pk}" if user else f"address:{address}"
    return salted_hmac("practices.question", who, algorithm="sha256").hexdigest()


def ask(page: PracticePage, *, by, address: str, language: str, text: str, name: str = "", email: str = "") -> Question:
    """Pass a question on to the people who answer for a practice; a visitor (`by=None`) gives name and e-mail.

    At most PER_PERSON_AND_HOUR from one person or network, and PER_PRACTICE_AND_DAY about one practice.
    """
    asker = asker_hash(user=by, address=address)
    now = timezone.now()
    with transaction.atomic():
        locks.hold(f"practices.question:{asker}")  # else two questions about two practices are counted past each other
        page = PracticePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
        mine = Question.objects.filter(client_hash=asker, asked_at__gt=now - timedelta(hours=1)).count()
        about = Question.objects.filter(practice_code=page.code, asked_at__gt=now - timedelta(days=1)).count()
        if mine >= PER_PERSON_AND_HOUR or about >= PER_PRACTICE_AND_DAY:
            raise TooManyQuestionsError(_("That is a lot of questions in a short time. Please try again in an hour."))
        people = people_who_answer(page)
        if not people:
            raise PracticeError(_("Nobody can answer for this practice at the moment."))
        question = Question.objects.create(
            practice_code=page.code,
            asker=by,
            asker_email="" if by else email,
            asker_name=by.get_full_name() if by else name,
            language=language,
            text=text,
            token=secrets.token_urlsafe(32),
            client_hash=asker,
        )
        for person in people:
            mails.send_question(question, page, to=person)
    return question


def answer(question: Question, *, by, text: str) -> Question:
    """Send the answer to the person who asked. A question is answered once; `by` is None without an account."""
    with transaction.atomic():
        question = Question.objects.select_for_update(of=("self",)).select_related("asker").get(pk=question.pk)
        if question.answered_at:
            raise PracticeError(_("This question has been answered already."))
        question.answer, question.answered_by, question.answered_at = text, by, timezone.now()
        question.save(update_fields=["answer", "answered_by", "answered_at"])
        page = PracticePage.objects.filter(code=question.practice_code, is_original=True).first()
        if page is not None:
            log(page, "practices.question.answer", user=by)
        mails.send_answer(question, page)
    return question
