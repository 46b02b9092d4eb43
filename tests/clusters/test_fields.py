"""Who reads which value: the filter that every way out uses."""

import pytest

from clusters import fields, rules
from clusters.models import Organisation
from clusters.states import Visibility
from tests.factories import accounts as people, clusters as factory, practices as practice_factory
from tests.factories.ecosystem_records import capability, certificate, photo, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def loom(db):
    return factory.cluster("loom")


def test_as_whom_people_read(loom):
    mill, other = factory.organisation(in_cluster=loom), factory.organisation(in_cluster=loom)
    away = factory.cluster()
    readers = {
        "visitor": None,
        "newcomer": people.person(),
        "its person": factory.member_of(loom, at=mill),
        "its representative": factory.representative_of(mill, in_cluster=loom),
        "another member": factory.member_of(loom, at=other),
        "its manager": factory.manager_of(loom),
        "another manager": factory.manager_of(away),
        "coordinator": people.coordinator(),
        "administrator": people.administrator(),
        "auditor": people.auditor(),
    }

    found = {who: (rules.audience(user, mill), rules.audience(user)) for who, user in readers.items()}

    assert found == {
        "visitor": ("public", "public"),
        "newcomer": ("public", "public"),
        "its person": ("own", "members"),
        "its representative": ("own", "members"),
        "another member": ("members", "members"),
        "its manager": ("own", "members"),
        "another manager": ("members", "members"),
        "coordinator": ("own", "members"),
        "administrator": ("members", "members"),
        "auditor": ("public", "public"),
    }


def test_every_field_that_may_be_restricted_is_kept_from_those_whom_it_is_not_for():
    mill = factory.organisation("Mill", website="https://mill.example", vat_number="BG123456789", town="Sofia")
    for name, scheme in ((name, each.scheme) for name, each in fields.CONCEPT_FIELDS.items()):
        concept = practice_factory.concept(f"{scheme or 'other'}/{name.replace('_', '-')}")
        capability(mill, concept, subcontracted=name == "subcontracted")
    numbers = {name: 7 for name, each in fields.TERMS_FIELDS.items() if each.kind in ("number", "percent")}
    mill = told(
        mill,
        **numbers,
        sampling=True,
        client_fabric=True,
        deadstock=False,
        sample_price="9.00",
        currency="EUR",
        free_from="2026-01-01",
        free_until="2026-02-01",
        spoken={"sales": ["bg"]},
    )
    mill.places.update(address="Street 1", latitude=42.12345, longitude=23.54321, precision="exact")
    every = set(fields.shown(Organisation.objects.get(pk=mill.pk), "own"))
    assert set(fields.RESTRICTABLE) <= every
    known = every & fields.FIELDS.keys()
    hidden = {name for name in known if (fields.FIELDS[name].follows or name) in fields.RESTRICTABLE}
    beside = {"place", "sites"}  # their towns stay

    for level, seers in ((Visibility.MEMBERS, ("members", "own")), (Visibility.PRIVATE, ("own",))):
        Organisation.objects.filter(pk=mill.pk).update(visibility=dict.fromkeys(fields.RESTRICTABLE, level))
        row = Organisation.objects.get(pk=mill.pk)
        for audience in ("public", "members", "own"):
            shown = fields.shown(row, audience)
            gone = every - set(shown)
            identifiers = set() if audience == "own" else {"vat_number"}
            assert gone - {"currency", "unit", "free_stated_on"} == (
                identifiers if audience in seers else (hidden - beside) | identifiers
            )
            place = shown["place"]
            assert place["town"] == "Sofia"
            assert (place["address"], place["latitude"], place["precision"]) == (
                ("Street 1", 42.12345, "exact") if audience in seers else ("", 42.1, "town")
            )


def test_an_unknown_level_hides_rather_than_shows():
    mill = factory.organisation(visibility={"website": "friends"}, website="https://mill.example")

    assert "website" not in fields.shown(mill, "members")


def test_certificates_and_photos_have_readers_of_their_own():
    mill = factory.organisation()
    standard = practice_factory.concept("certificate/gots")
    for level in Visibility:
        certificate(mill, standard, visibility=level)
        photo(mill, visibility=level)

    counts = {
        audience: (len(fields.certificates_shown(mill, audience)), len(fields.photos_shown(mill, audience)))
        for audience in ("public", "members", "own")
    }

    assert counts == {"public": (1, 1), "members": (2, 2), "own": (3, 3)}


def test_plain_values_come_back_as_they_were():
    mill = told(factory.organisation(), sample_price="9.50", free_from="2026-01-31", min_order_style=5, sampling=False)

    values = fields.shown(mill, "own")

    for name, value in values.items():
        if name in fields.FIELDS:
            assert fields.from_plain(name, fields.plain(value)) == value
