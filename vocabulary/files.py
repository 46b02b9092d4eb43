"""Files of RDF to graphs and back. A file is untrusted: its size, its triples and its reach are bounded.

Nothing named in a file is ever fetched: JSON-LD contexts must stand in the file itself, and XML may not declare
a document type, so neither entities nor external parts exist.
"""

import json
from dataclasses import dataclass
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString
from django.utils.translation import gettext as _
from rdflib import Graph
from rdflib.exceptions import Error as RdfError
from rdflib.parser import PythonInputSource
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.plugins.parsers.ntriples import ParseError
from rdflib.plugins.shared.jsonld.errors import JSONLDException
from rdflib.plugins.stores.memory import Memory

from vocabulary.errors import VocabularyError

MAX_BYTES = 8 * 1024 * 1024
MAX_TRIPLES = 100_000


@dataclass(frozen=True)
class Format:
    """A serialisation: its name in rdflib, its media type, the suffix of its addresses and files."""

    rdflib_name: str
    media_type: str
    suffix: str
    label: str


TURTLE = Format("turtle", "text/turtle", "ttl", "Turtle")
JSON_LD = Format("json-ld", "application/ld+json", "jsonld", "JSON-LD")
RDF_XML = Format("xml", "application/rdf+xml", "rdf", "RDF/XML")
N_TRIPLES = Format("nt", "application/n-triples", "nt", "N-Triples")
FORMATS = {known.suffix: known for known in (TURTLE, JSON_LD, RDF_XML, N_TRIPLES)}
SUFFIXES = FORMATS | {"json": JSON_LD, "xml": RDF_XML, "owl": RDF_XML, "turtle": TURTLE}

CONTEXT = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
}


class _TooManyTriplesError(Exception):
    pass


class _BoundedStore(Memory):
    """Stops a parser in the middle instead of filling the memory."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def add(self, triple, context, quoted=False):
        self.count += 1
        if self.count > MAX_TRIPLES:
            raise _TooManyTriplesError
        super().add(triple, context, quoted)


def too_large() -> VocabularyError:
    return VocabularyError(
        _("The file is larger than %(limit)s MB. Split it by concept scheme.") % {"limit": MAX_BYTES // 1024 // 1024}
    )


def format_of(name: str, data: bytes) -> Format:
    """By the file's ending, else by how it begins; Turtle covers N-Triples."""
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<?xml", b"<rdf:RDF", b"<!DOCTYPE")):
        return RDF_XML
    if start.startswith((b"{", b"[")):
        return JSON_LD
    return TURTLE


def read_file(name: str, data: bytes, *, base: str) -> Graph:
    """The graph in a file's bytes; relative addresses are resolved against `base`.

    Raises VocabularyError with a sentence for everything that is not a readable RDF file within the limits.
    """
    if len(data) > MAX_BYTES:
        raise too_large()
    if not data.strip():
        raise VocabularyError(_("The file is empty."))
    kind = format_of(name, data)
    graph = Graph(store=_BoundedStore())
    try:
        if kind is RDF_XML:
            _refuse_document_type(data)
            graph.parse(data=data, format="xml", publicID=base)
        elif kind is JSON_LD:
            document = json.loads(_decode(data))
            if not isinstance(document, dict | list):
                raise ValueError("a JSON-LD document is an object or an array")
            _refuse_remote_context(document)
            graph.parse(source=PythonInputSource(document, system_id=base), format="json-ld", publicID=base)
        else:
            graph.parse(data=_decode(data), format=kind.rdflib_name, publicID=base)
    except _TooManyTriplesError as error:
        raise VocabularyError(
            _("The file has more than %(limit)s statements. Split it by concept scheme.") % {"limit": MAX_TRIPLES}
        ) from error
    except BadSyntax as error:
        raise VocabularyError(
            _("The file is not valid %(format)s: it cannot be read past line %(line)s.")
            % {"format": kind.label, "line": error.lines + 1}
        ) from error
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        JSONLDException,
        LookupError,
        ParseError,
        RdfError,
        RecursionError,
        SAXException,
        TypeError,
        ValueError,
    ) as error:
        # rdflib's parsers meet broken input with any of these; whatever the cause, the file cannot be read.
        raise VocabularyError(_("The file is not valid %(format)s.") % {"format": kind.label}) from error
    return graph


def write_file(graph: Graph, kind: Format) -> bytes:
    """The graph in one of the formats; JSON-LD carries its context with it."""
    if kind is JSON_LD:
        text = graph.serialize(format="json-ld", context=CONTEXT, auto_compact=False, indent=1, sort_keys=True)
        return text.encode()
    return graph.serialize(format=kind.rdflib_name, encoding="utf-8")


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise VocabularyError(_("The file is not text in UTF-8.")) from error
    if "\x00" in text:
        raise VocabularyError(_("The file is not text in UTF-8."))
    return text


def _refuse_document_type(data: bytes) -> None:
    """Read the XML once without doing anything, so that a document type is met before rdflib sees the file."""
    try:
        parseString(data, ContentHandler(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise VocabularyError(
            _("The file declares a document type or entities; this is refused for safety.")
        ) from error


def _refuse_remote_context(document) -> None:
    """A context given by address would have to be fetched: it is refused wherever it stands."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            contexts = value.get("@context")
            contexts = contexts if isinstance(contexts, list) else [contexts]
            if "@import" in value or any(isinstance(context, str) for context in contexts):
                raise VocabularyError(
                    _("The file names a context on another site. Write the context into the file: nothing is fetched.")
                )
            waiting.extend(value.values())
