"""What the calendar does with briefs: reminders, asking again, and ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from core.models import MailMessage
from ecosystem.actions.brief_rounds import run_briefs
from ecosystem.actions.briefs import withdraw_brief
from ecosystem.models import Brief
from ecosystem.states import BriefState, Outcome
from tests.factories import ecosystem_briefs as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return factory.world()


def after(days: float):
    return clock.at(timezone.now() + timedelta(days=days))


def subjects() -> list[tuple[str, str]]:
    found = list(MailMessage.objects.order_by("pk").values_list("subject", "to"))
    MailMessage.objects.all().delete()
    return found


def test_who_does_not_answer_is_reminded_after_five_and_ten_days(w):
    silent, quick = factory.maker(w), factory.maker(w)
    people = [factory.speaker(w, maker) for maker in (silent, quick)]
    brief = factory.sent(w, silent, quick)
    factory.yes(brief.answers.get(maker=quick), by=people[1])
    subjects()

    sent = {}
    for day in (4.9, 5.1, 5.2, 9.9, 10.1, 10.2, 30):
        with after(day):
            run_briefs()
            sent[day] = subjects()

    reminder = [("A brief waits for your answer", people[0].email)]
    assert sent == {4.9: [], 5.1: reminder, 5.2: [], 9.9: [], 10.1: reminder, 10.2: [], 30: []}


def test_a_round_that_comes_late_reminds_once(w):
    factory.sent(w)
    with after(12):
        assert run_briefs() == {"reminders": 1}
        assert run_briefs() == {}


def test_a_maker_who_said_not_now_is_asked_again_on_its_day(w):
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    factory.not_now(factory.sent(w, maker).answers.get(), by=by, days=20)
    subjects()

    for day, expected in ((19, []), (20, [("Can you take this work now?", by.email)]), (21, [])):
        with after(day):
            run_briefs()
            assert subjects() == expected


def test_nobody_is_reminded_of_a_brief_that_is_over(w):
    withdraw_brief(factory.sent(w), by=w.designer)
    subjects()
    with after(11):
        run_briefs()
    assert subjects() == []


def test_a_month_after_the_day_the_brand_is_asked_once_what_came_of_it(w):
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    brief = factory.sent(w, maker, wanted_by=factory.in_days(65))
    factory.yes(brief.answers.get(), by=by)
    subjects()

    for day, expected in ((94, []), (95, [("What came of your brief?", w.designer.email)]), (96, [])):
        with after(day):
            run_briefs()
            assert subjects() == expected
    assert Brief.objects.get().state == BriefState.SENT


def test_a_brief_that_nobody_answered_closes_with_nothing(w):
    factory.sent(w, wanted_by=factory.in_days(20))
    with after(49):
        run_briefs()
        assert Brief.objects.get().state == BriefState.SENT
    with after(50):
        assert run_briefs()["closed"] == 1

    brief = Brief.objects.get()
    assert (brief.state, brief.outcome) == (BriefState.CLOSED, Outcome.NOTHING)
