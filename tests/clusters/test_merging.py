"""What a merge brings along of a record, and that it opens nothing that was closed."""

import pytest

from clusters import fields
from clusters.actions.organisations import merge_organisations
from clusters.models import Organisation
from tests.factories import accounts as people, clusters as factory, practices as practice_factory
from tests.factories.ecosystem_records import capability, certificate, photo, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(db):
    loom = factory.cluster("loom")
    return tuple(factory.organisation(name, in_cluster=loom) for name in ("Mill", "Mill Ltd"))


def merged(winner, loser):
    merge_organisations(winner, loser, by=people.coordinator())
    return Organisation.objects.get(pk=winner.pk)


def test_values_of_the_double_fill_what_is_empty_and_stand_behind_the_rest(both):
    winner, loser = both
    winner = told(winner, min_order_style=80)
    loser = told(loser, min_order_style=200, lead_days=30, sampling=False, spoken={"sales": ["bg"]})

    winner = merged(winner, loser)

    found = fields.shown(winner, "public")
    assert {name: found[name] for name in ("min_order_style", "lead_days", "sampling", "spoken")} == {
        "min_order_style": 80,
        "lead_days": 30,
        "sampling": False,
        "spoken": {"sales": ["bg"]},
    }
    rows = winner.statements.filter(field="min_order_style").order_by("pk").values_list("value", "promoted")
    assert list(rows) == [(80, True), (200, False)]
    assert winner.statements.filter(promoted=True).count() == 4
    assert not loser.statements.exists()


def test_quantities_in_another_unit_are_not_taken_for_pieces(both):
    winner, loser = told(both[0], unit="pieces", min_order_style=80), told(both[1], unit="metres", largest_order=9000)

    assert "largest_order" not in fields.shown(merged(winner, loser), "own")


def test_capabilities_are_joined_and_one_that_was_private_stays_so(both):
    winner, loser = both
    wool, silk = (practice_factory.concept(f"material/{code}") for code in ("wool", "silk"))
    capability(winner, wool)
    Organisation.objects.filter(pk=loser.pk).update(visibility={"materials": "private", "lead_days": "members"})
    capability(Organisation.objects.get(pk=loser.pk), silk)
    told(loser, lead_days=9)

    winner = merged(winner, loser)

    assert fields.shown(winner, "own")["materials"] == [silk.key, wool.key]
    assert "materials" not in fields.shown(winner, "members")
    assert ("lead_days" in fields.shown(winner, "public"), fields.shown(winner, "members")["lead_days"]) == (False, 9)
    assert not winner.concepts.exists()


def test_certificates_and_photos_move_and_none_is_doubled(both):
    winner, loser = both
    gots = practice_factory.concept("certificate/gots")
    certificate(winner, gots, number="1"), certificate(loser, gots, number="1"), certificate(loser, gots, number="2")
    shot = photo(loser)

    winner = merged(winner, loser)

    assert sorted(winner.certificates.values_list("number", flat=True)) == ["1", "2"]
    assert list(winner.photos.all()) == [shot]
    assert shot.file.storage.exists(shot.file.name)
