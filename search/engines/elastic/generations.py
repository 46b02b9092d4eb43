"""Generations of the index, told apart by three aliases: the live one, the one being built, the one kept for rollback.

The servers change several aliases in one step, so a search meets one generation or the other, whole.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from elasticsearch import BadRequestError, NotFoundError

from search.engines.base import NothingToRollBackError
from search.engines.elastic.connection import Connection
from search.engines.elastic.mapping import SCHEMA, definition
from search.language.analysis import VERSION as ANALYSIS

REAL = {"exists": {"field": "kind"}}  # what is no tombstone
KEPT_DAYS = 30  # of tombstones: no write is later than that
PATIENCE = 60  # seconds for copies of a new generation to be made before it goes live; then it goes live without


@dataclass(frozen=True, slots=True)
class Generations:
    """Names of indices, empty where there is none."""

    live: str = ""
    building: str = ""
    previous: str = ""


class Catalogue:
    """What generations there are, and every change of it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.options = connection.options
        self.live = self.options.name
        self.building = f"{self.live}-building"
        self.previous = f"{self.live}-previous"

    @property
    def indices(self):
        return self.connection.client.indices

    def read(self) -> Generations:
        found = {alias: index for index, aliases in self._held().items() for alias in aliases}
        return Generations(*(found.get(name, "") for name in (self.live, self.building, self.previous)))

    def _held(self) -> dict[str, list[str]]:
        """The aliases of each of our indices."""
        answer = self.indices.get_alias(index=f"{self.live}-v*", allow_no_indices=True)
        return {index: list(held["aliases"]) for index, held in answer.body.items()}

    def new_name(self) -> str:
        now = datetime.now(UTC).strftime("%Y%m%dt%H%M%S")
        return f"{self.live}-v{SCHEMA}.{ANALYSIS}-{now}-{secrets.token_hex(2)}"

    def create(self, name: str, alias: str, settings: Mapping[str, object] | None = None) -> None:
        body = definition(self.options.shards, self.options.replicas)
        self.indices.create(
            index=name,
            aliases={alias: {}},
            settings=body["settings"] | dict(settings or {}),
            mappings=body["mappings"],
        )

    def create_first(self) -> None:
        """The first generation has a name of its own, so that two processes cannot each make one."""
        try:
            self.create(f"{self.live}-v{SCHEMA}.{ANALYSIS}-first", self.live)
        except BadRequestError as error:
            if "resource_already_exists" not in str(error):
                raise

    def begin(self) -> str:
        """A new, empty generation that every write reaches from now on; what a killed rebuild left is removed."""
        self.abandon()
        name = self.new_name()
        self.create(name, self.building, {"refresh_interval": "-1"})
        self._keep_removals(self.read().live, name)
        return name

    def _keep_removals(self, source: str, target: str) -> None:
        """Tombstones come along, so that a late write of what was removed before is still known to be late."""
        self.indices.refresh(index=source)
        recent = {"range": {"written": {"gte": f"now-{KEPT_DAYS}d"}}}
        self.connection.client.reindex(
            source={"index": source, "query": {"bool": {"filter": [recent], "must_not": [REAL]}}},
            dest={"index": target, "version_type": "external"},
            conflicts="proceed",
        )

    def abandon(self) -> None:
        """Remove the generation being built, and any that has no alias."""
        known = self.read()
        for index, aliases in self._held().items():
            if index == known.building or not aliases:
                self._delete(index)

    def switch(self, name: str) -> None:
        """Put the built generation in place of the live one in one step; the one before that is removed."""
        self.indices.put_settings(index=name, settings={"refresh_interval": "1s"})
        self.indices.refresh(index=name)
        self._wait_for_copies(name)
        known = self.read()
        actions = [self._add(name, self.live), self._remove(name, self.building)]
        if known.live:
            actions += [self._remove(known.live, self.live), self._add(known.live, self.previous)]
        if known.previous:
            actions.append(self._remove(known.previous, self.previous))
        self.indices.update_aliases(actions=actions)
        if known.previous:
            self._delete(known.previous)

    def rollback(self) -> str:
        known = self.read()
        if not known.previous:
            raise NothingToRollBackError("no earlier generation is kept")
        actions = [self._add(known.previous, self.live), self._remove(known.previous, self.previous)]
        if known.live:
            actions += [self._remove(known.live, self.live), self._add(known.live, self.previous)]
        self.indices.update_aliases(actions=actions)
        return known.previous

    def _wait_for_copies(self, name: str) -> None:
        """So that the new generation outlives a server as the old one did; a cluster short of servers does not wait."""
        patient = self.connection.client.options(request_timeout=PATIENCE + 10, ignore_status=408)
        patient.cluster.health(index=name, wait_for_no_initializing_shards=True, timeout=f"{PATIENCE}s")

    def _delete(self, index: str) -> None:
        with suppress(NotFoundError):
            self.indices.delete(index=index)

    @staticmethod
    def _add(index: str, alias: str) -> dict:
        return {"add": {"index": index, "alias": alias}}

    @staticmethod
    def _remove(index: str, alias: str) -> dict:
        return {"remove": {"index": index, "alias": alias}}
