"""The commitment and the certificate as PDFs: letters, tags, readers."""

import re
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.utils import translation
from pypdf import PdfReader

from exchanges import pdf
from exchanges.actions import commitments
from exchanges.models import CommitmentVersion, Exchange
from tests.factories import exchanges as factory
from tests.practices.test_pdf import LETTERS

pytestmark = pytest.mark.usefixtures("without_second_factor")


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def text_of(content: bytes) -> str:
    return re.sub(r"[\s\xad\u200b]+", "", "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def root_of(content: bytes):
    return PdfReader(BytesIO(content)).trailer["/Root"]


def is_accessible(content: bytes) -> bool:
    return "pdfuaid" in str(PdfReader(BytesIO(content)).xmp_metadata.stream.get_data())


def in_languages(w, visitor: str, host: str) -> None:
    for person, language in ((w.visitor, visitor), (w.host, host)):
        person.language = language
        person.save()


def name_firms(w, letters: str) -> None:
    type(w.visiting).objects.filter(pk=w.visiting.pk).update(name=f"Aa {letters}")


@pytest.mark.parametrize(("language", "letters"), LETTERS.items())
def test_the_certificate_has_every_letter_of_its_reader(w, client, language, letters):
    name_firms(w, letters)
    exchange = factory.validated(w)
    client.force_login(w.visitor)

    response = client.get(f"/{language}/exchanges/{exchange.code}/certificate.pdf")

    content = content_of(response)
    assert response["Content-Type"] == "application/pdf"
    assert text_of(content).count(squeezed(letters)) == 2  # in the sentence and among the facts
    assert exchange.certificate.code in text_of(content)
    assert f"/{language}/certificates/" in text_of(content)
    assert str(w.visitor).replace(" ", "") in text_of(content)
    assert root_of(content)["/MarkInfo"]["/Marked"]
    assert root_of(content)["/Lang"].startswith(language)
    assert is_accessible(content)


@pytest.mark.parametrize(("language", "letters"), LETTERS.items())
def test_the_commitment_has_every_letter_of_both_sides(w, client, language, letters):
    in_languages(w, language, "da" if language != "da" else "bg")
    exchange = factory.matched(w)
    objectives = [{"text": f"Bb {letters}", "concept": ""}]
    plan = factory.PLAN | {"objectives": objectives, "outcomes": f"Cc {letters}"}
    commitments.write_commitment(exchange, by=w.visitor, language=language, **plan)
    client.force_login(w.visitor)

    content = content_of(client.get(f"/en/exchanges/{exchange.code}/commitment.pdf"))

    assert text_of(content).count(squeezed(letters)) == 4  # two texts in each of the two languages
    assert root_of(content)["/MarkInfo"]["/Marked"]
    assert root_of(content)["/Lang"].startswith(language)
    assert is_accessible(content)


def test_the_commitment_is_in_the_languages_of_both_sides(w):
    in_languages(w, "bg", "da")
    exchange = factory.approved(w)
    version = CommitmentVersion.objects.get()
    Exchange.objects.update(host_contact=w.host)
    exchange.refresh_from_db()

    assert pdf.languages_of(exchange, version) == ["bg", "da"]
    in_languages(w, "da", "da")
    assert pdf.languages_of(Exchange.objects.get(), version) == ["da"]


def test_all_four_signatures_stand_with_person_time_version_and_confirmation(w, client):
    in_languages(w, "en", "en")
    exchange = factory.approved(w)
    client.force_login(w.host)

    text = text_of(content_of(client.get(f"/en/exchanges/{exchange.code}/commitment.pdf")))

    for person in (w.visitor, w.host, w.sending, w.receiving):
        assert squeezed(str(person)) in text
    assert text.count("version1") == 4
    assert text.count("1September2026,10:00(Europe/Brussels)") == 4
    assert text.count("Password") == 4
    assert CommitmentVersion.objects.get().hash[:32] in text
    assert "EUR1,100" in text
    assert "Therateofthehostcountry" in text or "Rateofthehostcountry(Denmark):EUR1,100." in text


def test_what_is_not_signed_says_so_and_an_old_version_is_kept(w, client):
    in_languages(w, "en", "en")
    exchange = factory.approved(w)
    commitments.write_commitment(exchange, by=w.visitor, outcomes="Another outcome.")
    client.force_login(w.visitor)
    address = f"/en/exchanges/{exchange.code}/commitment.pdf"

    new, old = (text_of(content_of(client.get(f"{address}{query}"))) for query in ("", "?version=1"))

    assert (new.count("notsignedyet"), old.count("notsignedyet")) == (4, 0)
    assert "Anotheroutcome." in new
    assert "Anotheroutcome." not in old
    for wrong in ("3", "0", "-1", "x", "9" * 30, "²"):
        assert client.get(address, {"version": wrong}).status_code == 404


def test_what_people_typed_is_never_markup(w, client):
    exchange = factory.matched(w)
    typed = '#panic("x") $1^2$ *b* @ref <label> \\ " ] )'
    plan = factory.PLAN | {"objectives": [{"text": typed, "concept": ""}], "outcomes": typed}
    commitments.write_commitment(exchange, by=w.visitor, language="en", **plan)
    client.force_login(w.visitor)

    assert squeezed(typed) in text_of(content_of(client.get(f"/en/exchanges/{exchange.code}/commitment.pdf")))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("visitor", 200),
        ("host", 200),
        ("sending", 200),
        ("receiving", 200),
        ("coordinator", 200),
        ("auditor", 403),
        ("outsider", 404),
        ("stranger", 404),
        ("administrator", 404),
        ("nobody", 302),
    ],
)
def test_who_gets_the_documents(w, client, name, status):
    exchange = factory.validated(w)
    person = getattr(w, name)
    if person:
        client.force_login(person)

    for document in ("commitment", "certificate"):
        response = client.get(f"/en/exchanges/{exchange.code}/{document}.pdf")
        assert response.status_code == status
        if status == 200:
            content_of(response)


def test_no_document_before_there_is_one(w, client):
    exchange = factory.matched(w)
    client.force_login(w.visitor)

    for document in ("commitment", "certificate"):
        assert client.get(f"/en/exchanges/{exchange.code}/{document}.pdf").status_code == 404


def test_names_of_three_hundred_cyrillic_letters(w, client):
    name = "Ж" * 200
    type(w.visiting).objects.filter(pk=w.visiting.pk).update(name=name)
    exchange = factory.validated(w)
    client.force_login(w.visitor)

    for document in ("commitment", "certificate"):
        response = client.get(f"/bg/exchanges/{exchange.code}/{document}.pdf")
        content = content_of(response)
        assert name in text_of(content)
        file_name = unquote(response["Content-Disposition"].partition("''")[2])
        assert file_name.endswith("Ж.pdf")
        assert len(file_name.encode()) < 160


def test_letters_that_no_font_has_do_not_stop_it(w):
    name_firms(w, "🧶 漢字")
    exchange = factory.validated(w)

    with translation.override("fr"):
        assert pdf.certificate(exchange.certificate).startswith(b"%PDF")
        assert pdf.commitment(exchange, exchange.versions.first()).startswith(b"%PDF")


def test_an_external_host_and_an_erased_visitor(w):
    exchange = factory.validated(w)
    Exchange.objects.update(visitor=None, receiving_cluster=None)
    exchange = Exchange.objects.get()

    with translation.override("en"):
        commitment = text_of(pdf.commitment(exchange, exchange.versions.first()))
        certificate = text_of(pdf.certificate(exchange.certificate))

    assert "Signsforthehost’sside" in commitment
    assert "Receivingcluster" not in certificate
    assert squeezed(str(w.visitor)) not in certificate
