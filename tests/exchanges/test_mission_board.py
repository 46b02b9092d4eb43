"""The board of a trip: what is missing of each firm, its moves, the table to take away, the list of contacts."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.models import Membership
from exchanges.actions import overrides, stays
from exchanges.models import Application, Exchange, SignUp
from exchanges.queries.board import Need, read_board
from exchanges.states import ApplicationState as A, SignUpState as S
from tests.factories import exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(w):
    made = Visitor()
    made.force_login(w.sending)
    return made


def firm_on(w, mission, name=""):
    firm, person = factory.visitor_of(w, name=name)
    return factory.signed_up(w, mission, organisation=firm, person=person)


def board_of(mission) -> str:
    return f"/en/missions/{mission.code}/board/"


def needs_of(w, mission, user=None) -> list[set]:
    return [set(row.needs) for row in read_board(mission, user or w.sending).rows]


def test_each_state_says_what_is_missing(w):
    mission = factory.mission(w)
    firm, person = factory.visitor_of(w)
    factory.submitted(w, mission=mission, organisation=firm, person=person)
    steps = [factory.building, factory.signing, factory.approved, factory.ended, factory.reported, factory.validated]
    firm_on(w, mission)
    for step in steps:
        step(w, firm_on(w, mission).exchange)
    factory.paid(w, firm_on(w, mission).exchange)

    assert needs_of(w, mission) == [
        {Need.ANSWER},
        {Need.COMMITMENT},
        {Need.OPENING},
        {Need.SIGNATURES, Need.MINE},
        set(),
        {Need.EVIDENCE, Need.REPORT},
        {Need.VALIDATION},
        {Need.PAYMENT},
        set(),
    ]


def test_the_page_has_the_firms_with_links_to_where_it_is_done(client, w):
    mission = factory.mission(w, places=3)
    rows = [firm_on(w, mission, name) for name in ("Alfa", "Beta", "Gamma", "Delta", "Epsilon")]
    factory.signing(w, rows[1].exchange)
    stays.cancel_exchange(rows[2].exchange, reason="Illness.", by=w.sending)

    html = client.get(board_of(mission)).content.decode()

    assert "3 / 3" in html
    assert "5 working days: EUR 1,100" in html
    assert f"/en/exchanges/{rows[1].exchange.code}/" in html
    assert "0 of 4" in html
    assert "missing: visitor, host, sending cluster, receiving cluster" in html
    assert "a place is offered" in html
    assert "until 4 September 2026" in html
    assert "waiting, no. 1" in html
    assert "No longer on the trip" in html
    assert "Gamma: given up" in html


def test_an_obstacle_is_named_and_an_exception_takes_it_away(w):
    mission = factory.mission(w)
    row = firm_on(w, mission)
    Membership.objects.filter(organisation=row.organisation).delete()

    named = read_board(mission, w.sending).rows[0]
    overrides.override_rule(
        programme=w.programme,
        rule="visitor_membership",
        organisation=row.organisation,
        reason="Joins in October.",
        by=w.coordinator,
    )

    assert named.cells["eligibility"].text == "Membership of a cluster"
    assert Need.OBSTACLE in named.needs
    assert read_board(mission, w.sending).rows[0].cells["eligibility"].text == "in order"


def test_another_visit_of_the_firm_stands_in_the_way_but_not_the_own_one(w):
    mission = factory.mission(w)
    firm_on(w, mission)
    factory.submitted(w, mission=mission)
    factory.matched(w, application=factory.accepted(w, person=w.colleague))

    own, double = read_board(mission, w.sending).rows

    assert own.cells["eligibility"].text == "in order"
    assert double.cells["eligibility"].text == "One visit per organisation"


def test_filters_and_order(client, w):
    mission = factory.mission(w)
    second, first = firm_on(w, mission, "Beta"), firm_on(w, mission, "Alfa")
    factory.signing(w, second.exchange)

    def names(query):
        return [row.firm.name for row in client.get(board_of(mission) + query).context["rows"]]

    assert names("") == ["Beta", "Alfa"]
    assert names("?sort=firm") == ["Alfa", "Beta"]
    assert names("?sort=missing") == ["Alfa", "Beta"]
    assert names("?missing=signatures") == ["Beta"]
    assert names("?missing=mine") == ["Beta"]
    assert names("?missing=payment") == []
    assert names("?missing=nonsense&sort=nonsense") == ["Beta", "Alfa"]
    assert first.state == S.HELD


def test_accepting_on_the_board_begins_the_exchange_and_a_double_click_is_quiet(client, w):
    mission = factory.mission(w)
    application = factory.submitted(w, mission=mission)
    sign_up = SignUp.objects.get()

    for _ in range(2):
        answer = client.post(f"{board_of(mission)}{sign_up.code}/accept/")
        assert answer.status_code == 302

    assert Application.objects.get(pk=application.pk).state == A.ACCEPTED
    assert Exchange.objects.get().sign_up == sign_up


def test_a_place_is_given_up_but_not_one_with_an_exchange(client, w):
    mission = factory.mission(w, places=1)
    held = firm_on(w, mission)
    waiting = firm_on(w, mission)

    refused = client.post(f"{board_of(mission)}{held.code}/give-up/")
    done = client.post(f"{board_of(mission)}{waiting.code}/give-up/")

    assert refused.status_code == 422
    assert "Please cancel the exchange." in refused.content.decode()
    assert done.status_code == 302
    assert [SignUp.objects.get(pk=row.pk).state for row in (held, waiting)] == [S.HELD, S.RELEASED]


def test_the_receiving_cluster_does_not_run_the_trip(w):
    mission = factory.mission(w)
    sign_up = firm_on(w, mission)
    other = Visitor()
    other.force_login(w.receiving)

    assert other.get(board_of(mission)).status_code == 403
    assert other.post(f"{board_of(mission)}{sign_up.code}/give-up/").status_code == 403
    assert other.get(f"{board_of(mission)}contacts/").status_code == 403
    assert other.get(f"{board_of(mission)}export.csv").status_code == 403
    assert SignUp.objects.get().state == S.HELD


def test_exports_have_types_and_run_nothing(client, w):
    mission = factory.mission(w)
    factory.paid(w, firm_on(w, mission, '=HYPERLINK("evil")').exchange)
    firm_on(w, mission, "Beta")

    text = b"".join(client.get(f"{board_of(mission)}export.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    answer = client.get(f"{board_of(mission)}export.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active

    assert rows[0]["Firm"] == '\'=HYPERLINK("evil")'
    assert (rows[0]["Lump sum"], rows[0]["Reference"], rows[1]["Missing"]) == (
        "1100.00",
        "SEPA 1",
        "commitment to write",
    )
    head = [cell.value for cell in sheet[1]]
    paid = dict(zip(head, sheet[2], strict=True))
    assert paid["Lump sum"].value == 1100
    assert paid["Paid on"].is_date
    assert paid["Firm"].data_type == "s"


def test_the_list_of_contacts_has_who_travels_receives_and_helps(client, w):
    mission = factory.mission(w, places=1)
    row = firm_on(w, mission, "Alfa")
    waiting = firm_on(w, mission, "Beta")
    Application.objects.filter(pk=row.application_id).update(access_needs="A room without stairs.")

    html = client.get(f"{board_of(mission)}contacts/").content.decode()

    assert row.application.person.email in html
    assert "A room without stairs." in html
    assert waiting.application.person.email not in html
    assert w.host.email in html
    assert w.sending.email in html


def test_as_many_queries_for_thirty_firms_as_for_one(client, w):
    mission = factory.mission(w, places=20)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(board_of(mission)).status_code == 200
        return len(found)

    factory.signing(w, firm_on(w, mission).exchange)
    queries()
    one = queries()
    for number in range(29):
        row = firm_on(w, mission)
        if number < 3:
            factory.signing(w, row.exchange)
        elif number < 6:
            factory.reported(w, row.exchange)
        elif number < 8:
            factory.validated(w, row.exchange)

    assert queries() == one
    assert len(read_board(mission, w.sending).rows) == 30


def test_a_report_that_is_due_says_until_when(w):
    mission = factory.mission(w)
    factory.ended(w, firm_on(w, mission).exchange)

    cell = read_board(mission, w.sending).rows[0].cells["report"]

    due = factory.LAST + timedelta(days=1 + w.programme.report_days)
    assert cell.note == f"due on {due.day} {due:%b} {due.year}"
