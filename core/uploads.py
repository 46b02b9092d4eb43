"""Looking at a file before it is kept: what it really is, how big it is, and what it would become when unpacked.

Every refusal is a `ValidationError` with a sentence. Nothing is trusted that the browser says: the name’s ending must
agree with the bytes. Used by the plain forms and by Wagtail’s own upload forms (`core.forms`).
"""

import os
import unicodedata
import warnings
import zipfile

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

LONGEST_NAME = 150  # bytes in UTF-8: file systems count those, and stop at 255
HEAD = 8192

IMAGE_TYPES = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/avif": ("avif",),
}
PDF = "application/pdf"
# The part that makes a zip file a document of this kind (ECMA-376; OpenDocument 1.3 part 2, 3.3).
OFFICE_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "odp": b"application/vnd.oasis.opendocument.presentation",
}
TEXT_ENDINGS = ("csv", "txt")
TABLE_ENDINGS = ("csv", "tsv", "txt", "xlsx")
BLANKS = b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"  # marks of the byte order and white space, before what a file says
MOST_UNPACKED = 200 * 1024 * 1024
MOST_TIMES_LARGER = 100  # office files grow 5 to 20 times; a zip bomb a thousand times and more
MOST_PARTS = 5000


def clean_name(name: str) -> str:
    """The name as shown to people: any script, no path, no control or direction characters, cut to LONGEST_NAME."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    stem, ending = os.path.splitext(name.strip())
    ending = ending[:12]
    stem = stem.encode()[: LONGEST_NAME - len(ending.encode())].decode(errors="ignore")
    return f"{stem.strip()}{ending}".strip() or "file"


def ending_of(name: str) -> str:
    return os.path.splitext(name)[1].lower().lstrip(".")


def check_image(file: UploadedFile) -> str:
    """The media type of a picture that may be kept, else a ValidationError. Leaves the file at its start."""
    _check_size(file, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
    head = _head(file)
    kind = filetype.guess_mime(head) or ""
    if kind not in IMAGE_TYPES:
        if _looks_like_markup(head):
            raise ValidationError(
                _("SVG and HTML files can carry scripts and are not accepted. Please save the picture as PNG or JPEG."),
                code="markup",
            )
        if ending_of(file.name) in {ending for endings in IMAGE_TYPES.values() for ending in endings}:
            raise ValidationError(
                _("The name ends in .%(ending)s, but the file is something else. Please choose the picture itself.")
                % {"ending": ending_of(file.name)},
                code="mismatch",
            )
        raise ValidationError(_("Please choose a picture: JPEG, PNG, WebP or AVIF."), code="not_an_image")
    _check_ending(file, IMAGE_TYPES[kind])
    _check_pixels(file)
    return kind


def check_document(file: UploadedFile) -> str:
    """The ending of a document that may be kept, else a ValidationError. Leaves the file at its start."""
    _check_size(file, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    ending = ending_of(file.name)
    if not ending:
        raise _no_ending("pdf")
    if ending not in settings.WAGTAILDOCS_EXTENSIONS:
        raise ValidationError(
            _("Files ending in .%(ending)s are not accepted. Accepted are: %(accepted)s.")
            % {"ending": ending, "accepted": ", ".join(settings.WAGTAILDOCS_EXTENSIONS)},
            code="not_a_document",
        )
    head = _head(file)
    if ending == "pdf":
        right = head.lstrip(BLANKS).startswith(b"%PDF-") and not _looks_like_markup(head)
    elif ending in TEXT_ENDINGS:
        right = _is_text(file) and not _looks_like_markup(head)
    else:
        right = _check_package(file, ending)
    file.seek(0)
    if not right:
        raise ValidationError(
            _("The name ends in .%(ending)s, but the file is something else, or it is damaged.") % {"ending": ending},
            code="mismatch",
        )
    return ending


def check_table(file: UploadedFile) -> str:
    """The ending of a spreadsheet’s table that may be read (csv, tsv, txt, xlsx), else a ValidationError.

    Text may be in any letters that a spreadsheet writes; what its letters are is found out when it is read.
    """
    _check_size(file, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    ending = ending_of(file.name)
    if not ending:
        raise _no_ending("csv")
    if ending not in TABLE_ENDINGS:
        raise ValidationError(
            _("Please save the table as CSV or XLSX; files ending in .%(ending)s are not read.") % {"ending": ending},
            code="not_a_table",
        )
    head = _head(file)
    right = _check_package(file, ending) if ending == "xlsx" else _is_plain(head) and not _looks_like_markup(head)
    file.seek(0)
    if not right:
        raise ValidationError(
            _("The name ends in .%(ending)s, but the file is something else, or it is damaged.") % {"ending": ending},
            code="mismatch",
        )
    return ending


def _is_plain(head: bytes) -> bool:
    """Text in one byte a letter, in UTF-8 or in UTF-16: no control characters, no mark of another kind of file."""
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-")):
        return False
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or 0 in head
    big = head.startswith(b"\xfe\xff") or head[0::2].count(0) > head[1::2].count(0)
    letters = ("utf-16-be" if big else "utf-16-le") if wide else "latin-1"
    return not any(ord(sign) < 32 and sign not in "\t\r\n\f\x1a" for sign in head.decode(letters, errors="ignore"))


def _head(file) -> bytes:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return head


def _check_size(file, most: int) -> None:
    if not file.size:
        raise ValidationError(_("This file is empty."), code="empty")
    if file.size > most:
        raise ValidationError(
            _("This file is too big (%(size)s); at most %(most)s is accepted.")
            % {"size": filesizeformat(file.size), "most": filesizeformat(most)},
            code="too_big",
        )


def _check_ending(file, endings: tuple[str, ...]) -> None:
    if not ending_of(file.name):
        raise _no_ending(endings[0])
    if ending_of(file.name) not in endings:
        raise ValidationError(
            _("The name ends in .%(ending)s, but this is a file of the kind .%(kind)s. Please rename it.")
            % {"ending": ending_of(file.name), "kind": endings[0]},
            code="mismatch",
        )


def _no_ending(example: str) -> ValidationError:
    return ValidationError(
        _("The name of this file has no ending such as .%(ending)s. Please rename it.") % {"ending": example},
        code="no_ending",
    )


def _looks_like_markup(head: bytes) -> bool:
    start = head.lstrip(BLANKS).lower()
    return start.startswith((b"<?xml", b"<svg", b"<!doctype", b"<html", b"<script")) or b"<script" in start


def _check_pixels(file) -> None:
    """Size by the header first, so that nothing huge is ever unpacked; then the picture as a whole."""
    too_many = ValidationError(
        _("This picture has too many pixels; at most %(most)s million are accepted. Please make it smaller.")
        % {"most": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000},
        code="too_many_pixels",
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file) as image:
                width, height = image.size
                if width * height * getattr(image, "n_frames", 1) > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                    raise too_many
                image.verify()
            file.seek(0)
            with Image.open(file) as image:
                image.load()
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise too_many from error
    except Exception as error:
        raise ValidationError(_("This picture is damaged and cannot be opened."), code="damaged") from error
    finally:
        file.seek(0)


def _is_text(file) -> bool:
    file.seek(0)
    data = file.read()
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        return not any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f\x1a" for c in text[:HEAD])
    return False


def _check_package(file, ending: str) -> bool:
    """An office file is a zip: its directory tells how big it would become, without unpacking anything."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_TIMES_LARGER * max(packed, 1024):
                raise ValidationError(
                    _("This file would become far too big when unpacked and is not accepted."), code="zip_bomb"
                )
            if any(name.endswith("vbaProject.bin") for name in names):
                raise ValidationError(_("Files with macros are not accepted."), code="macros")
            mark = OFFICE_PARTS[ending]
            if isinstance(mark, str):
                return mark in names
            if "mimetype" not in names or package.getinfo("mimetype").file_size > 200:
                return False
            return package.read("mimetype").strip() == mark
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        return False
