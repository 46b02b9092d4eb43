"""The demonstration of ClusterXchange: what the issue promises of it, on whatever day it is loaded."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, Q
from pypdf import PdfReader

from accounts import demo
from accounts.models import User
from clusters import demo_data as clusters, demo_people
from core.models import MailMessage
from exchanges import clock, demo_data, rules
from exchanges.actions import deadlines
from exchanges.actions.commitments import current_version
from exchanges.actions.stays import calculate
from exchanges.models import (
    Application,
    CommitmentVersion,
    EvidenceFile,
    Exchange,
    Mission,
    Move,
    Offer,
    Override,
    Payment,
    PlannerRun,
    Programme,
    Proposal,
    Report,
    SignUp,
)
from exchanges.states import (
    DONE,
    TABLES,
    ApplicationState,
    ExchangeState as E,
    MissionState,
    OfferState,
    PaymentState,
    ProposalState,
    ReportState,
    SignUpState,
)

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZONE)  # a Sunday
OTHER_DAYS = {
    "a Monday morning in January": datetime(2027, 1, 4, 7, 5, tzinfo=ZONE),
    "Friday before the first of May": datetime(2026, 4, 30, 23, 50, tzinfo=ZONE),
    "the middle of August": datetime(2026, 8, 15, 12, 0, tzinfo=ZONE),
    "29 February": datetime(2028, 2, 29, 9, 0, tzinfo=ZONE),
}
STATES = {
    Exchange: E,
    Application: ApplicationState,
    Proposal: ProposalState,
    Mission: MissionState,
    SignUp: SignUpState,
    Offer: OfferState,
    Payment: PaymentState,
    Report: ReportState,
}
TARGETS = {"sme": 47, "cluster_organisation": 7, "support_body": 3, "large": 3, "public": 3}


class _RollBackError(Exception):
    pass


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """Vocabulary, clusters, organisations and people, in a transaction that is rolled back after this module."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                call_command("vocabulary", "load", verbosity=0)
                clusters.load_clusters()
                clusters.load_organisations()
                demo_people.load_people()
                yield
                raise _RollBackError
        except _RollBackError:
            pass


@pytest.fixture(scope="module")
def demonstration(ground, django_db_blocker):
    """Loaded once, on a Sunday evening."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                with clock.at(NOW):
                    demo_data.load_exchanges()
                yield
                raise _RollBackError
        except _RollBackError:
            pass


@pytest.fixture(autouse=True)
def _sunday():
    with clock.at(NOW):
        yield


def person(local: str) -> User:
    return User.objects.get(email=f"{local}@{demo.DOMAIN}")


def check_promises() -> None:
    """What holds on every day: the figures, every state, nothing in the future, nothing that is overdue to move on."""
    programme = Programme.objects.get()
    now = clock.now()
    today = clock.today()
    months = (today.year - programme.starts_on.year) * 12 + today.month - programme.starts_on.month + 1
    assert months == 14
    counted = Exchange.objects.counted().values_list("target__organisation_type", flat=True)
    assert Counter(counted) == TARGETS
    for model, states in STATES.items():
        there = set(model.objects.values_list("state", flat=True))
        assert there == set(states), (model, set(states) - there)
    assert not Move.objects.filter(at__gt=now).exists()
    assert not MailMessage.objects.filter(name__startswith="exchanges").exists()
    assert deadlines.run_deadlines() == {}


@pytest.mark.parametrize("moment", OTHER_DAYS.values(), ids=OTHER_DAYS.keys())
def test_on_any_day(ground, moment):
    """First in this file: the others share one demonstration, which stays until its end."""
    with clock.at(moment):
        demo_data.load_exchanges()

        check_promises()


def test_month_fourteen_of_twenty_four_with_every_state(demonstration):
    check_promises()
    assert Exchange.objects.counted().count() == 63
    assert not Exchange.objects.filter(is_demo=False).exists()
    assert not Mission.objects.filter(is_demo=False).exists()
    assert not Offer.objects.filter(is_demo=False).exists()
    assert Programme.objects.get().is_demo


def test_a_second_run_adds_nothing(demonstration):
    before = {model: model._base_manager.count() for model in apps.get_app_config("exchanges").get_models()}

    assert not any(demo_data.load_exchanges().values())

    assert {model: model._base_manager.count() for model in before} == before


def test_every_history_is_whole_and_legal(demonstration):
    """From nothing to the state of the row, each move after the one before and in the table."""
    histories = defaultdict(list)
    for move in Move.objects.order_by("at", "pk"):
        histories[move.subject, move.code].append(move)
    for model in STATES:
        for row in model.objects.all():
            moves = histories.pop((model.SUBJECT, row.code))
            states = [move.to_state for move in moves]
            assert [move.from_state for move in moves] == ["", *states[:-1]], (model, row.code)
            assert states[-1] == row.state
            for move in moves[1:]:
                assert move.to_state in TABLES[model.SUBJECT][move.from_state], (move.subject, move.code)
    assert not histories


def test_missions_of_every_kind(demonstration):
    missions = {mission.state: mission for mission in Mission.objects.all()}
    past = Mission.objects.annotate(went=Count("exchanges", filter=Q(exchanges__state__in=DONE)))

    assert set(missions) == set(MissionState)
    assert 15 in past.values_list("went", flat=True)
    assert missions[MissionState.OPEN].sign_ups.in_order().count() == 3
    assert missions[MissionState.OPEN].sign_ups.filter(state=SignUpState.OFFERED).count() == 1
    assert Mission.objects.filter(is_virtual=True, state=MissionState.DONE).exists()
    assert Exchange.objects.filter(receiving_cluster=None, counted_at__isnull=False).count() > 20
    for mission in Mission.objects.prefetch_related("texts"):
        assert {"en", mission.organising_cluster.main_language} <= {text.language for text in mission.texts.all()}


def test_open_offers_in_all_five_countries_in_the_languages_of_readers(demonstration):
    offers = Offer.objects.filter(state=OfferState.OPEN).select_related("organisation", "receiving_cluster")

    assert {offer.organisation.country for offer in offers} >= {"ES", "BG", "FR", "RO", "DK"}
    for offer in Offer.objects.prefetch_related("texts"):
        assert {"en", offer.receiving_cluster.main_language} <= {text.language for text in offer.texts.all()}
    texts = [row.texts.count() for row in [*Offer.objects.all(), *Mission.objects.all()]]
    assert texts.count(7) == 2


def test_country_pairs_and_months_are_spread(demonstration):
    counted = Exchange.objects.counted()
    pairs = set(counted.values_list("visitor_country", "host_country"))

    assert len(pairs) >= 20
    assert {visitor for visitor, _host in pairs} == {"ES", "BG", "FR", "RO", "DK"}
    assert {"IT", "NL", "PT"} <= {host for _visitor, host in pairs}
    assert len({(moment.year, moment.month) for moment in counted.values_list("first_day", flat=True)}) >= 8
    assert len(set(counted.values_list("final_amount", flat=True))) >= 6


def test_everybody_has_something_on_their_desk(demonstration):
    member = Exchange.objects.get(visitor=person("member.modacc"))
    assert member.state == E.ENDED
    assert rules.may_write_report(person("member.modacc"), member, "visitor")
    signing = Exchange.objects.get(visitor=person("member.bfa"))
    assert rules.signature_roles(person("member.bfa"), signing) == {"visitor"}
    assert signing.state == E.SIGNING
    assert set(current_version(signing).signatures.values_list("role", flat=True)) == {"host", "sending", "receiving"}
    for name in ("modacc", "bfa"):
        speaker = person(f"representative.{name}")
        asked = Proposal.objects.visible_to(speaker).open()
        assert [rules.sides_of(speaker, proposal) for proposal in asked] == [{"host"}]
        hosted = Exchange.objects.visible_to(speaker).filter(state=E.SIGNING)
        assert any("host" in rules.signature_roles(speaker, exchange) for exchange in hosted)
        assert any(exchange.state == E.SIGNING for exchange in hosted)
    for code in ("modacc", "bfa", "ea", "iconic", "ldc"):
        manager = person(f"manager.{code}")
        mine = Exchange.objects.filter(sending_cluster__code=code)
        assert Application.objects.visible_to(manager).filter(state="submitted", sending_cluster__code=code).exists()
        assert mine.filter(state=E.REPORTED).exists()
        assert Payment.objects.filter(exchange__in=mine, state=PaymentState.REQUESTED).exists()
    assert PlannerRun.objects.get().stays.filter(offer__isnull=False, proposal=None).count() >= 2
    assert Exchange.objects.visible_to(person("auditor")).count() == Exchange.objects.count()


def test_late_things_and_exceptions(demonstration):
    today = clock.today()

    assert Application.objects.filter(state="submitted", answer_due_on__lt=today).exists()
    assert Payment.objects.filter(state=PaymentState.REQUESTED, due_on__lt=today).count() >= 2
    late = NOW - timedelta(days=30)
    assert Exchange.objects.filter(state=E.ENDED, state_since__lt=late).exists()
    assert Exchange.objects.filter(state=E.REPORTED, state_since__lt=NOW - timedelta(days=14)).exists()
    assert Override.objects.filter(ended_at=None).exclude(reason="").exists()
    assert Report.objects.exclude(released_at=None).count() == demo_data.STORIES_RELEASED


def test_signed_plans_and_sums_are_those_that_the_rules_give(demonstration):
    for version in CommitmentVersion.objects.select_related("exchange"):
        assert version.fingerprint() == version.hash
    for exchange in Exchange.objects.exclude(agreed_amount=None).select_related("programme", "mission"):
        assert calculate(exchange).amount == exchange.agreed_amount, exchange.code


def test_files_are_real_and_say_that_they_are_invented(demonstration):
    for row in EvidenceFile.objects.order_by("pk")[:5]:
        with row.file.open() as file:
            data = file.read()
        assert len(data) == row.size
        text = PdfReader(BytesIO(data)).pages[0].extract_text()
        assert "Fictional example" in text
    assert Application.objects.exclude(cv="").exists()
