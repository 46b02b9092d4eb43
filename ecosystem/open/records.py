"""Organisations as they leave the site: the values that an audience reads, and nothing beside them.

Everything in this folder gets its organisations here, so that one filter (`clusters.fields.shown`) stands before every
file, answer and embed. Private values never pass, not even for the organisation’s own people.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Prefetch

from clusters import fields, rules
from clusters.models import Certificate, Cluster, Membership, Organisation
from clusters.profiles import holding_today

PIECE = 500  # organisations in memory at a time


@dataclass(frozen=True)
class Record:
    """One organisation. `restricted` names the fields, and `certificates`, that hold something for members only."""

    organisation: Organisation
    values: dict[str, Any]
    certificates: list[Certificate]
    clusters: list[Cluster]
    restricted: frozenset[str] = field(default_factory=frozenset)

    @property
    def place(self) -> dict[str, Any]:
        """The main place as this audience reads it; empty where there is none."""
        return self.values.get("place", {})


def audience_of(user) -> str:
    """Whose eyes a file is made for: "public" or "members"."""
    return "public" if rules.audience(user) == "public" else "members"


def visible():
    """The organisations that leave the site at all."""
    return Organisation.objects.visible_to(None)


def read(codes: Iterable[str], *, audience: str = "public") -> Iterator[Record]:
    """The organisations with these codes, in this order, in pieces of PIECE: seven queries for each piece.

    Raises ValueError for another audience than "public" and "members".
    """
    if audience not in ("public", "members"):
        raise ValueError(f"Nothing leaves the site for {audience!r}")
    waiting = iter(codes)
    while piece := list(islice(waiting, PIECE)):
        found = {each.code: each for each in _with_all(visible().filter(code__in=piece))}
        yield from (_record(found[code], audience) for code in piece if code in found)


def _with_all(organisations):
    certificates = Certificate.objects.select_related("standard__scheme", "site")
    memberships = Membership.objects.filter(holding_today()).select_related("cluster").order_by("cluster__order")
    return fields.with_values(organisations).prefetch_related(
        Prefetch("certificates", queryset=certificates),
        Prefetch("memberships", queryset=memberships, to_attr="present_memberships"),
    )


def _record(organisation: Organisation, audience: str) -> Record:
    values = fields.shown(organisation, audience)
    certificates = fields.certificates_shown(organisation, audience)
    restricted: set[str] = set()
    if audience != "public":
        public = fields.shown(organisation, "public")
        restricted = {name for name, value in values.items() if public.get(name) != value}
        if len(fields.certificates_shown(organisation, "public")) < len(certificates):
            restricted.add("certificates")
    clusters = list(dict.fromkeys(each.cluster for each in organisation.present_memberships))
    return Record(organisation, values, certificates, clusters, frozenset(restricted))
