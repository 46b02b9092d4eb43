"""The directory as a file: the same filters, the right types, its terms, nothing a spreadsheet would run."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from django.conf import settings
from rdflib import Graph, Namespace, URIRef

from tests.factories import accounts, clusters
from tests.factories.ecosystem_open import can, concept_of, example
from tests.factories.search import index_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SCHEMA, SKOS = Namespace("https://schema.org/"), Namespace("http://www.w3.org/2004/02/skos/core#")


def taken(client, kind: str, query: str = "", *, language="en") -> bytes:
    response = client.get(f"/{language}/organisations/export.{kind}?{query}")
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    return b"".join(response.streaming_content)


def rows(content: bytes) -> list[dict[str, str]]:
    text = content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


@pytest.fixture
def weaver():
    made = example()
    index_everything()
    return made


def test_csv_has_labels_of_the_reader_beside_permanent_identifiers(client, weaver):
    [row] = rows(taken(client, "csv", language="bg"))

    values = list(row.values())
    assert {"k7m2xq", "Yantra weavers", "тъкане", "BG-07", "80", "60.00", "2027-01-11"} <= set(values)
    assert settings.VOCABULARY_BASE_URI + "value-chain-step/weaving" in values
    assert f"{settings.BASE_URL}/o/k7m2xq/" in values
    assert LICENCE in values


def test_csv_runs_nothing(client):
    clusters.organisation('=HYPERLINK("https://evil.example")')
    index_everything()

    [row] = rows(taken(client, "csv"))

    assert row["Name"] == '\'=HYPERLINK("https://evil.example")'


def test_xlsx_has_numbers_as_numbers_and_its_terms_on_a_sheet(client, weaver):
    book = openpyxl.load_workbook(io.BytesIO(taken(client, "xlsx")))

    head, line = ([cell.value for cell in row] for row in book["Organisations"].iter_rows())
    found = dict(zip(head, line, strict=True))
    assert (found["Minimum order per style"], found["Price of a sample"]) == (80, 60)
    assert found["Free capacity from"].date() == date(2027, 1, 11)
    about = [cell.value for row in book["About these data"].iter_rows() for cell in row]
    assert LICENCE in about


def test_geojson_says_how_exactly_it_knows_the_place(client, weaver):
    clusters.organisation("Nowhere")
    index_everything()

    found = json.loads(taken(client, "geojson"))

    assert found["license"] == LICENCE
    there, nowhere = sorted(found["features"], key=lambda each: each["geometry"] is None)
    assert there["geometry"] == {"type": "Point", "coordinates": [25.33417, 42.87472]}
    assert there["id"] == f"{settings.BASE_URL}/o/k7m2xq/"
    assert (there["properties"]["precision"], there["properties"]["town"]) == ("town", "Gabrovo")
    assert (nowhere["properties"]["name"], nowhere["geometry"]) == ("Nowhere", None)


def test_jsonld_is_a_graph_of_organisations_and_our_concepts(client, weaver):
    graph = Graph().parse(data=taken(client, "jsonld"), format="json-ld")

    subject = URIRef(f"{settings.BASE_URL}/o/k7m2xq/")
    weaving = URIRef(settings.VOCABULARY_BASE_URI + "value-chain-step/weaving")
    assert str(graph.value(subject, SCHEMA.name)) == "Yantra weavers"
    assert weaving in set(graph.objects(subject))
    assert {str(label) for label in graph.objects(weaving, SKOS.prefLabel)} == {"weaving", "тъкане"}
    assert set(map(str, graph.objects(None, SCHEMA.license))) == {LICENCE}


@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_a_file_holds_what_the_list_finds(client, weaver, kind):
    other = clusters.organisation("Cutter")
    can(other, "value-chain-step/cutting")
    concept_of("value-chain-step/cutting")
    index_everything()

    content = taken(client, kind, "step=value-chain-step/weaving&sort=name&page=7&layer=practice").decode()

    assert ("k7m2xq" in content, other.code in content) == (True, False)


def test_an_empty_answer_is_a_whole_file(client, weaver):
    query = "q=nothingcalledso&country=FR"

    assert rows(taken(client, "csv", query)) == []
    assert json.loads(taken(client, "geojson", query))["features"] == []
    assert "@graph" in json.loads(taken(client, "jsonld", query))
    assert len(list(openpyxl.load_workbook(io.BytesIO(taken(client, "xlsx", query)))["Organisations"].rows)) == 1


def test_there_are_four_formats(client, weaver):
    assert client.get("/en/organisations/export.pdf").status_code == 404


def test_a_number_of_queries_that_does_not_grow(client, weaver, django_assert_max_num_queries):
    client.force_login(accounts.person())
    taken(client, "csv")
    for number in range(30):
        can(clusters.organisation(f"Weaver {number}", town="Ruse"), "value-chain-step/weaving")
    index_everything()

    with django_assert_max_num_queries(25):
        assert len(rows(taken(client, "csv"))) == 31


def test_while_the_engine_is_down_there_is_a_sentence(client, weaver, outage):
    with outage.off():
        response = client.get("/en/organisations/export.csv?country=BG")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "The search does not answer at the moment." in response.content.decode()
