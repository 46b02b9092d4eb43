"""The read API: Wagtail’s manners, the directory’s filters, no session, and a sentence for every refusal."""

import json

import pytest
from django.conf import settings

from clusters.models import GoneCode, Organisation
from ecosystem.open.api.base import PerAddress
from tests.factories import accounts, clusters
from tests.factories.ecosystem_open import can, concept_of, example
from tests.factories.search import index_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
API = "/api/v1/"


def asked(client, path: str, status=200, **headers) -> dict:
    response = client.get(API + path, headers=headers)
    assert response.status_code == status, response.content
    return json.loads(response.content)


def codes(found: dict) -> list[str]:
    return [item["code"] for item in found["items"]]


@pytest.fixture
def three():
    """Three organisations whose names are in another order than their codes."""
    made = []
    for code, name in (("bbbbbb", "Alpha"), ("aaaaaa", "Beta"), ("cccccc", "Gamma")):
        each = clusters.organisation(name, town="Sofia", code=code)
        can(each, "value-chain-step/weaving")
        made.append(each)
    index_everything()
    return made


def test_a_list_is_paged_and_counted(client, three):
    first, last = asked(client, "organisations/?limit=2"), asked(client, "organisations/?limit=2&offset=2")

    assert (codes(first), codes(last)) == (["aaaaaa", "bbbbbb"], ["cccccc"])
    assert first["meta"]["total_count"] == last["meta"]["total_count"] == 3
    assert set(first["items"][0]) == {"meta", "code", "name", "country", "type"}
    assert first["items"][0]["meta"]["detail_url"] == f"{settings.BASE_URL}/api/v1/organisations/aaaaaa/"


def test_it_is_narrowed_and_ordered_as_the_directory(client, three):
    other = clusters.organisation("Delta", code="dddddd")
    index_everything()

    assert codes(asked(client, "organisations/?order=name")) == ["bbbbbb", "aaaaaa", other.code, "cccccc"]
    assert codes(asked(client, "organisations/?step=value-chain-step/weaving&offset=1")) == ["bbbbbb", "cccccc"]
    assert codes(asked(client, "organisations/?search=gamma")) == ["cccccc"]
    assert codes(asked(client, "organisations/?offset=999999999999999999999")) == []


def test_fields_are_chosen(client, three):
    assert asked(client, "organisations/?limit=1&fields=_,code")["items"] == [{"code": "aaaaaa"}]
    [item] = asked(client, "organisations/?limit=1&fields=-meta,steps")["items"]
    assert set(item) == {"code", "name", "country", "type", "steps"}
    assert len(asked(client, "organisations/aaaaaa/?fields=*")) == len(asked(client, "organisations/aaaaaa/"))


def test_labels_are_in_the_locale_asked_for_whoever_asks(client, three):
    client.force_login(accounts.person(language="fr"))

    assert asked(client, "organisations/aaaaaa/?locale=bg")["country"] == {"id": "BG", "label": "България"}
    assert asked(client, "organisations/aaaaaa/")["country"]["label"] == "Bulgaria"


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("organisations/?colour=red", "These query parameters are not known here: colour"),
        ("organisations/?limit=1000", "limit cannot be higher than 100"),
        ("organisations/?limit=-1", "limit must be a positive integer"),
        ("organisations/?offset=x", "offset must be a positive integer"),
        ("organisations/?fields=secret", "unknown fields: secret"),
        ("organisations/?fields=place(town)", "'place' does not support nested fields"),
        ("organisations/?fields=a,,b", "fields error: unexpected char ',' at position 2"),
        ("organisations/?locale=xx", "locale must be one of: en, fr, es, ca, bg, ro, da"),
        ("organisations/?order=random", "order must be one of: code, name, newest, distance, relevance"),
        ("organisations/?order=distance", "order=distance needs near"),
        ("organisations/?country=Q1", "country has no such value: Q1"),
        ("organisations/?min_order=many", "min_order: Please write a whole number, such as 80. This was left out."),
        ("concepts/?scheme=none", "There is no scheme none"),
    ],
)
def test_what_is_not_known_is_refused_with_a_sentence(client, three, path, sentence):
    assert asked(client, path, 400) == {"message": sentence}


@pytest.mark.parametrize(
    "path", ["organisations/zzzzzz/", "concepts/material/none/", "clusters/none/", "practices/", "none"]
)
def test_what_is_not_there_is_json_too(client, path):
    response = client.get(API + path, follow=True)

    assert response.status_code == 404
    assert list(response.json()) == ["message"]


def test_old_codes_lead_to_the_new_one_and_gone_ones_say_so(client, three):
    winner, loser, _third = three
    Organisation.objects.filter(pk=loser.pk).update(merged_into=winner)
    GoneCode.objects.create(code="gggggg")

    response = client.get(f"{API}organisations/aaaaaa/?locale=bg")

    assert (response.status_code, response["Location"]) == (301, f"{API}organisations/bbbbbb/?locale=bg")
    assert list(asked(client, "organisations/gggggg/", 410)) == ["message"]


def test_what_waits_for_its_cluster_is_in_no_answer(client, three):
    clusters.organisation("Waiting", code="wwwwww", confirmed=False)
    index_everything()

    assert "wwwwww" not in codes(asked(client, "organisations/"))
    asked(client, "organisations/wwwwww/", 404)


def test_who_has_the_answer_gets_none_again(client, three):
    first = client.get(API + "organisations/aaaaaa/")
    again = client.get(API + "organisations/aaaaaa/", headers={"If-None-Match": first["ETag"]})
    later = client.get(API + "organisations/aaaaaa/", headers={"If-Modified-Since": first["Last-Modified"]})

    assert (again.status_code, again.content, later.status_code) == (304, b"", 304)
    Organisation.objects.filter(code="aaaaaa").update(name="Other")
    changed = client.get(API + "organisations/aaaaaa/", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_pages_of_other_sites_may_read_it_and_no_session_is_opened(client, three):
    client.force_login(accounts.person())

    response = client.get(API + "organisations/", headers={"Origin": "https://loom.example"})
    before = client.options(API + "organisations/")
    head = client.head(API + "organisations/")

    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert (before.status_code, head.status_code, head.content) == (204, 200, b"")
    assert client.post(API + "organisations/").status_code == 405


def test_too_many_requests_are_asked_to_wait(client, three, monkeypatch):
    monkeypatch.setattr(PerAddress, "rate", "2/min")
    asked(client, "clusters/")
    asked(client, "clusters/")

    response = client.get(API + "clusters/")

    assert response.status_code == 429
    assert int(response["Retry-After"]) <= 60
    assert list(response.json()) == ["message"]


def test_while_the_engine_is_down_filters_say_so(client, three, outage):
    with outage.off():
        response = client.get(API + "organisations/?country=BG")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert list(response.json()) == ["message"]


def test_concepts_are_found_by_scheme_and_word(client):
    concept_of("value-chain-step/weaving", en="weaving", bg="тъкане")
    concept_of("material/wool", en="wool")

    assert [item["id"] for item in asked(client, "concepts/?search=тък&locale=bg")["items"]] == [
        "value-chain-step/weaving"
    ]
    assert [item["label"] for item in asked(client, "concepts/?scheme=material")["items"]] == ["wool"]


def test_a_list_takes_the_same_queries_however_long(client, three, django_assert_max_num_queries):
    asked(client, "organisations/?fields=*")
    for number in range(30):
        can(clusters.organisation(f"Weaver {number}", town="Ruse"), "value-chain-step/weaving")

    with django_assert_max_num_queries(14):
        assert len(asked(client, "organisations/?fields=*&limit=100")["items"]) == 33


def test_an_example_of_the_documentation_is_there(client):
    example()

    assert asked(client, "organisations/k7m2xq/")["min_order_style"] == 80
