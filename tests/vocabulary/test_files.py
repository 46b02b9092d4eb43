"""A file is untrusted: whatever it is, the answer is a graph or a sentence."""

import json
import time

import pytest

from tests.vocabulary.turtle import concept, turtle
from vocabulary import files
from vocabulary.errors import VocabularyError
from vocabulary.files import read_file

BASE = "https://cloth.example/id/"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://www.w3.org/2004/02/skos/core#">
<s:Concept rdf:about="x"><s:prefLabel xml:lang="en">&d;</s:prefLabel></s:Concept></rdf:RDF>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://198.51.100.1/x.dtd">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>"""
SAFETY = "The file declares a document type or entities; this is refused for safety."
CONTEXT = "The file names a context on another site. Write the context into the file: nothing is fetched."


def remote(document) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.ttl", b"", "The file is empty."),
        ("x.ttl", b" \n\t ", "The file is empty."),
        ("x.ttl", b"<a> <b> ", "The file is not valid Turtle: it cannot be read past line 1."),
        ("x.ttl", b"\n\n@prefix : <x> .\n:a :b :c, .", "The file is not valid Turtle: it cannot be read past line 4."),
        ("x.ttl", '<a> <b> "г" .'.encode("cp1251"), "The file is not text in UTF-8."),
        ("x.ttl", turtle(concept("felt")).decode().encode("utf-16"), "The file is not text in UTF-8."),
        ("x.ttl", b"\x00\x01\x02\x03", "The file is not text in UTF-8."),
        ("x.ttl", b"PK\x03\x04" + bytes(range(256)), "The file is not text in UTF-8."),
        ("x.nt", b"<a> <b> .", "The file is not valid N-Triples."),
        ("x.jsonld", b"{", "The file is not valid JSON-LD."),
        ("x.jsonld", b"[" * 100_000, "The file is not valid JSON-LD."),
        ("x.jsonld", b'"text"', "The file is not valid JSON-LD."),
        ("x.rdf", b"<rdf:RDF>", "The file is not valid RDF/XML."),
        ("x.rdf", b"\xff\xfe\x00not xml", "The file is not valid RDF/XML."),
        ("x.rdf", BOMB, SAFETY),
        ("x.rdf", EXTERNAL, SAFETY),
        ("x.rdf", BOMB.decode().replace("1.0", "1.0").encode("utf-16"), SAFETY),
        ("x.jsonld", remote({"@context": "http://198.51.100.1/context"}), CONTEXT),
        ("x.jsonld", remote({"@context": [{}, "file:///etc/passwd"]}), CONTEXT),
        ("x.jsonld", remote({"@graph": [{"a": {"@context": "http://198.51.100.1/context"}}]}), CONTEXT),
        ("x.jsonld", remote({"@context": {"@import": "http://198.51.100.1/context"}}), CONTEXT),
        ("x.jsonld", remote({"@context": {"a": {"@id": "x:a", "@context": "http://198.51.100.1/c"}}}), CONTEXT),
        ("x.unknown", b'  {"@context": "http://198.51.100.1/context"}', CONTEXT),
    ],
)
def test_read_file_refuses_with_a_sentence(name, content, sentence):
    with pytest.raises(VocabularyError) as refused:
        read_file(name, content, base=BASE)

    assert refused.value.sentence == sentence


def test_read_file_refuses_large_files_before_reading_them():
    content = b"# nothing\n" * 5_000_000
    start = time.monotonic()

    with pytest.raises(VocabularyError) as refused:
        read_file("x.ttl", content, base=BASE)

    assert refused.value.sentence == "The file is larger than 8 MB. Split it by concept scheme."
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("suffix", ["ttl", "nt"])
def test_read_file_stops_at_the_limit_of_statements(monkeypatch, suffix):
    monkeypatch.setattr(files, "MAX_TRIPLES", 100)
    content = "\n".join(f"<http://a/{number}> <http://b> <http://c> ." for number in range(101)).encode()

    with pytest.raises(VocabularyError) as refused:
        read_file(f"x.{suffix}", content, base=BASE)

    assert refused.value.sentence == "The file has more than 100 statements. Split it by concept scheme."


def test_read_file_takes_deep_nesting_without_harm():
    with pytest.raises(VocabularyError):
        read_file("x.ttl", b"<a> <b> " + b"[ <b> " * 20_000, base=BASE)


@pytest.mark.parametrize("name", ["x.ttl", "x", "x.turtle", "x.TTL"])
def test_read_file_knows_turtle_by_name_or_by_default(name):
    assert len(read_file(name, b"\xef\xbb\xbf" + turtle(concept("felt")), base=BASE)) == 5


@pytest.mark.parametrize("kind", files.FORMATS.values(), ids=lambda kind: kind.suffix)
def test_write_file_is_read_again_in_every_format(kind):
    graph = read_file("x.ttl", turtle(concept("felt", "felt", 'skos:altLabel "фетр"@bg')), base=BASE)

    again = read_file(f"x.{kind.suffix}", files.write_file(graph, kind), base=BASE)

    assert set(again) == set(graph)
