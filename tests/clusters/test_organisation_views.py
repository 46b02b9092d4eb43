from datetime import date

import pytest
from django import forms

from clusters.forms_organisations import SPOKEN
from clusters.models import Membership, Organisation, OrganisationText
from tests.factories import accounts as people, clusters as factory, practices as practice_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loom(db):
    return factory.cluster("loom")


@pytest.fixture
def mill(loom):
    return factory.organisation("Mill", in_cluster=loom, town="Sofia", languages=["bg"])


def typed(response, **changes) -> dict:
    """What a browser would send back from the form of this page."""
    form, formset = response.context["form"], response.context["formset"]
    data = {}
    for each in (form, formset.management_form, *formset.forms):
        for field in each:
            value = field.value()
            if value is None and isinstance(field.field, forms.ChoiceField) and field.widget_type == "select":
                value = field.field.choices[0][0]  # a browser sends the first one
            if value is None or value is False or field.name == "DELETE":
                continue
            data[field.html_name] = value
    return data | changes


def test_form_sent_back_unchanged_changes_nothing(client, loom, mill):
    client.force_login(factory.manager_of(loom))
    before = Organisation.objects.filter(pk=mill.pk).values().get()
    path = f"/en/organisations/{mill.code}/edit/"

    response = client.post(path, typed(client.get(path)))

    assert (response.status_code, response["Location"]) == (302, mill.get_absolute_url())
    assert Organisation.objects.filter(pk=mill.pk).values().get() == before
    assert mill.places.count() == 1


def test_representative_renames_and_the_old_address_still_leads_there(client, loom, mill):
    client.force_login(factory.representative_of(mill, in_cluster=loom))
    concept = practice_factory.concept("material/wool")
    old, path = mill.get_absolute_url(), f"/en/organisations/{mill.code}/edit/"

    response = client.post(
        path,
        typed(client.get(path), name="Нова предачница", about_bg="Преде вълна.", concepts=[str(concept.pk)])
        | {"places-1-town": "Русе", "places-1-country": "BG", "places-1-kind": "site", "places-1-precision": "town"},
    )

    mill = Organisation.objects.get(pk=mill.pk)
    assert response["Location"] == mill.get_absolute_url()
    assert (mill.name, mill.text("bg").about) == ("Нова предачница", "Преде вълна.")
    assert sorted(mill.places.values_list("town", flat=True)) == ["Sofia", "Русе"]
    assert list(mill.concepts.all()) == [concept]
    assert client.get(old)["Location"] == mill.get_absolute_url()


def test_languages_of_the_site_and_its_own_stand_open_the_others_are_folded(client, loom, mill):
    Organisation.objects.filter(pk=mill.pk).update(languages=["bg", "tr"])
    client.force_login(factory.manager_of(loom))

    text = client.get(f"/en/organisations/{mill.code}/edit/").content.decode()

    shown, folded = text.split("Other languages</summary>")
    assert all(f'name="languages" value="{code}"' in shown for code in ("bg", "da", "tr"))
    assert 'name="languages" value="pl"' in folded
    assert text.count('name="languages"') == len(SPOKEN)


def test_only_the_cluster_sets_the_type(client, loom, mill):
    client.force_login(factory.representative_of(mill, in_cluster=loom))
    path = f"/en/organisations/{mill.code}/edit/"

    client.post(path, typed(client.get(path), type="large", size="large", country="FR", name="Renamed"))

    mill = Organisation.objects.get(pk=mill.pk)
    assert (mill.name, mill.type, mill.size, mill.country) == ("Renamed", "sme", "", "BG")


WRONG = [
    ({"name": ""}, "name"),
    ({"name": "x" * 201}, "name"),
    ({"name": "two\nlines"}, "name"),
    ({"name": "a\x00b"}, "name"),
    ({"name": "a\u202eb"}, "name"),
    ({"website": "javascript:alert(1)"}, "website"),
    ({"vat_number": "BG1"}, "vat_number"),
    ({"vat_number": "BG999999999"}, "vat_number"),  # another has it
    ({"languages": ["xx"]}, "languages"),
    ({"about_bg": "x" * 2001}, "about_bg"),
    ({"concepts": ["999999"]}, "concepts"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_bad_input_gets_a_sentence_at_its_field_and_nothing_is_lost(client, loom, mill, changes, field):
    factory.organisation("Other", vat_number="BG999999999")
    client.force_login(factory.manager_of(loom))
    before = Organisation.objects.filter(pk=mill.pk).values().get()
    path = f"/en/organisations/{mill.code}/edit/"

    response = client.post(path, typed(client.get(path), about_en="Kept words") | changes)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "Kept words" in response.content.decode()
    assert Organisation.objects.filter(pk=mill.pk).values().get() == before
    assert not OrganisationText.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"places-0-town": ""}, "town"),
        ({"places-0-latitude": "91", "places-0-longitude": "1"}, "latitude"),
        ({"places-0-latitude": "nan", "places-0-longitude": "1"}, "latitude"),
        ({"places-0-latitude": "42"}, "longitude"),
        ({"places-0-country": "ZZ"}, "country"),
    ],
)
def test_bad_place_gets_a_sentence(client, loom, mill, changes, field):
    client.force_login(factory.manager_of(loom))
    path = f"/en/organisations/{mill.code}/edit/"

    response = client.post(path, typed(client.get(path)) | changes)

    assert response.status_code == 422
    assert list(response.context["formset"].errors[0]) == [field]
    assert mill.places.get().town == "Sofia"


def test_places_of_others_cannot_be_taken(client, loom, mill):
    other = factory.organisation("Other", town="Ruse")
    client.force_login(factory.manager_of(loom))
    path = f"/en/organisations/{mill.code}/edit/"

    client.post(path, typed(client.get(path)) | {"places-0-id": other.places.get().pk, "places-0-town": "Stolen"})

    assert other.places.get().town == "Ruse"


def test_broken_management_form_is_refused_without_an_error_page(client, loom, mill):
    client.force_login(factory.manager_of(loom))

    response = client.post(f"/en/organisations/{mill.code}/edit/", {"name": "X", "places-TOTAL_FORMS": "many"})

    assert response.status_code == 422
    assert Organisation.objects.get(pk=mill.pk).name == "Mill"


def test_manager_enters_a_new_member(client, loom):
    client.force_login(factory.manager_of(loom))
    path = "/en/organisations/new/loom/"

    response = client.post(
        path,
        typed(client.get(path), name="Новак", country="BG", since="2026-02-01")
        | {"places-0-town": "Русе", "places-0-country": "BG", "places-0-kind": "site", "places-0-precision": "town"},
    )

    made = Organisation.objects.get()
    assert response["Location"] == made.get_absolute_url()
    assert list(made.memberships.values_list("cluster__code", "since")) == [("loom", date(2026, 2, 1))]
    assert made.places.get().town == "Русе"


def test_manager_ends_a_membership(client, loom, mill):
    client.force_login(factory.manager_of(loom))
    path = f"/en/organisations/{mill.code}/memberships/{mill.memberships.get().pk}/end/"

    assert client.post(path, {"on": "2019-01-01"}).status_code == 422
    assert client.post(path, {"on": "then"}).status_code == 422
    assert mill.memberships.get().until is None
    assert client.post(path, {"on": "2026-01-01"}).status_code == 302
    assert Membership.objects.get().until == date(2026, 1, 1)
    assert client.get(path).status_code == 404


def test_merge_shows_both_before_it_is_done(client, loom, mill):
    double = factory.organisation("Mill Ltd", in_cluster=loom)
    client.force_login(factory.manager_of(loom))
    path = f"/en/organisations/{mill.code}/merge/"

    shown = client.get(path, {"double": f"http://testserver{double.get_absolute_url()}"})
    unsure = client.post(path, {"double": double.code})

    assert shown.status_code == 200
    assert shown.content.decode().count('class="organisation-line"') == 2
    assert unsure.status_code == 422
    assert Organisation.objects.get(pk=double.pk).merged_into is None
    assert client.post(path, {"double": double.code, "sure": "on"}).status_code == 302
    assert Organisation.objects.get(pk=double.pk).merged_into == mill


def test_merge_refuses_itself_strangers_and_unknown_codes(client, loom, mill):
    stranger = factory.organisation("Stranger", in_cluster=factory.cluster("far"))
    client.force_login(factory.manager_of(loom))

    for double in (mill.code, stranger.code, "nothing", ""):
        response = client.post(f"/en/organisations/{mill.code}/merge/", {"double": double, "sure": "on"})
        assert response.status_code == 422

    assert not Organisation.objects.exclude(merged_into=None).exists()


def test_visitors_are_sent_to_sign_in_and_others_refused(client, loom, mill):
    membership = mill.memberships.get().pk
    paths = [
        f"/en/organisations/{mill.code}/edit/",
        f"/en/organisations/{mill.code}/merge/",
        f"/en/organisations/{mill.code}/memberships/{membership}/end/",
        "/en/organisations/new/loom/",
    ]
    for path in paths:
        assert client.get(path).status_code == 302
    client.force_login(people.person())
    for path in paths:
        assert client.get(path).status_code == 403
