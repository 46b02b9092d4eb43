"""Telling the clusters what was looked for and not found."""

from datetime import timedelta

import pytest
from django.utils import timezone

from search.actions.gaps import forget_old_gaps
from search.models import Gap
from tests.factories import accounts, clusters
from tests.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def tell(client, text="cashmere goats", **data):
    return client.post("/fr/search/missing/", {"q": text, **data})


def test_what_is_missing_is_kept_without_the_person(client):
    client.force_login(accounts.person())
    organisation = clusters.organisation(in_cluster=clusters.cluster(), town="Ruse")
    organisation.places.update(latitude=43.85, longitude=25.95)

    response = tell(client, kind="organisation", near="Ruse", km="100")

    [gap] = Gap.objects.all()
    assert (gap.text, gap.language, gap.kind, gap.place) == ("cashmere goats", "fr", "organisation", "Ruse")
    assert {field.name for field in Gap._meta.get_fields()} == {"id", "text", "language", "kind", "place", "told_at"}
    assert response["Location"] == "/fr/search/?q=cashmere+goats&kind=organisation&near=Ruse&km=100"


def test_the_same_words_count_once_and_too_many_are_refused(client):
    for number in range(12):
        tell(client, f"missing {number}")
        tell(client, f"missing {number}")

    assert Gap.objects.count() == 10
    response = client.get(tell(client, "one more")["Location"])
    assert "Réessayez dans une heure." in response.content.decode()


def test_nothing_typed_is_no_gap(client):
    assert tell(client, "\x00 ").status_code == 302
    assert Gap.objects.count() == 0


def test_telling_needs_the_sites_own_form():
    careful = Visitor(enforce_csrf_checks=True)

    assert careful.post("/en/search/missing/", {"q": "x"}).status_code == 403
    assert careful.get("/en/search/missing/").status_code == 405
    assert Gap.objects.count() == 0


def test_the_desk_of_managers_shows_what_is_missing(client):
    cluster = clusters.cluster()
    Gap.objects.create(text="cashmere goats", language="fr")
    Gap.objects.create(text="cashmere goats", language="fr")

    client.force_login(clusters.manager_of(cluster))
    managed = client.get("/en/desk/").content.decode()
    client.force_login(clusters.member_of(cluster))
    member = client.get("/en/desk/").content.decode()

    assert '<a href="/fr/search/?q=cashmere+goats" lang="fr">cashmere goats</a>' in managed
    assert "French · told 2 times" in managed
    assert "cashmere" not in member


def test_after_a_year_a_gap_is_forgotten():
    Gap.objects.create(text="old", language="fr", told_at=timezone.now() - timedelta(days=366))
    new = Gap.objects.create(text="new", language="fr", told_at=timezone.now() - timedelta(days=364))

    assert forget_old_gaps() == 1
    assert list(Gap.objects.all()) == [new]
