"""Real servers: the one of the run, and a cluster of three with TLS and sign-in."""

import os
import sys

import pytest
from django.conf import settings

from search.engines import open_engine
from tests.search.elastic import certificates
from tests.search.elastic.server import indices

sys.path.append(str(settings.BASE_DIR / "tools"))


@pytest.fixture(scope="session")
def server():
    """The address of a server: that of the run, else one started for these tests."""
    import elastic

    with elastic.server() as url:
        yield url


@pytest.fixture(scope="session")
def new_address(server):
    with indices(server) as new:
        yield new


@pytest.fixture
def address(new_address):
    return new_address()


@pytest.fixture
def engine(address):
    engine = open_engine(address)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Three nodes that speak HTTPS and want to know who asks."""
    import elastic

    files = certificates.made()
    authority = tmp_path_factory.mktemp("certificates") / "ca.crt"
    authority.write_text(files["ca.crt"])
    http = "xpack.security.http.ssl"
    secure = {
        f"{http}.enabled": "true",
        f"{http}.certificate": "http.crt",
        f"{http}.key": "http.key",
        f"{http}.certificate_authorities": "ca.crt",
    }
    with elastic.cluster(nodes=3, sign_in=True, settings=secure, files=files, authority=str(authority)) as made:
        yield made


@pytest.fixture(scope="module")
def api_key(cluster):
    """A key that may do what `docs/operators.md` asks for, and no more."""
    rights = {
        "cluster": ["monitor"],
        "indices": [{"names": ["cloth*"], "privileges": ["all"]}],
    }
    return cluster.ask("/_security/api_key", body={"name": "cloth", "role_descriptors": {"cloth": rights}})["encoded"]


@pytest.fixture
def cluster_engine(cluster, api_key, monkeypatch):
    monkeypatch.setenv("SEARCH_API_KEY", api_key)
    monkeypatch.setenv("SEARCH_CA_FILE", cluster.authority)
    monkeypatch.setenv("SEARCH_TIMEOUT", "10")
    hosts = ",".join(url.removeprefix("https://") for url in cluster.urls)
    engine = open_engine(f"https://{hosts}/cloth")
    yield engine
    engine.close()


def pytest_report_header():
    return f"Elasticsearch: {os.environ.get('TEST_ELASTICSEARCH_URL') or 'a server of its own'}"
