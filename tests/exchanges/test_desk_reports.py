"""What comes after a stay, on the desk of those who can act."""

from datetime import timedelta

import pytest

from accounts.desk import MOST_ITEMS
from exchanges import desk_reports as desk
from exchanges.models import Exchange
from exchanges.states import ExchangeState as E
from tests.factories import exchanges as factory

LAST = factory.LAST
EVERYBODY = (
    "visitor", "colleague", "host", "sending", "receiving", "outsider", "coordinator", "auditor", "administrator",
    "stranger",
)  # fmt: skip


def seen(w, section) -> dict[str, list[str]]:
    """Who sees what: the addresses that wait for each person."""
    found = {name: section(getattr(w, name)) for name in EVERYBODY}
    return {name: [item.href for item in each.items] for name, each in found.items() if each and each.items}


def test_the_visitor_is_asked_for_the_report(w):
    exchange = factory.ended(w)

    with factory.on(LAST + timedelta(days=2)):
        assert seen(w, desk.reports_to_write) == {"visitor": [f"/en/exchanges/{exchange.code}/report/visitor/"]}
        assert desk.reports_to_write(w.visitor).items[0].note == "Due on 9 November 2026."
    with factory.on(LAST + timedelta(days=40)):
        assert desk.reports_to_write(w.visitor).items[0].note == "Late: it was due on 9 November 2026."


def test_a_returned_report_says_what_is_missing(w):
    factory.in_state(w, E.RETURNED)

    (item,) = desk.reports_to_write(w.visitor).items

    assert item.note == "The ticket cannot be read."


def test_the_host_is_asked_where_the_programme_asks(w):
    type(w.programme).objects.update(host_report_required=True)
    exchange = factory.reported(w)

    assert seen(w, desk.reports_to_write) == {"host": [f"/en/exchanges/{exchange.code}/report/host/"]}


def test_a_handed_in_report_waits_for_its_cluster_and_when_late_for_the_coordinator(w):
    exchange = factory.reported(w)
    address = [f"/en/exchanges/{exchange.code}/validation/"]

    with factory.on(LAST + timedelta(days=4)):
        assert seen(w, desk.reports_to_check) == {"sending": address}
    with factory.on(LAST + timedelta(days=30)):
        assert seen(w, desk.reports_to_check) == {"sending": address, "coordinator": address}


def test_nobody_checks_their_own(w):
    factory.reported(w)
    Exchange.objects.update(visitor=w.sending)

    assert seen(w, desk.reports_to_check) == {}


def test_a_payment_waits_for_its_cluster_and_when_late_for_the_coordinator(w):
    exchange = factory.validated(w)
    address = [f"/en/exchanges/{exchange.code}/payment/"]

    with factory.on(LAST + timedelta(days=7)):
        assert seen(w, desk.payments_to_make) == {"sending": address}
        (item,) = desk.payments_to_make(w.sending).items
        assert (item.todo, item.note) == ("Pay EUR 1,100.", f"{w.home} · Due on 25 October 2026.")
    with factory.on(LAST + timedelta(days=17)):
        assert seen(w, desk.payments_to_make) == {"sending": address, "coordinator": address}


def test_what_is_done_waits_no_more(w):
    factory.paid(w)

    for section in (desk.reports_to_write, desk.reports_to_check, desk.payments_to_make):
        assert seen(w, section) == {}


@pytest.mark.parametrize("n", [1, 30])
def test_the_sections_take_a_fixed_number_of_queries(w, n, django_assert_num_queries):
    exchange = factory.reported(w)
    for number in range(n - 1):
        row = Exchange.objects.get(pk=exchange.pk)
        row.pk, row.code, row.proposal = None, f"copy{number}", None
        row.visitor_organisation, _person = factory.visitor_of(w)
        row.save(force_insert=True)
    desk.reports_to_check(w.sending)

    with django_assert_num_queries(1):
        section = desk.reports_to_check(w.sending)

    assert (section.total, len(section.items)) == (n, min(n, MOST_ITEMS))
