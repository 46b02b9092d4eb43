import pytest

from exchanges.concept_uses import exchanges_about
from tests.factories import exchanges as factory
from tests.factories.vocabulary import concept

pytestmark = pytest.mark.django_db


def test_concept_counts_coming_missions_and_open_offers_of_narrower_themes(client, w):
    wide = concept(w.theme.scheme, "cotton", en="Cotton")
    w.theme.broader.add(wide)
    factory.mission(w)
    factory.mission(w, open_it=False)
    factory.offer(w)

    uses = list(exchanges_about(wide, user=None))

    assert [(use.count, use.url) for use in uses] == [
        (1, f"/en/missions/?theme={wide.scheme.code}%2Fcotton"),
        (1, f"/en/offers/?theme={wide.scheme.code}%2Fcotton"),
    ]
    assert [len(client.get(use.url).context["listing"].lines) for use in uses] == [1, 1]
