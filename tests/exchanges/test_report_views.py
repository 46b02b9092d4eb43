"""Writing, handing in and reading the reports of both sides."""

from datetime import timedelta

import pytest

from exchanges.actions import evidence, stays
from exchanges.choices import Side
from exchanges.models import Exchange, Report
from exchanges.states import ExchangeState as E, ReportState as R
from tests.factories import exchanges as factory

pytestmark = pytest.mark.usefixtures("without_second_factor")

FIRST, LAST = factory.FIRST, factory.LAST
AFTER = LAST + timedelta(days=3)
ANSWERS = {
    "language": "bg",
    "real_first_day": FIRST.isoformat(),
    "real_last_day": LAST.isoformat(),
    "agenda_followed": "yes",
    "activities": ["knowledge"],
    "objective-0": "partly",
    "contacts": "12",
    "meetings": "0",
    "outcomes": ["contacts", "follow_up"],
    "satisfaction_partner": "5",
    "would_recommend": "no",
    "satisfaction_platform": "2",
    "to_the_coordinator": "Only for the coordinator.",
    "problems": "The host was late.",
    "story": "Върнахме се с нов апрет.",
    "consent_to_publish": "on",
}


def address(exchange: Exchange, side: str = "visitor") -> str:
    return f"/en/exchanges/{exchange.code}/report/{side}/"


def write(client, exchange, *, side="visitor", do="submit", **changes):
    with factory.on(AFTER):
        return client.post(address(exchange, side), ANSWERS | changes | {"do": do})


@pytest.fixture
def after(w):
    """An exchange whose stay is over, with the evidence that is asked for."""
    exchange = factory.ended(w)
    add_evidence(exchange)
    return exchange


def add_evidence(exchange):
    with factory.on(AFTER):
        for kind in ("travel_ticket", "stay_invoice"):
            evidence.add_evidence(exchange, kind=kind, file=factory.ticket(), by=exchange.visitor)


def test_the_form_begins_with_what_is_known_and_writes_nothing(w, client, after):
    client.force_login(w.visitor)

    with factory.on(AFTER):
        page = client.get(address(after)).content.decode()

    assert 'value="2026-10-05"' in page
    assert "See three finishing lines." in page
    assert "Read by both sides, both clusters and the coordinator." in page
    assert "Read by whoever writes it and the coordinator. Not by the clusters." in page
    assert Report.objects.count() == 0


def test_a_complete_report_is_handed_in(w, client, after):
    client.force_login(w.visitor)

    response = write(client, after)

    report = Report.objects.get()
    assert (response.status_code, response["Location"]) == (302, address(after))
    assert (report.state, Exchange.objects.get().state) == (R.SUBMITTED, E.REPORTED)
    assert (report.language, report.agenda_followed, report.would_recommend) == ("bg", True, False)
    assert (report.contacts, report.meetings, report.satisfaction_partner) == (12, 0, 5)
    assert report.outcomes == ["contacts", "follow_up"]
    assert report.objectives == [{"text": "See three finishing lines.", "reached": "partly"}]
    assert (report.story, report.consent_to_publish) == (ANSWERS["story"], True)


def test_a_draft_is_kept_with_anything_missing_and_resumed(w, client, after):
    client.force_login(w.visitor)

    with factory.on(AFTER):
        response = client.post(address(after), {"language": "bg", "story": "Начало", "do": "save"})
        page = client.get(address(after)).content.decode()

    report = Report.objects.get()
    assert response.status_code == 302
    assert (report.state, report.story, report.contacts) == (R.DRAFT, "Начало", None)
    assert "Начало" in page


def test_saved_in_the_background(w, client, after):
    client.force_login(w.visitor)

    with factory.on(AFTER):
        response = client.post(
            address(after), {"language": "bg", "story": "x", "contacts": "many"}, headers={"Accept": "application/json"}
        )

    assert response.json()["saved"].startswith("Saved at")
    assert Report.objects.get().story == "x"


def test_what_is_missing_is_said_beside_the_fields_and_the_rest_is_kept(w, client, after):
    client.force_login(w.visitor)

    response = write(client, after, contacts="", **{"objective-0": ""}, real_last_day="")

    page = response.content.decode()
    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {"contacts", "objective-0", "real_last_day"}
    assert form.errors["objective-0"] == ["Please say of each objective whether it was reached."]
    assert 'href="#id_contacts"' in page
    assert 'href="#id_objective-0_0"' in page
    report = Report.objects.get()
    assert (report.state, report.problems, Exchange.objects.get().state) == (R.DRAFT, ANSWERS["problems"], E.ENDED)


def test_missing_evidence_is_said(w, client):
    exchange = factory.ended(w)
    client.force_login(w.visitor)

    response = write(client, exchange)

    assert response.status_code == 422
    assert 'href="#part-evidence"' in response.content.decode()
    assert "Please add: boarding pass or ticket, accommodation invoice." in response.content.decode()
    assert Exchange.objects.get().state == E.ENDED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"real_first_day": LAST.isoformat(), "real_last_day": FIRST.isoformat()}, "real_last_day"),
        ({"real_last_day": (AFTER + timedelta(days=1)).isoformat()}, "real_last_day"),
        ({"real_first_day": (FIRST - timedelta(days=1)).isoformat()}, "real_first_day"),
        ({"real_first_day": "31.02.2026"}, "real_first_day"),
        ({"contacts": "-3"}, "contacts"),
        ({"contacts": "99999999999"}, "contacts"),
        ({"satisfaction_partner": "6"}, "satisfaction_partner"),
        ({"outcomes": ["riches"]}, "outcomes"),
        ({"story": "ж" * 4001}, "story"),
        ({"story": "turned \u202e round"}, "story"),
        ({"language": "xx"}, "language"),
        ({"objective-0": "maybe"}, "objective-0"),
    ],
)
def test_wrong_values_get_a_sentence_and_nothing_typed_is_lost(w, client, after, changes, field):
    client.force_login(w.visitor)

    response = write(client, after, **changes)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert ANSWERS["problems"] in response.content.decode()
    assert Exchange.objects.get().state == E.ENDED


def test_handed_in_twice_is_a_double_click(w, client, after):
    client.force_login(w.visitor)

    assert [write(client, after).status_code for _ in range(2)] == [302, 302]

    assert Report.objects.get().state == R.SUBMITTED


def test_a_report_before_the_stay_is_refused(w, client):
    exchange = factory.approved(w)
    client.force_login(w.visitor)

    page = client.get(address(exchange))
    response = client.post(address(exchange), ANSWERS | {"do": "save"})

    assert page.status_code == 200
    assert "This report has not been handed in yet." in page.content.decode()
    assert response.status_code == 409
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "get", "post"),
    [
        ("outsider", 404, 404),
        ("stranger", 404, 404),
        ("administrator", 404, 404),
        ("auditor", 403, 403),
        ("colleague", 403, 403),
        ("host", 200, 403),
        ("receiving", 200, 403),
    ],
)
def test_a_report_for_somebody_elses_exchange(w, client, after, name, get, post):
    client.force_login(getattr(w, name))

    with factory.on(AFTER):
        assert client.get(address(after)).status_code == get
    assert write(client, after).status_code == post

    assert (Report.objects.count(), Exchange.objects.get().state) == (0, E.ENDED)


def test_an_unknown_side_and_an_unknown_exchange_are_not_found(w, client, after):
    client.force_login(w.visitor)

    assert client.get(address(after, "both")).status_code == 404
    assert client.get("/en/exchanges/nothing/report/visitor/").status_code == 404


def test_a_draft_is_read_by_nobody_else(w, client, after):
    client.force_login(w.visitor)
    write(client, after, do="save")
    client.force_login(w.host)

    page = client.get(address(after)).content.decode()

    assert "This report has not been handed in yet." in page
    assert ANSWERS["problems"] not in page
    assert ANSWERS["story"] not in page


@pytest.mark.parametrize(
    ("name", "reads", "not_reads"),
    [
        ("visitor", ["12", "The host was late.", "Only for the coordinator."], []),
        ("coordinator", ["12", "The host was late.", "Only for the coordinator."], []),
        ("sending", ["12", "The host was late."], ["Only for the coordinator."]),
        ("host", ["12"], ["The host was late.", "Only for the coordinator."]),
        ("receiving", ["12"], ["The host was late.", "Only for the coordinator."]),
    ],
)
def test_everybody_reads_their_parts(w, client, after, name, reads, not_reads):
    client.force_login(w.visitor)
    write(client, after)
    client.force_login(getattr(w, name))

    page = client.get(address(after)).content.decode()

    assert [sentence for sentence in reads if sentence not in page] == []
    assert [sentence for sentence in not_reads if sentence in page] == []


def test_who_helps_reads_no_part_that_is_not_for_them(w, client, after):
    client.force_login(w.visitor)
    write(client, after, do="save")
    client.force_login(w.sending)

    with factory.on(AFTER):
        page = client.get(address(after)).content.decode()
    write(client, after, do="save", problems="Noted by phone.", to_the_coordinator="Overwritten", consent_to_publish="")
    with factory.on(AFTER):
        again = client.get(address(after)).content.decode()

    report = Report.objects.get()
    assert "You write this on behalf of the visitor." in page
    assert "Only for the coordinator." not in page + again
    assert (report.problems, report.to_the_coordinator) == ("Noted by phone.", "Only for the coordinator.")
    assert (report.written_by, report.consent_to_publish) == (w.visitor, True)


def test_nobody_consents_for_somebody_else(w, client, after):
    client.force_login(w.sending)

    response = write(client, after)

    report = Report.objects.get()
    assert response.status_code == 302
    assert (report.state, report.written_by, report.consent_to_publish) == (R.SUBMITTED, w.sending, False)


def test_a_broken_off_stay_is_not_asked_for_days_or_evidence(w, client):
    exchange = factory.in_state(w, E.DISCONTINUED)
    client.force_login(w.visitor)

    with factory.on(AFTER):
        page = client.get(address(exchange))
    response = write(client, exchange)

    assert "real_first_day" not in page.context["form"].fields
    assert "no documents are demanded" in page.content.decode()
    assert response.status_code == 302
    report = Report.objects.get()
    assert (report.state, report.real_last_day) == (R.SUBMITTED, FIRST + timedelta(days=2))


def test_a_stay_that_never_began_is_reported_too(w, client):
    exchange = factory.under_way(w)
    with factory.on(FIRST):
        stays.discontinue_exchange(exchange, last_day=None, reason="Illness.", by=w.host)
    client.force_login(w.visitor)

    assert write(client, exchange).status_code == 302
    assert Exchange.objects.get().state == E.REPORTED


def test_a_returned_report_shows_why_and_is_completed(w, client):
    exchange = factory.in_state(w, E.RETURNED)
    client.force_login(w.visitor)

    page = client.get(address(exchange)).content.decode()
    response = write(client, exchange)

    assert "The ticket cannot be read." in page
    assert (response.status_code, Exchange.objects.get().state) == (302, E.REPORTED)


def test_the_hosts_report_has_its_own_fields(w, client, after):
    client.force_login(w.host)

    with factory.on(AFTER):
        page = client.get(address(after, "host"))
    response = write(client, after, side="host")

    assert "satisfaction_lump_sum" not in page.context["form"].fields
    assert "part-evidence" not in page.content.decode()
    assert response.status_code == 302
    report = Report.objects.get(side=Side.HOST)
    assert (report.state, Exchange.objects.get().state) == (R.SUBMITTED, E.ENDED)


def test_a_name_of_three_hundred_letters(w, client, after):
    name = "Ж" * 200
    type(w.visiting).objects.filter(pk=w.visiting.pk).update(name=name)
    client.force_login(w.visitor)

    assert write(client, after, story="Ш" * 300).status_code == 302
    assert name in client.get(address(after)).content.decode()
