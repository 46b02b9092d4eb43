"""What lines of a list are compared with: organisations with their values, members of a cluster, numbers taken."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from clusters import fields
from clusters.models import Cluster, Membership, Organisation, Place, Statement
from clusters.states import ValueSource
from ecosystem.lists.comparing import Difference, differences

BATCH = 500


@dataclass
class Known:
    """Some organisations by their codes: rows, values, what lists told of them, and whether they are members."""

    rows: dict[str, Organisation] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    members: frozenset[str] = frozenset()

    def differences(self, code: str, record: dict[str, Any]) -> list[Difference]:
        return differences(record, self.values[code], self.told.get(code, {}))

    def brings(self, code: str, record: dict[str, Any]) -> bool:
        """Whether the line changes anything, if only that it is a member."""
        return code not in self.members or bool(self.differences(code, record))


def known(codes: Iterable[str], cluster: Cluster) -> Known:
    """Seven queries for any number of codes (at most BATCH are meant). Merged ones are not known."""
    rows = fields.with_values(Organisation.objects.filter(code__in=set(codes), merged_into=None))
    found = Known(rows={row.code: row for row in rows})
    by_pk = {row.pk: code for code, row in found.rows.items()}
    found.values = {code: fields.values_of(row) for code, row in found.rows.items()}
    told: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    statements = Statement.objects.filter(organisation__in=by_pk, source=ValueSource.IMPORT)
    for pk, name, value in statements.values_list("organisation", "field", "value"):
        told[by_pk[pk]][name].append(value)
    found.told = told
    members = Membership.objects.filter(cluster=cluster, until=None, organisation__in=by_pk)
    found.members = frozenset(by_pk[pk] for pk in members.values_list("organisation", flat=True))
    return found


@dataclass(frozen=True)
class Holder:
    """Who has a VAT number."""

    code: str
    name: str
    town: str


def holders(numbers: Iterable[str]) -> dict[str, Holder]:
    """Who has these VAT numbers: two queries for BATCH of them."""
    wanted, found = sorted(set(filter(None, numbers))), {}
    for start in range(0, len(wanted), BATCH):
        rows = Organisation.objects.filter(Q(vat_number__in=wanted[start : start + BATCH]))
        towns = dict(Place.objects.filter(organisation__in=rows).order_by("-pk").values_list("organisation", "town"))
        for pk, code, name, number in rows.values_list("pk", "code", "name", "vat_number"):
            found[number] = Holder(code, name, towns.get(pk, "–"))
    return found
