"""What the pages of clusters and organisations show of this room."""

import pytest

from exchanges.actions import missions, offers
from tests.factories import exchanges as factory

pytestmark = pytest.mark.django_db


def test_cluster_page_has_its_coming_missions(client, w):
    mission, draft = factory.mission(w), factory.mission(w, open_it=False)
    cancelled = missions.cancel_mission(factory.mission(w), reason="Off.", by=w.sending)

    body = client.get(f"/en/clusters/{w.home.code}/").content.decode()

    assert f'href="/en/missions/{mission.code}/"' in body
    assert f'href="/en/missions/?cluster={w.home.code}"' in body
    assert (draft.code in body, cancelled.code in body) == (False, False)
    assert "Coming missions" not in client.get(f"/en/clusters/{w.away.code}/").content.decode()


def test_organisation_page_has_its_open_offers(client, w):
    offer, paused = factory.offer(w), factory.offer(w)
    offers.pause_offer(paused, by=w.host)

    body = client.get(w.hosting.get_absolute_url()).content.decode()

    assert f'href="/en/offers/{offer.code}/"' in body
    assert paused.code not in body
    assert "Come and see" not in client.get(w.visiting.get_absolute_url()).content.decode()
