"""Everybody at once: five makers at most, and two clicks that send once. On whichever database DATABASE_URL names."""

import pytest
from django.db import IntegrityError

from accounts.models import User
from clusters.models import Organisation
from core.models import MailMessage
from ecosystem.actions import briefs as actions
from ecosystem.errors import EcosystemError
from ecosystem.models import Brief, BriefAnswer
from ecosystem.states import BriefState
from tests.factories import ecosystem_briefs as factory
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def asking(brief, maker, by):
    """With rows of its own, as another request has them."""
    return lambda: actions.ask_makers(
        Brief.objects.get(pk=brief.pk), makers=[Organisation.objects.get(pk=maker.pk)], by=User.objects.get(pk=by.pk)
    )


def test_eight_at_once_for_the_last_two_places():
    w = factory.world()
    brief = factory.sent(w, *[factory.maker(w) for _n in range(3)])
    makers = [factory.maker(w) for _n in range(8)]

    answers = at_once(
        *[asking(brief, maker, by) for maker, by in zip(makers, [w.designer, w.manager] * 4, strict=True)],
        refusal=EcosystemError,
    )

    assert sum(isinstance(answer, EcosystemError) for answer in answers) == 6
    assert sorted(BriefAnswer.objects.values_list("place", flat=True)) == [1, 2, 3, 4, 5]


def test_control_without_the_lock_the_database_still_refuses_the_sixth(monkeypatch):
    """The second net: places are five and each is given once, whoever forgets to lock."""
    w = factory.world()
    brief = factory.sent(w, *[factory.maker(w) for _n in range(4)])
    makers = [factory.maker(w) for _n in range(6)]
    monkeypatch.setattr(actions, "lock", lambda row: type(row).objects.get(pk=row.pk))

    at_once(*[asking(brief, maker, w.designer) for maker in makers], refusal=(EcosystemError, IntegrityError))

    assert sorted(BriefAnswer.objects.values_list("place", flat=True)) == [1, 2, 3, 4, 5]


def test_two_clicks_and_a_colleague_send_once():
    w = factory.world()
    draft, maker = factory.draft(w), factory.maker(w)
    MailMessage.objects.all().delete()

    def click():
        return actions.send_brief(
            Brief.objects.get(pk=draft.pk),
            makers=[Organisation.objects.get(pk=maker.pk)],
            by=User.objects.get(pk=w.designer.pk),
        )

    answers = at_once(*[click] * 6, refusal=EcosystemError)

    assert {answer.state for answer in answers} == {BriefState.SENT}
    assert BriefAnswer.objects.count() == 1
    assert MailMessage.objects.count() == 1
