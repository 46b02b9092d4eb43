"""Where the servers are and how to speak to them: from SEARCH_URL, secrets and figures from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

DEFAULT_NAME = "cloth"
TIMEOUT = 3.0
WRITE_TIMEOUT = 30.0
NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`name` is that of the alias that is searched; all our indices begin with it. Times are in seconds."""

    hosts: tuple[str, ...]
    name: str = DEFAULT_NAME
    user: str = ""
    password: str = ""
    api_key: str = ""
    authority: str = ""  # file of the certificate that signed the servers'
    timeout: float = TIMEOUT  # of a search or a suggestion, all tries together
    write_timeout: float = WRITE_TIMEOUT  # of a batch of writes
    shards: int = 1
    replicas: int | None = None  # None: one as soon as there is a second node

    @classmethod
    def read(cls, url: str, environment: Mapping[str, str] = os.environ) -> "Options":
        """Of `elasticsearch://host:9200/name`, or `https://user:password@one:9200,two:9200/name`.

        `elasticsearch://` is HTTP without TLS. Raises `ValueError` with a sentence for whoever set it.
        """
        scheme, _, rest = url.partition("://")
        if scheme not in {"elasticsearch", "http", "https"} or not rest:
            raise ValueError(f"{url!r} is no address of Elasticsearch, such as https://search.example:9200/cloth")
        places, _, name = rest.partition("/")
        credentials, _, places = places.rpartition("@")
        user, _, password = credentials.partition(":")
        name = name.strip("/") or DEFAULT_NAME
        if not NAME_CHARACTERS.issuperset(name) or name[0] in "-_":
            raise ValueError(f"{name!r} is no name for an index: lower-case letters, digits and hyphens")
        hosts = tuple(_host("https" if scheme == "https" else "http", place) for place in places.split(",") if place)
        if not hosts:
            raise ValueError(f"{url!r} names no server")
        replicas = environment.get("SEARCH_REPLICAS", "")
        return cls(
            hosts=hosts,
            name=name,
            user=unquote(user),
            password=unquote(password),
            api_key=environment.get("SEARCH_API_KEY", ""),
            authority=environment.get("SEARCH_CA_FILE", ""),
            timeout=_number(environment, "SEARCH_TIMEOUT", TIMEOUT),
            write_timeout=_number(environment, "SEARCH_WRITE_TIMEOUT", WRITE_TIMEOUT),
            shards=int(_number(environment, "SEARCH_SHARDS", 1)),
            replicas=int(_number(environment, "SEARCH_REPLICAS", 0)) if replicas else None,
        )


def _host(scheme: str, place: str) -> str:
    parts = urlsplit(f"{scheme}://{place.strip()}")
    if not parts.hostname:
        raise ValueError(f"{place!r} is no server")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{scheme}://{host}:{parts.port or 9200}"


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name) or str(default)
    try:
        number = float(text)
    except ValueError:
        number = -1
    if number < 0 or (number == 0 and name != "SEARCH_REPLICAS"):
        raise ValueError(f"{name} is {text!r}; it must be a number above zero")
    return number
