"""Payments: paid once with day and reference, held with a reason, late ones marked."""

from datetime import timedelta

import pytest

from exchanges.models import Exchange, Move, Payment
from exchanges.states import ExchangeState as E, PaymentState as Y
from tests.factories import exchanges as factory

pytestmark = pytest.mark.usefixtures("without_second_factor")

LAST = factory.LAST
VALIDATED = LAST + timedelta(days=6)
PAID = LAST + timedelta(days=9)
LIST = "/en/exchanges/payments/"


def address(exchange) -> str:
    return f"/en/exchanges/{exchange.code}/payment/"


def send(client, exchange, do="pay", *, on=PAID + timedelta(days=1), **changes):
    data = {"paid_on": PAID.isoformat(), "reference": "SEPA 1", "reason": "The account is closed."} | changes
    with factory.on(on):
        return client.post(address(exchange), data | {"do": do})


@pytest.fixture
def validated(w):
    return factory.validated(w)


def test_paid_once_however_often_it_is_pressed(w, client, validated):
    client.force_login(w.sending)

    responses = [send(client, validated) for _ in range(3)]

    payment = Payment.objects.get()
    assert [response.status_code for response in responses] == [302, 302, 302]
    assert (payment.state, payment.paid_on, payment.reference, payment.paid_by) == (Y.PAID, PAID, "SEPA 1", w.sending)
    assert Exchange.objects.get().state == E.PAID
    assert Move.objects.filter(subject="payment", to_state=Y.PAID).count() == 1


def test_paid_again_with_another_reference_is_refused(w, client, validated):
    client.force_login(w.sending)
    send(client, validated)

    response = send(client, validated, reference="SEPA 2")

    assert response.status_code == 409
    assert "This was paid already." in response.content.decode()
    assert 'value="SEPA 2"' in response.content.decode()
    assert Payment.objects.get().reference == "SEPA 1"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"paid_on": (PAID + timedelta(days=2)).isoformat()}, "paid_on", "This day is still to come."),
        ({"paid_on": LAST.isoformat()}, "paid_on", "This is before the validation."),
        ({"paid_on": "soon"}, "paid_on", "Enter a valid date."),
        ({"paid_on": ""}, "paid_on", "This field is required."),
        ({"reference": "   "}, "reference", "This field is required."),
        ({"reference": "x" * 81}, "reference", "Ensure this value has at most 80 characters"),
        ({"reference": "SEPA\u202e1"}, "reference", "invisible control characters"),
    ],
)
def test_a_wrong_payment_gets_a_sentence_beside_the_field(w, client, validated, changes, field, sentence):
    client.force_login(w.sending)

    response = send(client, validated, **changes)

    assert response.status_code == 422
    assert set(response.context["pay"].errors) == {field}
    assert sentence in response.content.decode()
    assert (Payment.objects.get().state, Exchange.objects.get().state) == (Y.REQUESTED, E.VALIDATED)


def test_on_hold_with_a_reason_and_due_again(w, client, validated):
    client.force_login(w.sending)

    assert send(client, validated, "hold", reason=" ").status_code == 422
    assert send(client, validated, "hold").status_code == 302
    held = client.get(address(validated)).content.decode()
    assert send(client, validated).status_code == 409
    assert send(client, validated, "resume").status_code == 302
    assert send(client, validated).status_code == 302

    assert "The account is closed." in held
    assert "It was paid" not in held
    assert Payment.objects.get().state == Y.PAID


def test_what_is_late_says_so(w, client, validated):
    client.force_login(w.sending)

    with factory.on(VALIDATED + timedelta(days=10)):
        in_time = client.get(address(validated)).content.decode()
    with factory.on(VALIDATED + timedelta(days=11)):
        late = client.get(address(validated)).content.decode()
        listed = client.get(f"{LIST}?state=late")

    assert "It was due on" not in in_time
    assert "It was due on 25 October 2026." in late
    assert len(listed.context["rows"]) == 1
    assert "<strong>late</strong>" in listed.content.decode()


@pytest.mark.parametrize(
    ("name", "read", "paid"),
    [
        ("visitor", 200, 403),
        ("auditor", 200, 403),
        ("host", 403, 403),
        ("receiving", 403, 403),
        ("colleague", 403, 403),
        ("outsider", 404, 404),
        ("stranger", 404, 404),
        ("administrator", 404, 404),
    ],
)
def test_who_does_not_pay(w, client, validated, name, read, paid):
    client.force_login(getattr(w, name))

    assert client.get(address(validated)).status_code == read
    for do in ("pay", "hold", "resume"):
        assert send(client, validated, do).status_code == paid

    assert Payment.objects.get().state == Y.REQUESTED


def test_the_auditor_sees_the_sum_and_nobody(w, client, validated):
    client.force_login(w.sending)
    send(client, validated, "hold", reason="Ms Petrova’s account")
    client.force_login(w.auditor)

    page = client.get(address(validated)).content.decode()

    assert "EUR 1,100" in page
    names = (str(w.visiting), str(w.hosting), str(w.sending), "Petrova")
    assert [name for name in names if name in page] == []


def test_before_the_validation_there_is_nothing_to_pay(w, client):
    exchange = factory.reported(w)
    client.force_login(w.sending)

    page = client.get(address(exchange))

    assert "The payment is requested once the report is validated." in page.content.decode()
    assert send(client, exchange).status_code == 404


def test_an_unknown_button(w, client, validated):
    client.force_login(w.sending)

    assert send(client, validated, "burn").status_code == 422
    assert Payment.objects.get().state == Y.REQUESTED


@pytest.mark.parametrize(
    ("name", "status", "count"),
    [("sending", 200, 1), ("coordinator", 200, 1), ("auditor", 200, 1), ("receiving", 200, 0), ("visitor", 403, None)],
)
def test_the_list_is_of_those_one_decides_about(w, client, validated, name, status, count):
    client.force_login(getattr(w, name))

    response = client.get(LIST)

    assert response.status_code == status
    assert count is None or len(response.context["rows"]) == count
    assert name != "auditor" or str(w.visiting) not in response.content.decode()


@pytest.mark.parametrize(("query", "count"), [("", 1), ("state=requested", 1), ("state=paid", 0), ("state=rubbish", 1)])
def test_the_list_by_state(w, client, validated, query, count):
    client.force_login(w.coordinator)

    assert len(client.get(f"{LIST}?{query}&page=99").context["rows"]) == count


@pytest.mark.parametrize("n", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(w, client, validated, n, django_assert_num_queries):
    for number in range(n - 1):
        firm, _person = factory.visitor_of(w)
        values = {"pk": None, "code": f"copy{number}", "proposal": None, "sign_up": None}
        row = Exchange.objects.get(pk=validated.pk)
        for name, value in values.items():
            setattr(row, name, value)
        row.visitor_organisation = firm
        row.save(force_insert=True)
        Payment.objects.create(exchange=row, amount=415, due_on=LAST)
    client.force_login(w.sending)
    client.get(LIST)

    with django_assert_num_queries(QUERIES):
        assert len(client.get(LIST).context["rows"]) == n


QUERIES = 8
