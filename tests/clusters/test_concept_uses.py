"""The page of a concept counts the organisations that the list would show."""

import pytest
from django.contrib.auth.models import AnonymousUser

from clusters.concept_uses import organisations_about
from tests.factories.clusters import organisation
from tests.factories.practices import concept

pytestmark = pytest.mark.django_db


def test_organisations_about_counts_what_the_filtered_list_shows(client):
    weaving = concept("technique/weaving")
    twill = concept("technique/twill", broader=weaving)
    organisation("Twill").concepts.add(twill)
    organisation("Weavers").concepts.add(weaving)
    organisation("Waiting", confirmed=False).concepts.add(weaving)
    organisation("Else")

    (broad,) = organisations_about(weaving, user=AnonymousUser())
    (narrow,) = organisations_about(twill, user=AnonymousUser())

    assert (broad.count, narrow.count, narrow.url) == (2, 1, "/en/organisations/?concept=technique%2Ftwill")
    assert "1 organisation<" in client.get(narrow.url).content.decode()
    assert narrow.url in client.get("/en/words/technique/twill/").content.decode()
