"""Export and erasure of a person; what happens when two organisations become one."""

import json
import zipfile

from accounts.actions.erasure import consequences, erase_person
from accounts.export import archive
from clusters.actions.organisations import merge_organisations
from clusters.actions.unmerging import unmerge
from exchanges.actions.applications import attach_cv
from exchanges.models import Application, Exchange, Message, Report, SignUp, StayDay
from exchanges.states import ApplicationState as A, ExchangeState as E, SignUpState as S
from tests.factories import exchanges as factory


def files_of(person):
    with archive(person) as stored, zipfile.ZipFile(stored) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_export_has_everything_of_the_person(w):
    application = factory.draft(w)
    attach_cv(application, factory.ticket("cv.pdf"), by=w.visitor)
    factory.paid(w, factory.matched(w, application=factory.accepted(w)))

    found = files_of(w.visitor)

    rows = {
        name: json.loads(data) for name, data in found.items() if name.startswith("exchange") and name.endswith("json")
    }
    assert {name: len(each) for name, each in rows.items()} == {
        "exchange-applications.json": 1,
        "exchange-calendar.json": 0,
        "exchange-evidence.json": 2,
        "exchange-messages.json": 0,
        "exchange-reports.json": 1,
        "exchange-signatures.json": 1,
        "exchanges.json": 1,
    }
    assert len([name for name in found if name.startswith("exchange-evidence/")]) == 2
    assert len([name for name in found if name.startswith("exchange-applications/")]) == 1
    other = json.loads(files_of(w.stranger)["exchanges.json"])
    assert other == []


def test_an_erased_person_leaves_an_exchange_that_counts(w):
    exchange = factory.paid(w)
    Message.objects.create(exchange=exchange, author=w.visitor, language="en", text="My number is 123.")

    erase_person(w.visitor)

    exchange.refresh_from_db()
    assert (exchange.state, Exchange.objects.counted().count()) == (E.PAID, 1)
    assert str(exchange.visitor) == "former member"
    assert StayDay.objects.exclude(person=None).count() == 0
    assert set(Message.objects.values_list("text", flat=True)) == {"…"}
    report = Report.objects.get()
    assert (report.story, report.consent_to_publish, report.contacts) == ("", False, 12)
    assert set(exchange.evidence.values_list("name", flat=True)) == {"…"}
    assert Application.objects.get().objectives == ""


def test_an_erased_person_leaves_the_waiting_list(w):
    mission = factory.mission(w, places=1)
    held = factory.signed_up(w, mission, organisation=None)
    firm, person = factory.visitor_of(w)
    factory.submitted(w, organisation=firm, person=person, mission=mission)
    waiting = SignUp.objects.get(organisation=firm)
    assert (held.state, waiting.state) == (S.HELD, S.WAITING)

    erase_person(person)

    waiting.refresh_from_db()
    assert waiting.state == S.RELEASED
    assert Application.objects.get(organisation=firm).state == A.WITHDRAWN


def test_before_they_agree_people_hear_of_their_open_exchange(w):
    exchange = factory.matched(w)

    assert any(exchange.code in sentence for sentence in consequences(w.visitor))
    assert not any(exchange.code in sentence for sentence in consequences(w.stranger))


def test_two_organisations_become_one_and_both_visits_stay_and_two_again(w):
    firm, person = factory.visitor_of(w)
    one = factory.matched(w)
    later = {"first_day": factory.FIRST.replace(day=19), "last_day": factory.LAST.replace(day=23)}
    two = factory.matched(w, application=factory.accepted(w, organisation=firm, person=person), **later)

    merge_organisations(w.visiting, firm, by=w.coordinator)

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.visitor_organisation, two.visitor_organisation) == (w.visiting, w.visiting)
    assert (one.uses_visit, two.uses_visit) == (True, False)
    assert set(Application.objects.values_list("organisation", flat=True)) == {w.visiting.pk}

    unmerge(firm, by=w.coordinator)

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.visitor_organisation, two.visitor_organisation) == (w.visiting, firm)
    assert (one.uses_visit, two.uses_visit) == (True, True)
    assert set(Application.objects.values_list("organisation", flat=True)) == {w.visiting.pk, firm.pk}
