"""The page of a concept counts the organisations that the list would show."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from clusters.concept_uses import organisations_about
from tests.factories.clusters import organisation
from tests.factories.ecosystem_open import certificate
from tests.factories.practices import concept
from tests.factories.search import index_everything
from tests.search.conftest import engine, engine_url  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db


def test_organisations_about_counts_what_the_filtered_list_shows(client, engine):  # noqa: F811 -- a fixture
    weaving = concept("technique/weaving")
    twill = concept("technique/twill", broader=weaving)
    organisation("Twill").concepts.add(twill)
    organisation("Weavers").concepts.add(weaving)
    organisation("Waiting", confirmed=False).concepts.add(weaving)
    organisation("Else")
    index_everything()

    (broad,) = organisations_about(weaving, user=AnonymousUser())
    (narrow,) = organisations_about(twill, user=AnonymousUser())

    assert (broad.count, narrow.count, narrow.url) == (2, 1, "/en/organisations/?concept=technique%2Ftwill")
    assert "1 organisation<" in client.get(narrow.url).content.decode()
    assert narrow.url in client.get("/en/words/technique/twill/").content.decode()


def test_a_standard_counts_who_holds_a_certificate_that_is_valid(client, engine):  # noqa: F811 -- a fixture
    standard = concept("certificate/gots")
    certificate(organisation("Holder"), standard.key, "1")
    certificate(organisation("Over"), standard.key, "2", valid_until=date(2020, 1, 1))
    certificate(organisation("Shy"), standard.key, "3", visibility="members")
    index_everything()

    (use,) = organisations_about(standard, user=AnonymousUser())

    assert use.count == 1
    assert "1 organisation<" in client.get(use.url).content.decode()


def test_what_no_list_is_filtered_by_has_no_use():
    assert list(organisations_about(concept("obstacle/price"), user=AnonymousUser())) == []
