"""The round of sourcing briefs: who is reminded, and what ends by itself. Safe to run twice."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from core import clock
from ecosystem import mails_briefs as mails
from ecosystem.actions.briefs import close_brief, lock
from ecosystem.errors import EcosystemError
from ecosystem.models import Brief, BriefAnswer
from ecosystem.states import AnswerState, BriefState, Outcome

logger = logging.getLogger(__name__)
FIRST_REMINDER, SECOND_REMINDER = timedelta(days=5), timedelta(days=10)
AFTER_THE_DAY = timedelta(days=30)  # when the brand is asked what came of it


def run_briefs() -> dict[str, int]:
    """Everything that is due; returns how many of each. Registered as a round."""
    done = {"reminders": _remind_makers(), "asked_again": _ask_again(), **_ask_what_came()}
    return {name: count for name, count in done.items() if count}


def _open_answers():
    return (
        BriefAnswer.objects.filter(brief__state=BriefState.SENT)
        .select_related("brief__brand", "maker")
        .order_by("brief", "pk")
    )


def _remind_makers() -> int:
    """After FIRST_REMINDER and once more after SECOND_REMINDER."""
    now = clock.now()
    first = Q(reminded_at=None, asked_at__lte=now - FIRST_REMINDER)
    second = Q(asked_at__lte=now - SECOND_REMINDER, reminded_at__lt=F("asked_at") + SECOND_REMINDER)
    waiting = _open_answers().filter(first | second, state=AnswerState.ASKED)
    return sum(_remind(answer, "reminder", lambda row: row.state == AnswerState.ASKED) for answer in waiting)


def _ask_again() -> int:
    """Makers who said “not now until” on the day that they named."""
    today = clock.today()
    waiting = _open_answers().filter(
        Q(reminded_at=None) | Q(reminded_at__date__lt=F("not_before")), state=AnswerState.NOT_NOW, not_before__lte=today
    )
    return sum(_remind(answer, "ask_again", lambda row: row.state == AnswerState.NOT_NOW) for answer in waiting)


def _remind(answer: BriefAnswer, event: str, still) -> int:
    """One mail, if nothing changed since it was read; two rounds at once send one."""
    with transaction.atomic():
        row = lock(answer)
        if row.reminded_at != answer.reminded_at or not still(row):
            return 0
        row.reminded_at = clock.now()
        row.save(update_fields=["reminded_at"])
        mails.tell(event, mails.people_of_maker(answer.maker), answer.brief, answer=row)
    return 1


def _ask_what_came() -> dict[str, int]:
    """AFTER_THE_DAY: briefs that nobody answered close with nothing, of the others the brand is asked once."""
    due = Brief.objects.filter(state=BriefState.SENT, wanted_by__lte=clock.today() - AFTER_THE_DAY).order_by("pk")
    done = {"closed": 0, "asked_what_came": 0}
    for brief in due.select_related("brand", "person"):
        answered = brief.answers.exclude(state=AnswerState.ASKED).exists()
        if not answered:
            try:
                close_brief(brief, outcome=Outcome.NOTHING, by=None)
                done["closed"] += 1
            except EcosystemError:
                logger.warning("The calendar could not close the brief %s", brief.code, exc_info=True)
        elif brief.outcome_asked_at is None:
            with transaction.atomic():
                row = lock(brief)
                if row.outcome_asked_at is None and row.state == BriefState.SENT:
                    row.outcome_asked_at = clock.now()
                    row.save(update_fields=["outcome_asked_at"])
                    mails.tell("outcome", mails.people_of_brand(row), row, day=row.wanted_by)
                    done["asked_what_came"] += 1
    return done
