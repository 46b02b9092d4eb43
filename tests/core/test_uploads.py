"""Each bad file gets its own sentence, and good files of every kind pass."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from core import uploads
from tests.factories.uploads import PDF, huge_picture, package, picture, svg, upload, zip_bomb


@pytest.mark.parametrize(
    ("name", "kind", "media_type"),
    [
        ("a.png", "PNG", "image/png"),
        ("a.jpg", "JPEG", "image/jpeg"),
        ("A.JPEG", "JPEG", "image/jpeg"),
        ("a.webp", "WEBP", "image/webp"),
        ("a.avif", "AVIF", "image/avif"),
    ],
)
def test_pictures_pass(name, kind, media_type):
    file = picture(name, kind=kind)

    assert uploads.check_image(file) == media_type
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (lambda: huge_picture(), "too_many_pixels"),
        (lambda: huge_picture(side=9_000), "too_many_pixels"),
        (lambda: svg(), "markup"),
        (lambda: svg("photo.png"), "markup"),
        (lambda: upload("page.jpg", b"<!DOCTYPE html><script>1</script>"), "markup"),
        (lambda: upload("report.jpg", PDF), "mismatch"),
        (lambda: upload("run.png", b"MZ\x90\x00" + bytes(100)), "mismatch"),
        (lambda: upload("run.exe", b"MZ\x90\x00" + bytes(100)), "not_an_image"),
        (lambda: upload("report.pdf", PDF), "not_an_image"),
        (lambda: picture("photo.jpg", kind="PNG"), "mismatch"),
        (lambda: picture("photo", kind="PNG"), "no_ending"),
        (lambda: upload("cut.png", picture(size=(400, 400)).read()[:60]), "damaged"),
        (lambda: upload("cut.jpg", picture(kind="JPEG", size=(400, 400)).read()[:400]), "damaged"),
        (lambda: upload("empty.png", b""), "empty"),
        (lambda: upload("big.png", b"\x89PNG\r\n\x1a\n" + bytes(13 * 1024 * 1024)), "too_big"),
    ],
)
def test_bad_pictures_are_refused(file, code):
    with pytest.raises(ValidationError) as refusal:
        uploads.check_image(file())

    assert refusal.value.code == code
    assert refusal.value.messages[0].endswith(".")


@pytest.mark.parametrize(
    "file",
    [
        lambda: upload("a.pdf", PDF),
        lambda: upload("a.pdf", b"\xef\xbb\xbf\r\n" + PDF),
        lambda: package("a.docx"),
        lambda: package("a.xlsx", {"xl/workbook.xml": b"<workbook/>"}),
        lambda: package("a.pptx", {"ppt/presentation.xml": b"<p/>"}),
        lambda: package("a.odt", {"mimetype": b"application/vnd.oasis.opendocument.text"}),
        lambda: upload("a.csv", "име;брой\nриза;80\n".encode()),
        lambda: upload("a.txt", "Îmbrăcăminte".encode("utf-16")),
        lambda: upload("a.txt", "été".encode("cp1252")),
    ],
)
def test_documents_pass(file):
    assert uploads.check_document(file()) in ("pdf", "docx", "xlsx", "pptx", "odt", "csv", "txt")


def encrypted():
    data = bytearray(package().read())
    data[6] |= 1
    return upload("a.docx", bytes(data))


def nested_entries():
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for number in range(uploads.MOST_PARTS + 1):
            packed.writestr(f"part{number}", b"")
    return upload("a.docx", data.getvalue())


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (lambda: zip_bomb(), "zip_bomb"),
        (lambda: zip_bomb(megabytes=20), "zip_bomb"),
        (nested_entries, "zip_bomb"),
        (lambda: package("a.docx", {"word/document.xml": b"x", "word/vbaProject.bin": b"x"}), "macros"),
        (lambda: package("a.docx", {"xl/workbook.xml": b"x"}), "mismatch"),
        (lambda: package("a.odt", {"mimetype": b"application/zip"}), "mismatch"),
        (lambda: upload("a.docx", b"PK\x03\x04" + bytes(200)), "mismatch"),
        (lambda: upload("a.pdf", b"<html>"), "mismatch"),
        (lambda: upload("a.pdf", b"<html><script>1</script>" + PDF), "mismatch"),
        (lambda: upload("a.pdf", b"GIF89a" + PDF), "mismatch"),
        (lambda: upload("a.txt", b"<html><script>1</script>"), "mismatch"),
        (lambda: upload("a.csv", b"MZ\x00\x01binary"), "mismatch"),
        (lambda: upload("a.exe", b"MZ"), "not_a_document"),
        (lambda: upload("a.html", b"<html>"), "not_a_document"),
        (lambda: upload("a", b"text"), "no_ending"),
        (lambda: upload("a.pdf", b""), "empty"),
        (lambda: upload("a.pdf", PDF + bytes(21 * 1024 * 1024)), "too_big"),
    ],
)
def test_bad_documents_are_refused(file, code):
    with pytest.raises(ValidationError) as refusal:
        uploads.check_document(file())

    assert refusal.value.code == code
    assert refusal.value.messages[0].endswith(".")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Отчет за 2024.pdf", "Отчет за 2024.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.png", "a.png"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("a\x00b\nc.png", "abc.png"),
        ("שלום.png", "שלום.png"),
        ("🧵.png", "🧵.png"),
        ("x" * 300 + ".png", "x" * 146 + ".png"),
        ("ж" * 300 + ".png", "ж" * 73 + ".png"),
        ("", "file"),
    ],
)
def test_names_of_any_script(name, clean):
    assert uploads.clean_name(name) == clean
