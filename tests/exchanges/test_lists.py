"""The list of exchanges: who sees which rows, what filters do, and how many queries it takes."""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges.models import Exchange
from exchanges.queries.lists import Filters, month_of, rows_of
from tests.factories import exchange_rows, exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
LIST = "/en/exchanges/list/"


def signed_in(user) -> Visitor:
    client = Visitor()
    client.force_login(user)
    return client


def codes(user, query: str = "") -> list[str]:
    """The codes on the page, in its order."""
    answer = signed_in(user).get(f"{LIST}{query}")
    assert answer.status_code == 200
    return re.findall(r'<th scope="row"><a href="/en/exchanges/(\w+)/">', answer.content.decode())


def exported(user, query: str = "") -> list[dict]:
    answer = signed_in(user).get(f"{LIST}exchanges.csv{query}")
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode().removeprefix("\ufeff"))))


@pytest.fixture
def two(w):
    """A paid one of the visitor, and one of another firm that is matched, on a mission to nowhere else."""
    paid = factory.paid(w)
    firm, person = factory.visitor_of(w, name="Мелница Янтра", type="large")
    other = factory.matched(
        w, application=factory.accepted(w, organisation=firm, person=person), with_offer=factory.offer(w)
    )
    return paid, other


def test_everybody_sees_their_own(w, two):
    paid, other = two
    both = {paid.code, other.code}

    for user in (w.coordinator, w.auditor, w.sending, w.receiving, w.host):
        assert set(codes(user)) == both
        assert {row["Code"] for row in exported(user)} == both
    for user in (w.visitor, w.colleague):
        assert codes(user) == [row["Code"] for row in exported(user)] == [paid.code]
    for user in (w.outsider, w.stranger, w.administrator):
        assert codes(user) == exported(user) == []
    assert signed_in(w.stranger).get(LIST).content.decode().count("You take part in no exchange yet.") == 1


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", "both"),
        ("?programme=clusterxchange", "both"),
        ("?state=paid", "paid"),
        ("?state=matched", "other"),
        ("?stage=counted", "paid"),
        ("?stage=done", "paid"),
        ("?stage=on_the_way", "other"),
        ("?type=sme", "paid"),
        ("?type=large", "other"),
        ("?type=none", ""),
        ("?origin=BG&destination=DK", "both"),
        ("?mode=in_person", "both"),
        ("?mode=online", ""),
        ("?money=paid", "paid"),
        ("?money=committed", "paid"),
        ("?money=due", ""),
        ("?month=2026-10", "paid"),
        ("?month=2026-09", ""),
        ("?receiving=none", ""),
        ("?late=yes", ""),
        ("?q=мелница", "other"),
        ("?q=melnitsa", "other"),
        ("?q=Væveri", "both"),
        ("?q=nobody", ""),
    ],
)
def test_filters_narrow_the_list_and_its_export_alike(w, two, query, wanted):
    paid, other = two
    rows = {"both": {paid.code, other.code}, "paid": {paid.code}, "other": {other.code}, "": set()}[wanted]

    with factory.on(factory.LAST + timedelta(days=15)):
        Exchange.objects.filter(pk=other.pk).update(first_day=None, last_day=None)
        assert set(codes(w.coordinator, query)) == rows
        assert {row["Code"] for row in exported(w.coordinator, query)} == rows


def test_clusters_and_mission_are_filters(w, two):
    mission = factory.mission(w)
    assert set(codes(w.coordinator, f"?sending={w.home.code}&receiving={w.away.code}")) == {row.code for row in two}
    assert codes(w.coordinator, f"?sending={w.away.code}") == []

    Exchange.objects.filter(pk=two[0].pk).update(mission=mission, offer=None)
    assert codes(w.coordinator, f"?mission={mission.code}") == [two[0].code]


def test_the_visitors_name_and_a_code_are_found(w, two):
    paid, other = two
    w.visitor.first_name, w.visitor.last_name = "Rosa", "Quarterstaff"
    w.visitor.save()

    assert codes(w.coordinator, "?q=quarterstaff+rosa") == [paid.code]
    assert codes(w.coordinator, f"?q={paid.code}") == [paid.code]
    assert codes(w.auditor, f"?q={paid.code}") == [paid.code]
    for words in ("quarterstaff", "Mill", "мелница"):
        assert codes(w.auditor, f"?q={words}") == []  # what is not shown cannot be guessed by searching


def test_what_makes_no_sense_is_left_out_with_a_sentence(w, two):
    for query in ("?state=nonsense", "?month=2026-13", "?origin=XX", "?sending=none-such", "?q=%00", "?late=perhaps"):
        answer = signed_in(w.coordinator).get(f"{LIST}{query}")
        assert answer.status_code == 200
        assert "Something in this address is unknown here and was left out." in answer.content.decode()
        assert len(codes(w.coordinator, query)) == 2
    assert len(codes(w.coordinator, "?page=99&sort=rubbish")) == 2


def test_chips_say_what_is_filtered_and_lead_back(w, two):
    html = signed_in(w.coordinator).get(f"{LIST}?state=paid&type=sme").content.decode()

    assert '<a href="?type=sme">State: Paid ' in html
    assert '<a href="?state=paid">Counts for the target: Small or medium-sized enterprise ' in html


def test_order(w):
    made = exchange_rows.exchanges(w.programme, [w.home, w.away], 40)

    newest = [row.code for row in sorted(made, key=lambda row: (row.created_at, row.pk), reverse=True)]
    assert codes(w.coordinator) == newest[:30]
    assert codes(w.coordinator, "?page=2") == newest[30:]
    for order, field in (("start", "first_day"), ("validated", "validated_at"), ("amount", "agreed_amount")):
        found = [getattr(row, field) for row in rows_of(w.coordinator, Filters(sort=order))]
        known = [value for value in found if value is not None]
        assert known == sorted(known, reverse=order != "start")
        assert found[: len(known)] == known


def test_late_ones_are_found_by_the_programmes_terms(w):
    reported = factory.reported(w)
    wait = w.programme.validation_days

    with factory.on(factory.LAST + timedelta(days=3 + wait)):
        assert codes(w.coordinator, "?late=yes") == []
    with factory.on(factory.LAST + timedelta(days=4 + wait)):
        assert codes(w.coordinator, "?late=yes") == [reported.code]


@pytest.mark.parametrize("who", ["coordinator", "sending", "visitor", "auditor"])
def test_the_same_queries_with_one_and_thirty(w, who):
    client = signed_in(getattr(w, who))
    exchange_rows.exchanges(w.programme, [w.home], 1)
    Exchange.objects.update(visitor=w.visitor)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    exchange_rows.exchanges(w.programme, [w.home], 30, seed=6)
    Exchange.objects.update(visitor=w.visitor)

    with CaptureQueriesContext(connection) as thirty:
        client.get(LIST)

    assert len(one) == len(thirty) <= 15


@pytest.mark.parametrize("query", ["", "?late=yes", "?q=Firm", "?programme=clusterxchange&type=sme&month=2026-08"])
def test_any_filter_takes_at_most_fifteen_queries(w, query, django_assert_max_num_queries):
    exchange_rows.exchanges(w.programme, [w.home], 40)
    factory.mission(w)
    client = signed_in(w.coordinator)
    client.get(LIST)

    with django_assert_max_num_queries(15):
        client.get(f"{LIST}{query}")


def test_the_spreadsheet_has_dates_and_numbers(w, two):
    paid = Exchange.objects.get(pk=two[0].pk)
    answer = signed_in(w.coordinator).get(f"{LIST}exchanges.xlsx?state=paid")
    page = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    head, row = page.iter_rows()
    cells = {title.value: cell for title, cell in zip(head, row, strict=True)}

    assert cells["Code"].value == paid.code
    assert cells["Lump sum"].value == float(paid.final_amount)
    assert cells["Lump sum"].data_type == "n"
    assert cells["First working day"].is_date
    assert cells["First working day"].value.date() == paid.first_day
    assert cells["Working days"].value == 5
    assert cells["Validated"].is_date
    assert cells["Currency"].value == "EUR"


def test_names_that_look_like_formulas_are_texts(w, two):
    w.visiting.name = '=HYPERLINK("http://example.com")'
    w.visiting.save()

    row = exported(w.coordinator, "?state=paid")[0]
    answer = signed_in(w.coordinator).get(f"{LIST}exchanges.xlsx?state=paid")
    page = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active

    assert row["Visiting organisation"] == '\'=HYPERLINK("http://example.com")'
    cell = next(cell for cell in page[2] if cell.value == w.visiting.name)
    assert cell.data_type == "s"


def test_an_export_has_a_fixed_number_of_queries(w, django_assert_max_num_queries):
    exchange_rows.exchanges(w.programme, [w.home], 60)
    client = signed_in(w.coordinator)
    client.get(reverse("exchange_list"))

    with django_assert_max_num_queries(15):
        assert len(client.get(f"{LIST}exchanges.csv").getvalue().splitlines()) == 61


def test_months_are_those_of_the_sites_zone():
    start, end = month_of("2026-12")

    assert (start.isoformat(), end.isoformat()) == ("2026-12-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00")
