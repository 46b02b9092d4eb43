"""An answer to a brief that is given again with other words."""

import pytest

from core.models import MailMessage
from ecosystem.actions import brief_answers
from ecosystem.models import BriefAnswer
from ecosystem.states import AnswerState
from tests.factories import ecosystem_briefs as factory


@pytest.mark.django_db
def test_a_yes_at_another_price_is_kept_and_told_and_twice_the_same_is_one():
    w = factory.world()
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    answer = factory.sent(w, maker).answers.get()
    factory.yes(answer, by=by)
    MailMessage.objects.all().delete()

    for _time in range(2):
        brief_answers.say_yes(answer, by=by, price_from=18, price_to=20, possible_by=factory.in_days(20))

    kept = BriefAnswer.objects.get()
    assert (kept.state, kept.price_from, kept.price_to) == (AnswerState.YES, 18, 20)
    assert MailMessage.objects.count() == 1
