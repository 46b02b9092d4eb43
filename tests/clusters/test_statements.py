"""The door for values: who wins, what stays behind, who may, and the bulk twin."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from clusters import fields
from clusters.actions import statements as actions
from clusters.actions.statements import promote, set_visibility, state, state_many, withdraw
from clusters.errors import ClusterError
from clusters.models import OrderTerms, Organisation, Statement
from clusters.states import ValueSource
from search.models import IndexChange
from tests.factories import clusters as factory, practices as practice_factory
from tests.factories.ecosystem_records import told

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def loom(db):
    return factory.cluster("loom")


@pytest.fixture
def mill(loom):
    return factory.organisation("Mill", in_cluster=loom, town="Sofia")


@pytest.fixture
def steps(db):
    return [practice_factory.concept(f"value-chain-step/{code}") for code in ("spinning", "weaving", "dyeing")]


def again(organisation):
    return Organisation.objects.get(pk=organisation.pk)


def own(organisation):
    return fields.shown(again(organisation), "own")


def rows(organisation, name):
    found = organisation.statements.filter(field=name).order_by("pk")
    return [(each.value, each.source, each.promoted) for each in found]


EVERY_VALUE = {
    "min_order_style": 80,
    "small_run_percent": 15,
    "sampling": True,
    "sample_price": Decimal("45.50"),
    "currency": "BGN",
    "client_fabric": False,
    "free_from": TODAY,
    "free_until": TODAY + timedelta(days=30),
    "free_quantity": 400,
    "spoken": {"sales": ["bg", "en"]},
    "website": "https://mill.example",
    "about": {"en": "Spins wool."},
    "size": "small",
    "languages": ["bg"],
    "place": {"town": "Ruse", "country": "BG", "latitude": 43.8, "longitude": 25.9},
}


def test_every_kind_of_value_is_written_shown_and_remembered(mill, steps):
    values = EVERY_VALUE | {"steps": ["value-chain-step/spinning"], "subcontracted": ["value-chain-step/dyeing"]}

    made = state(mill, values, source=ValueSource.OWN, by=None)

    assert {each.field: each.value for each in made} == {
        **{name: fields.plain(value) for name, value in values.items()},
        "place": fields.plain(own(mill)["place"]),
    }
    shown = own(mill)
    assert {name: shown[name] for name in values if name != "place"} == {
        name: value for name, value in values.items() if name != "place"
    }
    assert shown["free_stated_on"] == TODAY
    assert (shown["place"]["town"], shown["place"]["latitude"]) == ("Ruse", 43.8)
    assert [concept.code for concept in mill.concepts.all()] == ["spinning"]
    assert IndexChange.objects.filter(kind="organisation", code=mill.code).exists()
    log = ModelLogEntry.objects.get(action=actions.EDIT).data
    assert log["after"]["sample_price"] == "45.50"
    assert log["before"]["place"]["town"] == "Sofia"


def test_the_same_value_again_says_nothing_new_and_changes_nothing(mill):
    mill = told(mill, min_order_style=80)
    before = mill.changed_at

    assert state(mill, {"min_order_style": 80}, source=ValueSource.OWN, by=None) == []
    assert again(mill).changed_at == before


def test_free_capacity_said_again_is_a_new_statement_with_its_date(mill):
    mill = told(mill, days_ago=90, free_from=TODAY)

    told(mill, free_from=TODAY)

    assert own(mill)["free_stated_on"] == TODAY
    assert [each.stated_on for each in mill.statements.order_by("-promoted")] == [TODAY, TODAY - timedelta(days=90)]


def test_emptied_free_capacity_has_no_date(mill):
    mill = told(mill, free_from=TODAY, free_quantity=5)

    told(mill, free_from=None, free_quantity=None)

    assert OrderTerms.objects.get().free_stated_on is None
    assert "free_stated_on" not in own(mill)


WINNERS = [
    (("own", 0), ("own", 0), True),
    (("own", 9), ("cluster", 0), True),
    (("cluster", 9), ("own", 0), True),
    (("own", 0), ("cluster", 9), False),
    (("import", 0), ("own", 0), True),
    (("import", 9), ("claim", 0), True),
    (("own", 9), ("import", 0), False),
    (("claim", 9), ("public", 0), False),
    (("import", 9), ("import", 0), True),
    (("import", 0), ("import", 9), False),
    (("import", 9), ("public", 0), True),
]


@pytest.mark.parametrize(("first", "second", "wins"), WINNERS)
def test_who_stands_in_front(mill, first, second, wins):
    for number, (source, days_ago) in enumerate((first, second), start=1):
        mill = told(mill, source=source, days_ago=days_ago, min_order_style=number)

    assert own(mill)["min_order_style"] == (2 if wins else 1)
    assert rows(mill, "min_order_style") == [(1, first[0], not wins), (2, second[0], wins)]


def test_a_value_that_lost_is_kept_once_and_can_be_promoted(loom, mill):
    manager = factory.manager_of(loom)
    mill = told(mill, min_order_style=80)
    for _time in range(2):
        mill = told(mill, source="import", origin="list", min_order_style=200)
    lost = Statement.objects.get(value=200)

    for _time in range(2):
        promote(lost, by=manager)

    assert own(mill)["min_order_style"] == 200
    assert rows(mill, "min_order_style") == [(80, "own", False), (200, "import", True)]


def test_a_value_from_before_sources_is_kept_behind_the_first_statement(mill):
    told(mill, source="import", name="New mill")

    assert rows(mill, "name") == [("Mill", "before", False), ("New mill", "import", True)]
    assert again(mill).name == "New mill"


def test_nothing_is_shown_of_what_is_not_to_be_promoted(mill):
    state(mill, {"min_order_style": 9}, source=ValueSource.OWN, by=None, promote=False)

    assert "min_order_style" not in own(mill)
    assert rows(mill, "min_order_style") == [(9, "own", False)]


def test_a_step_is_done_by_themselves_or_given_away(mill, steps):
    mill = told(mill, steps=["value-chain-step/spinning", "value-chain-step/weaving"])

    mill = told(mill, subcontracted=["value-chain-step/weaving"])
    assert (own(mill)["steps"], own(mill)["subcontracted"]) == (
        ["value-chain-step/spinning"],
        ["value-chain-step/weaving"],
    )

    told(mill, steps=["value-chain-step/weaving"])
    assert own(mill)["steps"] == ["value-chain-step/weaving"]
    assert "subcontracted" not in own(mill)


UNFIT = [
    {"min_order_style": -1},
    {"min_order_style": "eighty"},
    {"min_order_style": 2**40},
    {"min_order_style": True},
    {"sampling": "yes"},
    {"sample_price": "a lot"},
    {"free_from": "tomorrow"},
    {"free_from": TODAY, "free_until": TODAY - timedelta(days=1)},
    {"steps": ["material/wool"]},
    {"steps": ["value-chain-step/unheard-of"]},
    {"steps": "value-chain-step/spinning"},
    {"spoken": {"gossip": ["bg"]}},
    {"about": {"xx": "?"}},
    {"size": "enormous"},
    {"name": ""},
    {"name": "x" * 300},
    {"place": {"town": "", "country": "BG"}},
    {"place": {"town": "Ruse", "country": "BG", "latitude": 99, "longitude": 1}},
    {"place": {"town": "Ruse", "country": "BG", "latitude": 43}},
    {"vat_number": "BG123456789"},
]


@pytest.mark.parametrize("values", UNFIT, ids=str)
def test_what_does_not_fit_is_refused_and_nothing_is_written(mill, steps, values):
    factory.organisation("Other", vat_number="BG123456789")
    before = fields.values_of(again(mill))

    with pytest.raises(ClusterError):
        state(mill, {"website": "https://new.example"} | values, source=ValueSource.OWN, by=None)

    assert fields.values_of(again(mill)) == before
    assert not Statement.objects.exists()


def test_nobody_states_values_of_others(loom, mill):
    stranger = factory.member_of(loom)
    colleague = factory.member_of(loom, at=mill)
    other = factory.manager_of(factory.cluster())
    lost = Statement.objects.create(organisation=mill, field="size", value="small", source="import", promoted=False)

    for user in (stranger, colleague, other):
        for act in (
            lambda user=user: state(mill, {"size": "small"}, source=ValueSource.OWN, by=user),
            lambda user=user: set_visibility(mill, {"website": "private"}, by=user),
            lambda user=user: actions.confirm_record(mill, by=user),
            lambda user=user: promote(lost, by=user),
        ):
            with pytest.raises(ClusterError):
                act()

    assert (again(mill).size, again(mill).visibility, again(mill).last_confirmed_on) == ("", {}, None)


def test_two_at_once_do_not_overwrite_each_other(mill):
    seen = mill.changed_at.isoformat()
    told(mill, min_order_style=80)

    with pytest.raises(ClusterError, match="Somebody changed"):
        state(mill, {"min_order_style": 90}, source=ValueSource.OWN, by=None, seen=seen)

    assert own(mill)["min_order_style"] == 80
    assert rows(mill, "min_order_style") == [(80, "own", True)]


def test_a_pin_moved_by_hand_stays_when_a_list_comes(mill):
    mill.places.update(moved_by_hand=True, latitude=42.5, longitude=23.5, precision="exact")
    there = {"town": "Sofia", "country": "BG", "latitude": 42.7, "longitude": 23.3, "postcode": "1000"}

    told(mill, source="import", place=there)

    place = mill.places.get()
    assert (place.latitude, place.longitude, place.precision, place.postcode) == (42.5, 23.5, "exact", "1000")


def test_what_a_list_brought_can_be_taken_back(mill):
    mill = told(mill, source="import", days_ago=3, origin="list:1", min_order_style=50, lead_days=9, website="")
    mill = told(mill, source="import", origin="list:2", min_order_style=70, lead_days=20, sampling=True)
    mill = told(mill, lead_days=25)

    assert withdraw([mill], "list:2", by=None) == 3

    assert {name: own(mill).get(name) for name in ("min_order_style", "lead_days", "sampling")} == {
        "min_order_style": 50,
        "lead_days": 25,
        "sampling": None,
    }
    assert rows(mill, "lead_days") == [(9, "import", False), (25, "own", True)]


def test_readers_of_a_field_decide_what_is_a_public_concept(loom, mill, steps):
    speaker = factory.representative_of(mill, in_cluster=loom)
    mill = told(mill, steps=["value-chain-step/spinning"])

    for _time in range(2):
        set_visibility(mill, {"steps": "members", "website": "public"}, by=speaker)

    assert again(mill).visibility == {"steps": "members"}
    assert not mill.concepts.exists()
    assert [fields.shown(again(mill), who).get("steps") for who in ("public", "members", "own")] == [
        None,
        ["value-chain-step/spinning"],
        ["value-chain-step/spinning"],
    ]
    set_visibility(mill, {"steps": "public"}, by=speaker)
    assert [concept.code for concept in mill.concepts.all()] == ["spinning"]
    assert ModelLogEntry.objects.filter(action="clusters.organisation.visibility").count() == 2


NO_LEVELS = [{"name": "private"}, {"unit": "members"}, {"website": "nobody"}, {"nothing": "public"}]


@pytest.mark.parametrize("levels", NO_LEVELS, ids=str)
def test_names_and_towns_are_kept_from_nobody(loom, mill, levels):
    with pytest.raises(ClusterError):
        set_visibility(mill, levels, by=factory.representative_of(mill, in_cluster=loom))

    assert again(mill).visibility == {}


def _queries(pairs):
    with CaptureQueriesContext(connection) as captured:
        made = state_many(pairs, source=ValueSource.IMPORT, by=None, origin="list")
    return len(captured), len(made)


def test_many_at_once_take_as_many_statements_as_few(loom, steps):
    def some(number):
        return [
            (
                factory.organisation(),
                {
                    "min_order_style": 5,
                    "steps": ["value-chain-step/spinning"],
                    "about": {"en": "Spins."},
                    "place": {"town": "Sofia", "country": "BG"},
                },
            )
            for _number in range(number)
        ]

    _queries(some(1))  # the kinds of content are kept from here on
    few, told_few = _queries(some(2))
    many, told_many = _queries(some(40))

    assert (told_few, told_many) == (8, 160)
    assert many <= few + 4  # an insert of many rows is cut where SQLite ends it


def test_what_an_organisation_counts_as_is_promoted_by_its_cluster_only(loom, mill):
    speaker = factory.representative_of(mill, in_cluster=loom)
    told(mill, size="small")
    told(mill, source="import", origin="list", size="micro")
    lost = Statement.objects.get(value="micro")

    with pytest.raises(ClusterError):
        promote(lost, by=speaker)
    assert again(mill).size == "small"
    promote(lost, by=factory.manager_of(loom))
    assert again(mill).size == "micro"
