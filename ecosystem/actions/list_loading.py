"""The worker’s part of loading a list: lines in batches, each batch whole or not at all.

It may be killed at any moment and started again, or run twice at once: the states of the lines say what is left to do,
and are written with what they bring. An organisation that came up since the list was read is not made a second time:
its line waits for an answer.
"""

import time
from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from clusters.actions.statements import state_many
from clusters.errors import ClusterError
from clusters.models import Membership, Organisation
from clusters.states import ValueSource
from core.codes import unused_codes
from core.rows import insert_many
from ecosystem import doubles
from ecosystem.actions.lists import LOADABLE, finish
from ecosystem.faults import fault
from ecosystem.lists.comparing import complete
from ecosystem.lists.lines import Checker
from ecosystem.models import ListLine, MemberList, SameOrNot
from ecosystem.queries.judging import LINE
from ecosystem.queries.known import Known, holders, known
from ecosystem.states import LineState as S, ListState as L
from search import changes as search_changes

BATCH = 500
SLICE = 60.0  # seconds of one task; then other work of the worker has its turn


class Loaded(NamedTuple):
    """A line that is being loaded, its organisation, and what is kept for the undo: the very `before` of the line."""

    line: ListLine
    organisation: Organisation
    before: dict[str, Any]


def load_some(pk: int) -> bool:
    """Go on loading this list for SLICE seconds; whether there is more to do. Quiet where nothing is to be loaded."""
    members = MemberList.objects.select_related("cluster", "asked_by").filter(pk=pk, state=L.LOADING).first()
    if members is None:
        return False
    until = time.monotonic() + SLICE
    index = _since_read(members)
    with override(getattr(members.asked_by, "language", "") or members.cluster.main_language):
        while _load_batch(pk, index):
            if time.monotonic() > until:
                return True
    return False


def _since_read(members: MemberList) -> doubles.Index:
    """Organisations that came up after the first line of this list was read, save those it made itself."""
    fresh = Organisation.objects.filter(created_at__gte=members.uploaded_at).exclude(list_lines__members=members)
    return doubles.Index.build(doubles.rows_of_organisations(fresh))


def _load_batch(pk: int, index: doubles.Index) -> bool:
    """The next lines; False when there are none, and the list is loaded then."""
    with transaction.atomic():
        members = MemberList.objects.select_for_update(of=("self",)).select_related("cluster", "asked_by").get(pk=pk)
        if members.state != L.LOADING:
            return False
        lines = list(members.lines.filter(state__in=LOADABLE).select_related("organisation").order_by("number")[:BATCH])
        if not lines:
            finish(members, L.LOADED)
            return False
        ready = _still_true(members, lines, index)
        try:
            with transaction.atomic():
                _load(members, ready)
        except ClusterError:
            _as_before(ready)
            _one_by_one(members, ready)
        ListLine.objects.bulk_create(  # much faster than `bulk_update`; all these rows are there
            lines,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["state", "faults", "suspects", "organisation", "made_new", "before"],
        )
        MemberList.objects.filter(pk=pk).update(worked_at=timezone.now())
    return True


def _still_true(members: MemberList, lines: list[ListLine], index: doubles.Index) -> list[ListLine]:
    """The lines that are as they were when they were read; the others wait for a person."""
    taken = holders(line.values["record"].get("vat_number", "") for line in lines)
    said = doubles.decided([line.subject for line in lines if line.organisation_id is None])
    ready = []
    first: dict[int, int] = {}  # two lines are one organisation where it was merged since
    for line in lines:
        record = line.values["record"]
        if line.organisation_id is None and line.state != S.NEW:
            line.state = S.NEW  # the organisation is gone since
        if line.organisation is not None and line.organisation.merged_into_id:
            line.organisation = line.organisation.merged_into
        own = line.organisation.code if line.organisation else ""
        holder = taken.get(record.get("vat_number", ""))
        denied = {code for code, same in said.get(line.subject, {}).items() if not same}
        fresh = [each for each in index.candidates(Checker.row(record)) if each.code not in denied] if not own else []
        if fresh:
            line.state, line.suspects = S.DOUBLE, [each.as_dict() for each in fresh]
        elif holder and holder.code != own:
            line.state = S.FAULTY
            line.faults.append(fault("vat_number", "vat_taken", name=holder.name, town=holder.town))
        elif line.organisation and first.setdefault(line.organisation.pk, line.number) != line.number:
            line.state = S.FAULTY
            line.faults.append(fault("name", "line_twice", line=first[line.organisation.pk]))
        else:
            ready.append(line)
    return ready


def _one_by_one(members: MemberList, lines: list[ListLine]) -> None:
    """Each line alone; what the records refuse is a fault of its line."""
    for line in lines:
        try:
            with transaction.atomic():
                _load(members, [line])
        except ClusterError as error:
            _as_before([line])
            line.state = S.FAULTY
            line.faults.append(fault("", "refused", text=str(error)))


def _as_before(lines: list[ListLine]) -> None:
    """What an attempt that was rolled back had put on the lines."""
    for line in lines:
        if line.made_new:
            line.organisation, line.made_new = None, False
        line.before = None
        line.state = S.CHANGES if line.organisation_id else S.NEW


def _load(members: MemberList, lines: list[ListLine]) -> None:
    fresh = [line for line in lines if line.organisation_id is None]
    made = Organisation.objects.bulk_create(
        [
            Organisation(
                code=code,
                name=line.values["record"]["name"],
                country=line.values["record"]["country"],
                **({"type": kind} if (kind := line.values["record"].get("type")) else {}),
            )
            for line, code in zip(fresh, unused_codes(Organisation.objects.all(), len(fresh)), strict=True)
        ]
    )
    for line, organisation in zip(fresh, made, strict=True):
        line.organisation, line.made_new = organisation, True
    loaded = [Loaded(line, cast("Organisation", line.organisation), {}) for line in lines]
    found = known({each.organisation.code for each in loaded if not each.line.made_new}, members.cluster)
    pairs: list[tuple[Organisation, dict[str, Any]]] = []
    for line, organisation, before in loaded:
        record = line.values["record"]
        line.before = before
        if line.made_new:
            pairs.append((organisation, complete(record)))
        else:
            brought = found.differences(organisation.code, record)
            before["fields"] = {each.field: each.old for each in brought}
            if brought:
                pairs.append((organisation, {each.field: each.value for each in brought}))
    statements = state_many(pairs, source=ValueSource.IMPORT, by=members.asked_by, origin=members.origin)
    shown = defaultdict(list)
    for statement in statements:
        if statement.promoted:
            shown[statement.organisation_id].append(statement.field)
    _make_members(members, loaded, found)
    _confirm(loaded)
    _remember(members, loaded)
    for line, organisation, before in loaded:
        before["shown"] = sorted(shown[organisation.pk])
        line.state = S.LOADED
    written = {statement.organisation_id for statement in statements}  # these are told of already
    search_changes.record(
        "organisation", [each.organisation.code for each in loaded if each.organisation.pk not in written]
    )


def _make_members(members: MemberList, loaded: list[Loaded], found: Known) -> None:
    """A membership from the day of the line, else from today; after an earlier one at the soonest."""
    today = timezone.localdate()
    without = [each for each in loaded if each.organisation.code not in found.members]
    ended: dict[int, date] = {}
    past = Membership.objects.filter(cluster=members.cluster, organisation__in=[each.organisation for each in without])
    for pk, until in past.values_list("organisation", "until"):
        if until is not None:
            ended[pk] = max(until, ended.get(pk, until))
    rows = []
    for line, organisation, before in without:
        since = date.fromisoformat(line.values["since"]) if line.values.get("since") else today
        since = max(since, ended.get(organisation.pk, since))
        rows.append(Membership(organisation=organisation, cluster=members.cluster, since=since))
        before["member"] = False
    insert_many(rows)


def _confirm(loaded: list[Loaded]) -> None:
    """Its cluster lists it, so it is one: everybody sees it now."""
    waiting = [each for each in loaded if not each.organisation.confirmed]
    for each in waiting:
        each.before["confirmed"] = False
    Organisation.objects.filter(pk__in=[each.organisation.pk for each in waiting]).update(confirmed=True)


def _remember(members: MemberList, loaded: list[Loaded]) -> None:
    """What each line is, for when it comes again; and that it is not the line above that it was told from."""
    rows = {(each.line.subject, each.organisation.pk): True for each in loaded}
    for line, _organisation, _before in loaded:
        apart = {int(each["code"][len(LINE) :]) for each in line.suspects if each.get("same") is False}
        if apart:
            others = members.lines.filter(number__in=apart).exclude(organisation=None)
            rows |= {(line.subject, pk): False for pk in others.values_list("organisation", flat=True)}
    SameOrNot.objects.bulk_create(
        [
            SameOrNot(subject=subject, organisation_id=pk, same=same, by=members.asked_by)
            for (subject, pk), same in rows.items()
        ],
        ignore_conflicts=True,
    )
