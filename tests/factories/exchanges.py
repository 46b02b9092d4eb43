"""Programmes, missions, offers, applications and exchanges in any state, for tests.

Rows come through the real actions, at moments set with `exchanges.clock.at`, so that they are what the site would hold.
"""

from datetime import date, datetime, time, timedelta
from itertools import count
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from clusters.models import Place
from clusters.states import AffiliationRole
from exchanges import clock
from exchanges.actions import (
    applications,
    commitments,
    evidence,
    missions,
    offers,
    payments,
    proposals,
    reports,
    sign_ups,
    stays,
)
from exchanges.choices import Activity, Confirmation, EvidenceKind, Outcome, ProposedBy, Side, SignatureRole
from exchanges.models import Application, Exchange, Mission, Offer, Programme, Proposal, SignUp
from exchanges.programmes import load_programme
from exchanges.states import ExchangeState as E
from tests.factories import accounts as people, clusters as places
from tests.factories.vocabulary import concept, scheme
from vocabulary.models import Concept

_numbers = count(1)
ZONE = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 9, 1, 10, tzinfo=ZONE)  # a Tuesday
FIRST, LAST = date(2026, 10, 5), date(2026, 10, 9)  # Monday to Friday, no holiday in Denmark
SOFIA, COPENHAGEN = (42.6977, 23.3219), (55.6761, 12.5683)


def on(day: date, hour: int = 10):
    """Live at this day: `with on(FIRST): …`."""
    return clock.at(datetime.combine(day, time(hour), tzinfo=ZONE))


def programme(**changes) -> Programme:
    """The programme of CLOTH; `changes` replace its fields."""
    return load_programme(**changes)


def theme() -> Concept:
    return Concept.objects.filter(code="denim").first() or concept(scheme(), "denim", en="Denim")


def put_on_map(organisation, point, town="Somewhere", region="", country=""):
    """Its registered place with coordinates."""
    return Place.objects.create(
        organisation=organisation,
        town=town,
        region=region,
        country=country or organisation.country,
        latitude=point[0],
        longitude=point[1],
    )


def world(**changes) -> SimpleNamespace:
    """A sending cluster in Bulgaria, a receiving one in Denmark, a firm in each on the map, everybody with a role."""
    home, away, third = places.cluster(), places.cluster(country="DK"), places.cluster(country="FR")
    visiting = places.organisation("Mill", in_cluster=home, country="BG", type="sme")
    hosting = places.organisation("Væveri", in_cluster=away, country="DK", type="sme")
    put_on_map(visiting, SOFIA, "Sofia")
    put_on_map(hosting, COPENHAGEN, "Copenhagen")
    return SimpleNamespace(
        programme=programme(**changes),
        home=home,
        away=away,
        third=third,
        visiting=visiting,
        hosting=hosting,
        visitor=places.member_of(home, at=visiting),
        colleague=places.representative_of(visiting, in_cluster=home),
        host=places.representative_of(hosting, in_cluster=away),
        sending=places.manager_of(home),
        receiving=places.manager_of(away),
        outsider=places.manager_of(third),
        coordinator=people.coordinator(),
        auditor=people.auditor(),
        administrator=people.administrator(),
        stranger=places.member_of(third),
        nobody=None,
        theme=theme(),
    )


def visitor_of(w, *, country="BG", type="sme", name=""):  # noqa: A002 -- the field’s name
    """Another firm of the sending cluster, with its person."""
    firm = places.organisation(name or f"Firm {next(_numbers)}", in_cluster=w.home, country=country, type=type)
    put_on_map(firm, SOFIA, "Sofia")
    return firm, places.member_of(w.home, at=firm, role=AffiliationRole.REPRESENTATIVE)


def draft(w, *, organisation=None, person=None, mission=None, is_virtual=False) -> Application:
    """A complete application that was not sent."""
    person = person or w.visitor
    made = applications.start_application(
        programme=w.programme,
        organisation=organisation or w.visiting,
        person=person,
        by=person,
        mission=mission,
        is_virtual=is_virtual,
        language="en",
    )
    return applications.save_application(
        made,
        by=person,
        concepts=[w.theme],
        objectives="Learn how denim is washed without water.",
        activities=[Activity.KNOWLEDGE],
        languages=["en"],
    )


def submitted(w, **options) -> Application:
    made = draft(w, **options)
    return applications.submit_application(made, by=made.person)


def accepted(w, **options) -> Application:
    return applications.accept_application(submitted(w, **options), by=w.sending)


def offer(w, *, organisation=None, capacity=1, cluster=None, by=None, **values) -> Offer:
    """An open invitation."""
    made = offers.create_offer(
        programme=w.programme,
        organisation=organisation or w.hosting,
        receiving_cluster=cluster or w.away,
        capacity=capacity,
        by=by or w.coordinator,
        language="en",
        languages=["en"],
        concepts=[w.theme],
        texts={"en": {"title": "A week at the looms", "learn": "Weaving in small lots."}},
        **values,
    )
    return offers.open_offer(made, by=by or w.coordinator)


def mission(w, *, places=15, open_it=True, host=None, **values) -> Mission:
    """A mission of the sending cluster to Denmark, announced and open for sign-up unless told otherwise."""
    fields = {
        "language": "en",
        "country": "DK",
        "town": "Copenhagen",
        "first_day": FIRST,
        "last_day": LAST,
        "sign_up_until": datetime.combine(FIRST - timedelta(days=14), time(18), tzinfo=ZONE),
    }
    made = missions.create_mission(
        programme=w.programme,
        organising_cluster=w.home,
        places=places,
        by=w.sending,
        texts={"en": {"title": "Denim in Copenhagen"}},
        hosts=[host or w.hosting],
        concepts=[w.theme],
        **(fields | values),
    )
    if open_it:
        made = missions.open_sign_up(missions.announce_mission(made, by=w.sending), by=w.sending)
    return made


def signed_up(w, on_mission: Mission, **options) -> SignUp:
    """An accepted application with a place or a place in the waiting list."""
    made = accepted(w, **options)
    return sign_ups.sign_up(on_mission, application=made, by=made.person)


def proposed(w, *, application, with_offer, first_day=FIRST, last_day=LAST) -> Proposal:
    """The visitor asks the host."""
    return proposals.propose(
        application=application,
        offer=with_offer,
        proposed_by=ProposedBy.VISITOR,
        first_day=first_day,
        last_day=last_day,
        by=application.person,
    )


def matched(w, *, application=None, with_offer=None, first_day=FIRST, last_day=LAST, is_virtual=False) -> Exchange:
    """Both sides confirmed a proposal."""
    application = application or accepted(w, is_virtual=is_virtual)
    with_offer = with_offer or offer(w, virtual=is_virtual)
    asked = proposed(w, application=application, with_offer=with_offer, first_day=first_day, last_day=last_day)
    return proposals.confirm_proposal(asked, by=w.host).exchange


PLAN = {
    "objectives": [{"text": "See three finishing lines.", "concept": ""}],
    "activities": [Activity.KNOWLEDGE],
    "agenda": [{"day": FIRST.isoformat(), "starts": "09:00", "ends": "17:00", "title": "The mill", "place": "Hall 1"}],
    "outcomes": "A trial order.",
}


def building(w, exchange: Exchange | None = None, **options) -> Exchange:
    exchange = exchange or matched(w, **options)
    commitments.write_commitment(exchange, by=exchange.visitor, language="en", **PLAN)
    return Exchange.objects.get(pk=exchange.pk)


def signing(w, exchange: Exchange | None = None, **options) -> Exchange:
    return commitments.open_for_signing(building(w, exchange, **options), by=w.sending)


def sign_all(w, exchange: Exchange, *, but=()) -> Exchange:
    version = commitments.current_version(exchange)
    for role, person in (
        (SignatureRole.VISITOR, exchange.visitor),
        (SignatureRole.HOST, w.sending if exchange.has_external_host else w.host),
        (SignatureRole.SENDING, w.sending),
        (SignatureRole.RECEIVING, w.sending if exchange.signing_cluster_id == w.home.pk else w.receiving),
    ):
        if role not in but:
            commitments.sign(
                exchange,
                role=role,
                number=version.number,
                hash=version.hash,
                confirmed=Confirmation.PASSWORD,
                by=person,
            )
    return Exchange.objects.get(pk=exchange.pk)


def approved(w, exchange: Exchange | None = None, **options) -> Exchange:
    return sign_all(w, signing(w, exchange, **options))


def under_way(w, exchange: Exchange | None = None, **options) -> Exchange:
    exchange = approved(w, exchange, **options)
    with on(exchange.first_day or FIRST):
        return stays.start_exchange(exchange, by=None)


def ended(w, exchange: Exchange | None = None, **options) -> Exchange:
    exchange = under_way(w, exchange, **options)
    with on((exchange.last_day or LAST) + timedelta(days=1)):
        return stays.end_exchange(exchange, by=None)


def ticket(name="ticket.pdf", content=b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n" + (content or str(next(_numbers)).encode()), "application/pdf")


REPORT = {
    "agenda_followed": True,
    "activities": [Activity.KNOWLEDGE],
    "contacts": 12,
    "meetings": 5,
    "outcomes": [Outcome.CONTACTS],
    "satisfaction_partner": 5,
    "would_recommend": True,
    "story": "We came home with a new finish.",
    "consent_to_publish": True,
}


def reported(w, exchange: Exchange | None = None, **options) -> Exchange:
    exchange = ended(w, exchange, **options)
    with on((exchange.last_day or LAST) + timedelta(days=3)):
        return hand_in(exchange)


def hand_in(exchange: Exchange, **values) -> Exchange:
    """Evidence and a complete report of the visitor."""
    for kind in (EvidenceKind.TRAVEL_TICKET, EvidenceKind.STAY_INVOICE):
        evidence.add_evidence(exchange, kind=kind, file=ticket(), by=exchange.visitor)
    report = reports.start_report(exchange, side=Side.VISITOR, by=exchange.visitor)
    reached = [{"text": each["text"], "reached": "yes"} for each in report.objectives]
    reports.save_report(report, by=exchange.visitor, **(REPORT | {"objectives": reached} | values))
    reports.submit_report(report, by=exchange.visitor)
    return Exchange.objects.get(pk=exchange.pk)


def validated(w, exchange: Exchange | None = None, **options) -> Exchange:
    exchange = reported(w, exchange, **options)
    with on(LAST + timedelta(days=6)):
        return reports.validate_exchange(exchange, by=w.sending)


def paid(w, exchange: Exchange | None = None, **options) -> Exchange:
    exchange = validated(w, exchange, **options)
    with on(LAST + timedelta(days=10)):
        payments.pay(exchange.payment, paid_on=LAST + timedelta(days=9), reference="SEPA 1", by=w.sending)
    return Exchange.objects.get(pk=exchange.pk)


def in_state(w, state: E) -> Exchange:
    """An exchange brought into any state through the doors."""
    simple = {
        E.MATCHED: matched,
        E.BUILDING: building,
        E.SIGNING: signing,
        E.APPROVED: approved,
        E.UNDER_WAY: under_way,
        E.ENDED: ended,
        E.REPORTED: reported,
        E.VALIDATED: validated,
        E.PAID: paid,
    }
    if state in simple:
        return simple[state](w)
    if state == E.RETURNED:
        exchange = reported(w)
        with on(LAST + timedelta(days=5)):
            return reports.return_report(exchange, reason="The ticket cannot be read.", by=w.sending)
    if state == E.CLOSED:
        exchange = paid(w)
        with on(LAST + timedelta(days=300)):
            return payments.close_exchange(exchange, by=w.sending)
    if state == E.CANCELLED:
        return stays.cancel_exchange(matched(w), reason="Illness.", by=w.visitor)
    exchange = under_way(w)
    with on(FIRST + timedelta(days=2)):
        return stays.discontinue_exchange(exchange, last_day=FIRST + timedelta(days=2), reason="Illness.", by=w.visitor)
