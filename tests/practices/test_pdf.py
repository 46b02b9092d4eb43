import json
import re
from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from practices import pdf
from practices.listing import current_index
from practices.queries.reading import Reading, page_for
from tests.factories import practices

# Wagtail leaves the file open in which it makes a rendition.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")]

# Every letter that a language adds to a–z, and the signs of its typography.
LETTERS = {
    "en": "“quotes” – ’ … €",
    "fr": "àâæçéèêëîïôœùûüÿ ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ « guillemets »",
    "es": "áéíñóúü ÁÉÍÑÓÚÜ ¿qué? ¡no!",
    "ca": "àçèéíïòóúü ÀÇÈÉÍÏÒÓÚÜ l·l ŀ",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЮЯ ѝ „кавички“ №",
    "ro": "ăâîșț ĂÂÎȘȚ „ghilimele”",
    "da": "æøå ÆØÅ »citat«",
}


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def text_of(content: bytes) -> str:
    return re.sub(r"[\s\xad]+", "", "".join(page.extract_text() for page in read(content).pages))


def reading_of(page) -> Reading:
    index = current_index()
    return Reading(page_for(index.get(page.code), "en"), index, AnonymousUser(), "en")


@pytest.mark.parametrize(("language", "letters"), LETTERS.items())
def test_every_letter_of_every_language_comes_out(client, language, letters):
    text = f"<p>Text <b>{letters}</b> <i>{letters}</i></p>"
    page = practices.practice(language=language, title=f"Aa {letters}", answer=letters, problem=text)

    response = client.get(f"/{language}/practices/{page.code}/{page.slug}/practice.pdf")

    content = b"".join(response.streaming_content)
    wanted = re.sub(r"\s+", "", letters)
    assert response["Content-Type"] == "application/pdf"
    assert text_of(content).count(wanted) == 4
    root = read(content).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(language)
    assert root["/StructTreeRoot"]
    assert read(content).metadata.title == f"Aa {letters}"
    assert b"pdfuaid" in content or "pdfuaid" in str(read(content).xmp_metadata.stream.get_data())


def test_the_headings_are_the_readers_and_the_text_keeps_its_language(client):
    page = practices.practice(language="da", title="Uld")

    response = client.get(f"/en/practices/{page.code}/{page.slug}/practice.pdf")

    content = b"".join(response.streaming_content)
    assert read(content).trailer["/Root"]["/Lang"].startswith("en")
    assert "hasnotbeentranslatedintoEnglish" in text_of(content)
    assert response["Link"] == f'<http://127.0.0.1:8000/da/practices/{page.code}/{page.slug}/>; rel="canonical"'
    assert f'filename="{page.slug}.pdf"' in response["Content-Disposition"]


def test_what_people_typed_is_never_markup(client):
    page = practices.practice(
        title='#panic("x") $1^2$ *b* @ref <label>', answer='\\ # " ] ) }', went_wrong="<ul><li>#eval(1)</li></ul>"
    )

    response = client.get(f"/en/practices/{page.code}/{page.slug}/practice.pdf")

    text = text_of(b"".join(response.streaming_content))
    assert '#panic("x")$1^2$*b*@ref<label>' in text
    assert "#eval(1)" in text


def with_picture(alt="A loom in blue", **fields):
    image = practices.picture()
    value = {"image": {"image": image.pk, "decorative": not alt, "alt_text": alt}, "caption": "In the mill"}
    page = practices.practice(**fields)
    page.pictures = json.dumps([{"type": "picture", "value": value, "id": "p1"}])
    page.save_revision().publish()
    return page, image


def pdf_of(client, page):
    return b"".join(client.get(f"/en/practices/{page.code}/{page.slug}/practice.pdf").streaming_content)


def tagged(element, kind):
    """The structure elements of a kind, anywhere below."""
    element = element.get_object()
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        if hasattr(child.get_object(), "get"):
            yield from tagged(child, kind)
    if element.get("/S") == kind:
        yield element


@pytest.mark.parametrize(("alt", "told"), [("A loom in blue", ["A loom in blue"]), ("", [])])
def test_the_first_picture_is_in_it_with_its_words(client, alt, told):
    page, _image = with_picture(alt)

    content = pdf_of(client, page)

    root = read(content).trailer["/Root"]
    assert [element["/Alt"] for element in tagged(root["/StructTreeRoot"], "/Figure")] == told
    assert [len(each.images) for each in read(content).pages][0] == 1
    assert "Inthemill" in text_of(content)
    assert b"pdfuaid" in content or "pdfuaid" in str(read(content).xmp_metadata.stream.get_data())


def test_a_picture_is_made_small_and_a_lost_one_left_out(client):
    page, image = with_picture()
    big = Image.effect_noise((4000, 3000), 80).convert("RGB")
    buffer = BytesIO()
    big.save(buffer, "JPEG", quality=95)
    image.file.save("big.jpg", ContentFile(buffer.getvalue()), save=False)
    image.width, image.height = big.size
    image.save()

    assert len(buffer.getvalue()) > 5_000_000
    assert len(pdf_of(client, page)) < 600_000

    assert pdf.render(pdf.content_of(reading_of(page)), b"no picture").startswith(b"%PDF")

    image.file.storage.delete(image.file.name)
    image.renditions.all().delete()
    page.save_revision().publish()
    lost = pdf_of(client, page)
    assert [len(each.images) for each in read(lost).pages][0] == 0
    assert "Inthemill" not in text_of(lost)


def test_letters_that_no_font_has_do_not_stop_it():
    page = practices.practice(title="Emoji 🧶 and 漢字")

    with translation.override("en"):
        assert pdf.render(pdf.content_of(reading_of(page))).startswith(b"%PDF")


def test_a_wrong_slug_is_sent_to_the_right_file(client):
    page = practices.practice()

    response = client.get(f"/en/practices/{page.code}/x/practice.pdf")

    assert (response.status_code, response["Location"]) == (
        301,
        f"/en/practices/{page.code}/{page.slug}/practice.pdf",
    )


def test_a_new_transfer_is_in_the_next_file(client):
    page = practices.practice()
    path = f"/en/practices/{page.code}/{page.slug}/practice.pdf"
    before = text_of(b"".join(client.get(path).streaming_content))

    practices.transfer(page, lesson="Newly learnt")

    assert "Newlylearnt" not in before
    assert "Newlylearnt" in text_of(b"".join(client.get(path).streaming_content))
