"""The pages of the words and the permanent addresses."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS

from tests.factories.vocabulary import BASE, concept, scheme
from vocabulary import uses
from vocabulary.models import Match, Note
from vocabulary.uses import Use

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/en/words/",
    "/en/words/?q=word",
    "/en/words/fabric/",
    "/en/words/fabric/?view=a-z",
    "/en/words/fabric/top/",
)


def page(client, path: str, **headers) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return response.content.decode()


def fill(count: int) -> None:
    """`count` concepts below one top concept, half of them related to it across schemes."""
    fabric = scheme("fabric", en="Fabrics", bg="Платове")
    other = scheme("machine", en="Machines")
    top = concept(fabric, "top", en="top word", bg="горна дума")
    for number in range(count):
        concept(fabric, f"c{number}", broader=[top], alt={"en": [f"other word {number}"]}, en=f"word {number}")
        top.related.add(concept(other, f"m{number}", en=f"machine word {number}"))


def test_pages_need_the_same_queries_for_1_and_for_30_concepts(client, monkeypatch):
    monkeypatch.setattr(uses, "_sources", [])  # other rooms count their own queries
    fill(1)
    counts = []
    for _ in range(2):
        page(client, "/en/words/?q=x")  # fill what is kept per process
        row = []
        for path in ADDRESSES:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page(client, path)
            row.append(len(queries))
        counts.append(row)
        if len(counts) == 1:
            from vocabulary.models import Concept, Label, Scheme, SchemeText

            for model in (Label, Concept, SchemeText, Scheme):
                model.objects.all().delete()
            fill(30)

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 16


def test_the_tree_is_sorted_by_the_readers_alphabet_and_leaves_out_what_is_not_used(client):
    fabric = scheme()
    zephyr = concept(fabric, "zephyr", en="zephyr", da="zephyr")
    concept(fabric, "air", en="air cloth", da="åben vare")
    concept(fabric, "below", broader=[zephyr], en="below", da="under")
    concept(fabric, "gone", deprecated=True, en="gone", da="borte")

    english, danish = page(client, "/en/words/fabric/"), page(client, "/da/words/fabric/")

    assert english.index("air cloth") < english.index(">zephyr<") < english.index(">below<")
    assert danish.index(">zephyr<") < danish.index("åben vare")
    assert ("gone" in english, "3 concepts" in english) == (False, True)


def test_the_alphabet_refers_from_other_words_to_the_preferred_one(client):
    concept(scheme(), "felt", alt={"en": ["wool felt"], "bg": ["филц"]}, en="felt", bg="плъст")

    english, bulgarian = page(client, "/en/words/fabric/?view=a-z"), page(client, "/bg/words/fabric/?view=a-z")

    assert [letter for letter in "FWП" if f">{letter}</h3>" in english] == ["F", "W"]
    assert [letter for letter in "FПФ" if f">{letter}</h3>" in bulgarian] == ["П", "Ф"]
    assert "wool felt" in english


@pytest.mark.parametrize(
    ("query", "found", "matched"),
    [
        ("felt", True, None),
        ("FELT", True, None),
        ("feutre", True, "feutre épais"),
        ("epais", True, "feutre épais"),
        ("épais feutre", True, "feutre épais"),
        ("плъст", True, "плъст"),
        ("plast", True, "плъст"),
        ("fetl", True, "fetl"),
        ("collegeix", True, "col·legeix"),
        ("silk", False, None),
        ("%", False, None),
        ("'; drop table", False, None),
    ],
)
def test_the_search_finds_every_label_in_every_language_and_says_which(client, query, found, matched):
    labels = {"en": "felt", "fr": "feutre épais", "bg": "плъст", "ca": "col·legeix"}
    concept(scheme(), "felt", hidden={"en": ["fetl"]}, **labels)

    text = page(client, f"/en/words/?q={query}")

    assert ('href="/en/words/fabric/felt/"' in text) == found
    assert (f">{matched}</mark>" in text) == (matched is not None)


@pytest.mark.parametrize("query", ["\x00", "a" * 5000, "\u202egnp", "😀", "   ", "·"])
def test_the_search_takes_anything(client, query):
    concept(scheme(), "felt")

    assert client.get("/en/words/", {"q": query}).status_code == 200


def test_the_page_of_a_concept_shows_all_languages_and_its_neighbours(client):
    fabric, machine = scheme(), scheme("machine", en="Machines")
    cloth = concept(fabric, "cloth")
    felt = concept(fabric, "felt", broader=[cloth], alt={"ro": ["pâslă groasă"]}, en="felt", bg="плъст", ro="pâslă")
    concept(fabric, "loden", broader=[felt])
    felt.related.add(concept(machine, "felting-machine"))
    Note.objects.create(concept=felt, kind="definition", language="bg", text="Сплъстена вълна.")
    Note.objects.create(concept=felt, kind="definition", language="en", text="Matted wool & more.")
    Match.objects.create(concept=felt, kind="closeMatch", uri="http://www.wikidata.org/entity/Q1")

    text = page(client, "/bg/words/fabric/felt/")

    for part in (
        '<td class="word" lang="bg">плъст</td>',
        '<span class="also">pâslă groasă</span>',
        '<p class="lead" lang="bg">Сплъстена вълна.</p>',
        'href="/bg/words/fabric/cloth/"',
        'href="/bg/words/fabric/loden/"',
        'href="/bg/words/machine/felting-machine/"',
        'href="http://www.wikidata.org/entity/Q1"',
        f">{BASE}fabric/felt</a>",
        '<link rel="alternate" type="text/turtle" href="/id/fabric/felt.ttl">',
    ):
        assert part in text
    assert text.count("<h1") == 1
    assert "Matted wool" not in text


def test_a_concept_out_of_use_answers_says_so_and_names_its_replacement(client):
    fabric = scheme()
    felt = concept(fabric, "felt", en="felt")
    old = concept(fabric, "felt-cloth", deprecated=True, en="felt cloth")
    old.replaced_by = felt
    old.save()

    text = page(client, "/en/words/fabric/felt-cloth/")
    permanent = client.get("/id/fabric/felt-cloth", headers={"accept": "text/html"})

    assert ("This concept is no longer used." in text, 'href="/en/words/fabric/felt/"' in text) == (True, True)
    assert (permanent.status_code, permanent["Location"]) == (303, "/en/words/fabric/felt-cloth/")


def test_uses_are_shown_when_there_are_some(client, monkeypatch):
    concept(scheme(), "felt")
    monkeypatch.setattr(uses, "_sources", [])
    uses.register(lambda concept, user: [Use("Practices", 3, "/x/"), Use("Organisations", 0, "/y/")])

    text = page(client, "/en/words/fabric/felt/")

    assert ('href="/x/"' in text, 'href="/y/"' in text) == (True, False)


@pytest.mark.parametrize(
    ("path", "page_path", "data"),
    [
        ("/id/", "/en/words/", "/id/all"),
        ("/id/fabric", "/en/words/fabric/", "/id/fabric"),
        ("/id/fabric/", "/en/words/fabric/", "/id/fabric"),
        ("/id/fabric/felt", "/en/words/fabric/felt/", "/id/fabric/felt"),
    ],
)
@pytest.mark.parametrize(
    ("accept", "media_type", "suffix"),
    [
        ("text/html", None, None),
        ("image/png", None, None),
        ("text/turtle", "text/turtle", "ttl"),
        ("application/ld+json", "application/ld+json", "jsonld"),
        ("application/rdf+xml", "application/rdf+xml", "rdf"),
    ],
)
def test_permanent_addresses_give_what_is_asked_for(client, path, page_path, data, accept, media_type, suffix):
    concept(scheme(), "felt", en="felt", bg="плъст")

    response = client.get(path, headers={"accept": accept})

    assert "Accept" in response["Vary"].split(", ")
    if media_type is None:
        assert (response.status_code, response["Location"]) == (303, page_path)
        return
    assert (response.status_code, response["Content-Type"]) == (200, f"{media_type}; charset=utf-8")
    assert response["Content-Location"] == f"{data}.{suffix}"
    parsed = Graph().parse(data=response.content, format="json-ld" if suffix == "jsonld" else media_type)
    has_label = (URIRef(f"{BASE}fabric/felt"), SKOS.prefLabel, Literal("плъст", lang="bg")) in parsed
    assert has_label
    assert client.get(f"{data}.{suffix}", headers={"accept": "text/html"}).content == response.content


@pytest.mark.parametrize(("language", "expected"), [("bg", "/bg/words/fabric/"), ("xx", "/en/words/fabric/")])
def test_permanent_addresses_lead_to_the_page_in_the_readers_language(client, language, expected):
    scheme()

    assert client.get("/id/fabric", headers={"accept-language": language})["Location"] == expected


def test_data_is_not_sent_twice_until_it_changes(client):
    fabric = scheme()
    concept(fabric, "felt")
    etag = client.get("/id/fabric.ttl")["ETag"]

    same = client.get("/id/fabric.ttl", headers={"if-none-match": etag})
    concept(fabric, "loden")
    changed = client.get("/id/fabric.ttl", headers={"if-none-match": etag})

    assert (same.status_code, changed.status_code) == (304, 200)
    assert b"loden" in changed.content


def test_json_ld_carries_its_context(client):
    concept(scheme(), "felt")

    document = json.loads(client.get("/id/fabric/felt.jsonld").content)

    assert document["@context"]["skos"] == "http://www.w3.org/2004/02/skos/core#"


@pytest.mark.parametrize(
    "path",
    ["/id/none", "/id/fabric/none", "/id/none/felt", "/id/fabric.csv", "/en/words/none/", "/en/words/fabric/none/"],
)
def test_what_is_not_there_is_not_found(client, path):
    concept(scheme(), "felt")

    # Without a language in the address Django first tries it with one.
    assert client.get(path, follow=True).status_code == 404


@pytest.mark.parametrize("path", ["/id/fabric", "/en/words/", "/en/words/fabric/", "/en/words/fabric/felt/"])
def test_pages_only_answer_readers(client, path):
    concept(scheme(), "felt")

    assert client.post(path).status_code == 405
