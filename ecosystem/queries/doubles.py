"""Pairs that may be one: who is asked about which, and two records side by side."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet
from wagtail.models import ModelLogEntry

from accounts import rules as account_rules
from accounts.models import User
from clusters import rules as cluster_rules
from clusters.actions.unmerging import MERGE, may_unmerge
from clusters.fields import BASE_FIELDS, FIELDS, shown, with_values
from clusters.models import Organisation
from clusters.record_words import Part, concepts_of, keys_in, parts_of
from ecosystem.doubles import Index, pair, rows_of_organisations
from ecosystem.doubles.reasons import sentences
from ecosystem.models import PossibleDouble, SameOrNot

MOST_MERGES = 200  # of the log, the newest, that the list of merges looks at


@dataclass(frozen=True)
class Compared:
    """One field of two records; `same` where both say the same."""

    label: str
    left: list[Part]
    right: list[Part]
    same: bool


@dataclass(frozen=True)
class Pair:
    """Two records side by side. `reasons` are (sentence, speaks for it); `said` what somebody answered before."""

    left: Organisation
    right: Organisation
    reasons: list[tuple[str, bool]]
    sure: bool
    lines: list[Compared] = field(default_factory=list)
    said: SameOrNot | None = None
    may_merge: bool = False


def visible_to(user) -> QuerySet[PossibleDouble]:
    """Of a manager the pairs with an organisation of their clusters; of a coordinator all; of others none."""
    if account_rules.is_read_only(user) or not account_rules.is_known(user):
        return PossibleDouble.objects.none()
    found = PossibleDouble.objects.filter(left__merged_into=None, right__merged_into=None)
    if account_rules.is_coordinator(user):
        return found
    managed = cluster_rules.clusters_managed_by(user)
    mine = Organisation.objects.filter(memberships__cluster__in=managed)
    return found.filter(Q(left__in=mine) | Q(right__in=mine))


def pairs_of(rows: list[PossibleDouble], user) -> list[tuple[PossibleDouble, Pair]]:
    """Pages of the list: what one needs to answer at a glance. A fixed number of queries."""
    pks = {pk for row in rows for pk in (row.left_id, row.right_id)}
    organisations = with_values(Organisation.objects.prefetch_related("memberships__cluster")).in_bulk(pks)
    managed = {cluster.pk for cluster in cluster_rules.clusters_managed_by(user)}
    everything = account_rules.is_coordinator(user)
    found = []
    for row in rows:
        left, right = organisations[row.left_id], organisations[row.right_id]
        both = all(managed & {each.cluster_id for each in one.memberships.all()} for one in (left, right))
        reasons = [(str(sentence), speaks) for sentence, speaks in sentences(row.reasons)]
        found.append((row, Pair(left, right, reasons, row.sure, may_merge=everything or both)))
    return found


def side_by_side(left: Organisation, right: Organisation, user: User) -> Pair:
    """Field by field, each as far as this person reads that record."""
    rows = with_values(Organisation.objects.filter(pk__in=[left.pk, right.pk])).in_bulk()
    values = [shown(rows[each.pk], cluster_rules.audience(user, each)) for each in (left, right)]
    concepts = concepts_of({key for each in values for key in keys_in(_known(each))})
    lines = []
    for name, description in (BASE_FIELDS | FIELDS).items():
        told = [each.get(name) for each in values]
        if all(value in (None, "", [], {}) for value in told):
            continue
        one, other = (_parts(name, each, concepts) for each in values)
        lines.append(Compared(str(description.label), one, other, same=told[0] == told[1]))
    row = PossibleDouble.objects.filter(Q(left=left, right=right) | Q(left=right, right=left)).first()
    reasons, sure = (row.reasons, row.sure) if row else _judged(left, right)
    subject, second = pair(left, right)
    return Pair(
        left,
        right,
        [(str(sentence), speaks) for sentence, speaks in sentences(reasons)],
        sure,
        lines,
        SameOrNot.objects.filter(subject=subject, organisation=second).first(),
        cluster_rules.may_merge_organisations(user, left, right),
    )


def _known(values: dict) -> list[tuple[str, object]]:
    return [(name, value) for name, value in values.items() if name in FIELDS]


def _parts(name: str, values: dict, concepts) -> list[Part]:
    unit, currency = values.get("unit", ""), values.get("currency", "")
    return parts_of(name, values.get(name), concepts=concepts, unit=unit, currency=currency)


def _judged(left: Organisation, right: Organisation) -> tuple[list[str], bool]:
    """What the comparison says about two that no round found."""
    first, second = rows_of_organisations(Organisation.objects.filter(pk__in=[left.pk, right.pk]))
    suspect = next(iter(Index.build([first, second]).candidates(first)), None)
    return (list(suspect.reasons), False) if suspect else ([], False)


@dataclass(frozen=True)
class Merged:
    """A merge that stands; `may_undo` for this person."""

    loser: Organisation
    winner: Organisation
    at: datetime
    may_undo: bool


def merges_for(user) -> list[Merged]:
    """Organisations that were merged into one of this person’s, the newest first; of a coordinator all."""
    entries = ModelLogEntry.objects.filter(
        content_type__app_label="clusters", content_type__model="organisation", action=MERGE
    ).order_by("-timestamp", "-pk")
    when: dict[str, datetime] = {}
    for data, timestamp in entries.values_list("data", "timestamp")[:MOST_MERGES]:
        when.setdefault(data.get("loser"), timestamp)
    losers = Organisation.objects.filter(code__in=when).exclude(merged_into=None).select_related("merged_into")
    if not account_rules.is_coordinator(user):
        losers = losers.filter(merged_into__memberships__cluster__in=cluster_rules.clusters_managed_by(user)).distinct()
    found = [Merged(row, row.merged_into, when[row.code], False) for row in losers if row.merged_into]
    return sorted(found, key=lambda each: each.at, reverse=True)


def undoable(merges: list[Merged], user) -> list[Merged]:
    """The same with what this person may undo: some queries for each, so ask for one page of them."""
    return [Merged(each.loser, each.winner, each.at, may_unmerge(user, each.loser)) for each in merges]
