"""Things in the index, for tests of what the reader sees."""

from itertools import count

from search import revisions, service, sources, thesauri
from search.documents import SearchDocument

_numbers = count(1)


def index_everything() -> int:
    """Put everything that the apps' sources know into the site's engine; returns how many documents there are."""
    thesauri.renew()
    revision = revisions.take()
    found = [
        each for source in sources.all_sources() for each in sources.read(source, source.codes(), revision=revision)
    ]
    service.engine().index(found)
    service.engine().refresh()
    return len(found)


def document(title="", *, kind="practice", language="en", code="", index=True, **fields) -> SearchDocument:
    """A document, put into the site's engine at once unless told otherwise."""
    number = next(_numbers)
    code = code or f"d{number}"
    made = SearchDocument(
        key=f"{kind}:{code}:{language}",
        kind=kind,
        language=language,
        translation_key=f"{kind}:{code}",
        title=title or f"Document {number}",
        **({"address": f"/{{language}}/practices/{code}/", "revision": number} | fields),
    )
    if index:
        service.engine().index([made])
        service.engine().refresh()
    return made
