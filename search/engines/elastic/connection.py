"""The official client, set up once, and one kind of failure whatever went wrong."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from elastic_transport import SerializationError, TransportError
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.helpers import streaming_bulk
from elasticsearch.serializer import OrjsonSerializer

from search.engines.base import EngineUnavailableError
from search.engines.elastic.options import Options

JSON = {"accept": "application/json", "content-type": "application/json"}
BATCH = 500  # documents of one bulk request …
BATCH_BYTES = 8 * 1024 * 1024  # … which is no larger than this (guide 3.6: a few tens of MB at most)
CONFLICT = 409


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_whole_characters(key): _whole_characters(held) for key, held in value.items()}
    return [_whole_characters(held) for held in value] if isinstance(value, list) else value


@contextmanager
def answering() -> Iterator[None]:
    """Whatever the servers or the way to them refuse becomes an `EngineUnavailableError` with their words."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise EngineUnavailableError(f"{type(error).__name__}: {error}"[:1000]) from error


class Connection:
    """A pool of connections to all servers; safe in threads, not across a fork. Opening one asks nothing of them."""

    def __init__(self, options: Options) -> None:
        self.options = options
        secure = {"ca_certs": options.authority} if options.authority else {}
        if options.api_key:
            secure["api_key"] = options.api_key
        elif options.user:
            secure["basic_auth"] = (options.user, options.password)
        self.client = Elasticsearch(
            list(options.hosts),
            serializers={"application/json": OrjsonSerializer()},
            request_timeout=options.write_timeout,
            max_retries=max(2, len(options.hosts)),  # a server that is gone is told at once, and the next is asked
            retry_on_status=(429, 502, 503, 504),
            retry_on_timeout=False,
            connections_per_node=16,
            dead_node_backoff_factor=0.5,
            max_dead_node_backoff=5,
            **secure,
        )
        # One try may take as long as all together would: with several servers each gets its share.
        share = options.timeout / 2 if len(options.hosts) > 1 else options.timeout
        self.quick = self.client.options(request_timeout=share, retry_on_timeout=len(options.hosts) > 1, max_retries=1)
        self.server_timeout = f"{int(share * 900)}ms"

    def search(self, index: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of `_search` as plain dictionaries (guide 1: the client's own wrapping costs most)."""
        ask = partial(self.quick.perform_request, "POST", f"/{index}/_search", headers=JSON)
        try:
            return ask(body=body).body
        except SerializationError:  # half a character, such as no text of ours has
            return ask(body=_whole_characters(body)).body

    def bulk(self, actions: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
        """Carry out writes; yields (index, status) of each, 409 for one that lost to a higher revision."""
        results = streaming_bulk(
            self.client,
            actions,
            chunk_size=BATCH,
            max_chunk_bytes=BATCH_BYTES,
            max_retries=4,
            initial_backoff=0.5,
            max_backoff=8,
            raise_on_error=False,
        )
        for worked, result in results:
            ((_, item),) = result.items()
            if not worked and item["status"] != CONFLICT:
                raise EngineUnavailableError(f"{item.get('_id')} was refused: {item.get('error')}"[:1000])
            yield item["_index"], item["status"]

    def close(self) -> None:
        self.client.close()
