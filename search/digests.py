"""One short sum of a document's content, to compare what the index holds with what it should hold."""

import hashlib
from dataclasses import asdict

import orjson

from search.documents import SearchDocument


def digest(document: SearchDocument) -> str:
    """32 hexadecimal digits over all but the revision; the order of access tokens and facet values does not matter."""
    content = asdict(document)
    content.pop("revision")
    content["access"] = sorted(document.access)
    content["facets"] = {name: sorted(values) for name, values in document.facets.items()}
    written = orjson.dumps(content, option=orjson.OPT_SORT_KEYS, default=list)
    return hashlib.blake2b(written, digest_size=16).hexdigest()
