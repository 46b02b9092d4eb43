"""The OpenAPI document: valid, complete, and every example in it is what the live site answers."""

import re

import pytest
from django.urls import get_resolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from ecosystem.open.api.base import OpenViewSet
from ecosystem.open.api.description import document
from ecosystem.open.api.examples import examples
from tests.factories.ecosystem_open import example
from tests.factories.search import index_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
METHOD = "get"


def operations() -> dict[str, tuple[str, dict]]:
    return {each[METHOD]["operationId"]: (path, each[METHOD]) for path, each in document()["paths"].items()}


def test_it_is_valid(client):
    found = client.get("/api/v1/openapi.json")

    assert found.json()["openapi"] == "3.1.0"
    validate(found.json())


def test_every_example_is_what_the_site_answers(client):
    example()
    index_everything()
    schemas = {"components": document()["components"]}

    for each in examples():
        response = client.get(f"/api/v1/{each.path}")
        content = operations()[each.operation][1]["responses"][str(each.status)]["content"]["application/json"]

        assert (response.status_code, response.json()) == (each.status, each.body)
        assert content["example"] == each.body
        assert not list(Draft202012Validator(schemas | content["schema"]).iter_errors(each.body))


def test_every_example_of_a_parameter_is_taken(client):
    example()
    index_everything()
    refused = {}
    for path, operation in operations().values():
        place = path
        for each in operation["parameters"]:
            if each["in"] == "path":
                place = place.replace(f"{{{each['name']}}}", each["example"])
        for each in operation["parameters"]:
            if each["in"] == "query" and "example" in each:
                response = client.get(f"/api/v1{place}", {each["name"]: each["example"]})
                if response.status_code != 200:
                    refused[f"{path} {each['name']}"] = response.json()

    assert refused == {}


def test_every_address_and_every_parameter_is_described():
    described = {re.sub(r"\{\w+\}", "{}", path) for path in document()["paths"]}
    routes = {}
    for resolver in get_resolver().url_patterns:
        for pattern in getattr(resolver, "url_patterns", ()):
            view = getattr(getattr(pattern, "callback", None), "cls", None)
            if view is not None and issubclass(view, OpenViewSet):
                route = "/" + str(pattern.pattern).removeprefix("api/v1/")
                routes[re.sub(r"<[^>]+>", "{}", route)] = (view, "<" in str(pattern.pattern))

    assert described == set(routes)
    for path, each in document()["paths"].items():
        view, is_one = routes[re.sub(r"\{\w+\}", "{}", path)]
        named = {parameter["name"] for parameter in each[METHOD]["parameters"] if parameter["in"] == "query"}
        paged = set() if is_one else {"limit", "offset"} | view.listing_parameters
        assert named == {"locale", "fields"} | paged


def test_every_field_is_described():
    properties = document()["components"]["schemas"]
    for path, schema in (("organisations", "Organisation"), ("concepts", "Concept"), ("clusters", "Cluster")):
        [view] = {
            pattern.callback.cls
            for resolver in get_resolver().url_patterns
            for pattern in getattr(resolver, "url_patterns", ())
            if getattr(pattern, "name", "") == f"api_{path}"
        }
        assert list(properties[schema]["properties"]) == list(view.fields)
