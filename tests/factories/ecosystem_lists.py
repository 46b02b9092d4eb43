"""Lists of members, as spreadsheets write them and as managers load them."""

import csv
import io
from collections.abc import Sequence

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from clusters.models import Cluster
from ecosystem.actions import list_loading, list_reading, list_undoing, lists as actions
from ecosystem.models import MemberList
from ecosystem.queries.list_columns import columns_of
from tests.factories import vocabulary

Rows = Sequence[Sequence[str]]


def text_of(rows: Rows, separator: str = ";") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return made.getvalue()


def csv_file(rows: Rows, *, name="members.csv", encoding="utf-8", separator=";") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text_of(rows, separator).encode(encoding), "text/csv")


def xlsx_file(sheets: dict[str, Sequence[Sequence]], *, name="members.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return SimpleUploadedFile(name, made.getvalue())


def words() -> None:
    """A little of the vocabulary, in several languages."""
    steps = vocabulary.scheme("value-chain-step")
    vocabulary.concept(
        steps, "weaving", en="weaving", bg="тъкане", fr="tissage", da="vævning", alt={"en": ["cloth making"]}
    )
    vocabulary.concept(steps, "dyeing", en="dyeing", bg="багрене", fr="teinture", da="farvning")
    vocabulary.concept(steps, "sewing", en="sewing", bg="шиене", fr="couture", da="syning")
    materials = vocabulary.scheme("material")
    vocabulary.concept(materials, "wool", en="wool", bg="вълна", fr="laine")
    vocabulary.concept(materials, "cotton", en="cotton", bg="памук", fr="coton")


def uploaded(cluster: Cluster, rows: Rows, *, by, file=None) -> MemberList:
    return actions.upload_list(cluster, file=file or csv_file(rows), by=by)


def checked(cluster: Cluster, rows: Rows, *, by, file=None, columns: dict[int, str] | None = None) -> MemberList:
    """A list with its lines read; columns as suggested unless they are given."""
    members = uploaded(cluster, rows, by=by, file=file)
    named = columns or {column.number: column.field for column in columns_of(members)}
    actions.name_columns(members, named, by=by)
    while list_reading.read_some(members.pk):
        pass
    return fresh(members)


def loaded(members: MemberList, *, by) -> MemberList:
    actions.start_loading(members, by=by)
    while list_loading.load_some(members.pk):
        pass
    return fresh(members)


def undone(members: MemberList, *, by) -> MemberList:
    actions.start_undo(members, by=by)
    while list_undoing.undo_some(members.pk):
        pass
    return fresh(members)


def fresh(members: MemberList) -> MemberList:
    return MemberList.objects.select_related("cluster").get(pk=members.pk)


def address_rows(world, *, asked, away) -> dict[str, object]:
    """A list of the Mill’s cluster that is read, with a line that is right, and one whose columns are to be named."""
    rows = [["Name", "Town", "Minimum order"], ["A new weaver", "Ruse", "100"], ["A new dyer", "Plovdiv", "many"]]
    manager = world.people["manager"]
    return {
        "list": checked(world.home, rows, by=manager).code,
        "uploaded_list": uploaded(world.home, rows, by=manager).code,
    }
