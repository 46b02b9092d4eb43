"""The judged set: texts, queries in seven languages, and how well each text answers each query.

`documents()` yields what an engine indexes: 300 short documents written for the set (`documents/<language>.toml`;
fiction and general knowledge of the trade) and the demonstration’s practices, organisations and clusters in each of
their languages. `queries()` yields the queries (`queries/<language>.toml`). Judgements are of things, by translation
key, since results show a thing once, in whichever language: 3 answers the query, 2 helps, 1 touches it; what is not
named is 0. A query may name a topic (`topics.toml`): documents about the same subject in all languages, 1 where the
query has answers in its own language, 3 where only other languages answer it (kind cross_language). In the files a
thing is named by its code, which is unique over all kinds; README.md says how to judge.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from search.documents import PUBLIC, Attachment, Place, SearchDocument
from tests.search.judged.demonstration import demonstration

LANGUAGES = ("en", "fr", "es", "ca", "bg", "ro", "da")
KINDS = (
    "verbatim",
    "inflected",
    "unaccented",
    "typo",
    "compound",
    "cross_language",
    "name",
    "no_answer",
    "must_not_leak",
)
FOLDER = Path(__file__).parent
GRADES = {"exact": 3, "relevant": 2, "marginal": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """`grades` by translation key; `of` is the id of the query that this one writes differently, with its grades.

    `forbidden` are translation keys that a reader with `access` must not learn of.
    """

    id: str
    language: str
    text: str
    kind: str
    grades: Mapping[str, int] = field(default_factory=dict)
    of: str = ""
    forbidden: tuple[str, ...] = ()
    access: tuple[str, ...] = (PUBLIC,)


@cache
def documents() -> tuple[SearchDocument, ...]:
    """All texts, in the order of the languages, the demonstration's last."""
    return (*(one for language in LANGUAGES for one in written(language)), *demonstration(LANGUAGES))


def queries(language: str = "") -> tuple[Query, ...]:
    """All queries, or those of one language. A code that no document has raises KeyError."""
    return tuple(query for one in LANGUAGES if language in ("", one) for query in _queries(one))


@cache
def written(language: str) -> tuple[SearchDocument, ...]:
    """The documents written for the set in one language."""
    data = _read("documents", language)
    return tuple(_document(entry, language, data["defaults"]) for entry in data["document"])


@cache
def translation_keys() -> Mapping[str, str]:
    """Code → translation key of everything in the set."""
    return {document.translation_key.partition(":")[2]: document.translation_key for document in documents()}


@cache
def topics() -> Mapping[str, tuple[str, ...]]:
    """Topic → codes of the documents about it, in all languages."""
    return {name: tuple(codes) for name, codes in _toml(FOLDER / "topics.toml").items()}


def _read(folder: str, language: str) -> dict[str, Any]:
    return _toml(FOLDER / folder / f"{language}.toml")


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _document(entry: dict[str, Any], language: str, defaults: dict[str, str]) -> SearchDocument:
    kind, code = entry["kind"], entry["code"]
    address = f"/{language}/judged/{code}/"
    return SearchDocument(
        key=f"{kind}:{code}:{language}",
        translation_key=f"{kind}:{code}",
        kind=kind,
        language=language,
        title=entry["title"],
        names=tuple(entry.get("names", ())),
        summary=entry["summary"],
        body=entry["body"].strip(),
        address=address,
        attachments=tuple(
            Attachment(title=one["title"], address=f"{address}{number}.pdf", pages=tuple(one["pages"]))
            for number, one in enumerate(entry.get("attachments", ()), start=1)
        ),
        concepts=tuple(entry.get("concepts", ())),
        facets={name: (entry.get(name, defaults[name]),) for name in ("country", "cluster")},
        place=Place(*entry["place"]) if "place" in entry else None,
        access=tuple(entry.get("access", (PUBLIC,))),
    )


def _judged(entry: dict[str, Any]) -> dict[str, int]:
    """Grades by code: what the query says itself, then the rest of its topic."""
    rest = GRADES["exact" if entry["kind"] == "cross_language" else "marginal"]
    grades = dict.fromkeys(topics()[entry["topic"]], rest) if "topic" in entry else {}
    return grades | {code: grade for name, grade in GRADES.items() for code in entry.get(name, ())}


@cache
def _queries(language: str) -> tuple[Query, ...]:
    known = translation_keys()
    found: dict[str, Query] = {}
    for entry in _read("queries", language)["query"]:
        of = entry.get("of", "")
        same = of or entry.get("like", "")
        grades = found[same].grades if same else {known[code]: grade for code, grade in _judged(entry).items()}
        found[entry["id"]] = Query(
            id=entry["id"],
            language=language,
            text=entry["text"],
            kind=entry["kind"],
            grades=grades,
            of=of,
            forbidden=tuple(known[code] for code in entry.get("forbidden", ())),
            access=tuple(entry.get("access", (PUBLIC,))),
        )
    return tuple(found.values())
