"""Checking a report, returning it, validating it once, closing; the story on the public page."""

from datetime import timedelta
from decimal import Decimal

import pytest

from exchanges.actions import reports as actions, stays
from exchanges.models import Certificate, Exchange, Payment, Report
from exchanges.states import ExchangeState as E, ReportState as R
from tests.factories import exchanges as factory

pytestmark = pytest.mark.usefixtures("without_second_factor")

FIRST, LAST = factory.FIRST, factory.LAST
DECIDED = LAST + timedelta(days=6)


def address(exchange, verb="validation") -> str:
    return f"/en/exchanges/{exchange.code}/{verb}/"


def validate(client, exchange):
    with factory.on(DECIDED):
        return client.post(address(exchange))


def test_what_was_agreed_stands_beside_what_was_real(w, client):
    exchange = factory.ended(w)
    with factory.on(LAST + timedelta(days=3)):
        exchange = factory.hand_in(exchange, real_last_day=LAST - timedelta(days=1))
    client.force_login(w.sending)

    response = client.get(address(exchange))

    page = response.content.decode()
    real = response.context["real"]
    assert (real.days, real.amount, real.counts) == (4, Decimal("550.00"), True)
    assert "EUR 1,100" in page
    assert "EUR 550" in page
    assert "Halved: 4 working days, fewer than 5: EUR 550." in page
    assert "Boarding pass or ticket: is there" in page
    assert f"One exchange of {w.home}, towards the target for: small or medium-sized enterprise." in page
    assert Exchange.objects.get().final_amount is None


def test_validated_once_however_often_it_is_pressed(w, client):
    exchange = factory.reported(w)
    client.force_login(w.sending)

    responses = [validate(client, exchange) for _ in range(3)]

    assert [(each.status_code, each["Location"]) for each in responses] == [
        (302, f"/en/exchanges/{exchange.code}/payment/")
    ] * 3
    assert (Payment.objects.count(), Certificate.objects.count()) == (1, 1)
    assert Exchange.objects.get().state == E.VALIDATED


def test_validated_it_shows_what_was_settled(w, client):
    exchange = factory.validated(w)
    client.force_login(w.auditor)

    response = client.get(address(exchange))

    page = response.content.decode()
    assert (response.context["real"].days, response.context["real"].counts) == (5, True)
    assert exchange.code in page
    assert [name for name in (str(w.visiting), str(w.hosting), str(w.visitor)) if name in page] == []
    assert "Your decision" not in page


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("visitor", 403),
        ("host", 403),
        ("receiving", 403),
        ("colleague", 403),
        ("auditor", 403),
        ("outsider", 404),
        ("stranger", 404),
        ("administrator", 404),
    ],
)
def test_who_does_not_validate(w, client, name, status):
    exchange = factory.reported(w)
    client.force_login(getattr(w, name))

    assert validate(client, exchange).status_code == status
    assert client.post(address(exchange, "return"), {"reason": "No."}).status_code == status

    assert (Exchange.objects.get().state, Payment.objects.count()) == (E.REPORTED, 0)


def test_too_early(w, client):
    exchange = factory.ended(w)
    client.force_login(w.sending)

    response = validate(client, exchange)

    assert response.status_code == 409
    assert "the state is: ended, report due" in response.content.decode()
    assert "The report has not been handed in yet." in response.content.decode()


def test_the_hosts_report_is_asked_for(w, client):
    type(w.programme).objects.update(host_report_required=True)
    exchange = factory.reported(w)
    client.force_login(w.sending)

    response = validate(client, exchange)

    assert response.status_code == 422
    assert "The host’s report is missing." in response.content.decode()
    assert Payment.objects.count() == 0


def test_returned_with_what_is_missing(w, client):
    exchange = factory.reported(w)
    client.force_login(w.sending)

    empty = client.post(address(exchange, "return"), {"reason": "  "})
    response = client.post(address(exchange, "return"), {"reason": "The ticket cannot be read."})

    assert empty.status_code == 422
    assert response.status_code == 302
    assert (Exchange.objects.get().state, Report.objects.get().reason) == (E.RETURNED, "The ticket cannot be read.")


def test_what_was_validated_is_not_returned(w, client):
    exchange = factory.validated(w)
    client.force_login(w.sending)

    response = client.post(address(exchange, "return"), {"reason": "Too late."})

    assert response.status_code == 409
    assert "Too late." in response.content.decode()
    assert Exchange.objects.get().state == E.VALIDATED


def test_a_stay_too_short_is_validated_and_does_not_count(w, client):
    exchange = factory.under_way(w)
    with factory.on(FIRST + timedelta(days=1)):
        exchange = stays.discontinue_exchange(
            exchange, last_day=FIRST + timedelta(days=1), reason="Illness.", by=w.visitor
        )
    with factory.on(LAST + timedelta(days=3)):
        exchange = factory.hand_in(exchange)
    client.force_login(w.sending)

    page = client.get(address(exchange)).content.decode()
    response = validate(client, exchange)

    assert "It does not count: the shortest stay has 3 working days." in page
    assert "no documents are demanded" in page
    assert response["Location"] == f"/en/exchanges/{exchange.code}/"
    assert (Exchange.objects.get().state, Payment.objects.count()) == (E.CLOSED, 0)


def test_a_stay_that_never_began_has_no_days(w, client):
    exchange = factory.under_way(w)
    with factory.on(FIRST):
        exchange = stays.discontinue_exchange(exchange, last_day=None, reason="Illness.", by=w.host)
    with factory.on(LAST + timedelta(days=3)):
        exchange = factory.hand_in(exchange, real_first_day=None, real_last_day=None)
    client.force_login(w.sending)

    response = client.get(address(exchange))

    assert (response.status_code, response.context["real"].days, response.context["real"].day_list) == (200, 0, [])


def test_closing(w, client):
    unpaid = factory.validated(w)
    client.force_login(w.sending)
    early = client.post(address(unpaid, "close"))
    with factory.on(DECIDED):
        client.post(address(unpaid, "payment"), {"do": "pay", "paid_on": DECIDED.isoformat(), "reference": "SEPA 1"})
    responses = [client.post(address(unpaid, "close")) for _ in range(2)]

    assert early.status_code == 409
    assert "The lump sum has not been paid yet." in early.content.decode()
    assert [response.status_code for response in responses] == [302, 302]
    assert Exchange.objects.get().state == E.CLOSED


def release(client, exchange, do="release", side="visitor"):
    return client.post(address(exchange, "story"), {"side": side, "do": do})


def test_a_story_is_looked_at_and_released_and_taken_back(w, client):
    exchange = factory.validated(w)
    client.force_login(w.sending)

    preview = client.get(address(exchange, "story")).content.decode()
    assert [release(client, exchange).status_code for _ in range(2)] == [302, 302]
    assert Report.objects.get().released_at is not None
    assert "We came home with a new finish." in preview
    assert str(w.visitor) not in preview.split("</header>")[-1]

    client.force_login(w.visitor)
    assert "Take it off the public page" in client.get(address(exchange, "story")).content.decode()
    assert release(client, exchange, do="back").status_code == 302
    report = Report.objects.get()
    assert (report.released_at, report.consent_to_publish) == (None, False)

    client.force_login(w.sending)
    assert release(client, exchange).status_code == 409


def test_no_story_before_the_validation_or_without_consent(w, client):
    exchange = factory.reported(w)
    client.force_login(w.coordinator)

    page = client.get(address(exchange, "story")).content.decode()
    early = release(client, exchange)
    Report.objects.update(consent_to_publish=False, state=R.ACCEPTED)
    without = release(client, exchange)

    assert "Put it on the public page" not in page
    assert (early.status_code, without.status_code) == (409, 409)
    assert Report.objects.get().released_at is None


@pytest.mark.parametrize(
    ("name", "status"),
    [("visitor", 403), ("host", 403), ("receiving", 403), ("auditor", 403), ("colleague", 403), ("outsider", 404)],
)
def test_who_does_not_release_a_story(w, client, name, status):
    exchange = factory.validated(w)
    client.force_login(getattr(w, name))

    assert release(client, exchange).status_code == status
    assert Report.objects.get().released_at is None


def test_an_unknown_side(w, client):
    exchange = factory.validated(w)
    client.force_login(w.sending)

    assert release(client, exchange, side="both").status_code == 404


def test_a_manager_does_not_validate_their_own_stay(w, client):
    exchange = factory.reported(w)
    Exchange.objects.update(visitor=w.sending)
    client.force_login(w.sending)

    page = client.get(address(exchange)).content.decode()

    assert "Your decision" not in page
    assert validate(client, exchange).status_code == 403
    assert actions.Payment.objects.count() == 0
