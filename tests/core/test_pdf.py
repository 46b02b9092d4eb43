"""The sheet that every document stands on: its colours, its fallbacks, its fonts."""

import re
from io import BytesIO

import pytest
import typst
from pypdf import PdfReader

from core import pdf


def set_sheet(tmp_path, body: str, **data) -> bytes:
    template = tmp_path / "document.typ"
    template.write_text('#import "sheet.typ": *\n#show: sheet.with(foot: [#data.author])\n= #data.title\n' + body)
    given = {"language": "bg", "title": "Тъкан", "author": "Анета", "page_label": "Страница"} | data
    return pdf.render(template, given)


def text_of(content: bytes) -> str:
    reader = PdfReader(BytesIO(content))
    return re.sub(r"[\s\u200b]+", "", "".join(page.extract_text() for page in reader.pages))


def is_accessible(content: bytes) -> bool:
    metadata = PdfReader(BytesIO(content)).xmp_metadata
    return "pdfuaid" in str(metadata.stream.get_data())


def test_a_sheet_is_tagged_and_knows_its_language(tmp_path):
    content = set_sheet(tmp_path, "#facts(((data.title, data.author),))")

    root = PdfReader(BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("bg")
    assert is_accessible(content)
    assert "Страница1/1" in text_of(content)


def test_letters_that_no_font_has_cost_the_standard_and_not_the_document(tmp_path):
    content = set_sheet(tmp_path, "#data.typed", typed="Emoji 🧶")

    assert not is_accessible(content)
    assert content.startswith(b"%PDF")


def test_data_is_never_read_as_markup(tmp_path):
    content = set_sheet(tmp_path, "#data.typed", typed="#panic(1) = $x$ *b* @r <l>")

    assert "#panic(1)=$x$*b*@r<l>" in text_of(content)


def test_a_word_wider_than_the_sheet_is_broken(tmp_path):
    word = "Ж" * 300

    content = set_sheet(tmp_path, "#data.typed", typed=word)

    assert word in text_of(content)
    lines = PdfReader(BytesIO(content)).pages[0].extract_text().splitlines()
    assert sum("Ж" in line for line in lines) > 2


def test_a_template_that_is_wrong_says_so(tmp_path):
    with pytest.raises(typst.TypstError):
        set_sheet(tmp_path, "#data.nothing")


def test_an_unknown_dye_is_indigo():
    assert (pdf.dye("weld"), pdf.dye("beige")) == ("#8a6a00", pdf.dye("indigo"))
