"""The forms of a record: what is typed is kept or refused beside its field, and only its keepers write."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from clusters import fields
from clusters.models import Organisation, Statement
from tests.factories import clusters as factory, practices as practice_factory
from tests.factories.ecosystem_records import told

pytestmark = pytest.mark.django_db
TODAY = date.today()
PARTS = ("", "does/", "terms/", "capacity/", "readers/", "certificates/", "photos/")


@pytest.fixture
def loom(db):
    return factory.cluster("loom")


@pytest.fixture
def mill(loom):
    return factory.organisation("Mill", in_cluster=loom, languages=["bg", "de"])


@pytest.fixture
def speaker(client, loom, mill):
    user = factory.representative_of(mill, in_cluster=loom)
    client.force_login(user)
    return user


def address(organisation, part=""):
    return f"/en/organisations/{organisation.code}/record/{part}"


def values(organisation):
    return fields.shown(Organisation.objects.get(pk=organisation.pk), "own")


def typed(client, path, **data):
    """The form as it stands, with some of it changed."""
    form = client.get(path).context["form"]
    present = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (present | data).items() if value is not None}


def test_only_keepers_reach_the_pages_of_a_record(client, loom, mill):
    colleague = factory.member_of(loom, at=mill)
    manager = factory.manager_of(loom)
    for part in PARTS:
        client.logout()
        assert client.get(address(mill, part)).status_code == 302
        client.force_login(colleague)
        assert client.get(address(mill, part)).status_code == 403
        client.force_login(manager)
        assert client.get(address(mill, part)).status_code == 200


def test_what_it_does_is_written_as_a_statement_of_the_organisation(client, mill, speaker):
    spinning, dyeing = (practice_factory.concept(f"value-chain-step/{code}") for code in ("spinning", "dyeing"))
    wool = practice_factory.concept("material/wool")
    path = address(mill, "does/")
    data = typed(client, path, steps=[spinning.key], subcontracted=[dyeing.key], materials=[wool.key])

    response = client.post(path, data)

    assert response.status_code == 302
    assert {name: values(mill)[name] for name in ("steps", "subcontracted", "materials")} == {
        "steps": [spinning.key],
        "subcontracted": [dyeing.key],
        "materials": [wool.key],
    }
    assert set(Statement.objects.values_list("source", "by")) == {("own", speaker.pk)}


def test_a_step_cannot_be_both(client, mill, speaker):
    spinning = practice_factory.concept("value-chain-step/spinning")
    path = address(mill, "does/")

    response = client.post(path, typed(client, path, steps=[spinning.key], subcontracted=[spinning.key]))

    assert response.status_code == 422
    assert "Done by yourselves and given away: spinning." in response.content.decode()
    assert not Statement.objects.exists()


TERMS = {
    "min_order_style": "80",
    "min_order_colour": "40",
    "largest_order": "1500",
    "small_run_percent": "20",
    "sampling": "yes",
    "sample_price": "45.50",
    "currency": "BGN",
    "lead_days": "30",
    "deadstock": "no",
    "spoken_sales": ["bg", "en"],
}


def test_terms_are_numbers(client, mill, speaker):
    path = address(mill, "terms/")

    assert client.post(path, typed(client, path, **TERMS)).status_code == 302

    found = values(mill)
    assert (found["min_order_style"], str(found["sample_price"]), found["sampling"], found["deadstock"]) == (
        80,
        "45.50",
        True,
        False,
    )
    assert "client_fabric" not in found
    assert found["spoken"] == {"sales": ["bg", "en"]}
    again = client.post(path, typed(client, path))
    assert again.status_code == 302
    assert Statement.objects.filter(field="min_order_style").count() == 1


BAD_TERMS = [
    ({"min_order_style": "eighty"}, "min_order_style"),
    ({"min_order_style": "-1"}, "min_order_style"),
    ({"min_order_style": "1.5"}, "min_order_style"),
    ({"min_order_style": "9" * 12}, "min_order_style"),
    ({"largest_order": "10"}, "largest_order"),
    ({"small_run_percent": "5000"}, "small_run_percent"),
    ({"sample_price": "45,5,0"}, "sample_price"),
    ({"sample_price": "12345678.00"}, "sample_price"),
    ({"currency": "XXX"}, "currency"),
    ({"unit": "bales"}, "unit"),
    ({"lead_days": "9000"}, "lead_days"),
    ({"sampling": "perhaps"}, "sampling"),
    ({"spoken_sales": ["xx"]}, "spoken_sales"),
]


@pytest.mark.parametrize(("wrong", "field"), BAD_TERMS, ids=str)
def test_wrong_terms_are_refused_beside_their_field_and_nothing_is_lost(client, mill, speaker, wrong, field):
    path = address(mill, "terms/")

    response = client.post(path, typed(client, path, **(TERMS | wrong)))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["min_order_colour"].value() == "40"
    assert not Statement.objects.exists()


def test_free_capacity_is_dated_even_when_nothing_changes(client, mill, speaker):
    told(mill, days_ago=100, free_from=TODAY, free_quantity=50)
    path = address(mill, "capacity/")

    assert client.post(path, typed(client, path, free_from=TODAY.isoformat())).status_code == 302

    assert values(mill)["free_stated_on"] == TODAY
    late = {"free_from": TODAY.isoformat(), "free_until": (TODAY - timedelta(days=1)).isoformat()}
    response = client.post(path, typed(client, path, **late))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["free_until"])


def test_two_windows_do_not_overwrite_each_other(client, mill, speaker):
    path = address(mill, "terms/")
    first, second = (typed(client, path, min_order_style=str(number)) for number in (80, 90))

    assert client.post(path, first).status_code == 302
    response = client.post(path, second)

    assert response.status_code == 422
    assert "Somebody changed this organisation while you were writing." in response.content.decode()
    assert response.context["form"]["min_order_style"].value() == "90"
    assert values(mill)["min_order_style"] == 80


def test_an_empty_post_empties_nothing(client, mill, speaker):
    told(mill, min_order_style=80, free_from=TODAY)

    for part in ("does/", "terms/", "capacity/", "readers/"):
        assert client.post(address(mill, part)).status_code == 422

    assert values(mill)["min_order_style"] == 80
    assert values(mill)["free_from"] == TODAY


def test_readers_are_set_field_by_field(client, mill, speaker):
    path = address(mill, "readers/")

    assert client.post(path, typed(client, path, sample_price="private", steps="members")).status_code == 302

    assert Organisation.objects.get(pk=mill.pk).visibility == {"sample_price": "private", "steps": "members"}
    assert client.post(path, typed(client, path, steps="friends")).status_code == 422


def test_everything_is_still_true(client, mill, speaker):
    for _click in range(2):
        assert client.post(address(mill, "confirm/")).status_code == 302

    assert Organisation.objects.get(pk=mill.pk).last_confirmed_on == TODAY
    assert client.get(address(mill, "confirm/")).status_code == 405


def test_a_value_that_a_list_brought_can_be_put_in_front(client, mill, speaker):
    told(mill, min_order_style=80)
    told(mill, source="import", min_order_style=200)
    lost = Statement.objects.get(value=200)
    assert "200 pieces" in client.get(address(mill)).content.decode()

    for _click in range(2):
        response = client.post(reverse("organisation_record_promote", args=[mill.code, lost.pk]))
        assert response.status_code == 302

    assert values(mill)["min_order_style"] == 200
    other = factory.organisation()
    assert client.post(reverse("organisation_record_promote", args=[other.code, lost.pk])).status_code == 403
