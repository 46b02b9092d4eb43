"""Suggestions while somebody types."""

import json

import pytest
from django.conf import settings

from search.views.suggestions import PER_MINUTE
from tests.factories import accounts, clusters, practices
from tests.factories.search import document, index_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def suggest(client, query, language="en", tail=""):
    return client.get(f"/{language}/search/suggest/{tail}", {"q": query})


def texts(response) -> list[str]:
    return [each["text"] for each in response.json()["suggestions"]]


def test_practices_organisations_and_concepts_are_suggested(client):
    concept = practices.concept("material/silk", en="silk", da="silke")
    page = practices.practice(title="Silk from waste")
    clusters.organisation("Silkeborg mill", in_cluster=page.cluster)
    index_everything()

    response = suggest(client, "sil")

    rows = {row["text"]: row for row in response.json()["suggestions"]}
    assert {"Silk from waste", "Silkeborg mill"} <= rows.keys()
    assert rows["Silk from waste"] == {
        "text": "Silk from waste",
        "kind": "Practices",
        "language": "",
        "address": f"/en/practices/{page.code}/{page.slug}/",
    }
    assert any(row["address"] == f"/en/words/{concept.key}/" for row in rows.values())
    assert f"{len(rows)} suggestions" in response.json()["said"]


def test_one_suggestion_is_said_in_the_singular(client):
    document("Herringbone")

    assert suggest(client, "herr").json()["said"].startswith("1 suggestion;")


def test_a_text_of_another_language_says_so(client):
    document("Вълна от Родопите", language="bg")

    [row] = suggest(client, "въл").json()["suggestions"]

    assert row["language"] == "bg"


def test_bulgarian_may_be_typed_in_latin_letters(client):
    document("Копринени отпадъци", language="bg")
    document("Koprivshtitsa mill", language="en")
    document("Копринена тайна", language="bg", access=("role:coordinator",))

    assert texts(suggest(client, "kopri", language="bg")) == ["Koprivshtitsa mill", "Копринени отпадъци"]
    assert texts(suggest(client, "koprineni otp", language="bg")) == ["Копринени отпадъци"]
    assert texts(suggest(client, "kopri", language="fr")) == ["Koprivshtitsa mill"]


def test_what_is_not_public_is_suggested_to_those_who_may_see_it(client):
    document("Secret silk", access=("role:coordinator",))

    visitor = suggest(client, "secr")
    client.force_login(accounts.coordinator())

    assert texts(visitor) == []
    assert visitor.json()["said"] == "No suggestions."
    assert texts(suggest(client, "secr")) == ["Secret silk"]


@pytest.mark.parametrize("tail", ["", "browser/"])
def test_answers_are_kept_by_the_readers_own_browser_only(client, tail):
    response = suggest(client, "silk", tail=tail)

    assert "private" in response["Cache-Control"]
    assert "max-age=30" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("query", ["", "s", " ", "x" * 10_000, "\x00\x00", "🧵🧵", '"', "*" * 200, "%", "\\", "a:b OR"])
@pytest.mark.parametrize("tail", ["", "browser/"])
def test_any_text_has_an_answer(client, query, tail):
    document("Silk")

    assert suggest(client, query, tail=tail).status_code == 200


def test_an_engine_that_is_down_is_silent(client, outage):
    with outage.off():
        response = suggest(client, "silk")
        for_browsers = suggest(client, "silk", tail="browser/")

    assert (response.status_code, response.json()["suggestions"]) == (200, [])
    assert (for_browsers.status_code, for_browsers.json()) == (200, ["silk", [], [], []])


def test_too_many_questions_are_asked_for_some_quiet(client):
    document("Silk")
    for _each in range(PER_MINUTE):
        suggest(client, "silk")

    response = suggest(client, "silk")

    assert (response.status_code, response["Retry-After"]) == (429, "30")
    assert response.json() == {"suggestions": [], "said": ""}


def test_browsers_get_what_opensearch_says(client):
    document("Silk waste", code="abc")

    response = suggest(client, "silk", "fr", tail="browser/")

    assert response["Content-Type"] == "application/x-suggestions+json"
    assert json.loads(response.content) == [
        "silk",
        ["Silk waste"],
        [""],
        [f"{settings.BASE_URL}/fr/practices/abc/"],
    ]
