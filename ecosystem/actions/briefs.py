"""The one door of sourcing briefs: their states and those of the makers’ answers are written here and nowhere else.

Rows are always locked in one order: the brand, the brief, its answers.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _, ngettext
from wagtail.log_actions import log

from accounts.models import User
from clusters.models import Cluster, Organisation
from clusters.rosters import deciders_of
from core import clock
from ecosystem import mails_briefs as mails, rules
from ecosystem.errors import EcosystemError, IllegalMoveError, IncompleteError, NotAllowedError, TooManyError
from ecosystem.models import MOST_MAKERS, Brief, BriefAnswer, BriefWish, HandOver
from ecosystem.queries.briefs import missing_in
from ecosystem.states import ANSWER_MOVES, BRIEF_MOVES, AnswerState, BriefState, Outcome

MOST_A_DAY = 5  # briefs that one organisation sends within 24 hours; a robot would send more
DAY = timedelta(days=1)
WITH_A_MAKER = (Outcome.ORDERED, Outcome.SAMPLED)  # outcomes that somebody was chosen for
_TABLES: dict[type, dict[Any, set[Any]]] = {Brief: BRIEF_MOVES, BriefAnswer: ANSWER_MOVES}


def lock(row):
    """The row as it is now, locked until the transaction ends."""
    return type(row).objects.select_for_update().get(pk=row.pk)


def move(
    row,
    to: str,
    *,
    by: User | None,
    allowed: Callable[[Any], bool],
    demand: Callable[[Any], None] | None = None,
    then: Callable[[Any], object] | None = None,
    **values,
):
    """Lock, re-read, check the right and the table, write, log, tell; all or nothing. Returns the row as it is now.

    `by` is None for the calendar. Already there is no error and writes nothing. `demand(row)` may raise an
    `EcosystemError` after the checks, `then(row)` writes what belongs to the move and queues mails. `values` are
    written with the state.
    """
    with transaction.atomic():
        row = lock(row)
        before = row.state
        if not allowed(row):
            raise NotAllowedError(_("You may not do this."))
        if before == to:
            return row
        if to not in _TABLES[type(row)][before]:
            raise IllegalMoveError(
                _("This is not possible now; the state is: {state}.").format(state=row.get_state_display())
            )
        if demand:
            demand(row)
        row.state = to
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean(exclude=_unchanged(row, values), validate_unique=False, validate_constraints=False)
        row.save(update_fields=["state", *values, *(["changed_at"] if isinstance(row, Brief) else [])])
        record(row, before, to, by=by)
        if then:
            then(row)
    return row


def _unchanged(row, values) -> list[str]:
    return [field.name for field in row._meta.fields if field.name not in values]


def record(row, before: str, to: str, *, by: User | None) -> None:
    """One line of history, without what was written."""
    name = "brief" if isinstance(row, Brief) else "brief_answer"
    states = {"from": str(before), "to": str(to)}
    log(row, f"ecosystem.{name}.move", user=by, data=states, timestamp=clock.now())


def send_brief(brief: Brief, *, makers: Iterable[Organisation] = (), by: User) -> Brief:
    """Send it to at most MOST_MAKERS makers. From then on it no longer changes.

    Without a maker it can be sent where a cluster was asked to find some. Two clicks send once. Raises
    `IncompleteError` with what is missing beside the fields, `TooManyError` after MOST_A_DAY briefs in a day.
    """

    def demand(row: Brief) -> None:
        missing = missing_in(row)
        if missing:
            raise IncompleteError(_("Something is still missing."), missing)
        if not chosen and not row.broker_id:
            raise IncompleteError(
                _("Please choose at least one maker."), {"makers": _("Please choose at least one maker.")}
            )
        sent = Brief.objects.filter(brand=row.brand, sent_at__gt=clock.now() - DAY).exclude(pk=row.pk).count()
        if sent >= MOST_A_DAY:
            raise TooManyError(
                ngettext(
                    "Your organisation may send {count} brief a day. Please go on tomorrow.",
                    "Your organisation may send {count} briefs a day. Please go on tomorrow.",
                    MOST_A_DAY,
                ).format(count=MOST_A_DAY)
            )

    def then(row: Brief) -> None:
        for maker in chosen:
            _ask(row, maker, by=by, suggested_by=None)
        if row.broker:
            mails.tell("broker", deciders_of(row.broker), row, but=by)

    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=brief.brand_id)
        chosen = _choosable(brief, makers)
        return move(
            brief,
            BriefState.SENT,
            by=by,
            allowed=lambda row: rules.is_brand(by, row),
            demand=demand,
            then=then,
            sent_at=clock.now(),
        )


def _choosable(brief: Brief, makers: Iterable[Organisation]) -> list[Organisation]:
    """The makers as they are now, each once; raises where one of them cannot be asked, or they are too many."""
    wanted = list(dict.fromkeys(maker.pk for maker in makers))
    if len(wanted) > MOST_MAKERS:
        raise _too_many_makers()
    found = Organisation.objects.in_bulk(wanted)
    for maker in found.values():
        if maker.pk == brief.brand_id:
            raise EcosystemError(_("A brief cannot go to the organisation that wrote it."))
        if maker.merged_into_id or not maker.confirmed or maker.closed_on:
            raise EcosystemError(_("{maker} cannot be asked any more.").format(maker=maker))
    return [found[pk] for pk in wanted]


def _too_many_makers() -> EcosystemError:
    return EcosystemError(
        _("A brief goes to at most {count} makers, so that each of them takes it seriously.").format(count=MOST_MAKERS)
    )


def _ask(brief: Brief, maker: Organisation, *, by: User, suggested_by: Cluster | None) -> BriefAnswer:
    """Ask one maker, with the brief locked. One that was asked already is returned as it is."""
    there = {answer.maker_id: answer for answer in brief.answers.all()}
    if maker.pk in there:
        return there[maker.pk]
    if len(there) >= MOST_MAKERS:
        raise _too_many_makers()
    taken = {answer.place for answer in there.values()}
    place = next(number for number in range(1, MOST_MAKERS + 1) if number not in taken)
    answer = BriefAnswer.objects.create(
        brief=brief, maker=maker, place=place, suggested_by=suggested_by, asked_at=clock.now()
    )
    record(answer, "", AnswerState.ASKED, by=by)
    mails.tell("asked", mails.people_of_maker(maker), brief, answer=answer, but=by)
    return answer


def ask_makers(brief: Brief, *, makers: Iterable[Organisation], by: User) -> list[BriefAnswer]:
    """Ask more makers about a brief that was sent: the brand, or who brokers it, within MOST_MAKERS together."""
    with transaction.atomic():
        row = lock(brief)
        if not rules.may_ask_makers(by, row):
            raise NotAllowedError(_("You may not do this."))
        if row.state != BriefState.SENT:
            raise IllegalMoveError(
                _("This is not possible now; the state is: {state}.").format(state=row.get_state_display())
            )
        chosen = _choosable(row, makers)
        if not chosen:
            raise EcosystemError(_("Please choose at least one maker."))
        known = set(row.answers.values_list("maker", flat=True))
        cluster = None if rules.is_brand(by, row) else _broker_of(row, by)
        asked = [_ask(row, maker, by=by, suggested_by=cluster) for maker in chosen]
        for answer in asked:
            if cluster is not None and answer.maker_id not in known:
                mails.tell("suggested", mails.people_of_brand(row), row, maker=answer.maker, but=by)
    return asked


def _broker_of(brief: Brief, by: User) -> Cluster | None:
    """In whose name a manager acts: the broker’s, else a cluster of the brand that is theirs."""
    if brief.broker_id:
        return brief.broker
    return Cluster.objects.filter(memberships__organisation=brief.brand, memberships__until=None).order_by("pk").first()


def close_brief(
    brief: Brief, *, outcome: str, by: User | None, chosen: Organisation | None = None, text: str = ""
) -> Brief:
    """Say what came of it; makers who still could be waiting are told. `by` is None for the calendar."""
    if outcome not in Outcome.values:
        raise IncompleteError(_("Please say what came of it."), {"outcome": _("Please say what came of it.")})

    def demand(row: Brief) -> None:
        if outcome in WITH_A_MAKER and chosen is None:
            raise IncompleteError(_("Please say which maker."), {"chosen": _("Please say which maker.")})
        if chosen is not None and not row.answers.filter(maker=chosen).exists():
            raise EcosystemError(_("{maker} was not asked.").format(maker=chosen))

    return move(
        brief,
        BriefState.CLOSED,
        by=by,
        allowed=lambda row: rules.may_close_brief(by, row),
        demand=demand,
        then=lambda row: _tell_makers("closed", row, by=by),
        outcome=outcome,
        outcome_text=text.strip(),
        chosen=chosen if outcome in (*WITH_A_MAKER, Outcome.TALKING) else None,
        closed_at=clock.now(),
    )


def withdraw_brief(brief: Brief, *, by: User) -> Brief:
    """The brand no longer wants it. Its files are deleted; makers that were asked are told."""
    from ecosystem.actions.brief_drafts import forget_files  # noqa: PLC0415 -- drafts are written through this door

    def then(row: Brief) -> None:
        forget_files(row)
        _tell_makers("withdrawn", row, by=by)

    return move(
        brief,
        BriefState.WITHDRAWN,
        by=by,
        allowed=lambda row: rules.is_brand(by, row),
        then=then,
        closed_at=clock.now(),
    )


def _tell_makers(event: str, brief: Brief, *, by: User | None) -> None:
    for answer in brief.answers.exclude(state=AnswerState.NO).select_related("maker"):
        mails.tell(event, mails.people_of_maker(answer.maker), brief, answer=answer, but=by)


def hand_over(brief: Brief, *, to: Cluster, note: str = "", by: User) -> Brief:
    """Another cluster looks for makers from now on. Its managers and the brand are told. Twice is quiet."""
    with transaction.atomic():
        row = lock(brief)
        if row.broker_id == to.pk and row.hand_overs.filter(to_cluster=to, by=by).exists():
            return row
        if not rules.may_broker(by, row):
            raise NotAllowedError(_("You may not do this."))
        if row.state != BriefState.SENT:
            raise IllegalMoveError(
                _("This is not possible now; the state is: {state}.").format(state=row.get_state_display())
            )
        giving = _broker_of(row, by)
        if giving is None or giving.pk == to.pk:
            raise EcosystemError(_("Please choose another cluster."))
        line = HandOver(brief=row, from_cluster=giving, to_cluster=to, note=note.strip(), by=by, at=clock.now())
        line.full_clean(exclude=["brief", "from_cluster", "to_cluster", "by"])
        line.save()
        row.broker = to
        row.save(update_fields=["broker", "changed_at"])
        log(row, "ecosystem.brief.hand_over", user=by, data={"from": giving.code, "to": to.code}, timestamp=clock.now())
        mails.tell("handed_over", deciders_of(to), row, cluster=giving, reason=line.note, but=by)
        mails.tell("has_broker", mails.people_of_brand(row), row, cluster=to, but=by)
    return row


def wish(brief: Brief, *, maker: Organisation, text: str = "", by: User) -> BriefWish:
    """A maker that was not asked says of a public brief that it could; only while fewer than MOST_MAKERS were asked."""
    with transaction.atomic():
        row = lock(brief)
        there = row.wishes.filter(maker=maker).first()
        if there:
            return there
        if not rules.may_wish_for(by, maker):
            raise NotAllowedError(_("You can answer for an organisation that you represent."))
        if not (row.public and row.state == BriefState.SENT):
            raise IllegalMoveError(_("This brief is no longer open."))
        if maker.pk == row.brand_id or row.answers.filter(maker=maker).exists():
            raise EcosystemError(_("This organisation has the brief already."))
        if row.answers.count() >= MOST_MAKERS:
            raise IllegalMoveError(_("Five makers have been asked already."))
        made = BriefWish(brief=row, maker=maker, person=by, text=text.strip(), at=clock.now())
        made.full_clean(exclude=["brief", "maker", "person"])
        made.save()
        told = [*mails.people_of_brand(row), *(deciders_of(row.broker) if row.broker_id else [])]
        mails.tell("wish", told, row, maker=maker, but=by)
    return made
