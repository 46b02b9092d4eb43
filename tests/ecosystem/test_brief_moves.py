"""The one door of briefs and answers: who may make which move, from where, and what follows."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from core import clock
from core.models import MailMessage
from ecosystem.actions import brief_answers, brief_drafts, briefs as actions
from ecosystem.errors import EcosystemError, IllegalMoveError, IncompleteError, NotAllowedError, TooManyError
from ecosystem.models import Brief, BriefAnswer, BriefWish
from ecosystem.states import ANSWER_MOVES, BRIEF_MOVES, AnswerState, BriefState, Outcome
from tests.factories import accounts as people, clusters as places, ecosystem_briefs as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return factory.world()


def mails() -> list[tuple[str, str]]:
    """(subject, address) of everything queued, oldest first; the outbox is emptied."""
    found = list(MailMessage.objects.order_by("pk").values_list("subject", "to"))
    MailMessage.objects.all().delete()
    return found


def everybody(w, maker) -> dict:
    return {
        "designer": w.designer,
        "colleague": places.member_of(w.home, at=w.brand),
        "speaker of the maker": factory.speaker(w, maker),
        "worker of the maker": places.member_of(w.away, at=maker),
        "stranger": places.member_of(w.home),
        "newcomer": people.person(),
        "manager": w.manager,
        "other manager": w.other_manager,
        "coordinator": w.coordinator,
        "auditor": w.auditor,
        "administrator": people.administrator(),
    }


def who_may(people, act) -> set[str]:
    """Who is not refused; whatever was done is undone."""
    allowed = set()
    for name, person in people.items():
        try:
            with transaction.atomic():
                act(person)
                allowed.add(name)
                transaction.set_rollback(True)
        except NotAllowedError:
            continue
    return allowed


BRAND = {"designer", "colleague"}


def test_every_move_of_a_brief_by_every_role(w):
    maker = factory.maker(w)
    roles = everybody(w, maker)
    draft, sent = factory.draft(w), factory.sent(w, maker, title="Other")
    another = factory.maker(w)

    assert who_may(roles, lambda by: actions.send_brief(draft, makers=[maker], by=by)) == BRAND
    assert who_may(roles, lambda by: actions.withdraw_brief(draft, by=by)) == BRAND
    assert who_may(roles, lambda by: actions.withdraw_brief(sent, by=by)) == BRAND
    assert who_may(roles, lambda by: actions.close_brief(sent, outcome=Outcome.NOTHING, by=by)) == BRAND
    brokers = {"manager", "coordinator"}
    assert who_may(roles, lambda by: actions.ask_makers(sent, makers=[another], by=by)) == BRAND | brokers
    assert who_may(roles, lambda by: actions.hand_over(sent, to=w.away, by=by)) == brokers
    assert who_may(roles, lambda by: brief_drafts.save_brief(draft, by=by, title="New")) == BRAND
    assert who_may(roles, lambda by: brief_drafts.start_brief(brand=w.brand, by=by)) == BRAND


def test_every_answer_by_every_role(w):
    maker = factory.maker(w)
    roles = everybody(w, maker)
    answer = factory.sent(w, maker).answers.get()
    acts = [
        lambda by: factory.yes(answer, by=by),
        lambda by: factory.no(w, answer, by=by),
        lambda by: factory.not_now(answer, by=by),
    ]

    for act in acts:
        assert who_may(roles, act) == {"speaker of the maker"}
    assert who_may(roles, lambda by: brief_answers.send_message(answer, text="?", by=by)) == BRAND | {
        "speaker of the maker"
    }


def test_where_nobody_represents_the_maker_its_cluster_answers(w):
    maker = factory.maker(w)
    brief = factory.sent(w, maker)

    assert ("A brand asks you for a piece of work", w.other_manager.email) in mails()
    assert factory.yes(brief.answers.get(), by=w.other_manager).state == AnswerState.YES


@pytest.mark.parametrize("before", BriefState.values)
@pytest.mark.parametrize("to", BriefState.values)
def test_only_the_moves_of_the_table_are_possible(w, before, to):
    brief = factory.draft(w)
    maker = factory.maker(w)
    Brief.objects.filter(pk=brief.pk).update(state=before, sent_at=timezone.now())
    acts = {
        BriefState.SENT: lambda: actions.send_brief(brief, makers=[maker], by=w.designer),
        BriefState.CLOSED: lambda: actions.close_brief(brief, outcome=Outcome.NOTHING, by=w.designer),
        BriefState.WITHDRAWN: lambda: actions.withdraw_brief(brief, by=w.designer),
    }
    if to not in acts:
        assert all(to not in moves for moves in BRIEF_MOVES.values())
        return
    if to in BRIEF_MOVES[before] or to == before:
        assert acts[to]().state == to
    else:
        with pytest.raises(IllegalMoveError):
            acts[to]()
        assert Brief.objects.get().state == before


@pytest.mark.parametrize("before", AnswerState.values)
@pytest.mark.parametrize("to", [AnswerState.YES, AnswerState.NO, AnswerState.NOT_NOW])
def test_only_the_answers_of_the_table_are_possible(w, before, to):
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    answer = factory.sent(w, maker).answers.get()
    BriefAnswer.objects.update(state=before)
    act = {
        AnswerState.YES: lambda: factory.yes(answer, by=by),
        AnswerState.NO: lambda: factory.no(w, answer, by=by),
        AnswerState.NOT_NOW: lambda: factory.not_now(answer, by=by),
    }[to]

    if to in ANSWER_MOVES[before] or to == before:
        assert act().state == to
    else:
        with pytest.raises(IllegalMoveError):
            act()
        assert BriefAnswer.objects.get().state == before


def test_sending_asks_each_maker_once_and_twice_is_quiet(w):
    makers = [factory.maker(w) for _n in range(3)]
    speakers = [factory.speaker(w, maker) for maker in makers]
    draft = factory.draft(w)
    mails()

    brief = actions.send_brief(draft, makers=[*makers, makers[0]], by=w.designer)
    again = actions.send_brief(draft, makers=makers, by=w.designer)

    assert (brief.state, again.pk, brief.answers.count()) == (BriefState.SENT, brief.pk, 3)
    assert list(brief.answers.values_list("place", flat=True)) == [1, 2, 3]
    assert mails() == [("A brand asks you for a piece of work", speaker.email) for speaker in speakers]


def test_six_makers_are_refused_and_nothing_is_sent(w):
    draft = factory.draft(w)
    with pytest.raises(EcosystemError, match="at most 5 makers"):
        actions.send_brief(draft, makers=[factory.maker(w) for _n in range(6)], by=w.designer)

    draft.refresh_from_db()
    assert (draft.state, BriefAnswer.objects.count()) == (BriefState.DRAFT, 0)


def test_five_are_asked_in_all_whoever_asks(w):
    brief = factory.sent(w, *[factory.maker(w) for _n in range(4)])
    actions.ask_makers(brief, makers=[factory.maker(w)], by=w.manager)

    with pytest.raises(EcosystemError, match="at most 5 makers"):
        actions.ask_makers(brief, makers=[factory.maker(w)], by=w.designer)
    assert brief.answers.count() == 5
    assert brief.answers.get(place=5).suggested_by == w.home


@pytest.mark.parametrize(
    "name", ["title", "product", "quantity", "colours", "sizes", "wanted_by", "budget", "description"]
)
def test_what_is_missing_stands_beside_its_field(w, name):
    draft = factory.draft(w, **{name: None})
    with pytest.raises(IncompleteError) as refused:
        actions.send_brief(draft, makers=[factory.maker(w)], by=w.designer)

    assert refused.value.fields == {name: "Please fill this in."}
    assert Brief.objects.get().state == BriefState.DRAFT


def test_without_steps_materials_or_maker_nothing_is_sent(w):
    draft = factory.draft(w, steps=[], materials=[])
    with pytest.raises(IncompleteError) as refused:
        actions.send_brief(draft, makers=[factory.maker(w)], by=w.designer)
    assert set(refused.value.fields) == {"steps", "materials"}

    with pytest.raises(IncompleteError, match="at least one maker"):
        actions.send_brief(factory.draft(w, title="Whole"), makers=[], by=w.designer)


def test_a_day_that_has_passed_meanwhile_is_told(w):
    draft = factory.draft(w, wanted_by=factory.in_days(3))
    with clock.at(timezone.now() + timedelta(days=4)), pytest.raises(IncompleteError) as refused:
        actions.send_brief(draft, makers=[factory.maker(w)], by=w.designer)
    assert refused.value.fields == {"wanted_by": "This day is not in the future."}


def test_the_brand_itself_and_firms_that_are_gone_are_not_asked(w):
    closed, merged = factory.maker(w), factory.maker(w)
    closed.closed_on = clock.today()
    closed.save()
    merged.merged_into = factory.maker(w)
    merged.save()
    for maker in (w.brand, closed, merged):
        with pytest.raises(EcosystemError):
            actions.send_brief(factory.draft(w), makers=[maker], by=w.designer)
    assert BriefAnswer.objects.count() == 0


def test_a_machine_that_sends_briefs_is_stopped_after_five_a_day(w):
    for number in range(5):
        factory.sent(w, factory.maker(w), title=f"Brief {number}")
    last = factory.draft(w, title="One more")

    with pytest.raises(TooManyError):
        actions.send_brief(last, makers=[factory.maker(w)], by=w.designer)
    with clock.at(timezone.now() + timedelta(hours=25)):
        assert actions.send_brief(last, makers=[factory.maker(w)], by=w.designer).state == BriefState.SENT


def test_a_cluster_looks_for_makers_where_the_brand_asked_it_to(w):
    draft = factory.draft(w, broker=w.home)
    mails()
    brief = actions.send_brief(draft, by=w.designer)
    assert mails() == [("A brief of your member", w.manager.email)]

    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    actions.ask_makers(brief, makers=[maker], by=w.manager)

    assert mails() == [
        ("A brand asks you for a piece of work", by.email),
        ("Another maker was asked for you", w.designer.email),
    ]


def test_a_brief_handed_over_is_brokered_by_the_other_cluster(w):
    brief = factory.sent(w, factory.maker(w))
    mails()
    with pytest.raises(NotAllowedError):
        actions.ask_makers(brief, makers=[factory.maker(w)], by=w.other_manager)

    actions.hand_over(brief, to=w.away, note="You have linen mills.", by=w.manager)
    actions.hand_over(brief, to=w.away, note="You have linen mills.", by=w.manager)

    brief.refresh_from_db()
    assert (brief.broker, brief.hand_overs.count()) == (w.away, 1)
    assert mails() == [
        ("A brief is handed over to your cluster", w.other_manager.email),
        ("Your brief has a new broker", w.designer.email),
    ]
    [answer] = actions.ask_makers(brief, makers=[factory.maker(w)], by=w.other_manager)
    assert answer.suggested_by == w.away
    with pytest.raises(NotAllowedError):
        actions.ask_makers(brief, makers=[factory.maker(w)], by=w.manager)


def test_answers_reach_the_brand_with_their_reason(w):
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    answer = factory.sent(w, maker).answers.get()
    mails()

    answered = brief_answers.say_no(answer, by=by, reason=w.words["quantity-too-small"], text="From 100 on.")

    assert (answered.reason, answered.reason_text, answered.answered_by) == (
        w.words["quantity-too-small"], "From 100 on.", by,
    )  # fmt: skip
    message = MailMessage.objects.get()
    assert (message.to, message.subject) == (w.designer.email, "A maker says no to your brief")
    assert "Quantity too small" in message.text
    assert "From 100 on." in message.text
    changed = factory.yes(answer, by=by)
    assert (changed.state, changed.reason, changed.reason_text) == (AnswerState.YES, None, "")
    assert changed.answered_at == answered.answered_at


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"price_from": None}, "price_from"),
        ({"price_to": None}, "price_to"),
        ({"price_to": 1}, "price_to"),
        ({"possible_by": None}, "possible_by"),
        ({"possible_by": "past"}, "possible_by"),
    ],
)
def test_a_yes_needs_a_price_band_and_a_day_to_come(w, values, field):
    maker = factory.maker(w)
    answer = factory.sent(w, maker).answers.get()
    if values.get("possible_by") == "past":
        values = {"possible_by": factory.in_days(0)}
    given = {"price_from": 12, "price_to": 15, "possible_by": factory.in_days(20)} | values

    with pytest.raises(IncompleteError) as refused:
        brief_answers.say_yes(answer, by=factory.speaker(w, maker), **given)
    assert list(refused.value.fields) == [field]
    assert BriefAnswer.objects.get().state == AnswerState.ASKED


def test_a_no_needs_a_reason_of_the_vocabulary(w):
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    answer = factory.sent(w, maker).answers.get()
    for reason in (None, w.words["linen"]):
        with pytest.raises(IncompleteError):
            brief_answers.say_no(answer, by=by, reason=reason)
    assert BriefAnswer.objects.get().state == AnswerState.ASKED


def test_nothing_is_answered_once_the_brief_is_closed(w):
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    brief = factory.sent(w, maker)
    actions.close_brief(brief, outcome=Outcome.ELSEWHERE, by=w.designer)

    with pytest.raises(IllegalMoveError):
        factory.yes(brief.answers.get(), by=by)
    assert BriefAnswer.objects.get().state == AnswerState.ASKED


def test_closing_says_what_came_of_it_and_who_was_chosen(w):
    maker, other = factory.maker(w), factory.maker(w)
    by = factory.speaker(w, maker)
    brief = factory.sent(w, maker)
    mails()
    with pytest.raises(IncompleteError):
        actions.close_brief(brief, outcome=Outcome.ORDERED, by=w.designer)
    with pytest.raises(EcosystemError, match="was not asked"):
        actions.close_brief(brief, outcome=Outcome.ORDERED, chosen=other, by=w.designer)
    with pytest.raises(IncompleteError):
        actions.close_brief(brief, outcome="married", by=w.designer)

    closed = actions.close_brief(brief, outcome=Outcome.ORDERED, chosen=maker, text="80 pieces.", by=w.designer)
    again = actions.close_brief(brief, outcome=Outcome.NOTHING, by=w.designer)

    assert (closed.outcome, closed.chosen, closed.outcome_text) == (Outcome.ORDERED, maker, "80 pieces.")
    assert (again.outcome, Brief.objects.get().chosen) == (Outcome.ORDERED, maker)
    assert mails() == [("A brief was closed", by.email)]


def test_messages_go_between_brand_and_maker_without_addresses(w):
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    answer = factory.sent(w, maker).answers.get()
    mails()

    question = brief_answers.send_message(answer, text=" Which buttons? ", by=by)
    assert brief_answers.send_message(answer, text="Which buttons?", by=by).pk == question.pk
    reply = brief_answers.send_message(answer, text="Horn.", by=w.designer)

    assert [(m.text, m.from_brand) for m in answer.messages.all()] == [("Which buttons?", False), ("Horn.", True)]
    assert reply.author == w.designer
    texts = MailMessage.objects.order_by("pk").values_list("to", "text", "reply_to")
    assert [to for to, _text, _reply in texts] == [w.designer.email, by.email]
    assert not any("Horn." in text or reply or by.email in text for _to, text, reply in texts)


def test_a_maker_says_once_that_it_could_while_there_is_room(w):
    brief = factory.sent(w, factory.maker(w), public=True)
    hidden = factory.sent(w, factory.maker(w), title="Hidden")
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    mails()

    actions.wish(brief, maker=maker, text="Next month.", by=by)
    actions.wish(brief, maker=maker, text="Again.", by=by)

    assert [(wish.maker, wish.text) for wish in BriefWish.objects.all()] == [(maker, "Next month.")]
    assert mails() == [("A maker could make what you look for", w.designer.email)]
    with pytest.raises(IllegalMoveError):
        actions.wish(hidden, maker=maker, by=by)
    unheard = factory.maker(w)
    with pytest.raises(NotAllowedError):
        actions.wish(brief, maker=unheard, by=places.member_of(w.away, at=unheard))  # works there, speaks for nobody
    actions.ask_makers(brief, makers=[factory.maker(w) for _n in range(4)], by=w.designer)
    late = factory.maker(w)
    with pytest.raises(IllegalMoveError, match="Five makers"):
        actions.wish(brief, maker=late, by=factory.speaker(w, late))
    assert BriefWish.objects.count() == 1
