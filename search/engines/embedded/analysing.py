"""A document as the rows of the index: its words analysed, its concepts found. No database here, and no lock held."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import cos, radians, sin

import orjson

from core.collation import sort_key
from search.digests import digest
from search.documents import Place, SearchDocument
from search.language.analysis import words
from search.language.parsing import document_identifiers
from search.language.stemming import LANGUAGES
from search.language.thesaurus import Thesaurus

OTHER = "xx"  # the mark of words in any other language
BETWEEN = "\x1f"  # stands between fields, names and pages in `exact`, so that no phrase reaches across
_UNSTORABLE = re.compile("[\x00\x1f\ud800-\udfff]")


@dataclass(slots=True)
class Prepared:
    """A document ready to be written. `forms` are the exact forms of its words with their first stems."""

    document: SearchDocument
    digest: str
    words: tuple[str, ...]  # the columns of `schema.WEIGHTS`, in their order
    names: str
    texts: tuple[object, ...]  # the columns of `texts` from `concepts` on
    forms: dict[str, str]
    narrow: tuple[object, ...]  # the columns of `documents` from `kind` on


@lru_cache(maxsize=200_000)
def marked(language: str, stem: str) -> str:
    """A stem as a token of the index: `da_tekstil`. What FTS5 would take for the end of a word is written around.

    Languages that no query is read in share one mark.
    """
    return f"{language if language in LANGUAGES else OTHER}_{_spelled(stem)}"


@lru_cache(maxsize=20_000)
def concept_token(identifier: str) -> str:
    return f"#k_{_spelled(identifier)}"


def code_token(code: str) -> str:
    return f"#c_{_spelled(code)}"


def name_token(form: str) -> str:
    return _spelled(form)


def _spelled(text: str) -> str:
    if text.isalnum():
        return text
    return "".join(c if c.isalnum() or ord(c) > 127 else f"_{ord(c):x}_" for c in text)


class _Written(dict):
    """Stems of a word → its tokens in one string; forgets all when full."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __missing__(self, stems: tuple[str, ...]) -> str:
        if len(self) >= 200_000:
            self.clear()
        written = self[stems] = " ".join(marked(self.language, stem) for stem in stems)
        return written


@cache
def _written(language: str) -> _Written:
    return _Written(language)


class _Gathered:
    """What is gathered while the words of one document are read."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.exact: list[str] = []
        self.parts: list[str] = []
        self.minor: set[str] = set()
        self.forms: dict[str, str] = {}

    def read(self, text: str) -> list[str]:
        """Take one piece of text in: gives its stems as tokens, remembers everything else."""
        tokens: list[str] = []
        exact: list[str] = []
        language, forms, written = self.language, self.forms, _written(self.language)
        for form, stems, parts, stop in words(text, language):
            exact.append(form)
            if stop:
                self.minor.add(form)
                continue
            forms[form] = stems[0]
            tokens.append(written[stems])
            if parts:
                self.parts += [marked(language, stem) for stem in parts]
        self.exact.append(" ".join(exact))
        return tokens


def prepare(document: SearchDocument, thesaurus: Thesaurus) -> Prepared:
    """Analyse a document: everything that takes time and needs no lock."""
    read = _Gathered(document.language)
    title, summary, body = (storable(text) for text in (document.title, document.summary, document.body))
    names = [storable(name) for name in document.names]
    files = [
        (storable(file.title), file.address, [storable(page) for page in file.pages]) for file in document.attachments
    ]

    title_stems = read.read(title)
    for name in names:
        title_stems += read.read(name)
    named = [word for piece in read.exact for word in piece.split()]
    summary_stems = read.read(summary)
    body_stems = read.read(body)
    file_stems = [stem for _, _, pages in files for page in pages for stem in read.read(page)]
    tags = thesaurus.tag(document)
    codes = {code_token(code) for code in document_identifiers(document)}
    return Prepared(
        document=document,
        digest=digest(document),
        words=(
            " ".join(title_stems),
            " ".join(summary_stems),
            " ".join(body_stems),
            " ".join(file_stems),
            " ".join(read.parts),
            " ".join((*(marked(document.language, form) for form in read.minor), *codes)),
            " ".join(_weighed(tags.named.items())),
            " ".join(concept_token(concept) for concept in tags.broader),
        ),
        names=" ".join(name_token(word) for word in named),
        texts=(
            orjson.dumps((dict(tags.named), dict(tags.broader))).decode(),
            title,
            summary,
            body,
            orjson.dumps((names, files)).decode(),
            f" {f' {BETWEEN} '.join(read.exact)} ",
        ),
        forms=read.forms,
        narrow=_narrow(document, title),
    )


def _weighed(tags: Iterable[tuple[str, float]]) -> Iterable[str]:
    """A concept of the title or chosen by the author stands three times, one met once in the text stands once."""
    for concept, weight in tags:
        for _ in range(3 if weight > 0.75 else 2 if weight > 0.4 else 1):
            yield concept_token(concept)


def _narrow(document: SearchDocument, title: str) -> tuple[object, ...]:
    return (
        document.kind,
        document.language,
        orjson.dumps({name: list(values) for name, values in document.facets.items()}).decode(),
        orjson.dumps(document.access).decode(),
        document.date.toordinal() if document.date else None,
        sort_key(title, document.language),
        *_placed(document.place),
    )


def _placed(place: Place | None) -> tuple[float | None, ...]:
    if place is None:
        return (None,) * 5
    return (*on_sphere(place.latitude, place.longitude), place.latitude, place.longitude)


def on_sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
    """The point on a sphere of radius 1: distances are then sums of squares, and no meridian is an edge."""
    phi, lam = radians(latitude), radians(longitude)
    return cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi)


def storable(text: str) -> str:
    """The text with what SQLite cannot keep, or we stand on, as spaces: lengths and offsets stay."""
    return _UNSTORABLE.sub(" ", text)
