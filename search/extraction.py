"""The text of one file, read in a process of its own: `python -m search.extraction pdf < file`.

Files come from anybody, so their parsers run without the site’s secrets, with limits on time and memory, and may die.
Prints a JSON list of pages. Imports nothing of Django, so that it starts in a fraction of a second.
"""

import csv
import io
import json
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

MOST_PAGES = 500
MOST_CHARACTERS = 500_000  # of the whole file; a book of 250 pages
MOST_SECONDS = 30  # of processor time
MOST_MEMORY = 1 << 30  # address space, in bytes
MOST_UNPACKED = 200 << 20  # as core.uploads has it
MOST_CONTENT = 40 << 20  # of the one XML part of an OpenDocument file
MOST_ROWS = 20_000  # of one sheet

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"


class UnreadableError(Exception):
    """The file has no text that we can read."""


def pages_of(file: io.BufferedIOBase, ending: str) -> list[str]:
    """The text by page, slide or sheet, without empty pages at the end, within the limits."""
    readers = {
        "pdf": _pdf, "docx": _docx, "pptx": _pptx, "xlsx": _xlsx, "odt": _odt, "ods": _ods, "odp": _odp,
        "csv": _csv, "txt": _txt,
    }  # fmt: skip
    if ending not in readers:
        raise UnreadableError(f"no reader for .{ending}")
    if ending not in {"pdf", "csv", "txt"}:
        _check_package(file)
    pages, left = [], MOST_CHARACTERS
    for text in readers[ending](file):
        page = _clean(text)[:left]
        pages.append(page)
        left -= len(page)
        if left <= 0 or len(pages) == MOST_PAGES:
            break
    while pages and not pages[-1]:
        pages.pop()
    return pages


def _clean(text: str) -> str:
    """Lines without control characters, halves of characters and runs of blanks."""
    text = "".join(
        c if c == "\n" or c.isprintable() else " " if unicodedata.category(c) in {"Cc", "Zs", "Zl", "Zp"} else ""
        for c in text.replace("\r", "\n")
    )
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _check_package(file) -> None:
    with zipfile.ZipFile(file) as package:
        if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
            raise UnreadableError("would become too big when unpacked")
    file.seek(0)


def _pdf(file) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 -- each takes a tenth of a second to load

    for page in PdfReader(file).pages:
        yield page.extract_text()


def _docx(file) -> Iterator[str]:
    from docx import Document  # noqa: PLC0415 -- each takes a tenth of a second to load
    from docx.table import Table  # noqa: PLC0415 -- each takes a tenth of a second to load

    def lines(container) -> Iterator[str]:
        for part in container.iter_inner_content():
            if isinstance(part, Table):
                for row in part.rows:
                    yield from (line for cell in row.cells for line in lines(cell))
            else:
                yield part.text

    yield "\n".join(_bounded(lines(Document(file))))


def _pptx(file) -> Iterator[str]:
    from pptx import Presentation  # noqa: PLC0415 -- each takes a tenth of a second to load

    def texts(shapes) -> Iterator[str]:
        for shape in shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            elif getattr(shape, "has_table", False):
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
            elif hasattr(shape, "shapes"):
                yield from texts(shape.shapes)

    for slide in Presentation(file).slides:
        lines = list(texts(slide.shapes))
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            lines.append(slide.notes_slide.notes_text_frame.text)
        yield "\n".join(lines)


def _xlsx(file) -> Iterator[str]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- each takes a tenth of a second to load

    for sheet in load_workbook(file, read_only=True, data_only=True, keep_links=False).worksheets:
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS)
        lines = (" ".join(str(cell) for cell in row if cell is not None) for row in rows)
        yield "\n".join([sheet.title, *_bounded(lines)])


def _content(file) -> ElementTree.Element:
    """The text of an OpenDocument file. One with entities of its own is no document but an attack."""
    with zipfile.ZipFile(file) as package, package.open("content.xml") as part:
        xml = part.read(MOST_CONTENT + 1)
    if len(xml) > MOST_CONTENT or b"<!ENTITY" in xml:
        raise UnreadableError("too big or with entities")
    return ElementTree.fromstring(xml)  # noqa: S314 -- see above


def _paragraphs(node: ElementTree.Element) -> Iterator[str]:
    for part in node.iter():
        if part.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
            yield "".join(_with_blanks(part))


def _with_blanks(node: ElementTree.Element) -> Iterator[str]:
    """Blanks, tabs and line ends are elements of their own in OpenDocument."""
    yield node.text or ""
    for child in node:
        if child.tag in {f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"}:
            yield " "
        else:
            yield from _with_blanks(child)
        yield child.tail or ""


def _odt(file) -> Iterator[str]:
    yield "\n".join(_bounded(_paragraphs(_content(file))))


def _odp(file) -> Iterator[str]:
    for page in _content(file).iter(f"{_DRAW}page"):
        yield "\n".join(_bounded(_paragraphs(page)))


def _ods(file) -> Iterator[str]:
    for sheet in _content(file).iter(f"{_TABLE}table"):
        rows = sheet.iter(f"{_TABLE}table-row")
        lines = (" ".join(_paragraphs(row)) for row in rows)
        yield "\n".join([sheet.get(f"{_TABLE}name", ""), *_bounded(lines)])


def _decoded(file) -> str:
    data = file.read(4 * MOST_CHARACTERS)
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return data.decode("cp1252", errors="replace")


def _txt(file) -> Iterator[str]:
    yield _decoded(file)


def _csv(file) -> Iterator[str]:
    text = _decoded(file)
    delimiter = max(",;\t", key=text[:4000].count)
    yield "\n".join(_bounded(" ".join(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)))


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    """Lines until there are MOST_CHARACTERS of them, so that nothing endless is gathered."""
    length = 0
    for line in lines:
        yield line
        length += len(line)
        if length > MOST_CHARACTERS:
            return


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    sys.setrecursionlimit(2000)
    json.dump(pages_of(io.BytesIO(sys.stdin.buffer.read()), sys.argv[1]), sys.stdout)


if __name__ == "__main__":
    main()
