"""Exchanges on the desk: what waits for whom, with a fixed number of questions."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchanges.choices import SignatureRole
from exchanges.desk_stays import my_exchanges, to_prepare
from tests.factories import exchanges as factory

EVERYBODY = ("visitor", "host", "sending", "receiving", "coordinator", "auditor", "outsider", "colleague", "stranger")


def todos(w) -> dict[str, list[str]]:
    found = {name: to_prepare(getattr(w, name)) for name in EVERYBODY}
    return {name: [item.todo for item in section.items] for name, section in found.items() if section}


def test_both_sides_are_asked_to_write(w):
    factory.matched(w)

    write = ["Write the commitment together and ask for the signatures."]
    assert todos(w) == {"visitor": write, "host": write}


def test_who_has_not_signed_is_asked(w):
    factory.sign_all(w, factory.signing(w), but={SignatureRole.HOST, SignatureRole.RECEIVING})

    sign = ["Read and sign the commitment."]
    assert todos(w) == {"host": sign, "receiving": sign}


def test_managers_see_what_is_near_and_not_signed(w):
    factory.matched(w)

    with factory.on(factory.FIRST - timedelta(days=7)):
        near = ["The stay is near and not signed by all four."]
        assert {name: todos(w)[name] for name in ("sending", "receiving")} == {"sending": near, "receiving": near}


def test_nothing_waits_once_it_is_approved(w):
    factory.approved(w)

    assert todos(w) == {}
    assert [item.title for item in my_exchanges(w.visitor).items] == ["Mill → Væveri"]
    assert my_exchanges(w.sending) is None


def test_the_same_questions_however_much_waits(w):
    def another():
        firm, person = factory.visitor_of(w)
        application = factory.accepted(w, organisation=firm, person=person)
        factory.signing(w, factory.matched(w, application=application, with_offer=factory.offer(w)))

    another()
    to_prepare(w.sending)
    with CaptureQueriesContext(connection) as few:
        to_prepare(w.sending)
    for _ in range(4):
        another()
    with CaptureQueriesContext(connection) as many:
        section = to_prepare(w.sending)

    assert (section.count, len(many)) == (5, len(few))
