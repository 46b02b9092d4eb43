"""The contract runs on each engine: `engine` is empty and the test's own, `library` holds the corpus and is only read.

With TEST_ELASTICSEARCH_URL it runs on that server, else on the embedded engine: `make test` does both.
"""

import os
from collections.abc import Callable, Iterator

import pytest

from search.engines import open_engine
from search.engines.base import Engine
from search.requests import SearchRequest, SearchResults
from tests.search.contract.corpus import DOCUMENTS, THESAURUS
from tests.search.contract.mills import MILLS
from tests.search.elastic.server import indices

SERVER = os.environ.get("TEST_ELASTICSEARCH_URL", "")
ENGINES = ("elasticsearch",) if SERVER else ("embedded",)


@pytest.fixture(scope="session", params=ENGINES)
def engine_name(request) -> str:
    return request.param


@pytest.fixture(scope="session")
def new_address(engine_name, tmp_path_factory) -> Iterator[Callable[[], str]]:
    """Gives the address of an index that nobody has used, at each call."""
    if engine_name == "embedded":
        yield lambda: f"embedded://{tmp_path_factory.mktemp('index')}"
    else:
        with indices(SERVER) as new:
            yield new


@pytest.fixture
def address(new_address) -> str:
    return new_address()


@pytest.fixture
def engine(address) -> Iterator[Engine]:
    engine = open_engine(address, thesaurus=THESAURUS)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def library(new_address) -> Iterator[Engine]:
    engine = open_engine(new_address(), thesaurus=THESAURUS)
    engine.index(DOCUMENTS)
    engine.refresh()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def mills(new_address) -> Iterator[Engine]:
    """Holds the mills of `mills.py` and is only read."""
    engine = open_engine(new_address(), thesaurus=THESAURUS)
    engine.index(MILLS)
    engine.refresh()
    yield engine
    engine.close()


@pytest.fixture
def find(library) -> Callable[..., SearchResults]:
    """Search the library: `find("silk", language="fr")`."""

    def find(text: str = "", **more) -> SearchResults:
        return library.search(SearchRequest(text=text, **more))

    return find


@pytest.fixture
def keys(find) -> Callable[..., list[str]]:
    """The keys found, in order."""
    return lambda text="", **more: [hit.key for hit in find(text, **more).hits]
