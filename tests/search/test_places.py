"""Towns by name."""

import pytest

from clusters.search_page import towns
from search import places
from tests.factories import clusters

pytestmark = pytest.mark.django_db


def settle(town: str, country: str, latitude: float, longitude: float, *, confirmed=True):
    organisation = clusters.organisation(country=country, town=town, confirmed=confirmed)
    organisation.places.update(latitude=latitude, longitude=longitude)
    return organisation


@pytest.fixture
def known():
    settle("Русе", "BG", 43.8, 25.9)
    settle("Русе", "BG", 43.9, 26.0)
    settle("Valencia", "ES", 39.5, -0.4)
    settle("Valencia", "VE", 10.2, -68.0)
    settle("København", "DK", 55.7, 12.6)
    settle("Nowhere", "DK", 55.7, 12.6, confirmed=False)
    clusters.organisation(town="Unplaced")


@pytest.mark.parametrize(
    ("text", "country"),
    [("Русе", "BG"), ("ruse", "BG"), (" RUSE ", "BG"), ("Ruse, BG", "BG"), ("Valencia, VE", "VE"),
     ("valencia,es", "ES"), ("kobenhavn", "DK")],
)  # fmt: skip
def test_a_town_is_found_in_any_script_and_by_its_country(known, text, country):
    assert places.find(text).country == country


@pytest.mark.parametrize("text", ["", ",", "Kobenhavn, FR", "Nowhere", "Unplaced", "x" * 500, "a,b,c"])
def test_what_is_no_town_here_is_none(known, text):
    assert places.find(text) is None


def test_a_town_stands_in_the_middle_of_its_places(known):
    assert places.find("ruse").place.latitude == pytest.approx(43.85)


def test_clusters_name_their_towns():
    clusters.cluster(town="Terrassa", country="ES", latitude=41.56, longitude=2.01)

    assert [town.address for town in towns()] == ["Terrassa, ES"]


def test_similar_names_are_offered(known):
    assert [town.name for town in places.similar("Valenica")] == ["Valencia"]
    assert [town.name for town in places.similar("Kob")] == ["København"]
    assert places.similar("") == []


def test_towns_are_read_once_in_a_while(known, django_assert_num_queries):
    places.known()

    with django_assert_num_queries(0):
        places.known()
