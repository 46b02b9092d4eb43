"""What was not found, and why makers said no: counted without names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from ecosystem.actions.briefs import close_brief
from ecosystem.models import BriefAnswer
from ecosystem.queries import demand
from ecosystem.queries.briefs import answer_rates
from ecosystem.states import Outcome
from tests.factories import ecosystem_briefs as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return factory.world()


def test_a_brief_without_a_yes_is_unmet_once_it_is_closed_or_old(w):
    closed = factory.sent(w, title="Closed", certificates=[w.words["gots"]])
    close_brief(closed, outcome=Outcome.NOTHING, by=w.designer)
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    factory.yes(factory.sent(w, maker, title="Met").answers.get(), by=by)
    factory.sent(w, title="Waiting")
    factory.draft(w, title="Draft")

    [only] = demand.unmet()

    assert (only.steps, only.product, only.certificates, only.quantity, only.region, only.cluster) == (
        ("value-chain-step/cutting", "value-chain-step/sewing"), "product/shirt", ("certificate/gots",), 80, "BG-22",
        "loom",
    )  # fmt: skip
    with clock.at(timezone.now() + timedelta(days=15)):
        assert len(demand.unmet()) == 2
        assert demand.unmet_by("product") == {("product/shirt", "BG-22"): 2}
        assert demand.unmet_by("certificates") == {("certificate/gots", "BG-22"): 1}
    assert demand.unmet(until=clock.today()) == []


def test_reasons_are_counted_and_small_numbers_left_out(w):
    for number in range(4):
        maker, other = factory.maker(w), factory.maker(w)
        by, also = factory.speaker(w, maker), factory.speaker(w, other)
        brief = factory.sent(w, maker, other, title=f"Brief {number}", steps=[w.words["sewing"]])
        factory.no(w, brief.answers.get(maker=maker), by=by)
        if number < 2:
            factory.no(w, brief.answers.get(maker=other), by=also, reason="no-free-capacity")

    found = demand.reasons()

    small, step = "refusal-reason/quantity-too-small", "value-chain-step/sewing"
    today = clock.today()
    assert found.by_reason == [(small, 4)]
    assert found.by_step == [(step, small, 4)]
    assert found.by_quarter == [((today.year, (today.month + 2) // 3), small, 4)]
    assert found.total == 4
    assert [demand.known(number) for number in (0, 2, 3)] == [None, None, 3]


def test_the_quarters_of_a_reason_do_not_give_a_small_number_away():
    rows = [demand.Refusal("r", (), (2026, 1))] * 4 + [demand.Refusal("r", (), (2026, 2))] * 2

    found = demand.reasons(rows)

    assert found.by_reason == [("r", 6)]
    assert found.by_quarter == []  # 6 and 4 would tell of the 2


def test_how_a_maker_answers_is_told_from_three_briefs_on(w):
    maker = factory.maker(w)
    by = factory.speaker(w, maker)
    for number in range(4):
        factory.sent(w, maker, title=f"Brief {number}")
    answers = list(BriefAnswer.objects.order_by("pk"))
    for answer, days in zip(answers, (1, 3), strict=False):
        with clock.at(answer.asked_at + timedelta(days=days)):
            factory.yes(answer, by=by)

    assert answer_rates([maker]) == {}
    with clock.at(timezone.now() + timedelta(days=11)):
        rate = answer_rates([maker])[maker.pk]
    assert (rate.asked, rate.answered, rate.share, round(rate.days, 3)) == (4, 2, 50, 2)
