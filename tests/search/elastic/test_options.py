"""Addresses of servers, and what the environment adds."""

import pytest

from search.engines.elastic.options import Options


@pytest.mark.parametrize(
    ("url", "hosts", "name"),
    [
        ("elasticsearch://localhost", ("http://localhost:9200",), "cloth"),
        ("elasticsearch://localhost:9201/test-1", ("http://localhost:9201",), "test-1"),
        ("https://one,two:9300/cloth/", ("https://one:9200", "https://two:9300"), "cloth"),
        ("https://[::1]:9200/x", ("https://[::1]:9200",), "x"),
    ],
)
def test_addresses(url, hosts, name):
    options = Options.read(url, {})

    assert (options.hosts, options.name) == (hosts, name)
    assert (options.timeout, options.write_timeout, options.shards, options.replicas) == (3.0, 30.0, 1, None)


def test_user_and_password_may_hold_any_character():
    options = Options.read("https://se%40rch:p%3Ass%2F@one/cloth", {})

    assert (options.user, options.password, options.hosts) == ("se@rch", "p:ss/", ("https://one:9200",))


def test_the_environment_holds_secrets_and_figures():
    names = {
        "SEARCH_API_KEY": "a2V5",
        "SEARCH_CA_FILE": "/ca.crt",
        "SEARCH_TIMEOUT": "1.5",
        "SEARCH_WRITE_TIMEOUT": "60",
    }
    options = Options.read("https://one/cloth", names | {"SEARCH_SHARDS": "3", "SEARCH_REPLICAS": "0"})

    assert (options.api_key, options.authority) == ("a2V5", "/ca.crt")
    assert (options.timeout, options.write_timeout, options.shards, options.replicas) == (1.5, 60.0, 3, 0)


@pytest.mark.parametrize(
    "url", ["https://", "ftp://one/cloth", "https://one/Cloth", "https://one/_all", "https://,/x", "one"]
)
def test_what_is_no_address_is_a_sentence(url):
    with pytest.raises(ValueError, match=r"is no |names no server"):
        Options.read(url, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [("SEARCH_TIMEOUT", "soon"), ("SEARCH_TIMEOUT", "0"), ("SEARCH_SHARDS", "-1"), ("SEARCH_REPLICAS", "x")],
)
def test_what_is_no_figure_is_a_sentence(name, value):
    with pytest.raises(ValueError, match=f"{name} is '{value}'; it must be a number above zero"):
        Options.read("https://one/cloth", {name: value})
