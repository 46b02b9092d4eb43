"""Small real PDF files of the demonstration: tickets, invoices and CVs that say that they are invented."""

import unicodedata

from django.core.files.base import ContentFile

HONEST = "Fictional example from the demonstration of this site."


def pdf(*lines: str) -> bytes:
    """One page with these lines in Helvetica (PDF 1.4, ISO 32000-1, 7.5 and 9.6.2.2)."""
    words = [f"BT /F1 {16 if number == 0 else 11} Tf 60 {780 - 24 * number} Td ({_text(line)}) Tj ET"
             for number, line in enumerate([*lines, HONEST])]  # fmt: skip
    content = "\n".join(words).encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(made))
    )


def _text(line: str) -> str:
    """The line in letters that Windows-1252 has, with the signs escaped that a PDF string gives a meaning."""
    found = []
    for sign in line:
        try:
            sign.encode("cp1252")
        except UnicodeEncodeError:
            sign = "".join(c for c in unicodedata.normalize("NFKD", sign) if c.isascii()) or "?"
        found.append(sign)
    return "".join(found).replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def file(name: str, *lines: str) -> ContentFile:
    return ContentFile(pdf(*lines), name=name)
