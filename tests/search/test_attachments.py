"""The text of files by page: from real files of each kind; from broken and hostile ones nothing but a logged line."""

import io
import zipfile

import docx
import openpyxl
import pptx
import pytest
import typst
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pptx.util import Inches

from core.models import SiteDocument
from search import attachments, extraction
from search.models import ExtractedText, IndexChange
from tests.factories import uploads

WORDS = "Отпадъци от коприна, țesătură și blødt uld"


def pdf(*pages: str) -> bytes:
    return typst.compile("#pagebreak()\n".join(f"{page}\n" for page in pages).encode())


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph(WORDS)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "kilos", "12"
    document.add_paragraph("After the table")
    return saved(document)


def slides() -> bytes:
    show = pptx.Presentation()
    for number in (1, 2):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = f"Slide {number}"
        box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(3), Inches(1))
        box.text_frame.text = WORDS
    show.slides[1].notes_slide.notes_text_frame.text = "Said aloud"
    return saved(show)


def sheets() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Yarns"
    book.active.append([WORDS, 12.5, None, "kg"])
    book.create_sheet("Looms").append(["jacquard"])
    return saved(book)


def saved(document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def open_document(kind: str, body: str, prologue: str = "") -> bytes:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for name, long in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
    )
    content = f'<?xml version="1.0"?>{prologue}<office:document-content{names}>{body}</office:document-content>'
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content})


def packed(parts: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return data.getvalue()


ODT = open_document("text", f"<text:h>Head</text:h><text:p>{WORDS}<text:s/>and <text:span>more</text:span></text:p>")
ODS = open_document(
    "spreadsheet",
    '<table:table table:name="Yarns"><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>'
    f"<table:table-cell><text:p>{WORDS}</text:p></table:table-cell></table:table-row></table:table>"
    '<table:table table:name="Looms"/>',
)
ODP = open_document(
    "presentation", f"<draw:page><text:p>One</text:p></draw:page><draw:page><text:p>{WORDS}</text:p></draw:page>"
)


@pytest.mark.parametrize(
    ("ending", "content", "pages"),
    [
        ("docx", word(), [f"{WORDS}\nkilos\n12\nAfter the table"]),
        ("pptx", slides(), [f"Slide 1\n{WORDS}", f"Slide 2\n{WORDS}\nSaid aloud"]),
        ("xlsx", sheets(), [f"Yarns\n{WORDS} 12.5 kg", "Looms\njacquard"]),
        ("odt", ODT, [f"Head\n{WORDS} and more"]),
        ("ods", ODS, [f"Yarns\na {WORDS}", "Looms"]),
        ("odp", ODP, ["One", WORDS]),
        ("csv", f"name;text\n1;{WORDS}".encode(), [f"name text\n1 {WORDS}"]),
        ("txt", WORDS.encode(), [WORDS]),
        ("txt", WORDS.encode("utf-16"), [WORDS]),
        ("txt", "Château à Lyon".encode("cp1252"), ["Château à Lyon"]),
        ("txt", b"a\x00b\x07c\r\n\r\n  d\te ", ["a b c\nd e"]),
        ("txt", b"", []),
    ],
)
def test_the_text_of_a_file_by_page(ending, content, pages):
    assert extraction.pages_of(io.BytesIO(content), ending) == pages


def test_a_page_of_a_pdf_is_known_by_its_number():
    pages, error = attachments.extract(pdf("Silk waste", "Коприна и вълна", "Third"), "pdf")

    assert ([" ".join(page.split()) for page in pages], error) == (["Silk waste", "Коприна и вълна", "Third"], "")


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("pdf", uploads.PDF),
        ("pdf", b"%PDF-1.7\n" + b"\xff" * 5000),
        ("pdf", b""),
        ("docx", b"PK\x03\x04 and then nothing"),
        ("docx", packed({"word/document.xml": "<w:document/>"})),
        ("docx", ODT),
        ("xlsx", packed({"xl/workbook.xml": "<workbook"})),
        ("odt", packed({"mimetype": "x"})),
        ("odt", open_document("text", "<text:p>&a;</text:p>", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>')),
        ("odt", open_document("text", "<text:p>" * 50_000 + "</text:p>" * 50_000)),
        ("exe", b"MZ"),
    ],
)
def test_a_broken_or_hostile_file_has_no_text_and_a_reason(ending, content):
    pages, error = attachments.extract(content, ending)

    assert pages == []
    assert error


def test_a_package_that_would_become_huge_is_not_unpacked(monkeypatch):
    bomb = uploads.zip_bomb(megabytes=300).read()

    pages, error = attachments.extract(bomb, "docx")

    assert pages == []
    assert "too big" in error


def test_a_file_that_takes_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(attachments, "PATIENCE", 0.05)

    assert attachments.extract(pdf("a"), "pdf") == ([], "TimeoutExpired")


def test_only_so_much_of_a_file_is_kept(monkeypatch):
    monkeypatch.setattr(extraction, "MOST_CHARACTERS", 10)
    assert extraction.pages_of(io.BytesIO(b"x" * 1000), "txt") == ["x" * 10]

    monkeypatch.setattr(extraction, "MOST_PAGES", 2)
    monkeypatch.setattr(extraction, "MOST_CHARACTERS", 1000)
    assert len(extraction.pages_of(io.BytesIO(pdf("a", "b", "c")), "pdf")) == 2


def test_the_reader_of_files_does_not_know_the_secrets_of_the_site(monkeypatch, tmp_path):
    reader = tmp_path / "reader"
    reader.write_text('#!/bin/sh\nprintf \'["%s"]\' "${SECRET_KEY:-nothing}"')
    reader.chmod(0o700)
    monkeypatch.setenv("SECRET_KEY", "not for parsers")
    monkeypatch.setattr(attachments.sys, "executable", str(reader))

    assert attachments.extract(b"", "pdf") == (["nothing"], "")


# Kept by content.


def stored(content: bytes = b"silk", name: str = "a.txt") -> SiteDocument:
    return SiteDocument.objects.create(title=name, file=ContentFile(content, name=name))


@pytest.mark.django_db
def test_each_content_is_read_once():
    first, same, other = stored(b"silk"), stored(b"silk", "b.txt"), stored(b"wool")
    IndexChange.objects.all().delete()

    assert attachments.texts([first, same, other]) == {}
    assert attachments.waiting() == 2
    assert [attachments.read_next(), attachments.read_next(), attachments.read_next()] == [True, True, False]

    assert attachments.texts([first, same, other]) == {first.pk: ("silk",), same.pk: ("silk",), other.pk: ("wool",)}
    recorded = set(IndexChange.objects.filter(kind="document").values_list("code", flat=True))
    assert recorded == {str(first.pk), str(same.pk), str(other.pk)}


@pytest.mark.django_db
def test_kept_texts_take_one_query_however_many():
    files = [stored(str(number).encode()) for number in range(12)]
    attachments.texts(files)
    while attachments.read_next():
        pass
    files = list(SiteDocument.objects.all())

    with CaptureQueriesContext(connection) as captured:
        assert len(attachments.texts(files)) == 12

    assert len(captured) == 1


@pytest.mark.django_db
def test_a_broken_file_is_looked_at_once_and_logged(caplog):
    file = stored(b"%PDF-1.7 broken", "broken.pdf")
    attachments.texts([file])

    assert attachments.read_next() is True
    assert attachments.texts([file]) == {file.pk: ()}
    assert attachments.read_next() is False
    assert "broken.pdf" in caplog.text
    assert ExtractedText.objects.get().error


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_tried_again_and_then_given_up(caplog):
    file = stored()
    attachments.texts([file])
    file.file.storage.delete(file.file.name)

    for _time in range(attachments.MOST_ATTEMPTS):
        assert attachments.read_next() is True
        assert attachments.read_next() is False  # not at once
        ExtractedText.objects.update(due_at=timezone.now())

    assert attachments.read_next() is False
    assert attachments.waiting() == 0
    assert attachments.texts([file]) == {file.pk: ()}


@pytest.mark.django_db
def test_a_file_without_a_sum_that_is_not_there_has_no_text(caplog):
    file = stored()
    SiteDocument.objects.update(file_hash="")
    file.file.storage.delete(file.file.name)

    assert attachments.texts(SiteDocument.objects.all()) == {}
    assert attachments.waiting() == 0


@pytest.mark.django_db
def test_a_reader_that_was_killed_is_taken_over():
    attachments.texts([stored()])
    attachments._claim()

    assert attachments.read_next() is False
    ExtractedText.objects.update(due_at=timezone.now())
    assert attachments.read_next() is True
    assert ExtractedText.objects.get().pages == ["silk"]


@pytest.mark.django_db
def test_texts_that_nobody_asks_for_are_forgotten():
    used, unused = stored(b"used"), stored(b"unused")
    attachments.texts([used, unused])
    ExtractedText.objects.update(wanted_on=timezone.localdate() - attachments.KEEP - timezone.timedelta(days=1))
    attachments.texts([used])

    assert attachments.forget_old() == 1
    assert ExtractedText.objects.get().document == used.pk
