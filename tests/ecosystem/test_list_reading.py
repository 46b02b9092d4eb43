import io
import itertools
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from core.uploads import check_table
from ecosystem.lists import encodings, reading
from ecosystem.lists.errors import UnreadableError
from tests.factories.ecosystem_lists import csv_file, text_of, xlsx_file
from tests.factories.uploads import upload

ROWS = {
    "bg": [["Фирма", "Град", "Бележка"], ["Тъкачница Ирина ООД", "Русе", "два\nреда; и, още"], ["ПАМУК АД", "Ямбол"]],
    "ro": [["Denumire", "Localitate", "Notă"], ["Țesătoria Română SRL", "Iași", "două\nrânduri; și, încă"]],
    "fr": [["Raison sociale", "Ville", "Note"], ["Tissage Élan à façon", "Saint-Étienne", "deux\nlignes; là, déjà"]],
    "da": [["Navn", "By", "Note"], ["Væveriet Ærø ApS", "København", "to\nlinjer; og, på"]],
    "ca": [["Nom", "Població", "Nota"], ["Teixits Maçana i Fills", "Lleó", "dues\nlínies; això, és"]],
}
OF_LANGUAGE = {
    "bg": ("utf-8", "utf-8-sig", "utf-16", "cp1251", "mac_cyrillic", "cp866"),
    "ro": ("utf-8", "utf-8-sig", "utf-16", "cp1250", "mac_romanian", "cp852"),
    "fr": ("utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"),
    "da": ("utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"),
    "ca": ("utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"),
}
OLD = str.maketrans("șțȘȚ", "şţŞŢ")  # the old pages have the letters with cedilla only


def read(data: bytes, kind: str = "csv", languages=()) -> list[list[str]]:
    file = io.BytesIO(data)
    return [cells for _number, cells in reading.rows(file, reading.look(file, kind, languages=languages))]


def test_every_encoding_and_separator_gives_the_same_table():
    wrong = []
    for language, rows in ROWS.items():
        for encoding, separator in itertools.product(OF_LANGUAGE[language], (";", ",", "\t")):
            old = OLD if encoding in ("cp1250", "cp852") else {}
            wanted = [[cell.translate(old) for cell in row] for row in rows]
            if read(text_of(wanted, separator).encode(encoding), languages=(language,)) != wanted:
                wrong.append((language, encoding, separator))

    assert wrong == []


def test_utf_16_without_its_mark_is_known_by_its_zeros():
    text = text_of(ROWS["bg"])

    assert encodings.find(io.BytesIO(text.encode("utf-16-le"))) == "utf-16-le"
    assert encodings.find(io.BytesIO(text.encode("utf-16-be"))) == "utf-16-be"


def test_lines_are_numbered_as_the_spreadsheet_counts_and_empty_ones_are_passed_over():
    file = io.BytesIO(b'sep=;\r\nName;Town\r\n\r\n;;\r\n"two\r\nrows";Ruse\r\nA;B\r\n')

    assert list(reading.rows(file, reading.look(file, "csv"))) == [
        (2, ["Name", "Town"]),
        (5, ["two\r\nrows", "Ruse"]),
        (6, ["A", "B"]),
    ]


def test_a_quotation_mark_that_is_never_closed_is_told_in_a_sentence():
    data = b'Name;Town\r\n"Mill;Ruse\r\n' + b"More;Sofia\r\n" * 20_000

    with pytest.raises(UnreadableError, match="quotation mark is never closed"):
        read(data)


def test_more_lines_than_are_read_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_LINES", 3)

    assert len(read(b"Name\nA\nB\nC\n")) == 4
    with pytest.raises(UnreadableError, match="more than 3 lines"):
        read(b"Name\nA\nB\nC\nD\n")


def test_two_hundred_thousand_lines_are_counted_one_by_one():
    lines = "Name;Town\n" + "Mill;Ruse\n" * 200_000
    file = io.BytesIO(lines.encode())

    assert reading.count_lines(file, reading.look(file, "csv")) == 200_001
    with pytest.raises(UnreadableError, match="more than 200,000 lines"):
        read((lines + "Mill;Ruse\n").encode())


def test_a_book_gives_text_numbers_days_and_formulas_as_they_stand():
    rows = [
        ["Name", "Number", "Day", "Sum", "Yes"],
        ["Ирина", 1200.0, date(2026, 3, 1), "=1+1", True],
        ["Mill", 12.5, datetime(2026, 3, 1, 9, 30), None, None],
    ]
    file = xlsx_file({"Members": rows, "Other": [["a"]]})

    shape = reading.look(file, "xlsx")
    assert (shape.sheets, shape.sheet) == (("Members", "Other"), "Members")
    assert list(reading.rows(file, shape)) == [
        (1, ["Name", "Number", "Day", "Sum", "Yes"]),
        (2, ["Ирина", "1200", "2026-03-01", "=1+1", "TRUE"]),
        (3, ["Mill", "12.5", "2026-03-01 09:30"]),
    ]


def test_a_damaged_book_is_told_in_a_sentence():
    file = xlsx_file({"Members": [["Name"]]})
    data = file.read()

    with pytest.raises(UnreadableError, match="damaged"):
        reading.sheet_names(io.BytesIO(data[: len(data) // 2]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251", "mac_cyrillic", "cp866"])
def test_a_table_may_be_in_any_letters(encoding):
    assert check_table(csv_file([["Фирма", "Град"], ["Тъкачница", "Русе"]], encoding=encoding)) == "csv"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("members.csv", b"", "empty"),
        ("members.xls", b"\xd0\xcf\x11\xe0", "not_a_table"),
        ("members.csv", b"PK\x03\x04 and more", "mismatch"),
        ("members.csv", b"<html><body>", "mismatch"),
        ("members.csv", b"\x7fELF\x02\x01\x01" + b"\x00\x01" * 40 + b"\x02", "mismatch"),
        ("members.xlsx", b"Name;Town", "mismatch"),
        ("members", b"Name;Town", "no_ending"),
    ],
)
def test_what_is_no_table_is_refused(name, data, code):
    with pytest.raises(ValidationError) as refused:
        check_table(upload(name, data))

    assert refused.value.code == code
