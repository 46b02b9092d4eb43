"""The worker’s part of undoing a list: what it brought is taken back, as far as nobody changed it since.

Organisations that it made go where nothing else hangs on them; their codes answer 410 from then on. What stays, and
why, is kept on the line: `before["stays"]` (a reason) or `before["kept"]` (fields that somebody changed since).
"""

import time
from collections import defaultdict

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clusters.actions.statements import withdraw
from clusters.errors import ClusterError
from clusters.models import Affiliation, GoneCode, Membership, Organisation, Statement
from clusters.states import AffiliationState
from ecosystem.actions.lists import finish
from ecosystem.models import ListLine, MemberList
from ecosystem.states import LineState as S, ListState as L
from search import changes as search_changes

BATCH = 500
SLICE = 60.0  # seconds of one task
CHANGED, NEEDED, MERGED = "changed", "needed", "merged"  # why an organisation stays
# What an organisation has of its own, and goes with it.
_OWN = frozenset(
    (
        "clusters.Place",
        "clusters.OrganisationText",
        "clusters.Capability",
        "clusters.OrderTerms",
        "clusters.Statement",
        "clusters.Membership",
        "ecosystem.ListLine",
        "ecosystem.SameOrNot",
        "ecosystem.PossibleDouble",
    )
)

Pair = tuple[ListLine, Organisation]  # a line with its organisation


def undo_some(pk: int) -> bool:
    """Go on undoing this list for SLICE seconds; whether there is more to do. Quiet where nothing is to be undone."""
    until = time.monotonic() + SLICE
    while _undo_batch(pk):
        if time.monotonic() > until:
            return True
    return False


def _undo_batch(pk: int) -> bool:
    with transaction.atomic():
        members = MemberList.objects.select_for_update(of=("self",)).select_related("cluster", "asked_by").get(pk=pk)
        if members.state != L.UNDOING:
            return False
        loaded = members.lines.filter(state=S.LOADED, before__done__isnull=True).select_related("organisation")
        lines = list(loaded.order_by("number")[:BATCH])
        if not lines:
            finish(members, L.UNDONE)
            return False
        there = [(line, line.organisation) for line in lines if line.organisation is not None]
        try:
            _undo_together(there, members)
        except ClusterError:
            for pair in there:
                _undo_alone(pair, members)
        for line in lines:
            line.before = {**(line.before or {}), "done": True}
            if "stays" not in line.before:
                line.state = S.CHANGES if line.organisation_id else S.NEW
        ListLine.objects.bulk_update(lines, ["state", "organisation", "made_new", "before"], batch_size=BATCH)
        MemberList.objects.filter(pk=pk).update(worked_at=timezone.now())
    return True


def _undo_together(pairs: list[Pair], members: MemberList) -> None:
    """All of these or none; raises ClusterError where an older value no longer fits, and the lines are as they were."""
    kept = [(line, line.organisation, line.made_new, line.before) for line, _organisation in pairs]
    try:
        with transaction.atomic():
            _undo(
                [pair for pair in pairs if pair[0].made_new], [pair for pair in pairs if not pair[0].made_new], members
            )
    except ClusterError:
        for line, organisation, made_new, before in kept:
            line.organisation, line.made_new, line.before = organisation, made_new, before
        raise


def _undo_alone(pair: Pair, members: MemberList) -> None:
    """What cannot be taken back, as a number that another firm has by now, stays and says so."""
    try:
        _undo_together([pair], members)
    except ClusterError:
        pair[0].before = {**(pair[0].before or {}), "stays": CHANGED}


def _undo(made: list[Pair], known: list[Pair], members: MemberList) -> None:
    pks = [organisation.pk for _line, organisation in (*made, *known)]
    list(Organisation.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
    why = _staying(made, members)
    for line, organisation in made:
        if organisation.pk in why:
            line.before = {**(line.before or {}), "stays": why[organisation.pk]}
    going = [(line, organisation) for line, organisation in made if organisation.pk not in why]
    _remove([organisation for _line, organisation in going])
    for line, _organisation in going:
        line.organisation, line.made_new = None, False
    _mark_changed(known, members)
    rows = [organisation for _line, organisation in known if not organisation.merged_into_id]
    withdraw(rows, members.origin, by=members.asked_by)
    joined = [organisation.pk for line, organisation in known if (line.before or {}).get("member") is False]
    accepted = Affiliation.objects.filter(state=AffiliationState.ACCEPTED)
    gone = Membership.objects.filter(cluster=members.cluster, organisation__in=joined, until=None)
    gone.exclude(organisation__in=accepted.filter(cluster=members.cluster).values("organisation")).delete()
    waiting = [organisation.pk for line, organisation in known if (line.before or {}).get("confirmed") is False]
    needed = Q(pk__in=Membership.objects.values("organisation")) | Q(pk__in=accepted.values("organisation"))
    Organisation.objects.filter(pk__in=waiting).exclude(needed).update(confirmed=False)
    search_changes.record("organisation", [organisation.code for _line, organisation in known])


def _staying(made: list[Pair], members: MemberList) -> dict[int, str]:
    """Organisations that the list made and that stay: primary key → why."""
    pks = [organisation.pk for _line, organisation in made]
    why = dict.fromkeys(
        Statement.objects.filter(organisation__in=pks)
        .exclude(origin=members.origin)
        .values_list("organisation", flat=True),
        CHANGED,
    )
    others = Membership.objects.filter(organisation__in=pks)
    elsewhere = others.exclude(cluster=members.cluster) | others.exclude(until=None)
    why |= dict.fromkeys(elsewhere.values_list("organisation", flat=True), NEEDED)
    for relation in Organisation._meta.related_objects:
        model = relation.related_model
        if model._meta.label in _OWN:
            continue
        name = relation.field.name
        found = model._default_manager.filter(**{f"{name}__in": pks}).values_list(name, flat=True)
        why |= dict.fromkeys(found, NEEDED)
    other_lists = ListLine.objects.filter(organisation__in=pks, state=S.LOADED).exclude(members=members)
    why |= dict.fromkeys(other_lists.values_list("organisation", flat=True), NEEDED)
    return why | {organisation.pk: MERGED for _line, organisation in made if organisation.merged_into_id}


def _remove(organisations: list[Organisation]) -> None:
    codes = [organisation.code for organisation in organisations]
    GoneCode.objects.bulk_create([GoneCode(code=code) for code in codes], ignore_conflicts=True)
    Organisation.objects.filter(pk__in=[organisation.pk for organisation in organisations]).delete()
    search_changes.record("organisation", codes)


def _mark_changed(known: list[Pair], members: MemberList) -> None:
    """Fields that this list had put in front, and that stand behind something newer now."""
    statements = Statement.objects.filter(
        organisation__in=[organisation.pk for _line, organisation in known], origin=members.origin, promoted=False
    )
    behind = defaultdict(set)
    for pk, name in statements.values_list("organisation", "field"):
        behind[pk].add(name)
    for line, organisation in known:
        before = line.before or {}
        kept = sorted(behind[organisation.pk] & set(before.get("shown", ())))
        if organisation.merged_into_id:
            line.before = {**before, "stays": MERGED}
        elif kept:
            line.before = {**before, "kept": kept}
