"""The one door for lists of members: a file comes in, its columns are named, it is read, loaded, undone, discarded."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import BinaryIO, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from clusters.models import Cluster
from core import locks
from core.uploads import clean_name
from ecosystem import rules
from ecosystem.errors import IllegalMoveError, IncompleteError, NotAllowedError
from ecosystem.lists import encodings, headings, reading
from ecosystem.lists.columns import COLUMNS
from ecosystem.models import ListLine, MemberList, RememberedHeading
from ecosystem.states import LIST_MOVES, LineState as S, ListState as L

LOADABLE = (S.NEW, S.CHANGES, S.SAME)
_BUSY = (L.LOADING, L.UNDOING)
_LOG = {
    L.READING: "ecosystem.list.read",
    L.LOADING: "ecosystem.list.load",
    L.LOADED: "ecosystem.list.loaded",
    L.UNDOING: "ecosystem.list.undo",
    L.UNDONE: "ecosystem.list.undone",
    L.DISCARDED: "ecosystem.list.discard",
}


def upload_list(cluster: Cluster, *, file, by: User) -> MemberList:
    """Keep a file of members; its columns are named next. `file` went through `core.uploads.check_table`.

    A file that was loaded before keeps the columns it had then. Raises UnreadableError for one that cannot be read to
    its end, which then is not kept.
    """
    if not rules.may_load_lists(by, cluster):
        raise NotAllowedError(_("You may not load lists of this cluster."))
    name = clean_name(file.name)
    kind = "xlsx" if PurePath(name).suffix.lower() == ".xlsx" else "csv"
    digest = _digest(file)
    shape = reading.look(file, kind, languages=cluster.languages)
    earlier = MemberList.objects.filter(cluster=cluster, digest=digest).exclude(columns={}).first()
    if earlier and kind == "xlsx" and earlier.sheet in shape.sheets:
        shape = reading.Shape("xlsx", sheets=shape.sheets, sheet=earlier.sheet)
    elif earlier and kind == "csv":
        shape = reading.Shape("csv", encoding=earlier.encoding, separator=earlier.separator)
    members = MemberList(cluster=cluster, name=name, digest=digest, uploaded_by=by)
    look_again(members, file, shape)
    if kind == "csv":
        members.lines_total = max(reading.count_lines(file, shape) - 1, 0)
    if earlier and earlier.headings == members.headings:
        members.columns = earlier.columns
    file.seek(0)
    with transaction.atomic():
        members.file.save(name, file, save=False)
        members.save()
        log(members, "ecosystem.list.upload", user=by, data={"cluster": cluster.code})
    return members


def look_again(members: MemberList, file, shape: reading.Shape) -> None:
    """Set how the file is read, and its headings as they then are; writes nothing."""
    rows = reading.first_rows(file, shape)
    if not rows:
        raise IncompleteError(_("There is no line in this table."), {"file": _("There is no line in this table.")})
    place = headings.find_line(rows, members.cluster.main_language)
    members.encoding, members.separator, members.sheet = shape.encoding, shape.separator, shape.sheet[:100]
    members.heading_line, members.headings = rows[place]


def read_otherwise(members: MemberList, *, by: User, sheet: str = "", encoding: str = "", separator: str = "") -> None:
    """Another sheet, other letters or another separator: the headings are looked for anew. Lines read before go."""
    with transaction.atomic():
        members = _locked(members, by)
        if members.state not in (L.UPLOADED, L.CHECKED):
            raise _no_such_move(members)
        if ListLine.objects.filter(members=members, state=S.LOADED).exists():
            raise IllegalMoveError(_("Lines of this list are loaded already; it is read as it was."))
        known = encoding in encodings.ENCODINGS and separator in reading.SEPARATORS
        shape = reading.Shape("xlsx", sheet=sheet) if members.sheet else reading.Shape("csv", encoding, separator)
        if not members.sheet and not known:
            raise IncompleteError(_("Choose letters and a separator."))
        with members.file.open("rb") as opened:
            file = cast("BinaryIO", opened)
            look_again(members, file, shape)
            members.lines_total = max(reading.count_lines(file, shape) - 1, 0) if shape.kind == "csv" else 0
        members.columns, members.lines_done = {}, 0
        members.lines.all().delete()
        members.save()


def name_columns(members: MemberList, columns: Mapping[int, str], *, by: User) -> MemberList:
    """Say what each column is (number → field, "" for left out), remember it for the cluster, and have the lines read.

    Two columns of one field are refused, as is a list without names. The same again while it is read is quiet.
    """
    wanted = {str(number): name for number, name in columns.items() if name in COLUMNS}
    _check_columns(members, wanted)
    with transaction.atomic():
        members = _locked(members, by)
        if members.state == L.READING and members.columns == wanted:
            return members
        _remember(members, columns)
        return _move(members, L.READING, by=by, columns=wanted, lines_done=0, trouble="", worked_at=timezone.now())


def _check_columns(members: MemberList, wanted: dict[str, str]) -> None:
    seen: dict[str, str] = {}
    refused: dict[str, str] = {}
    for number, name in wanted.items():
        if name in seen:
            other = members.headings[int(seen[name])]
            refused[f"column-{number}"] = _("The column “{other}” is this already.").format(other=other)
        seen.setdefault(name, number)
    if "coordinates" in seen and ("latitude" in seen or "longitude" in seen):
        refused[f"column-{seen['coordinates']}"] = _("Latitude and longitude have columns of their own already.")
    if refused:
        raise IncompleteError(_("Two columns cannot be the same."), refused)
    if "name" not in seen:
        raise IncompleteError(_("Say which column has the names of the organisations."))


def _remember(members: MemberList, columns: Mapping[int, str]) -> None:
    rows = {}
    for number, name in columns.items():
        word = headings.key(members.headings[number]) if number < len(members.headings) else ""
        if word:
            rows[word] = RememberedHeading(cluster=members.cluster, heading=word, field=name, used_at=timezone.now())
    RememberedHeading.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["cluster", "heading"],
        update_fields=["field", "used_at"],
    )


def read_again(members: MemberList, *, by: User) -> MemberList:
    """Have every line looked at anew, with the columns as they are: after an undo, or when much changed since."""
    with transaction.atomic():
        members = _locked(members, by)
        if members.state == L.UNDONE:
            members = _move(members, L.CHECKED, by=by)
        return _move(members, L.READING, by=by, lines_done=0, trouble="", worked_at=timezone.now())


def start_loading(members: MemberList, *, by: User) -> MemberList:
    """Have every line loaded that has no fault and no open question. A second click is quiet.

    One list of a cluster at a time: two of the same members would make everything twice.
    """
    with transaction.atomic():
        locks.hold(f"lists of {members.cluster_id}")
        members = _locked(members, by)
        if members.state == L.LOADING:
            return members
        _nothing_else_runs(members)
        if members.state in (L.CHECKED, L.LOADED) and not members.lines.filter(state__in=LOADABLE).exists():
            raise IncompleteError(_("No line of this list is ready to be loaded."))
        return _move(members, L.LOADING, by=by, worked_at=timezone.now(), trouble="")


def start_undo(members: MemberList, *, by: User) -> MemberList:
    """Have everything taken back that this list brought, as far as nobody changed it since."""
    with transaction.atomic():
        locks.hold(f"lists of {members.cluster_id}")
        members = _locked(members, by)
        if members.state in (L.UNDOING, L.UNDONE):
            return members
        _nothing_else_runs(members)
        return _move(members, L.UNDOING, by=by, worked_at=timezone.now(), trouble="")


def discard(members: MemberList, *, by: User) -> MemberList:
    """Throw away a list that was not loaded: its file and its lines go. What was remembered stays."""
    with transaction.atomic():
        members = _locked(members, by)
        if members.state == L.DISCARDED:
            return members
        if members.lines.filter(state=S.LOADED).exists():
            raise IllegalMoveError(_("Lines of this list are loaded. Undo the load first."))
        members = _move(members, L.DISCARDED, by=by)
        members.lines.all().delete()
        storage, name = members.file.storage, cast("str", members.file.name)  # no list is without its file
        transaction.on_commit(lambda: storage.delete(name))
    return members


def _nothing_else_runs(members: MemberList) -> None:
    other = MemberList.objects.filter(cluster=members.cluster, state__in=_BUSY).exclude(pk=members.pk).first()
    if other:
        raise IllegalMoveError(
            _("“{list}” of your cluster is at work just now: {state}. Please try again when it is done.").format(
                list=other.name, state=other.get_state_display()
            )
        )


def finish(members: MemberList, to: L, *, trouble: str = "") -> MemberList:
    """The worker is done, or cannot go on; in its transaction, on a row that it holds."""
    loaded = {"loaded_at": timezone.now()} if to == L.LOADED else {}
    return _move(members, to, by=members.asked_by, trouble=trouble, worked_at=None, **loaded)


def _locked(members: MemberList, by: User) -> MemberList:
    members = MemberList.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=members.pk)
    if not rules.may_load_lists(by, members.cluster):
        raise NotAllowedError(_("You may not load lists of this cluster."))
    return members


def _move(members: MemberList, to: L, *, by: User | None, **values) -> MemberList:
    """The only place where the state of a list changes; the row is held. The same state again is quiet."""
    before = L(members.state)
    if before == to and to != L.READING:
        return members
    if to not in LIST_MOVES[before] and before != to:
        raise _no_such_move(members)
    members.state = to
    for name, value in values.items():
        setattr(members, name, value)
    changed = ["state", *values]
    if by is not None and members.asked_by_id != by.pk:
        members.asked_by = by
        changed.append("asked_by")
    members.save(update_fields=changed)
    if to in _LOG:
        log(members, _LOG[to], user=by, data={"before": before.value, "cluster": members.cluster.code})
    return members


def _no_such_move(members: MemberList) -> IllegalMoveError:
    return IllegalMoveError(
        _("This is not possible now: the list is in the state “{state}”.").format(state=members.get_state_display())
    )


def _digest(file) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for piece in iter(lambda: file.read(1 << 20), b""):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def cells_key(cells: list[str]) -> str:
    """What a line is recognised by in a later file of the same headings."""
    return json.dumps(cells, ensure_ascii=False)
