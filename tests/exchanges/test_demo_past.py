"""A life that the demonstration writes in bulk is the same, field by field, as one lived through with the actions."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from clusters import demo_data as clusters, demo_people
from exchanges import clock, demo_data, demo_places
from exchanges.actions import (
    applications,
    commitments,
    deadlines,
    evidence,
    payments,
    proposals,
    reports,
    stays,
)
from exchanges.choices import ProposedBy, Side
from exchanges.demo_days import Days
from exchanges.demo_invitations import Invitations
from exchanges.demo_lives import ROLES, Life, live, report_of
from exchanges.demo_past import Past, wishes
from exchanges.demo_stays import EVIDENCE, Stay, commitment_of, confirmation_of, evidence_file, reached, reference_of
from exchanges.models import Exchange, FollowUp

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Brussels"))
LEFT_OUT = {"id", "code", "token", "changed_at", "hash", "size", "file", "is_demo", "label", "uuid", "object_id"}
CASES = {
    "through an offer, closed by the survey": ("bfa-04", "modacc-04", "closed"),
    "near each other": ("modacc-14", "ea-01", "paid"),
    "an external host of an offer": ("ea-04", "external-guimaraes", "paid"),
    "a mission with an external host": ("bfa-02", "milano", "closed"),
    "a mission of a host’s own cluster": ("iconic-02", "jutland", "paid"),
    "online": ("ldc-17", "online-repair", "closed"),
    "validated": ("ldc-13", "iconic-03", "validated"),
    "reported": ("ea-19", "modacc-04", "reported"),
    "ended": ("ldc-21", "bfa-05", "ended"),
    "under way": ("ldc-11", "modacc-01", "under_way"),
    "approved": ("ldc-16", "ea-09", "approved"),
    "being signed": ("bfa-01", "ldc-03", "signing"),
    "being written": ("iconic-08", "ea-11", "building"),
    "matched": ("modacc-20", "iconic-11", "matched"),
}


class _RollBackError(Exception):
    pass


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """Missions and offers, and nobody who goes there; rolled back after this module."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic(), clock.at(NOW):
                call_command("vocabulary", "load", verbosity=0)
                clusters.load_clusters()
                clusters.load_organisations()
                demo_people.load_people()
                demo_places.load_organisations()
                demo_places.load_contacts()
                days, people = Days.from_now(), demo_places.People()
                programme = demo_data.demo_programme(days)
                invitations = Invitations(programme, people, days)
                invitations.load()
                yield days, people, programme, invitations
                raise _RollBackError
        except _RollBackError:
            pass


def life_of(ground, visitor: str, goal: str, state: str) -> Life:
    days, people, _programme, invitations = ground
    texts = demo_places.read("plans")
    mission = invitations.missions.get(goal)
    host = next(
        key
        for key, each in people.organisations.items()
        if each.pk == (mission.main_host.organisation_id if mission else people.organisations[goal].pk)
    )
    week = {"closed": -38, "paid": -15, "validated": -8, "reported": -5, "ended": -3, "under_way": 0}.get(state, 5)
    first, last = (mission.first_day, mission.last_day) if mission else days.stay(week, 5, **people.calendar_of(host))
    life = Life(
        visitor, visitor, host, first, last, texts["plan"][1], mission, None if mission else invitations.offers[goal]
    )
    life.report = report_of(life.plan, Random(3), story=texts["story"][2])
    life = live(life, days, applied_on=min(first, days.today) - timedelta(days=50), dice=Random(5)).stop(state)
    if state == "closed" and not life.is_virtual:
        life.answered = life.asked + timedelta(days=3)
        life.closed = life.answered
    return life


def live_through(life: Life, people, programme, past: Past) -> None:
    """The same with the actions, each at its moment."""
    visitor, manager = people.visitor(life.visitor), people.manager_of(life.visitor)
    row = past.organisations[life.visitor]
    with clock.at(life.started):
        application = applications.start_application(
            programme=programme,
            organisation=people.organisations[life.visitor],
            person=visitor,
            by=visitor,
            mission=life.mission,
            language="en",
        )
        concepts = [past.concepts[key] for key in row["concepts"][:2]]
        applications.save_application(application, by=visitor, concepts=concepts, **wishes(life.plan, row))
    sign_up_open = life.mission and life.mission.state
    if life.mission:  # as it was at the time
        type(life.mission).objects.filter(pk=life.mission.pk).update(state="open")
    with clock.at(life.submitted):
        applications.submit_application(application, by=visitor)
    with clock.at(life.accepted):
        applications.accept_application(application, by=manager)
    if life.mission:
        type(life.mission).objects.filter(pk=life.mission.pk).update(state=sign_up_open)
        exchange = Exchange.objects.get()
    else:
        with clock.at(life.proposed):
            application.refresh_from_db()
            asked = proposals.propose(
                application=application,
                proposed_by=ProposedBy.VISITOR,
                by=visitor,
                offer=life.offer,
                first_day=life.first,
                last_day=life.last,
                text=life.plan["wish"],
            )
        with clock.at(life.confirmed):
            answering = people.speaker(life.host) or people.managers[life.offer.receiving_cluster.code]
            exchange = proposals.confirm_proposal(asked, by=answering).exchange
    _stay(life, exchange, Stay(past, life, exchange), people, manager)


def _stay(life: Life, exchange: Exchange, stay: Stay, people, manager) -> None:
    visitor = exchange.visitor
    if life.written:
        with clock.at(life.written):
            texts = commitment_of(life.plan, stay.all_days(), life.host)
            commitments.write_commitment(exchange, by=visitor, language="en", **texts)
    if life.opened:
        with clock.at(life.opened):
            commitments.open_for_signing(exchange, by=manager)
    for role, at in zip(ROLES, life.signed or (), strict=False):
        version = commitments.current_version(exchange)
        signer = stay.signers()[role]
        with clock.at(at):
            commitments.sign(
                exchange,
                role=role,
                number=version.number,
                hash=version.hash,
                confirmed=confirmation_of(signer, people),
                by=signer,
            )
    if life.begun:
        with clock.at(life.begun):
            stays.start_exchange(exchange, by=None)
    if life.ended:
        with clock.at(life.ended):
            stays.end_exchange(exchange, by=None)
    if life.reported:
        _report(life, exchange, visitor)
    _settle(life, exchange, manager)


def _report(life: Life, exchange: Exchange, visitor) -> None:
    with clock.at(life.drafted):
        for kind in [] if exchange.is_virtual else EVIDENCE:
            file = evidence_file(kind, exchange)
            evidence.add_evidence(
                exchange, kind=kind, file=SimpleUploadedFile(file.name, file.read(), "application/pdf"), by=visitor
            )
        report = reports.start_report(exchange, side=Side.VISITOR, by=visitor)
    with clock.at(life.reported):
        objectives = [{"text": each["text"], "reached": reached(each["text"])} for each in report.objectives]
        reports.save_report(report, by=visitor, **({"language": "en", "objectives": objectives} | life.report))
        reports.submit_report(report, by=visitor)


def _settle(life: Life, exchange: Exchange, manager) -> None:
    if life.validated:
        with clock.at(life.validated):
            exchange = reports.validate_exchange(exchange, by=manager)
    if life.paid and not exchange.is_virtual:
        with clock.at(life.paid):
            paid_on = timezone.localdate(life.paid)
            payments.pay(exchange.payment, paid_on=paid_on, reference=reference_of(exchange), by=manager)
    if life.asked:
        with clock.at(life.asked):
            deadlines._ask_what_came()
    if life.answered:
        with clock.at(life.answered):
            reports.answer_follow_up(
                FollowUp.objects.get(),
                outcomes=life.plan["results"],
                still_in_contact=True,
                would_go_again=life.report["would_recommend"],
                text=life.plan["follow_up"],
                language="en",
            )


def everything(before: dict) -> dict:
    """All rows made since `before`, as plain data; rows that point to each other by their place in the list."""
    models = [*apps.get_app_config("exchanges").get_models(include_auto_created=True), ModelLogEntry]
    rows = {model: [row for row in _rows(model) if row.pk not in before.get(model, ())] for model in models}
    names = {(model, row.pk): f"{model.__name__} {n}" for model, found in rows.items() for n, row in enumerate(found)}
    codes = {row.code: names[model, row.pk] for model, found in rows.items() for row in found if _has_code(model)}
    return {model.__name__: [_data(row, names, codes) for row in found] for model, found in rows.items() if found}


def _rows(model) -> list:
    order = {
        "Move": ("at", "pk"),
        "ModelLogEntry": ("timestamp", "pk"),
        "EvidenceFile": ("kind",),
        "Application_concepts": ("concept",),
    }
    return list(model._base_manager.order_by(*order.get(model.__name__, ("pk",))))


def _has_code(model) -> bool:
    return model.__name__ != "Move" and any(field.name == "code" for field in model._meta.fields)


def _data(row, names: dict, codes: dict) -> dict:
    found = {}
    for field in row._meta.concrete_fields:
        if field.name in LEFT_OUT and not (field.name == "code" and type(row).__name__ == "Move"):
            continue
        value = getattr(row, field.attname)
        if field.related_model:
            value = names.get((field.related_model, value), value)
        elif isinstance(value, str) and any(code in value.lower() for code in codes):
            value = codes.get(value, "names a code")
        elif isinstance(value, dict):
            value = {key: codes.get(each, each) if isinstance(each, str) else each for key, each in value.items()}
        found[field.name] = value
    return found


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_bulk_is_what_the_actions_write(ground, case):
    _days, people, programme, _invitations = ground
    models = [*apps.get_app_config("exchanges").get_models(include_auto_created=True), ModelLogEntry]
    before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}
    found = []
    with clock.at(NOW):
        for way in ("bulk", "actions"):
            life = life_of(ground, *case)
            point = transaction.savepoint()
            past = Past(programme, people)
            if way == "bulk":
                past.add(life)
                past.save()
            else:
                live_through(life, people, programme, past)
            version = commitments.current_version(Exchange.objects.get())
            assert version is None or version.fingerprint() == version.hash
            found.append(everything(before))
            transaction.savepoint_rollback(point)

    bulk, actions = found
    assert {name: len(rows) for name, rows in bulk.items()} == {name: len(rows) for name, rows in actions.items()}
    for name, rows in actions.items():
        assert bulk[name] == rows, name
