import pytest

from exchanges.queries.ribbons import counted_by_target, ribbon_of, ribbons
from tests.factories import exchanges as factory

pytestmark = pytest.mark.django_db


def test_each_target_is_as_wide_as_its_share_and_woven_as_far_as_it_is_reached(w):
    targets = list(w.programme.targets.all())
    done = {targets[0].pk: 50, targets[1].pk: 20, None: 2}

    ribbon = ribbon_of(targets, done)

    assert [(part.target, part.start, part.width, part.woven) for part in ribbon.sections] == [
        (75, "0", "75.00", "50.00"),
        (10, "75.00", "10.00", "10.00"),  # more than the target is no wider than it
        (5, "85.00", "5.00", "0"),
        (5, "90.00", "5.00", "0"),
        (5, "95.00", "5.00", "0"),
    ]
    assert (ribbon.done, ribbon.target, ribbon.elsewhere) == (72, 100, 2)
    assert ribbon.summary.startswith("small or medium-sized enterprise: 50 of 75; ")


def test_ribbon_without_targets_is_bare(w):
    assert ribbon_of([], {}).summary == "Nothing has been woven yet."


def test_types_are_told_apart_by_their_weave_alone(w):
    cloths = ribbons([w.programme])[w.programme.pk].cloths

    assert len({cloth.weave_path for cloth in cloths}) == len(cloths) == 5


def test_only_validated_ones_count(w):
    factory.reported(w)
    firm, person = factory.visitor_of(w)
    counted = factory.validated(
        w, factory.matched(w, application=factory.accepted(w, organisation=firm, person=person))
    )

    assert counted_by_target([w.programme]) == {w.programme.pk: {counted.target_id: 1}}
