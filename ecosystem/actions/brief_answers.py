"""What makers say to a brief, and the messages between them and the brand."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import get_language, gettext as _

from accounts.models import User
from clusters.rosters import deciders_of
from core import clock
from ecosystem import mails_briefs as mails, rules
from ecosystem.actions.briefs import lock, move, record
from ecosystem.errors import EcosystemError, IllegalMoveError, IncompleteError, NotAllowedError
from ecosystem.models import Brief, BriefAnswer, BriefMessage
from ecosystem.states import AnswerState, BriefState
from vocabulary.models import Concept

REASONS = "refusal-reason"  # the scheme
TWICE = timedelta(minutes=1)  # the same words of the same person within it are a double click
_EMPTY = {
    "price_from": None,
    "price_to": None,
    "possible_by": None,
    "questions": "",
    "reason": None,
    "reason_text": "",
    "not_before": None,
}


def say_yes(
    answer: BriefAnswer,
    *,
    by: User,
    price_from: Decimal | None,
    price_to: Decimal | None,
    possible_by: date | None,
    questions: str = "",
) -> BriefAnswer:
    """The maker could: a price band of a piece and a day are needed, questions may be asked."""
    missing = {
        name: _("Please fill this in.")
        for name, value in (("price_from", price_from), ("price_to", price_to), ("possible_by", possible_by))
        if value is None
    }
    if price_from is not None and price_to is not None and price_to < price_from:
        missing["price_to"] = _("This is less than the price from which it starts.")
    if possible_by is not None and possible_by <= clock.today():
        missing["possible_by"] = _("This day is not in the future.")
    if missing:
        raise IncompleteError(_("Something is still missing."), missing)
    values = {
        "price_from": price_from,
        "price_to": price_to,
        "possible_by": possible_by,
        "questions": questions.strip(),
    }
    return _answer(answer, AnswerState.YES, by=by, **values)


def say_no(answer: BriefAnswer, *, by: User, reason: Concept | None, text: str = "") -> BriefAnswer:
    """The maker does not: with a reason of the vocabulary, which is counted without names for the sector."""
    if reason is None or reason.scheme.code != REASONS:
        raise IncompleteError(_("Please give a reason."), {"reason": _("Please give a reason.")})
    return _answer(answer, AnswerState.NO, by=by, reason=reason, reason_text=text.strip())


def say_not_now(answer: BriefAnswer, *, by: User, not_before: date | None) -> BriefAnswer:
    """Not until a date; the maker is asked again on that day if the brief is still open."""
    if not_before is None or not_before <= clock.today():
        sentence = _("Please fill this in.") if not_before is None else _("This day is not in the future.")
        raise IncompleteError(_("Something is still missing."), {"not_before": sentence})
    return _answer(answer, AnswerState.NOT_NOW, by=by, not_before=not_before)


def _answer(answer: BriefAnswer, to: str, *, by: User, **values) -> BriefAnswer:
    """The move, while the brief is open; the brand and its broker are told. The first day of an answer stays."""

    def then(row: BriefAnswer) -> None:
        brief = row.brief
        brand, label = list(mails.people_of_brand(brief)), row.reason.label() if row.reason else ""
        whole = "\n".join(filter(None, [label, row.reason_text]))  # the form says that only the brand reads these words
        mails.tell(to, brand, brief, maker=row.maker, day=row.not_before, reason=whole, but=by)
        others = [each for each in deciders_of(brief.broker) if each not in brand] if brief.broker else []
        mails.tell(to, others, brief, maker=row.maker, day=row.not_before, reason=label, but=by)

    with transaction.atomic():
        brief = lock(answer.brief)
        if brief.state != BriefState.SENT and rules.may_answer(by, answer):
            raise IllegalMoveError(_("This brief is no longer open."))
        row = lock(answer)
        if row.state == to and rules.may_answer(by, row):
            return _changed(row, values, by=by, then=then)
        return move(
            row,
            to,
            by=by,
            allowed=lambda row: rules.may_answer(by, row),
            then=then,
            answered_at=row.answered_at or clock.now(),
            answered_by=by,
            **(_EMPTY | values),
        )


def _changed(row: BriefAnswer, values: dict, *, by: User, then) -> BriefAnswer:
    """The same answer with other words: kept and told like a new one. The same words again are a double click."""
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.answered_by = by
    others = [field.name for field in row._meta.fields if field.name not in values]
    row.full_clean(exclude=others, validate_unique=False, validate_constraints=False)
    row.save(update_fields=[*values, "answered_by"])
    record(row, row.state, row.state, by=by)
    then(row)
    return row


def send_message(answer: BriefAnswer, *, text: str, by: User) -> BriefMessage:
    """From one side to the other; the other gets a mail that says so, without the text. A double click is quiet."""
    if not rules.may_write_brief_message(by, answer):
        raise NotAllowedError(_("You may not do this."))
    text = text.strip()
    if not text:
        raise EcosystemError(_("Please write something."))
    with transaction.atomic():
        brief: Brief = lock(answer.brief)
        if brief.state not in (BriefState.SENT, BriefState.CLOSED):
            raise IllegalMoveError(_("This brief is no longer open."))
        newest = answer.messages.order_by("-sent_at", "-pk").first()
        if newest and (newest.author_id, newest.text) == (by.pk, text) and clock.now() - newest.sent_at < TWICE:
            return newest
        from_brand = rules.is_brand(by, brief)
        message = BriefMessage(
            answer=answer,
            author=by,
            from_brand=from_brand,
            language=get_language() or by.language,
            text=text,
            sent_at=clock.now(),
        )
        message.full_clean(exclude=["answer", "author"])
        message.save()
        if from_brand:
            mails.tell("message", mails.people_of_maker(answer.maker), brief, answer=answer, but=by)
        else:
            mails.tell("message", mails.people_of_brand(brief), brief, but=by)
    return message
