"""Documents as tagged PDFs, set by Typst. Each app has templates of its own beside the base `typst/sheet.typ`.

A template begins with `#import "sheet.typ": *` and `#show: sheet.with(foot: […])`. It gets its data as JSON in `data`
and never as markup, so nothing that people typed is ever read as Typst code. What the base needs of it: `language` (a
site language), `title`, `author`, and `page_label`, the word before the page number.
"""

import json
import shutil
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from django.conf import settings

BASE = Path(__file__).parent / "typst" / "sheet.typ"
FONTS = settings.BASE_DIR / "static" / "fonts" / "pdf"
ACCESSIBLE = "ua-1"  # PDF/UA-1, ISO 14289-1
# The dyes of static/css/tokens.css on white paper.
DYES = {
    "madder": "#a3362b", "weld": "#8a6a00", "woad": "#2f6f73", "walnut": "#6b4a33",
    "indigo": "#27407a", "cutch": "#8a4a1f", "cochineal": "#97275f", "logwood": "#5b3a7d",
}  # fmt: skip


def dye(name: str) -> str:
    """The colour of a dye on paper; unknown ones are indigo."""
    return DYES.get(name, DYES["indigo"])


def render(template: Path, data: dict, files: Mapping[str, bytes] | None = None) -> bytes:
    """Set the document. It is PDF/UA unless the text has a character that no font of ours knows, such as an emoji.

    Files, such as pictures, lie beside the template under their names. What cannot be set at all, such as a broken
    picture, is a `typst.TypstError`.
    """
    with TemporaryDirectory(prefix="cloth-pdf-") as folder:
        shutil.copy(BASE, folder)
        source = shutil.copy(template, folder)
        for name, content in (files or {}).items():
            (Path(folder) / name).write_bytes(content)
        inputs = {"data": unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False))}
        options = {"font_paths": [str(FONTS)], "ignore_system_fonts": True, "format": "pdf", "sys_inputs": inputs}
        try:
            return typst.compile(str(source), pdf_standards=[ACCESSIBLE], **options)
        except typst.TypstError:
            return typst.compile(str(source), pdf_standards=[], **options)
