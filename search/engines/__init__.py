"""Search engines: `open_engine(url)` gives one that keeps the interface of `search.engines.base.Engine`.

>>> engine = open_engine("embedded:///tmp/example/search")
>>> engine.index([SearchDocument(key="practice:1:da", kind="practice", language="da", translation_key="practice:1",
...                              title="Silkeaffald bliver til garn", address="/{language}/practices/1/")])
>>> engine.search(SearchRequest(text="affald", language="da")).hits[0].key
'practice:1:da'
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from search.engines.base import Engine
from search.language.thesaurus import Thesaurus

ELASTIC = ("elasticsearch", "elasticsearchs", "http", "https")  # schemes of a server’s address


def open_engine(url: str = "", *, thesaurus: Thesaurus | Callable[[], Thesaurus] | None = None) -> Engine:
    """The engine for an address, by default that of the settings. Opening one asks no server and touches no file.

    `embedded:///absolute/path` is a folder of this machine, made when the first thing is written or looked for;
    `elasticsearch://host:9200/index` and `https://host/index` are servers (`search.engines.elastic`). `thesaurus` finds
    concepts in texts and queries; a function is asked for it at each search. Raises ValueError for any other address.
    """
    parts = urlsplit(url or _default())
    fixed = Thesaurus(()) if thesaurus is None else thesaurus
    known = fixed if callable(fixed) else lambda: fixed
    if parts.scheme == "embedded":
        path = unquote(parts.path)
        if parts.netloc or not path.startswith("/") or path == "/":
            raise ValueError(
                f"The embedded engine needs an absolute path, as in embedded:///var/lib/cloth/search, not {url}"
            )
        from search.engines.embedded.engine import EmbeddedEngine  # noqa: PLC0415 -- only the engine in use is loaded

        return EmbeddedEngine(Path(path), known)
    if parts.scheme in ELASTIC:
        from search.engines import elastic  # noqa: PLC0415 -- only the engine in use is loaded

        return elastic.open_engine(url or _default(), known)
    raise ValueError(
        f"No search engine is called {parts.scheme or url!r}: SEARCH_URL is embedded:///… or elasticsearch://…"
    )


def _default() -> str:
    from django.conf import settings  # noqa: PLC0415 -- an engine with an address of its own needs no settings

    return settings.SEARCH_URL
