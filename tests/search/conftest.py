"""An engine of its own for each test: the embedded one always, Elasticsearch where the environment names a server."""

import os
import secrets
from collections.abc import Iterator

import pytest

from search import service
from search.engines.base import Engine
from tests.search.outages import Outage

SERVER = os.environ.get("TEST_ELASTICSEARCH_URL", "").rstrip("/")


@pytest.fixture(params=["embedded", *(["elasticsearch"] if SERVER else [])])
def engine_url(request, tmp_path, settings) -> Iterator[str]:
    """An empty index that is the site’s own during the test."""
    name = f"test-{secrets.token_hex(6)}"
    url = f"embedded://{tmp_path}/search" if request.param == "embedded" else f"{SERVER}/{name}"
    settings.SEARCH_URL = url
    yield url
    service.close()
    if request.param == "elasticsearch":
        _delete_indices(name)


@pytest.fixture
def engine(engine_url) -> Engine:
    """The site’s engine."""
    return service.engine()


@pytest.fixture
def outage(engine_url, settings) -> Iterator[Outage]:
    """The site’s engine behind a switch: `with outage: …` is a time in which it does not answer."""
    with Outage(engine_url) as switch:
        settings.SEARCH_URL = switch.url
        yield switch


def _delete_indices(name: str) -> None:
    from elasticsearch import Elasticsearch

    with Elasticsearch(SERVER) as client:
        for index in client.indices.get(index=f"{name}*", expand_wildcards="all"):
            client.indices.delete(index=index)
