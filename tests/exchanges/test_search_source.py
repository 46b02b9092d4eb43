"""Missions and offers in the index: what readers find, and what changes it."""

import pytest

from exchanges.actions import missions, offers
from exchanges.models import Mission
from search import service, sources
from search.models import IndexChange
from search.requests import SearchRequest
from tests.factories import exchanges as factory
from tests.factories.search import index_everything

pytestmark = pytest.mark.django_db


def documents(kind):
    source = sources.get(kind)
    return {
        (found.translation_key.partition(":")[2], found.language): found
        for found in source.documents(list(source.codes()), revision=1)
    }


def found(text, language) -> list[tuple[str, str]]:
    index_everything()
    answer = service.engine().search(SearchRequest(text=text, language=language, kinds=("mission", "offer")))
    return [(hit.translation_key, hit.language) for hit in answer.hits]


def told(mission):
    missions.edit_mission(
        mission,
        by=mission.created_by,
        texts={"fr": {"title": "Le denim à Copenhague", "summary": "Trois lavages sans eau."}},
    )
    return Mission.objects.get(pk=mission.pk)


def test_announced_mission_is_found_in_two_languages(w):
    mission = told(factory.mission(w))

    assert found("Denim in Copenhagen", "en")[0] == (f"mission:{mission.code}", "en")
    assert found("lavages sans eau", "fr")[0] == (f"mission:{mission.code}", "fr")


def test_draft_and_cancelled_missions_are_not_found(w):
    draft = factory.mission(w, open_it=False)
    cancelled = missions.cancel_mission(factory.mission(w), reason="Off.", by=w.sending)

    assert documents("mission") == {}
    hits = {hit for hit, _language in found("Denim in Copenhagen", "en")}
    assert hits.isdisjoint({f"mission:{draft.code}", f"mission:{cancelled.code}"})


def test_mission_document_has_facets_place_and_themes(w):
    mission = factory.mission(w, latitude=55.7, longitude=12.6)

    document = documents("mission")[mission.code, "en"]

    assert document.facets | {} == {
        w.theme.scheme.code: (w.theme.key,),
        "cluster": (w.home.code,),
        "country": ("DK",),
        "month": ("2026-10",),
        "mission_state": ("open",),
    }
    assert document.concepts == (w.theme.key,)
    assert (document.place.latitude, document.date.isoformat()) == (55.7, "2026-09-01")
    assert document.address == f"/{{language}}/missions/{mission.code}/"
    assert "Væveri" in document.body


def test_open_offer_is_found_and_a_paused_one_is_not(w):
    offer = factory.offer(w)
    assert found("looms", "en")[0] == (f"offer:{offer.code}", "en")

    offers.pause_offer(offer, by=w.host)

    assert documents("offer") == {}


def test_documents_take_a_fixed_number_of_queries(w, django_assert_num_queries):
    for _each in range(5):
        told(factory.mission(w))
        factory.offer(w)
    documents("mission")

    for kind, number in (("mission", 6), ("offer", 5)):
        source = sources.get(kind)
        codes = list(source.codes())
        with django_assert_num_queries(number):
            assert len(list(source.documents(codes, revision=1))) == len(codes) * (2 if kind == "mission" else 1)


def test_changes_are_recorded_once_something_was_public(w):
    draft = factory.mission(w, open_it=False)
    assert not IndexChange.objects.filter(kind="mission").exists()

    missions.announce_mission(draft, by=w.sending)
    offer = factory.offer(w)

    assert set(IndexChange.objects.filter(kind__in=("mission", "offer")).values_list("kind", "code")) == {
        ("mission", draft.code),
        ("offer", offer.code),
    }


def test_concepts_and_organisations_spread(w):
    mission, offer = factory.mission(w), factory.offer(w)

    assert list(sources.get("mission").showing("concept", [w.theme.key])) == [mission.code]
    assert list(sources.get("offer").showing("concept", [w.theme.key])) == [offer.code]
    assert list(sources.get("mission").showing("organisation", [w.hosting.code])) == [mission.code]
    assert list(sources.get("offer").showing("organisation", [w.hosting.code])) == [offer.code]
    assert list(sources.get("offer").showing("tree", ["0001"])) == []


def test_facets_have_names_in_the_readers_language(w):
    source = sources.get("mission")

    assert source.facet_labels("month", ["2026-10", "nonsense"], "fr") == {"2026-10": "octobre 2026"}
    assert source.facet_labels("mission_state", ["open", "draft!"], "en") == {"open": "open for sign-up"}
    assert source.facet_labels("country", ["DK"], "fr") == {"DK": "Danemark"}
    assert source.facet_labels("online", ["yes"], "en") == {"yes": "online"}
    assert source.facet_labels("status", ["failed"], "en") == {}
