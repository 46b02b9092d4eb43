"""The one door for values of an organisation's record: each is a statement of somebody on a day, and one is shown.

Which one: what the organisation, its cluster or a confirmed claim says stands in front of everything that is not newer.
What a list of members or a public source says stands in front only of other lists and public sources that are not
newer, of values from before sources were kept, and of nothing. What does not win is kept behind, and can be promoted.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.models import User
from clusters import fields, rules
from clusters.errors import ClusterError
from clusters.fields import FREE, plain
from clusters.models import Organisation, Statement
from clusters.states import ValueSource, Visibility
from clusters.values import REQUIRED, empty, normalised
from clusters.writing import Change, keep_public_concepts, main_place, write
from core.rows import insert_many

BATCH = 500
OF_THE_CLUSTER = frozenset({"type", "size", "country"})  # they decide what an organisation counts as
DIRECT = frozenset({ValueSource.OWN, ValueSource.CLUSTER, ValueSource.CLAIM})
CHANGED_MEANWHILE = gettext_lazy(
    "Somebody changed this organisation while you were writing. Your text is still here; "
    "open the page in a second window, compare, and save again."
)
EDIT = "clusters.organisation.edit"  # the log's name for it; the search reads former names from there


def state(
    organisation: Organisation,
    values: dict[str, Any],
    *,
    source: ValueSource,
    by: User | None,
    origin: str = "",
    on: date | None = None,
    promote: bool = True,
    seen: str = "",
) -> list[Statement]:
    """Say these values of the record, as of the day `on` (today); returns the statements made, changed values only.

    `values` by names of `clusters.fields.FIELDS`, as plain Python; an empty one empties the field, a field that is not
    named stays. What wins (see above) is written to the record at once; with `promote=False` nothing is. Free capacity
    said again is a new statement, because its date is what readers go by. `by` None is the platform itself. Raises
    ClusterError and writes nothing: not allowed, merged away, unknown concept, unfit value, VAT number of another,
    and, where `seen` is the version that the person had before them, a record that somebody changed meanwhile.
    """
    if by is not None and not rules.may_edit_organisation(by, organisation):
        raise ClusterError(_("You may not edit this organisation."))
    with transaction.atomic():
        row = Organisation.objects.select_for_update().get(pk=organisation.pk)
        version = row.changed_at.isoformat()
        made = state_many([(row, values)], source=source, by=by, origin=origin, on=on, promote=promote)
        if made and seen and seen != version:
            raise ClusterError(CHANGED_MEANWHILE)
    return made


def state_many(
    pairs: Sequence[tuple[Organisation, dict[str, Any]]],
    *,
    source: ValueSource,
    by: User | None,
    origin: str = "",
    on: date | None = None,
    promote: bool = True,
) -> list[Statement]:
    """`state` for many, 500 at a time with a constant number of statements; all or nothing.

    The caller has checked that `by` may. An organisation named twice gets its values in that order. The statements of
    several organisations come back without primary keys.
    """
    on = on or timezone.localdate()
    wanted: dict[int, dict[str, Any]] = defaultdict(dict)
    for organisation, values in pairs:
        wanted[organisation.pk] |= values
    made: list[Statement] = []
    with transaction.atomic():
        pks = sorted(wanted)
        for start in range(0, len(pks), BATCH):
            some = {pk: wanted[pk] for pk in pks[start : start + BATCH]}
            made += _state_batch(some, source=ValueSource(source), by=by, origin=origin, on=on, promote=promote)
    return made


def promote(statement: Statement, *, by: User) -> Statement:
    """Put an older or losing statement in front again: its value is what the record shows from now on."""
    with transaction.atomic():
        organisation = _locked([statement.organisation_id])[statement.organisation_id]
        if not rules.may_edit_organisation(by, organisation):
            raise ClusterError(_("You may not edit this organisation."))
        statement = Statement.objects.get(pk=statement.pk)
        is_theirs = statement.field in fields.FIELDS and statement.field != "sites"
        if not is_theirs or (statement.field in OF_THE_CLUSTER and not rules.may_set_type(by, organisation)):
            raise ClusterError(_("You may not edit this organisation."))
        if statement.promoted:
            return statement
        before = fields.values_of(organisation)
        name, value = statement.field, fields.from_plain(statement.field, statement.value)
        front = Statement.objects.filter(organisation=organisation, field=name, promoted=True)
        if not front.exists() and not empty(before.get(name)):
            _from_before(organisation, name, before[name], organisation.changed_at).save()
        front.update(promoted=False)
        Statement.objects.filter(pk=statement.pk).update(promoted=True)
        statement.promoted = True
        change = Change(organisation, _with_other_steps({name: value}, before))
        change.free_stated_on = statement.stated_on if name in FREE else None
        write([change])
        _log([(change, before)], by=by, data={"source": statement.source, "promoted": statement.pk})
    return statement


def withdraw(organisations: Sequence[Organisation], origin: str, *, by: User | None) -> int:
    """Take back everything that came from `origin`: what stood in front before stands there again, else nothing.

    For the undo of a whole list. Values that somebody said since stay. Returns how many statements went; the caller
    has checked that `by` may.
    """
    number = 0
    pks = sorted({organisation.pk for organisation in organisations})
    with transaction.atomic():
        for start in range(0, len(pks), BATCH):
            number += _withdraw_batch(pks[start : start + BATCH], origin, by=by)
    return number


def set_visibility(organisation: Organisation, levels: dict[str, str], *, by: User) -> Organisation:
    """Who reads which field; fields that are not named stay. Search, lists and files follow. Same again is quiet."""
    with transaction.atomic():
        organisation = _locked([organisation.pk])[organisation.pk]
        if not rules.may_edit_organisation(by, organisation):
            raise ClusterError(_("You may not edit this organisation."))
        unknown = levels.keys() - set(fields.RESTRICTABLE)
        if unknown or not set(levels.values()) <= set(Visibility.values):
            raise ClusterError(_("This field cannot be kept from anybody."))
        before = dict(organisation.visibility)
        after = {name: str(level) for name, level in (before | levels).items() if level != Visibility.PUBLIC}
        if after == before:
            return organisation
        organisation.visibility = after
        organisation.save(update_fields=["visibility", "changed_at"])
        keep_public_concepts([organisation])
        log(organisation, "clusters.organisation.visibility", user=by, data={"before": before, "after": after})
    return organisation


def confirm_record(organisation: Organisation, *, by: User) -> Organisation:
    """“Everything is still true”: the date of the record is today. A second time on the same day is quiet."""
    with transaction.atomic():
        organisation = _locked([organisation.pk])[organisation.pk]
        if not rules.may_edit_organisation(by, organisation):
            raise ClusterError(_("You may not edit this organisation."))
        if organisation.last_confirmed_on == timezone.localdate():
            return organisation
        organisation.last_confirmed_on = timezone.localdate()
        organisation.save(update_fields=["last_confirmed_on", "changed_at"])
        log(organisation, "clusters.organisation.confirm", user=by)
    return organisation


def record_statements(
    organisation: Organisation,
    before: dict[str, Any],
    *,
    source: ValueSource,
    by: User | None,
    known_since: datetime | None = None,
) -> list[Statement]:
    """Statements for what a form has just written to the record: everything that differs from `before`.

    What stood there without a source is kept behind them, as of `known_since`.
    """
    after = fields.values_of(_locked([organisation.pk])[organisation.pk])
    names = [name for name in fields.FIELDS if plain(before.get(name)) != plain(after.get(name))]
    known = set(Statement.objects.filter(organisation=organisation, promoted=True).values_list("field", flat=True))
    since = known_since or organisation.changed_at
    older = [_from_before(organisation, name, before[name], since) for name in names if name in {*before} - known]
    Statement.objects.filter(organisation=organisation, field__in=names, promoted=True).update(promoted=False)
    made = [
        Statement(organisation=organisation, field=name, value=plain(after.get(name)), source=source, by=by)
        for name in names
    ]
    Statement.objects.bulk_create([*older, *made])
    return made


def _locked(pks: Sequence[int]) -> dict[int, Organisation]:
    rows = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return {organisation.pk: organisation for organisation in fields.with_values(rows)}


def _wins(source: str, on: date, front: Statement | None) -> bool:
    if front is None or (source in DIRECT and front.source not in DIRECT):
        return front is None or on >= front.stated_on
    return (source in DIRECT or front.source not in DIRECT) and on >= front.stated_on


def _from_before(organisation: Organisation, name: str, value: Any, at: datetime) -> Statement:
    """What stood there without a source, kept behind the first statement."""
    return Statement(
        organisation=organisation,
        field=name,
        value=plain(value),
        source=ValueSource.BEFORE,
        stated_on=timezone.localdate(at),
        at=at,
        promoted=False,
    )


def _with_other_steps(values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """A step is done by themselves or given away: what is named for one leaves the other; one’s own goes first."""
    if "steps" not in values and "subcontracted" not in values:
        return values
    own = set(values.get("steps", before.get("steps")) or ())
    away = set(values.get("subcontracted", before.get("subcontracted")) or ())
    own, away = (own, away - own) if "steps" in values else (own - away, away)
    both = {"steps": sorted(own) or None, "subcontracted": sorted(away) or None}
    return values | {name: value for name, value in both.items() if name in values or value != before.get(name)}


def _state_batch(wanted, *, source, by, origin, on, promote) -> list[Statement]:
    rows = _locked(list(wanted))
    if any(organisation.merged_into_id for organisation in rows.values()) or len(rows) < len(wanted):
        raise ClusterError(_("This organisation was merged with another one."))
    names = {name for values in wanted.values() for name in values}
    if "sites" in names:
        raise ValueError("sites are written by edit_organisation")
    told: dict[tuple[int, str], list[Statement]] = defaultdict(list)
    for statement in Statement.objects.filter(organisation__in=rows, field__in={*names, "steps", "subcontracted"}):
        told[statement.organisation_id, statement.field].append(statement)
    made, older, demoted, done, now = [], [], [], [], timezone.now()
    for pk, values in wanted.items():
        organisation = rows[pk]
        before = fields.values_of(organisation)
        clean = {name: normalised(name, value, before.get(name)) for name, value in values.items()}
        if "place" in clean and source not in DIRECT:
            clean["place"] = _left_by_hand(organisation, clean["place"])
        change = Change(organisation)
        for name, value in _with_other_steps(clean, before).items():
            statements = told[pk, name]
            front = next((each for each in statements if each.promoted), None)
            again = name in FREE and value is not None and (front is None or on > front.stated_on)
            if plain(value) == plain(before.get(name)) and not again and (front or value is None):
                continue
            wins = promote and _wins(source, on, front)
            if not wins and any(each.source == source and each.value == plain(value) for each in statements):
                continue
            made.append(
                Statement(
                    organisation=organisation,
                    field=name,
                    value=plain(value),
                    source=source,
                    by=by,
                    at=now,
                    origin=origin,
                    stated_on=on,
                    promoted=wins,
                )
            )
            if wins:
                if front is None and not empty(before.get(name)) and plain(value) != plain(before[name]):
                    older.append(_from_before(organisation, name, before[name], organisation.changed_at))
                demoted += [front.pk] if front else []
                if again or plain(value) != plain(before.get(name)):
                    change.values[name] = value
                change.free_stated_on = on if name in FREE else change.free_stated_on
        if change.values:
            done.append((change, before))
    Statement.objects.filter(pk__in=demoted).update(promoted=False)
    if done:
        write([change for change, _before in done])
        _log(done, by=by, data={"source": source, "origin": origin})
    if len(wanted) > 1:
        insert_many([*older, *made])
    else:
        Statement.objects.bulk_create([*older, *made])
    return made


def _left_by_hand(organisation: Organisation, value: dict | None) -> dict | None:
    """A pin that somebody moved by hand stays where it is, as long as the town does."""
    place = main_place(organisation)
    if value is None or place is None or not place.moved_by_hand:
        return value
    if (value["town"], value["country"]) != (place.town, place.country):
        return value
    return value | {part: getattr(place, part) for part in ("latitude", "longitude", "precision")}


def _withdraw_batch(pks: list[int], origin: str, *, by: User | None) -> int:
    rows = _locked(pks)
    theirs = list(Statement.objects.filter(organisation__in=rows, origin=origin))
    emptied = {(each.organisation_id, each.field) for each in theirs if each.promoted}
    front: dict[tuple[int, str], Statement] = {}
    rest = Statement.objects.filter(organisation__in=rows, field__in={name for _pk, name in emptied})
    for statement in rest.exclude(origin=origin).order_by("at", "pk"):
        key = (statement.organisation_id, statement.field)
        if key in emptied and _wins(statement.source, statement.stated_on, front.get(key)):
            front[key] = statement
    Statement.objects.filter(pk__in=[each.pk for each in theirs]).delete()
    Statement.objects.filter(pk__in=[each.pk for each in front.values()]).update(promoted=True)
    values: dict[int, dict[str, Any]] = defaultdict(dict)
    for pk, name in emptied:
        first = front.get((pk, name))
        if first or name not in REQUIRED:
            values[pk][name] = fields.from_plain(name, first.value) if first else None
    done = []
    for pk, these in values.items():
        before = fields.values_of(rows[pk])
        done.append((Change(rows[pk], _with_other_steps(these, before)), before))
    if done:
        write([change for change, _before in done])
        _log(done, by=by, data={"withdrawn": origin})
    return len(theirs)


def _log(done: Sequence[tuple[Change, dict]], *, by: User | None, data: dict) -> None:
    """One entry for each organisation whose values changed, with before and after; one insert."""
    kind = ContentType.objects.get_for_model(Organisation)
    entries, now = [], timezone.now()
    for change, before in done:
        changed = [name for name, value in change.values.items() if plain(value) != plain(before.get(name))]
        told = {
            "before": {name: plain(before.get(name)) for name in changed},
            "after": {name: plain(change.values[name]) for name in changed},
        }
        entries.append(
            ModelLogEntry(
                content_type=kind,
                object_id=str(change.organisation.pk),
                label=str(change.organisation)[:200],
                action=EDIT,
                timestamp=now,
                user=by,
                data=told | data,
            )
        )
    insert_many([entry for entry in entries if entry.data["before"] or "promoted" in entry.data])
