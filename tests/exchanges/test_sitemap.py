import pytest

from exchanges.sitemap import entries
from tests.factories import exchanges as factory

pytestmark = pytest.mark.django_db


def test_sitemap_names_public_pages_in_every_language(client, w):
    mission, offer = factory.mission(w), factory.offer(w)
    factory.mission(w, open_it=False)

    paths = [entry.paths["bg"] for entry in entries()]

    assert paths == [
        "/bg/exchanges/",
        "/bg/missions/",
        "/bg/offers/",
        "/bg/exchanges/progress/",
        "/bg/certificates/",
        "/bg/exchanges/programmes/clusterxchange/",
        f"/bg/missions/{mission.code}/",
        f"/bg/offers/{offer.code}/",
    ]
    for entry in entries():
        assert len(entry.paths) == 7
        assert client.get(entry.paths["da"]).status_code == 200
