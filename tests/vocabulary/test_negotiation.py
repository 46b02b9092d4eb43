"""Which form an Accept header gets."""

import pytest

from vocabulary.files import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from vocabulary.negotiation import wanted_format

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", None),
        ("*/*", None),
        (BROWSER, None),
        ("text/html", None),
        ("image/png", None),
        ("text/*", None),
        ("text/turtle", TURTLE),
        ("TEXT/Turtle", TURTLE),
        ("text/turtle;charset=utf-8", TURTLE),
        ("application/ld+json", JSON_LD),
        ("application/json", JSON_LD),
        ("application/rdf+xml", RDF_XML),
        ("application/n-triples", N_TRIPLES),
        ("text/turtle, application/rdf+xml", TURTLE),
        ("text/turtle;q=0.5, application/rdf+xml", RDF_XML),
        ("text/turtle;q=0.5, application/rdf+xml;q=0.25, text/html;q=0.1", TURTLE),
        ("text/html;q=0.5, text/turtle;q=0.5", None),
        ("*/*;q=0.1, text/turtle", TURTLE),
        ("text/*;q=0.9, text/html;q=0.1", TURTLE),
        ("text/html;q=0, */*", None),
        ("text/turtle;q=0", None),
        ("text/turtle;q=2", None),
        ("text/turtle;q=abc, application/ld+json;q=0.1", JSON_LD),
        ("text/turtle;q=0.333", TURTLE),
        (";;;,,,/", None),
        ("text/turtle," * 5000, TURTLE),
    ],
)
def test_wanted_format(accept, expected):
    # Without text/html among them, "text/html;q=0, */*" leaves XHTML, which is the page too.
    assert wanted_format(accept) == expected
