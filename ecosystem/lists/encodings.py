"""Which letters a text file is written in, where it does not say so.

Spreadsheets write UTF-8 (with or without its mark), UTF-16 (“Unicode text”), the Windows page of the machine, and on
old machines that of the Macintosh or of DOS. UTF-8 proves itself. Of the others, the one wins under which the text is
made of the letters of our languages, set as people set them: no capital after a small letter, no word in two scripts.
"""

import codecs
import unicodedata
from collections.abc import Iterable
from typing import BinaryIO

PIECE = 1 << 16  # bytes read at a time
SAMPLE = 400  # lines with letters beyond ASCII that are looked at; a spreadsheet has the same letters everywhere
# The likely ones first: where two give the same text, the first is named.
PAGES = ("cp1252", "cp1250", "cp1251", "mac_roman", "mac_cyrillic", "mac_romanian", "cp850", "cp852", "cp866")
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", *PAGES)
LETTERS = {
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíñóúüªº",
    "ca": "àçèéíïòóúü",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "ro": "ăâîșțşţ",
    "da": "æøåé",
    "en": "é",
}
_OURS = frozenset("".join(LETTERS.values()))
_SIGNS = frozenset("„“”‘’‚«»–—…·€№°§™®©¿¡\u00a0")


def find(file: BinaryIO, languages: Iterable[str] = ()) -> str:
    """The name of the codec; `languages` are those the list is probably in. Leaves the file at its start."""
    file.seek(0)
    head = file.read(PIECE)
    file.seek(0)
    marked = _marked(head)
    if marked:
        return marked
    if is_utf_8(file):
        return "utf-8-sig"
    lines = _telling(file)
    likely = frozenset("".join(LETTERS.get(language, "") for language in languages))
    scores = {page: _score(lines, page, likely) for page in PAGES}
    return max(PAGES, key=lambda page: scores[page])  # the first of equal ones


def is_utf_8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _marked(head: bytes) -> str:
    """By the mark of the byte order, or by the zeros that only UTF-16 has: beside each Latin letter, sign and digit."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    low, high = head[0::2].count(0), head[1::2].count(0)
    if not low and not high:
        return ""
    return "utf-16-le" if high > low else "utf-16-be"


def _telling(file: BinaryIO) -> list[bytes]:
    """Lines with bytes beyond ASCII, from anywhere in the file."""
    found: list[bytes] = []
    file.seek(0)
    while len(found) < SAMPLE and (piece := file.read(PIECE)):
        found += [line for line in piece.replace(b"\r", b"\n").split(b"\n") if not line.isascii()]
    file.seek(0)
    return found[:SAMPLE]


def _score(lines: list[bytes], page: str, likely: frozenset[str]) -> float:
    score = 0.0
    for line in lines:
        before = " "
        for sign in line.decode(page, errors="replace"):
            if not (sign.isascii() and before.isascii()):
                score += _fit(sign, before, likely)
            before = sign
    return score


def _fit(sign: str, before: str, likely: frozenset[str]) -> float:
    score = 0.0
    if not sign.isascii():
        small = sign.lower()
        if small in likely:
            score += 2
        elif small in _OURS:
            score += 1
        elif sign in _SIGNS:
            score += 0.5
        else:
            score -= 2 if sign.isalpha() else 4
    if sign.isalpha() and before.isalpha():
        if sign.isupper() and before.islower():
            score -= 3
        if _script(sign) != _script(before):
            score -= 3
    return score


def _script(letter: str) -> str:
    return "latin" if letter.isascii() else unicodedata.name(letter, "").partition(" ")[0].lower()
