"""Reading a file of a spreadsheet line by line: CSV in any letters and with any separator, or XLSX.

A cell is text: a number without a needless “.0”, a day as 2026-11-22, a formula with its “=”, never evaluated. Lines
are numbered as the spreadsheet counts them. Of the file no more is in memory than a line (of XLSX its shared texts).
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _

from ecosystem.lists import encodings
from ecosystem.lists.errors import UnreadableError

MOST_LINES = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_767  # a spreadsheet’s own limit
SEPARATORS = (";", ",", "\t", "|")
LOOKED_AT = 60  # records, for the separator and the headings
_HINT = re.compile(r"sep=(.)\s*$", re.IGNORECASE)  # what one spreadsheet writes as a first line
_ZEROS = re.compile(r"0{2,15}")

Line = tuple[int, list[str]]  # its number, its cells


@dataclass(frozen=True)
class Shape:
    """How a file is to be read. `sheets` of an XLSX file are those that are not hidden; `sheet` the chosen one."""

    kind: str  # csv or xlsx
    encoding: str = ""
    separator: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""


def look(file: BinaryIO, kind: str, *, languages: Iterable[str] = ()) -> Shape:
    """How the file is probably to be read; `languages` are those of the list’s country."""
    if kind == "xlsx":
        sheets = sheet_names(file)
        return Shape("xlsx", sheets=sheets, sheet=sheets[0])
    encoding = encodings.find(file, languages)
    return Shape("csv", encoding=encoding, separator=find_separator(file, encoding))


def rows(file: BinaryIO, shape: Shape) -> Iterator[Line]:
    """The lines that are not empty, with their numbers, without empty cells at their ends.

    Raises UnreadableError where the file is damaged, or has more than MOST_LINES lines or MOST_COLUMNS columns.
    """
    read = _rows_of_book(file, shape.sheet) if shape.kind == "xlsx" else _rows_of_text(file, shape)
    count = 0
    for number, cells in read:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > MOST_LINES + 1:  # the headings are no line
            raise UnreadableError(
                _("This file has more than {most} lines. Please divide it into several files.").format(
                    most=f"{MOST_LINES:,}"
                )
            )
        if len(cells) > MOST_COLUMNS:
            raise UnreadableError(
                _("Line {line} has more than {most} columns. Is the separator right?").format(
                    line=number, most=MOST_COLUMNS
                )
            )
        yield number, cells


def first_rows(file: BinaryIO, shape: Shape, most: int = LOOKED_AT) -> list[Line]:
    with closing(rows(file, shape)) as found:
        return list(islice(found, most))


def count_lines(file: BinaryIO, shape: Shape) -> int:
    """Lines that are not empty, the headings with them."""
    return sum(1 for _line in rows(file, shape))


# Text


def find_separator(file: BinaryIO, encoding: str) -> str:
    """The sign that divides the first lines into the same number of cells most often; a comma for a single column."""
    file.seek(0)
    text = file.read(1 << 17).decode(encoding, errors="replace").lstrip("\ufeff")
    hint = _HINT.match(text.splitlines()[0]) if text.strip() else None
    if hint and hint[1] in SEPARATORS:
        return hint[1]
    best, score = ",", 1.0
    for separator in SEPARATORS:
        found = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), LOOKED_AT))
        widths = Counter(len(line) for line in found[:-1] or found if any(line))
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        value = width * times / sum(widths.values()) if width > 1 else 0.0
        if value > score:
            best, score = separator, value
    return best


def _rows_of_text(file: BinaryIO, shape: Shape) -> Iterator[Line]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=shape.encoding, errors="replace", newline="")
    try:
        reader = csv.reader(text, delimiter=shape.separator or ",")
        for number, cells in enumerate(reader, start=1):
            if number == 1 and cells and _HINT.match((shape.separator or ",").join(cells).lstrip("\ufeff")):
                continue
            yield number, [_text(cell, number) for cell in cells]
    except csv.Error as error:
        raise _never_closed(reader.line_num) from error
    finally:
        if not file.closed:
            text.detach()  # the file is not ours to close


def _text(cell: str, number: int) -> str:
    if len(cell) > LONGEST_CELL:
        raise _never_closed(number)
    return cell.replace("\x00", "").lstrip("\ufeff").strip()


def _never_closed(number: int) -> UnreadableError:
    return UnreadableError(
        _(
            "A cell near line {line} is longer than a spreadsheet allows: probably a quotation mark is never closed."
        ).format(line=number)
    )


# XLSX

_DAMAGED = (
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    SyntaxError,
    zipfile.BadZipFile,
)


def _damaged() -> UnreadableError:
    return UnreadableError(
        _("This file cannot be read: it is damaged, or protected by a password. Please save it again as XLSX or CSV.")
    )


def _open(file: BinaryIO):
    file.seek(0)
    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except _DAMAGED as error:
        raise _damaged() from error


def sheet_names(file: BinaryIO) -> tuple[str, ...]:
    book = _open(file)
    try:
        names = tuple(sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible")
    finally:
        book.close()
    if not names:
        raise UnreadableError(_("There is no sheet with a table in this file."))
    return names


def _rows_of_book(file: BinaryIO, name: str) -> Iterator[Line]:
    book = _open(file)
    try:
        if name not in book.sheetnames:
            raise UnreadableError(_("There is no sheet called {sheet} in this file.").format(sheet=name))
        sheet = book[name]
        sheet.reset_dimensions()  # some programs write wrong ones
        number = 0
        for row in sheet.iter_rows():
            number += 1
            number = max(number, next((cell.row for cell in row if hasattr(cell, "row") and cell.row), number))
            yield number, [_cell_text(cell) for cell in row]
    except _DAMAGED as error:
        raise _damaged() from error
    finally:
        book.close()


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\x00", "").replace("_x000D_", "").strip()[:LONGEST_CELL]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number_text(value, getattr(cell, "number_format", "") or "")
    return f"={getattr(value, 'text', '') or ''}"  # formulas over several cells are objects


def _number_text(value: float, form: str) -> str:
    """As the sheet shows it where that is more than the number: per cent, and zeros in front (postcodes)."""
    if form.endswith("%"):
        return f"{round(value * 100, 6):g}%"
    if float(value).is_integer() and abs(value) < 1e15:
        whole = int(value)
        return f"{whole:0{len(form)}d}" if _ZEROS.fullmatch(form) else str(whole)
    return repr(float(value))
