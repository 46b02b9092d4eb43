"""Tables to take away: the right types, nothing that a spreadsheet would run, never all rows in memory."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.http import Http404
from django.utils.translation import override

from core import tables
from core.tables import Column, Sheet

ROWS = [
    ("=1+1", Decimal("1234.50"), date(2026, 9, 1), datetime(2026, 9, 1, 10, 30, tzinfo=UTC), 3),
    ("Мелница „Янтра“", Decimal("-3.00"), None, None, 2.5),
    ("cloth; =cmd()", None, date(2026, 1, 31), None, 0),
]
COLUMNS = [
    Column("Name", lambda row: row[0]),
    Column("Sum", lambda row: row[1], is_money=True),
    Column("Day", lambda row: row[2]),
    Column("Moment", lambda row: row[3]),
    Column("Number", lambda row: row[4]),
]


def sheet(rows=ROWS, title="Exchanges"):
    return Sheet(title, COLUMNS, rows)


def lines(*sheets) -> list[list[str]]:
    answer = tables.response("csv", "test", list(sheets) or [sheet()])
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def book(*sheets) -> openpyxl.Workbook:
    answer = tables.response("xlsx", "test", list(sheets) or [sheet()])
    content = b"".join(answer.streaming_content)
    assert len(content) == int(answer["Content-Length"])
    return openpyxl.load_workbook(io.BytesIO(content))


def test_csv_has_plain_values_for_programs():
    assert lines() == [
        ["Name", "Sum", "Day", "Moment", "Number"],
        ["'=1+1", "1234.50", "2026-09-01", "2026-09-01 12:30", "3"],
        ["Мелница „Янтра“", "-3.00", "", "", "2.5"],
        ["cloth; '=cmd()", "", "2026-01-31", "", "0"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "|cmd",
        "%0A",
        " =1",
        "\t=1",
        "\r=1",
        "a\n=1",
        "a;=1",
        "a\t-1",
        "＝1",
        "'=1",
    ],
)
def test_no_text_can_be_run(text):
    found = tables.harmless(text)

    for piece in found.replace("\r", "\n").replace(";", "\n").replace("\t", "\n").split("\n"):
        assert not piece.strip().startswith(("=", "+", "-", "@", "|", "%", "＝"))
    assert found.replace("'", "") == text.replace("'", "")


def test_ordinary_texts_stay_as_they_are():
    for text in ("Mill", "a-b", "Firm = good", "50 %", "a, -b", ""):
        assert tables.harmless(text) == text


def test_xlsx_has_types_and_no_formula():
    page = book().active
    rows = list(page.iter_rows(min_row=2))

    assert page.title == "Exchanges"
    assert [cell.value for cell in page[1]] == ["Name", "Sum", "Day", "Moment", "Number"]
    assert [cell.data_type for row in rows for cell in row if cell.value is not None] == [
        *("s", "n", "d", "d", "n"),
        *("s", "n", "n"),
        *("s", "d", "n"),
    ]
    assert rows[0][0].value == "=1+1"
    assert rows[0][0].quotePrefix
    assert rows[0][1].value == 1234.5
    assert rows[0][1].number_format == "#,##0.00"
    assert rows[0][2].value == datetime(2026, 9, 1)
    assert rows[0][2].number_format == "yyyy-mm-dd"
    assert rows[0][3].value == datetime(2026, 9, 1, 12, 30)
    assert page.freeze_panes == "A2"


def test_sheets_have_names_that_a_spreadsheet_takes():
    long = "A very long title of a table that nobody shortened"
    names = book(sheet(title="By type/cluster"), sheet(title=long), sheet(title=long), sheet(title="")).sheetnames

    assert names == ["By type cluster", long[:31], f"{long[:29]} 2", "1"]


def test_several_tables_stand_one_below_the_other_in_csv():
    found = lines(sheet(title="One"), sheet([ROWS[1]], title="Two"))

    assert [row[0] for row in found] == ["One", "One", "One", "One", "Two", "Two"]
    assert found[4] == ["Two", "Name", "Sum", "Day", "Moment", "Number"]


def test_rows_are_read_in_pieces():
    read = 0

    def many():
        nonlocal read
        for number in range(10 * tables.CHUNK):
            read += 1
            yield (f"Firm {number}", None, None, None, number)

    chunks = tables.csv_chunks(sheet(many()))
    next(chunks)
    next(chunks)

    assert read == tables.CHUNK


def test_words_are_in_the_language_in_which_it_was_asked():
    from django.utils.translation import gettext

    with override("fr"):
        answer = tables.response("csv", "x", [Sheet("", [Column("a", lambda _row: gettext("Yes"))], [1])])
        wanted = gettext("Yes")

    assert b"".join(answer.streaming_content).decode().splitlines()[1] == wanted


def test_answers_are_downloads_and_not_kept():
    for kind, media in (("csv", "text/csv; charset=utf-8"), ("xlsx", tables.XLSX)):
        answer = tables.response(kind, "exchanges", [sheet()])
        assert answer["Content-Type"] == media
        assert answer["Content-Disposition"] == f'attachment; filename="exchanges.{kind}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        assert b"".join(answer.streaming_content)


def test_other_kinds_are_no_page():
    with pytest.raises(Http404):
        tables.response("xls", "exchanges", [sheet()])
