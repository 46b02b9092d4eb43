"""From a `SearchDocument` to what the index stores of it."""

import time
from itertools import chain
from typing import Any

from core.collation import sort_key
from search.digests import digest
from search.documents import Removal, SearchDocument
from search.engines.elastic.mapping import LANGUAGES, LEVELS, OTHER
from search.language.analysis import words
from search.language.parsing import identifiers
from search.language.thesaurus import Thesaurus

LONGEST_TITLE_KEY = 200
Action = dict[str, Any]  # of a bulk request


def slot(language: str) -> str:
    """The name of the object that holds texts of a language."""
    return language if language in LANGUAGES else OTHER


def source(document: SearchDocument, thesaurus: Thesaurus) -> dict[str, Any]:
    """All of a document, with the stems of its words and the concepts named in it."""
    language = slot(document.language)
    pages = [page for attachment in document.attachments for page in attachment.pages]
    texts: dict[str, Any] = {
        "title": document.title,
        "names": list(document.names),
        "summary": document.summary,
        "body": document.body,
        "attachment": pages,
    }
    head = " \n ".join([document.title, *document.names])
    rest = " \n ".join([document.summary, document.body, *pages])
    head_words, rest_words = words(head, document.language), words(rest, document.language)
    found: dict[str, Any] = {name: {language: text} for name, text in texts.items() if text}
    found |= {
        "key": document.key,
        "kind": document.kind,
        "language": document.language,
        "translation_key": document.translation_key,
        "title_key": sort_key(document.title[:LONGEST_TITLE_KEY], document.language),
        "access": list(document.access),
        "digest": digest(document),
        "written": _now(),
        "heads": {language: _stems(head_words)},
        "stems": {language: _stems(rest_words)},
        "start": " ".join(dict.fromkeys(word.exact for word in chain(head_words, words(head, "")))),
        "facets": {name: list(values) for name, values in document.facets.items() if values},
        "numbers": dict(document.numbers),
        "concepts": _concepts(document, thesaurus),
        "stored": {
            "address": document.address,
            "card": dict(document.card),
            "attachments": [
                {"title": attachment.title, "address": attachment.address, "pages": len(attachment.pages)}
                for attachment in document.attachments
            ],
        },
    }
    if parts := " ".join(chain.from_iterable(word.parts for word in chain(head_words, rest_words))):
        found["parts"] = {language: parts}
    if codes := identifiers(f"{head} \n {document.body}"):
        found["identifiers"] = list(codes)
    if document.place:
        found["place"] = {"lat": document.place.latitude, "lon": document.place.longitude}
    if document.version is not None:
        found["version"] = document.version
    if document.date:
        found["date"] = document.date.isoformat()
    return found


def _stems(found) -> str:
    return " ".join(chain.from_iterable(word.stems for word in found if not word.stop))


def _concepts(document: SearchDocument, thesaurus: Thesaurus) -> dict[str, list[str]]:
    """Concepts by their weight in the document, in four levels."""
    tags = thesaurus.tag(document)
    levels: dict[str, list[str]] = {}
    for concept, weight in tags.named.items():
        level = max(1, min(LEVELS, round(weight * LEVELS)))
        levels.setdefault(f"w{level}", []).append(concept)
    if tags.broader:
        levels["broader"] = list(tags.broader)
    return levels | {"any": [*tags.named, *tags.broader]} if levels else {}


def write(document: SearchDocument, thesaurus: Thesaurus) -> Action:
    return _action(document.key, document.revision, source(document, thesaurus))


def removal(removed: Removal) -> Action:
    """A tombstone: it has no access token, so nobody finds it, and it keeps older writes from coming back.

    (Elasticsearch forgets the version of what was deleted after a minute, and at a restart.)
    """
    return _action(removed.key, removed.revision, {"written": _now()})


def _now() -> int:
    return int(time.time() * 1000)


def _action(key: str, revision: int, content: dict[str, Any]) -> Action:
    return {
        "_op_type": "index",
        "_id": key,
        "version": revision,
        "version_type": "external_gte",
        "_source": content,
    }
