"""The yearly question “is this still true?”: asked once, repeated once after a month, and the answer is public."""

import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from practices import rules
from practices.actions.listing import touch_listing
from practices.errors import AlreadyDecidedError, PracticeError
from practices.mails import confirmations as mails
from practices.models import Confirmation, PracticePage
from practices.queries import confirmations as queries
from practices.states import ConfirmationAnswer


def ask_due() -> int:
    """The daily round: ask about what is due, repeat what was not answered. Safe to run twice; returns how many."""
    for confirmation in queries.open_to_remind():
        _remind(confirmation)
    return sum(_ask(page) for page in list(queries.due_practices()))


def _ask(page: PracticePage) -> bool:
    people = queries.people_asked(page)
    if not people:
        return False
    try:
        with transaction.atomic():
            confirmation = Confirmation.objects.create(practice_code=page.code, token=secrets.token_urlsafe(32))
            for user in people:
                mails.ask(confirmation, page, to=user)
    except IntegrityError:  # another worker has asked a moment ago
        return False
    return True


def _remind(confirmation: Confirmation) -> None:
    with transaction.atomic():
        confirmation = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
        if confirmation.reminded_at or confirmation.answered_at:
            return
        confirmation.reminded_at = timezone.now()
        confirmation.save(update_fields=["reminded_at"])
        page = queries.original(confirmation.practice_code)
        if page is not None and page.live:
            for user in queries.people_asked(page):
                mails.ask(confirmation, page, to=user)


def answer(confirmation: Confirmation, *, answer: str, note: str, note_language: str, by=None) -> Confirmation:
    """Write the owner’s word, with its date, for all language versions to show. A question is answered once.

    `by` is the person who is signed in, if any: who has the link of the mail was asked and may answer. Somebody else
    who is signed in may answer when the practice or its cluster is theirs.
    """
    with transaction.atomic():
        confirmation = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
        if confirmation.answered_at:
            raise AlreadyDecidedError(_("This question has been answered already. Thank you."))
        page = queries.original(confirmation.practice_code)
        if page is None:
            raise PracticeError(_("This practice is no longer there."))
        confirmation.answer = ConfirmationAnswer(answer)
        confirmation.note, confirmation.note_language = note.strip(), note_language if note.strip() else ""
        confirmation.answered_at = timezone.now()
        confirmation.answered_by = by if by is not None and rules.may_confirm(by, page) else None
        confirmation.save(update_fields=["answer", "note", "note_language", "answered_at", "answered_by"])
        if confirmation.answer != ConfirmationAnswer.NO_LONGER:
            PracticePage.objects.filter(code=page.code).update(last_confirmed_on=timezone.localdate())
        touch_listing()
        log(page, "practices.practice.confirm", user=confirmation.answered_by, data={"answer": confirmation.answer})
    return confirmation
