"""Which makers fit a brief: every reason, and that none of them tells of a private value."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from clusters.models import Certificate, Organisation
from core import clock
from ecosystem.queries import makers as queries
from ecosystem.queries.makers import Wanted, look_at, match
from tests.factories import ecosystem_briefs as factory
from tests.factories.search import index_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return factory.world()


def wanted(w, **changes) -> Wanted:
    """80 linen shirts in two colours within 90 days, of fabric that the brand brings."""
    base = Wanted(
        brand=w.brand,
        steps=(w.words["cutting"].pk, w.words["sewing"].pk),
        product=w.words["shirt"].pk,
        materials=(w.words["linen"].pk,),
        quantity=80,
        colours=2,
        wanted_by=factory.in_days(90),
        own_fabric=True,
        language="en",
    )
    return replace(base, **changes)


def looked_at(w, maker, **changes):
    [found] = look_at(wanted(w, **changes), Organisation.objects.filter(pk=maker.pk))
    return found


def certificate(w, maker, days: int, **fields):
    return Certificate.objects.create(
        organisation=maker,
        standard=w.words["gots"],
        number="1",
        holder="A",
        scope="All",
        issuer="B",
        valid_until=factory.in_days(days),
        **fields,
    )


def test_a_maker_with_everything_has_nothing_in_the_way(w):
    maker = factory.maker(w, spoken={"sales": ["en"]}, free_from=factory.in_days(10), free_until=factory.in_days(60))
    certificate(w, maker, 300)

    found = looked_at(w, maker, certificates=(w.words["gots"].pk,))

    assert (found.obstacles, found.unknown) == ([], [])
    assert found.reasons == [
        "does all 2 steps",
        "makes: Shirt",
        "minimum order 50",
        "lead time 30 days",
        "free capacity",
        f"Gots until {queries.long_date(factory.in_days(300))}",
        "takes your fabric",
    ]
    assert round(found.kilometres) == 133


@pytest.mark.parametrize(
    ("terms", "changes", "code", "sentence"),
    [
        ({"min_order_style": 300}, {}, "minimum", "Minimum order 300 per style; you need 80."),
        ({"min_order_style": None, "min_order_colour": 50}, {}, "minimum", "Minimum order 50 per colour; you need 40."),
        ({"largest_order": 60}, {}, "largest", "Largest order 60; you need 80."),
        ({"lead_days": 120}, {}, "lead_time", "Lead time 120 days; until your date there are 90."),
        ({"free_from": date(2999, 1, 1)}, {}, "capacity", "States no free capacity until your date."),
        ({"free_until": date(2020, 1, 1)}, {}, "capacity", "States no free capacity until your date."),
        ({"client_fabric": False}, {}, "fabric", "Does not work with fabric that clients bring."),
        ({"spoken": {"sales": ["bg"]}}, {}, "language", "Does not state the language of your brief."),
    ],
)
def test_what_stands_in_the_way_is_said_with_its_numbers(w, terms, changes, code, sentence):
    found = looked_at(w, factory.maker(w, **terms), **changes)

    assert [(each.code, each.sentence) for each in found.obstacles] == [(code, sentence)]


@pytest.mark.parametrize(
    ("can", "code", "sentence"),
    [
        (("cutting", "shirt", "linen"), "step", "Does not state the step: Sewing."),
        (("cutting", "sewing", "dress", "linen"), "product", "Names other products, not: Shirt."),
        (("cutting", "sewing", "shirt", "wool"), "material", "Names other materials, not: Linen."),
    ],
)
def test_a_step_a_product_or_a_material_may_be_missing(w, can, code, sentence):
    found = looked_at(w, factory.maker(w, can=can))

    assert [(each.code, each.sentence) for each in found.obstacles] == [(code, sentence)]


def test_quantities_in_metres_are_not_compared_with_pieces(w):
    assert looked_at(w, factory.maker(w, min_order_style=300, unit="metres")).is_ready


def test_what_a_record_says_nothing_about_is_unknown_and_no_obstacle(w):
    maker = factory.maker(w, can=("cutting", "sewing"), min_order_style=None, lead_days=None, client_fabric=None)

    found = looked_at(w, maker)

    assert found.is_ready
    assert found.unknown == [
        "products", "materials", "minimum order", "lead time", "free capacity", "fabric of clients", "languages",
    ]  # fmt: skip


@pytest.mark.parametrize("days", [-1, 0, 30])
def test_a_certificate_counts_until_its_last_day(w, days):
    maker = factory.maker(w)
    certificate(w, maker, days)

    found = looked_at(w, maker, certificates=(w.words["gots"].pk,))

    assert [each.code for each in found.obstacles] == (["certificate"] if days < 0 else [])
    if days < 0:
        assert "expired on" in found.obstacles[0].sentence


def test_private_values_leave_no_trace_in_any_reason(w):
    maker = factory.maker(w, min_order_style=300, lead_days=400, client_fabric=False, spoken={"sales": ["bg"]})
    open_one = looked_at(w, maker)
    assert {each.code for each in open_one.obstacles} == {"minimum", "lead_time", "fabric", "language"}
    certificate(w, maker, -5, visibility="private")
    names = ("steps", "products", "materials", "min_order_style", "lead_days", "client_fabric", "spoken", "free_from")
    maker.visibility = dict.fromkeys(names, "private")
    maker.save()
    bare = factory.maker(w, can=(), min_order_style=None, lead_days=None, client_fabric=None)

    hidden, empty = (looked_at(w, each, certificates=(w.words["gots"].pk,)) for each in (maker, bare))

    assert (hidden.obstacles, hidden.unknown, hidden.reasons) == (empty.obstacles, empty.unknown, empty.reasons)


def test_what_is_for_members_counts(w):
    maker = factory.maker(w, min_order_style=300)
    maker.visibility = {"min_order_style": "members"}
    maker.save()

    assert [each.code for each in looked_at(w, maker).obstacles] == ["minimum"]


def test_candidates_come_from_the_index_and_are_ranked(w):
    near = factory.maker(w, "Near")
    far = factory.maker(w, "Far", at=factory.COPENHAGEN)
    nowhere = factory.maker(w, "Nowhere", at=None)
    small = factory.maker(w, "Too large for us", min_order_style=500)
    half = factory.maker(w, "Half", can=("cutting",), min_order_style=500)
    factory.maker(w, "Dyer", can=("dyeing",))
    closed = factory.maker(w, "Closed")
    closed.closed_on = timezone.localdate()
    closed.save()
    index_everything()

    found = match(wanted(w))

    assert [maker.organisation for maker in found.ready] == [near, far, nowhere]
    assert [maker.organisation for maker in found.others] == [small, half]
    assert found.in_the_way == [("the minimum order is higher", 2), ("a step is missing", 1)]
    assert not found.cut


def test_without_steps_and_product_nobody_is_a_candidate(w):
    factory.maker(w)
    index_everything()

    found = match(wanted(w, steps=(), product=None))
    assert (found.ready, found.others) == ([], [])
    assert len(match(wanted(w, steps=())).ready) == 1


def test_a_search_server_that_is_away_hides_no_maker(w, monkeypatch):
    maker = factory.maker(w)

    class Away:
        def search(self, request):
            raise queries.EngineUnavailableError

    monkeypatch.setattr(queries.service, "engine", Away)

    assert [each.organisation for each in match(wanted(w)).ready] == [maker]
    assert queries.find("Maker", language="en") == []


def test_the_number_of_queries_does_not_grow_with_the_makers(w, django_assert_max_num_queries):
    for _n in range(3):
        factory.maker(w)
    index_everything()
    with clock.at(timezone.now() + timedelta(seconds=1)), django_assert_max_num_queries(14):
        assert len(match(wanted(w)).ready) == 3
