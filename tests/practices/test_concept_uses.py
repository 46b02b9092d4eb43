"""The page of a concept counts the practices that the list would show."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from practices.concept_uses import practices_about
from tests.factories.practices import concept, practice

pytestmark = pytest.mark.django_db


def test_practices_about_counts_what_the_filtered_list_shows():
    weaving = concept("technique/weaving", en="weaving")
    twill = concept("technique/twill", broader=weaving, en="twill")
    practice(concepts=(twill,))
    practice(concepts=(weaving,))
    practice()

    (broad,) = practices_about(weaving, user=AnonymousUser())
    (narrow,) = practices_about(twill, user=AnonymousUser())

    assert (broad.count, narrow.count, narrow.url) == (2, 1, "/en/practices/?concept=technique%2Ftwill")
    assert Client().get(narrow.url).status_code == 200
