import pytest

from clusters.sitemap import entries
from tests.factories import clusters as factory

pytestmark = pytest.mark.django_db


def test_sitemap_names_public_pages_in_every_language(client):
    cluster = factory.cluster("loom")
    mill = factory.organisation("Mill", in_cluster=cluster)
    factory.organisation("Waiting", confirmed=False)
    factory.organisation("Double", merged_into=mill)

    paths = [entry.paths["bg"] for entry in entries()]

    assert paths == [
        "/bg/clusters/",
        "/bg/organisations/",
        "/bg/clusters/loom/",
        f"/bg/organisations/{mill.code}/mill/",
    ]
    assert client.get("/sitemap/clusters-1.xml").status_code == 200
    for entry in entries():
        assert len(entry.paths) == 7
        assert client.get(entry.paths["da"]).status_code == 200
