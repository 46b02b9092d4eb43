"""Evidence: added, listed, removed, served to those it is for, and to nobody else."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from exchanges.actions import evidence as actions
from exchanges.models import EvidenceFile
from exchanges.states import ExchangeState as E
from tests.factories import exchanges as factory
from tests.factories.uploads import PDF, huge_picture, picture, svg, upload, zip_bomb

pytestmark = pytest.mark.usefixtures("without_second_factor")

AFTER = factory.LAST + timedelta(days=3)


def address(exchange) -> str:
    return f"/en/exchanges/{exchange.code}/evidence/"


@pytest.fixture
def ended(w):
    return factory.ended(w)


def kept(exchange, by, name="Билет – София.pdf"):
    return actions.add_evidence(exchange, kind="travel_ticket", file=upload(name, PDF), by=by)


def test_added_listed_and_ticked_off(w, client, ended):
    client.force_login(w.visitor)

    response = client.post(
        address(ended), {"kind": "travel_ticket", "file": [upload("Билет.pdf", PDF), picture("снимка.png")]}
    )

    page = client.get(address(ended)).content.decode()
    assert (response.status_code, response["Location"]) == (302, address(ended))
    assert sorted(EvidenceFile.objects.values_list("name", flat=True)) == ["Билет.pdf", "снимка.png"]
    assert "2 files are kept." in page
    assert "Boarding pass or ticket: is there" in page
    assert "Accommodation invoice: is missing" in page


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (lambda: upload("ticket.pdf", b"<html><script>alert(1)</script>"), "the file is something else"),
        (lambda: upload("ticket.jpg", PDF), "the file is something else"),
        (lambda: svg("ticket.svg"), "are not accepted"),
        (lambda: upload("ticket.html", b"<html>"), "are not accepted"),
        (lambda: upload("ticket.exe", b"MZ" + bytes(50)), "are not accepted"),
        (lambda: upload("ticket", PDF), "has no ending"),
        (lambda: upload("empty.pdf", b""), "empty"),
        (lambda: zip_bomb(), "far too big"),
        (lambda: huge_picture(), "too many pixels"),
    ],
)
def test_a_file_that_is_not_what_it_says(w, client, ended, file, sentence):
    client.force_login(w.visitor)

    response = client.post(address(ended), {"kind": "stay_invoice", "file": file()})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert EvidenceFile.objects.count() == 0


def test_a_good_file_beside_a_bad_one_is_kept(w, client, ended):
    client.force_login(w.visitor)

    response = client.post(
        address(ended), {"kind": "other", "file": [upload("good.pdf", PDF), upload("bad.pdf", b"no")]}
    )

    assert response.status_code == 422
    assert "bad.pdf: " in response.content.decode()
    assert EvidenceFile.objects.get().name == "good.pdf"


@pytest.mark.parametrize("data", [{}, {"kind": "passport"}])
def test_nothing_chosen(w, client, ended, data):
    client.force_login(w.visitor)

    response = client.post(address(ended), data)

    assert (response.status_code, set(response.context["form"].errors)) == (422, {"kind", "file"})


def test_too_many_at_once(w, client, ended):
    client.force_login(w.visitor)
    files = [upload(f"{n}.pdf", PDF + bytes([65 + n])) for n in range(11)]

    response = client.post(address(ended), {"kind": "other", "file": files})

    assert (response.status_code, EvidenceFile.objects.count()) == (422, 0)


def test_a_name_of_three_hundred_cyrillic_letters(w, client, ended):
    client.force_login(w.visitor)

    client.post(address(ended), {"kind": "other", "file": upload("Ж" * 300 + ".pdf", PDF)})

    found = EvidenceFile.objects.get()
    response = client.get(f"{address(ended)}{found.code}/")
    response.close()
    assert (found.name, len(found.name.encode())) == ("Ж" * 73 + ".pdf", 150)
    assert quote(found.name) in response["Content-Disposition"]


@pytest.mark.parametrize("name", ["visitor", "sending", "coordinator"])
def test_served_as_a_download_to_those_it_is_for(w, client, ended, name):
    found = kept(ended, w.visitor)
    client.force_login(getattr(w, name))

    response = client.get(f"{address(ended)}{found.code}/")

    assert b"".join(response.streaming_content) == PDF
    response.close()
    assert response["Content-Disposition"].startswith("attachment")
    assert quote("Билет – София.pdf") in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "listed", "served"),
    [
        ("auditor", 200, 403),
        ("host", 403, 403),
        ("receiving", 403, 403),
        ("colleague", 403, 403),
        ("outsider", 404, 404),
        ("stranger", 404, 404),
        ("administrator", 404, 404),
    ],
)
def test_nobody_else_gets_a_file(w, client, ended, name, listed, served):
    found = kept(ended, w.visitor)
    client.force_login(getattr(w, name))

    page = client.get(address(ended))
    responses = [client.get(f"{address(ended)}{found.code}/"), client.post(f"{address(ended)}{found.code}/remove/")]

    assert page.status_code == listed
    assert [response.status_code for response in responses] == [served, served]
    assert found.name not in page.content.decode()
    assert EvidenceFile.objects.count() == 1


def test_the_auditor_sees_that_files_exist(w, client, ended):
    found = kept(ended, w.visitor)
    client.force_login(w.auditor)

    page = client.get(address(ended)).content.decode()

    assert "Boarding pass or ticket" in page
    assert "1 Sept 2026" in page
    assert [word for word in (found.name, found.code, str(w.visitor), str(w.visiting)) if word in page] == []


def test_a_visitor_without_account_signs_in_first(w, client, ended):
    found = kept(ended, w.visitor)

    for path in (address(ended), f"{address(ended)}{found.code}/"):
        assert client.get(path)["Location"].startswith("/en/accounts/login/")


def test_removed_twice_is_a_double_click(w, client, ended):
    found = kept(ended, w.visitor)
    client.force_login(w.visitor)

    responses = [client.post(f"{address(ended)}{found.code}/remove/") for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert EvidenceFile.objects.count() == 0


def test_a_file_of_another_exchange_is_not_found(w, client, ended):
    found = kept(ended, w.visitor)
    firm, person = factory.visitor_of(w)
    other = factory.matched(w, application=factory.accepted(w, organisation=firm, person=person))
    client.force_login(w.sending)

    assert client.get(f"{address(other)}{found.code}/").status_code == 404
    client.post(f"{address(other)}{found.code}/remove/")
    assert EvidenceFile.objects.count() == 1


def test_once_handed_in_files_stay(w, client):
    exchange = factory.reported(w)
    found = exchange.evidence.first()
    client.force_login(w.visitor)

    removed = client.post(f"{address(exchange)}{found.code}/remove/")
    added = client.post(address(exchange), {"kind": "other", "file": upload("late.pdf", PDF)})

    assert (removed.status_code, added.status_code) == (403, 403)
    assert "Files can be added from the stay until the report is handed in." in added.content.decode()
    assert EvidenceFile.objects.count() == 2


def test_a_purged_file_is_gone_and_its_line_stays(w, client, ended):
    found = kept(ended, w.visitor)
    EvidenceFile.objects.update(file="", name="", purged_at=factory.NOW)
    client.force_login(w.sending)

    page = client.get(address(ended)).content.decode()

    assert "deleted on 1 September 2026" in page
    assert client.get(f"{address(ended)}{found.code}/").status_code == 404


def test_a_broken_off_stay_asks_for_nothing(w, client):
    exchange = factory.in_state(w, E.DISCONTINUED)
    client.force_login(w.visitor)

    assert "no documents are demanded" in client.get(address(exchange)).content.decode()


@pytest.mark.parametrize("n", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(w, client, ended, n, django_assert_num_queries):
    for number in range(n):
        actions.add_evidence(ended, kind="other", file=factory.ticket(content=str(number).encode()), by=w.visitor)
    client.force_login(w.visitor)
    client.get(address(ended))

    with django_assert_num_queries(QUERIES):
        client.get(address(ended))


QUERIES = 9
