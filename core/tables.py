"""Tables to take away, as CSV or XLSX: typed columns, rows read one after the other, nothing a spreadsheet would run.

    sheet = Sheet(_("Exchanges"), [Column(_("Code"), lambda row: row.code), …], rows)
    return tables.response("csv" or "xlsx", "exchanges", [sheet])

`rows` may be a generator or `queryset.iterator()`: it is read once, and never held as a whole.
"""

import csv
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any

import xlsxwriter
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import get_language, override

FORMATS = ("csv", "xlsx")
BOM = "\ufeff"  # without it spreadsheets read UTF-8 as the computer’s own old encoding: “Ã¨” for “è”
CHUNK = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A text that starts like a formula is run by spreadsheets (OWASP, CSV injection). So is one after a semicolon, tab or
# line break: where a comma is the decimal sign, programs split there. The wide forms are those of East Asian input.
_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*)(?=[=+\-@＝＋－＠|%])")
_STARTS_LIKE_A_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Column:
    """A heading and how to read a row’s value: text, whole or decimal number, `money`, date or moment; None is empty.

    Money is written with two decimals; its currency belongs in the heading or in a column of its own.
    """

    title: str
    value: Callable[[Any], Any]
    is_money: bool = False
    width: int = 16


@dataclass(frozen=True)
class Sheet:
    title: str
    columns: list[Column]
    rows: Iterable[Any] = field(default_factory=list)

    def lines(self) -> Iterator[list]:
        return ([column.value(row) for column in self.columns] for row in self.rows)


def response(kind: str, name: str, sheets: list[Sheet]) -> StreamingHttpResponse:
    """A download `name.csv` or `name.xlsx`; any other kind is no page. As CSV several sheets become one long table."""
    if kind not in FORMATS:
        raise Http404
    if kind == "csv":
        sheet = sheets[0] if len(sheets) == 1 else one_below_the_other(sheets)
        answer = StreamingHttpResponse(csv_chunks(sheet), content_type="text/csv; charset=utf-8")
    else:
        file = xlsx_file(sheets)
        answer = StreamingHttpResponse(_Pieces(file), content_type=XLSX)
        answer["Content-Length"] = os.fstat(file.fileno()).st_size
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


class _Pieces:
    """A file in pieces, closed after the last one or with the answer."""

    def __init__(self, file: IO[bytes]):
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        with self.file:
            while piece := self.file.read(65536):
                yield piece

    def close(self) -> None:
        self.file.close()


def one_below_the_other(sheets: list[Sheet]) -> Sheet:
    """Several tables as one: the table’s title, then its own heading line and rows."""
    width = 1 + max(len(sheet.columns) for sheet in sheets)

    def rows():
        for sheet in sheets:
            yield [sheet.title, *(column.title for column in sheet.columns)]
            for line in sheet.lines():
                yield [sheet.title, *line]

    def cell(number):
        return lambda line: line[number] if number < len(line) else None

    return Sheet("", [Column("", cell(number)) for number in range(width)], rows())


# CSV


def harmless(text: str) -> str:
    """The text with an apostrophe where a spreadsheet would begin to calculate."""
    return _FORMULA.sub(r"\1\2'", text)


def csv_value(value) -> str:
    """Dates as ISO, numbers with a point: for programs. Only texts can be dangerous; a number below zero is none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="minutes")[:16]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    return harmless(force_str(value))


class _Line:
    """What the csv module writes into: it hands the line back."""

    def write(self, text: str) -> str:
        return text


def csv_chunks(sheet: Sheet) -> Iterator[bytes]:
    """The file in pieces of some hundred lines, in the language in which it was asked for."""
    return _chunks(sheet, get_language())


def _chunks(sheet: Sheet, language: str | None) -> Iterator[bytes]:
    writer = csv.writer(_Line())
    head = [csv_value(column.title) for column in sheet.columns]
    yield (BOM + (writer.writerow(head) if any(head) else "")).encode()
    lines = sheet.lines()
    while True:
        with override(language):  # it is sent when the language of the request is over
            piece = "".join(writer.writerow([csv_value(value) for value in line]) for line in islice(lines, CHUNK))
        if not piece:
            return
        yield piece.encode()


# XLSX


def xlsx_file(sheets: list[Sheet]) -> IO[bytes]:
    """An open temporary file, written row by row: no sheet is in memory as a whole."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by `_Pieces`
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
            "money": book.add_format({"num_format": "#,##0.00"}),
            "text": book.add_format({"quote_prefix": True}),
        }
        taken: set[str] = set()
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet_name(sheet.title, taken)), sheet, styles)
    file.seek(0)
    return file


def sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters, none that a spreadsheet forbids, each name once whatever its capitals."""
    plain = _NO_SHEET_NAME.sub(" ", force_str(title)).strip()[:31] or "1"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: 30 - len(str(number))]} {number}"
    taken.add(name.casefold())
    return name


def _write_sheet(page, sheet: Sheet, styles: dict) -> None:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, force_str(column.title), styles["head"])
    page.freeze_panes(1, 0)
    last = 0
    for last, line in enumerate(sheet.lines(), start=1):
        for place, (column, value) in enumerate(zip(sheet.columns, line, strict=True)):
            _write_cell(page, last, place, value, column, styles)
    if sheet.columns:
        page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _write_cell(page, row: int, place: int, value, column: Column, styles: dict) -> None:
    """Dates as dates and numbers as numbers; every text as text, whatever it looks like."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        page.write_datetime(row, place, timezone.localtime(value).replace(tzinfo=None), styles["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, place, value, styles["date"])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        page.write_number(row, place, value, styles["money"] if column.is_money else None)
    else:
        text = force_str(value)
        page.write_string(row, place, text, styles["text"] if _STARTS_LIKE_A_FORMULA.match(text) else None)
