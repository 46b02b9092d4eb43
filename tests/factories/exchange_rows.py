"""Thousands of exchanges in every state, written in bulk past the actions: for counting and measuring only.

Facts hang together as the database demands (one visit for each organisation, money only in person, counted once
validated), and are the same for the same number.
"""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from clusters.models import Cluster, Organisation
from core.codes import new_code
from exchanges import clock
from exchanges.choices import Side
from exchanges.models import Application, Exchange, FollowUp, Payment, Programme, Report
from exchanges.queries.lists import SIGNED
from exchanges.states import DONE, ApplicationState, ExchangeState as E, PaymentState, ReportState

BATCH = 500
COUNTRIES = ("BG", "DK", "ES", "FR", "RO")
HOSTS_IN = (*COUNTRIES, "IT", "NL", "PT")
TYPES = ("sme",) * 15 + ("cluster_organisation",) * 2 + ("support_body", "large", "public", "training_provider")
STATES = (E.CLOSED,) * 6 + (E.PAID,) * 3 + tuple(E)


def exchanges(programme: Programme, clusters: list[Cluster], count: int, *, seed: int = 5) -> list[Exchange]:
    """So many exchanges of the programme between these clusters, with applications, reports, payments and surveys."""
    dice = random.Random(seed)
    visitors = _people(min(count, 200))
    firms = Organisation.objects.bulk_create(
        [_organisation(f"Firm {number} Ltd", dice.choice(TYPES), dice.choice(COUNTRIES)) for number in range(count)],
        batch_size=BATCH,
    )
    hosts = Organisation.objects.bulk_create(
        [_organisation(f"Host {number}", dice.choice(TYPES), dice.choice(HOSTS_IN)) for number in range(40)]
    )
    applications = Application.objects.bulk_create(
        [
            Application(
                programme=programme,
                person=visitors[number % len(visitors)],
                organisation=firm,
                sending_cluster=clusters[number % len(clusters)],
                state=ApplicationState.ACCEPTED,
                language="en",
            )
            for number, firm in enumerate(firms)
        ],
        batch_size=BATCH,
    )
    targets = {target.organisation_type: target for target in programme.targets.all()}
    rows = Exchange.objects.bulk_create(
        [_exchange(dice, application, targets, dice.choice(hosts), clusters) for application in applications],
        batch_size=BATCH,
    )
    _afterwards(dice, rows)
    return rows


def _people(count: int) -> list[User]:
    return User.objects.bulk_create(
        [
            User(email=f"traveller{new_code()}@people.example", first_name="Traveller", last_name=f"Number {number}")
            for number in range(count)
        ]
    )


def _organisation(name: str, kind: str, country: str) -> Organisation:
    return Organisation(name=name, type=kind, country=country)


def _exchange(dice, application: Application, targets: dict, host: Organisation, clusters: list[Cluster]) -> Exchange:
    visiting, now = application.organisation, clock.now()
    state, is_virtual = dice.choice(STATES), dice.random() < 0.08
    begun = now - timedelta(days=dice.randrange(20, 330))
    signed = not is_virtual and state in SIGNED
    amount = Decimal(dice.choice((280, 390, 415, 450, 560, 830, 900, 1100))) if signed else None
    done = state in DONE
    validated = begun + timedelta(days=dice.randrange(0, 15)) if done else None
    final = amount if done and not is_virtual else None
    external = dice.random() < 0.1
    receiving = dice.choice(clusters)
    return Exchange(
        programme=application.programme,
        state=state,
        application=application,
        visitor=application.person,
        visitor_organisation=visiting,
        host_organisation=host,
        sending_cluster=application.sending_cluster,
        receiving_cluster=None if external else receiving,
        signing_cluster=application.sending_cluster if external else receiving,
        is_virtual=is_virtual,
        uses_visit=not is_virtual,
        first_day=begun.date(),
        last_day=begun.date() + timedelta(days=4),
        visitor_type=visiting.type,
        host_type=host.type,
        visitor_country=visiting.country,
        host_country=host.country,
        working_days=Decimal(5),
        agreed_amount=amount,
        agreed_steps=[{"kind": "rate", "amount": str(amount), "currency": "EUR", "data": {}}] if amount else [],
        final_days=Decimal(5) if done else None,
        final_amount=final,
        counted_by=application.sending_cluster,
        target=targets.get(visiting.type),
        counted_at=validated if done and not is_virtual else None,
        created_at=begun - timedelta(days=60),
        state_since=begun,
        approved_at=begun if signed else None,
        validated_at=validated,
        paid_at=validated if final and state in (E.PAID, E.CLOSED) else None,
        cancelled_at=begun if state == E.CANCELLED else None,
    )


def _afterwards(dice, rows: list[Exchange]) -> None:
    """A report with marks for each finished stay; a payment where there is money; a survey."""
    done = [row for row in rows if row.state in DONE]
    Report.objects.bulk_create(
        [
            Report(
                exchange=row,
                side=Side.VISITOR,
                state=ReportState.ACCEPTED,
                language="en",
                satisfaction_partner=dice.randint(3, 5),
                satisfaction_support=dice.randint(2, 5),
                satisfaction_preparation=dice.randint(3, 5),
                satisfaction_platform=dice.randint(2, 5),
                satisfaction_lump_sum=dice.randint(1, 5),
                would_recommend=dice.random() < 0.9,
                story="We saw how it is done elsewhere. " * 12,
            )
            for row in done
        ],
        batch_size=BATCH,
    )
    Payment.objects.bulk_create(
        [_payment(row, row.validated_at) for row in done if row.final_amount and row.validated_at], batch_size=BATCH
    )
    FollowUp.objects.bulk_create(
        [FollowUp(exchange=row, due_on=row.last_day + timedelta(days=180)) for row in done if row.last_day],
        batch_size=BATCH,
    )


def _payment(row: Exchange, validated: datetime) -> Payment:
    paid = row.state in (E.PAID, E.CLOSED)
    return Payment(
        exchange=row,
        state=PaymentState.PAID if paid else PaymentState.REQUESTED,
        amount=row.final_amount or 0,
        due_on=validated.date() + timedelta(days=10),
        paid_on=validated.date() if paid else None,
        reference=f"SEPA {row.pk}" if paid else "",
    )
