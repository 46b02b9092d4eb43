"""The query string of the results page, read and written."""

import pytest
from django.http import QueryDict

from search.addresses import FARTHEST, LAST_PAGE, MOST_VALUES, Asked, clean, read

pytestmark = pytest.mark.django_db
FACETS = {
    "cluster": {"loom", "shuttle"},
    "status": {"running"},
    "kind": {"never"},
    "year": {str(n) for n in range(3000)},
}


def asked(query: str) -> Asked:
    return read(
        QueryDict(query),
        kinds=("practice", "organisation"),
        facets=FACETS,
        knows=lambda name, values: FACETS[name] & set(values),
    )


@pytest.mark.parametrize(
    "query",
    ["", "q=silk", "q=silk&kind=practice&in=bg&in=da&cluster=loom&cluster=shuttle&status=running&sort=newest&page=3",
     "q=silk&across=0&correct=0",
     "near=Ruse%2C+BG&km=100", "q=%C3%A9toffe+%26+%22soie%22"],
)  # fmt: skip
def test_what_is_written_is_read_again(query):
    assert asked(query).query_string() == query


def test_usual_values_are_left_out_and_order_does_not_matter():
    assert asked("page=1&km=50&across=1&cluster=shuttle&q=silk&cluster=loom&sort=").query_string() == (
        "q=silk&cluster=loom&cluster=shuttle"
    )


def test_what_does_not_exist_is_counted():
    found = asked("kind=none&sort=none&in=xx&cluster=none&cluster=loom")

    assert (found.refused, found.kind, found.sort, found.languages) == (4, "", "", ())
    assert found.chosen == {"cluster": ("loom",)}


def test_at_most_fifty_values_are_read():
    found = asked("&".join(f"year={n}" for n in range(200)))

    assert len(found.chosen["year"]) == MOST_VALUES
    assert found.refused == 200 - MOST_VALUES


@pytest.mark.parametrize(
    ("km", "expected"), [("", 50), ("x", 50), ("-1", 50), ("0", 1), ("9999999", FARTHEST), ("٣", 50)]
)
def test_distances_stay_on_earth(km, expected):
    assert asked(f"km={km}").kilometres == expected


def test_one_value_is_taken_away():
    found = asked("q=silk&in=bg&cluster=loom&cluster=shuttle&near=Ruse&page=4")

    assert found.without("cluster", "loom").query_string() == "q=silk&in=bg&cluster=shuttle&near=Ruse"
    assert found.without("in", "bg").query_string() == "q=silk&cluster=loom&cluster=shuttle&near=Ruse"
    assert found.without("near").query_string() == "q=silk&in=bg&cluster=loom&cluster=shuttle"


@pytest.mark.parametrize(("query", "order"), [("q=silk", "relevance"), ("", "newest"), ("q=silk&sort=title", "title")])
def test_the_usual_order(query, order):
    assert asked(query).request(language="en", access=()).sort == order


def test_nearest_first_needs_a_place():
    assert asked("q=silk&sort=distance").order == "relevance"


def test_no_page_is_asked_for_that_engines_do_not_have():
    request = asked("page=9999999").request(language="en", access=())

    assert request.offset == (LAST_PAGE - 1) * 10


@pytest.mark.parametrize(
    ("typed", "kept"), [("  a \n b\t", "a b"), ("a\x00b", "a b"), ("x" * 400, "x" * 300), ("\u202eabc", "abc")]
)
def test_text_is_one_line_of_what_people_type(typed, kept):
    assert clean(typed, 300) == kept
