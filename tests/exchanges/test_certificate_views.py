"""Checking a certificate, and the survey some months after the stay."""

from datetime import timedelta

import pytest

from exchanges.actions import checking
from exchanges.models import Certificate, Exchange, FollowUp
from exchanges.states import ExchangeState as E
from tests.factories import exchanges as factory

CHECK = "/en/certificates/"


def test_anybody_checks_a_code(w, client):
    code = factory.validated(w).certificate.code

    page = client.get(f"{CHECK}{code}/").content.decode()

    assert "This certificate is real." in page
    assert "Mill visited Væveri from 5 October 2026 to 9 October 2026: 5 working days." in page
    assert str(w.visitor) in page
    hidden = (w.visitor.email, str(w.host), str(w.sending), "1,100", "SEPA", "new finish")
    assert [word for word in hidden if word in page] == []
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize(
    "typed", [str, lambda code: f"  {code} ", str.upper, lambda code: f"{code[:5]}-{code[5:7]} {code[7:]}"]
)
def test_a_code_however_it_was_typed(w, client, typed):
    code = factory.validated(w).certificate.code

    response = client.get(CHECK, {"code": typed(code)})

    assert (response.status_code, response["Location"]) == (302, f"{CHECK}{code}/")


@pytest.mark.parametrize("typed", ["", "   ", "l0l0l0", "Ж" * 10, "x" * 300, "a" * 13, "../..", "\x00"])
def test_a_code_that_cannot_be(client, db, typed):
    response = client.get(CHECK, {"code": typed})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"code"}


def test_a_wrong_code_tells_nothing(w, client):
    code = factory.validated(w).certificate.code

    response = client.get(f"{CHECK}{code[::-1]}x/")

    page = response.content.decode()
    assert response.status_code == 404
    assert "There is no certificate with this code." in page
    assert str(w.visiting) not in page


def test_not_so_many_codes_in_an_hour(w, client):
    code = factory.validated(w).certificate.code

    statuses = [client.get(f"{CHECK}{number}/").status_code for number in range(checking.PER_ADDRESS_AND_HOUR)]
    refused = client.get(f"{CHECK}{code}/")

    assert set(statuses) == {404}
    assert refused.status_code == 429
    assert "Please try again in an hour." in refused.content.decode()
    assert "This certificate is real." not in refused.content.decode()


def test_after_an_erasure_the_certificate_names_nobody(w, client):
    exchange = factory.validated(w)
    name = str(w.visitor)
    Exchange.objects.update(visitor=None)

    page = client.get(f"{CHECK}{exchange.certificate.code}/").content.decode()

    assert "This certificate is real." in page
    assert name not in page


def test_an_online_exchange_says_so(w, client):
    exchange = factory.matched(w, is_virtual=True)
    Exchange.objects.update(state=E.VALIDATED, first_day=factory.FIRST, last_day=factory.LAST, final_days=3)
    Certificate.objects.create(code="abcdefgh23", exchange=exchange)

    page = client.get(f"{CHECK}abcdefgh23/").content.decode()

    assert "Mill worked online with Væveri from 5 October 2026 to 9 October 2026: 3 working days." in page


ANSWERS = {
    "outcomes": ["project", "agreement"],
    "still_in_contact": "yes",
    "would_go_again": "no",
    "text": "Съвместна линия.",
    "language": "bg",
}


@pytest.fixture
def survey(w):
    factory.paid(w)
    return FollowUp.objects.get()


def follow_up(survey) -> str:
    return f"/bg/exchanges/follow-up/{survey.token}/"


def test_the_survey_is_answered_once_without_signing_in(client, survey):
    with factory.on(factory.LAST + timedelta(days=183)):
        responses = [client.post(follow_up(survey), ANSWERS | {"text": text}) for text in ("Съвместна линия.", "Пак")]
        page = client.get(follow_up(survey))

    found = FollowUp.objects.get()
    assert responses[0]["Location"] == follow_up(survey)
    assert responses[1].status_code == 200
    assert page.templates[0].name == "exchanges/reports/follow_up_done.html"
    assert (found.outcomes, found.still_in_contact, found.would_go_again) == (["project", "agreement"], True, False)
    assert (found.text, found.language) == ("Съвместна линия.", "bg")
    assert Exchange.objects.get().state == E.CLOSED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcomes": []}, "outcomes"),
        ({"outcomes": ["none", "project"]}, "outcomes"),
        ({"outcomes": ["riches"]}, "outcomes"),
        ({"still_in_contact": ""}, "still_in_contact"),
        ({"would_go_again": "perhaps"}, "would_go_again"),
        ({"text": "ж" * 4001}, "text"),
        ({"text": "\u202e"}, "text"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_wrong_answer_keeps_what_was_typed(client, survey, changes, field):
    response = client.post(follow_up(survey), ANSWERS | changes)

    assert (response.status_code, set(response.context["form"].errors)) == (422, {field})
    assert FollowUp.objects.get().answered_at is None


@pytest.mark.parametrize("token", ["nothing", "x" * 200, "%00"])
def test_a_wrong_link_is_not_found(client, survey, token):
    assert client.get(f"/en/exchanges/follow-up/{token}/").status_code == 404
    assert client.post(f"/en/exchanges/follow-up/{token}/", ANSWERS).status_code == 404
    assert FollowUp.objects.get().answered_at is None
