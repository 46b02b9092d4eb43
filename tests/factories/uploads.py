"""Files as browsers send them: good ones, and those that should be refused."""

import struct
import zipfile
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DOCX_PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document>Hello</w:document>"}


def upload(name: str, data: bytes, content_type="application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)


def picture(name="cloth.png", *, kind="PNG", size=(40, 30)) -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", size, "#a3362b").save(data, kind)
    return upload(name, data.getvalue(), f"image/{kind.lower()}")


def huge_picture(name="huge.png", *, side=50_000) -> SimpleUploadedFile:
    """A few bytes that claim to be 50,000 × 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    return upload(name, b"\x89PNG\r\n\x1a\n" + data, "image/png")


def svg(name="drawing.svg") -> SimpleUploadedFile:
    return upload(name, b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image/svg+xml")


def package(name="report.docx", parts=None) -> SimpleUploadedFile:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, content in (parts or DOCX_PARTS).items():
            packed.writestr(part, content)
    return upload(name, data.getvalue())


def zip_bomb(name="report.docx", *, megabytes=300) -> SimpleUploadedFile:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"<w:document/>")
        with packed.open("word/media/a.bin", "w") as part:
            for _number in range(megabytes):
                part.write(bytes(1024 * 1024))
    return upload(name, data.getvalue())
