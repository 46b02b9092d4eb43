"""The rows of one stay of the demonstration’s past, from its commitment to the survey (see `demo_past`)."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from clusters.demo_data import demo_code
from exchanges import demo_files, money, workdays
from exchanges.actions.moves import STAMPS
from exchanges.choices import Confirmation, EvidenceKind, Outcome, Side, SignatureRole
from exchanges.demo_lives import ROLES, Life
from exchanges.eligibility_stay import add_months
from exchanges.models import (
    Certificate,
    CommitmentVersion,
    EvidenceFile,
    Exchange,
    FollowUp,
    Payment,
    Report,
    Signature,
)
from exchanges.states import ExchangeState as E, PaymentState as Y, ReportState as R

EVIDENCE = {
    EvidenceKind.TRAVEL_TICKET: ("ticket.pdf", "Return ticket"),
    EvidenceKind.STAY_INVOICE: ("hotel.pdf", "Invoice for accommodation"),
}
REMINDED = timedelta(days=30)


class Stay:
    def __init__(self, past, life: Life, exchange: Exchange):
        self.past, self.life, self.exchange = past, life, exchange
        self.people = past.people
        self.manager = self.people.manager_of(life.visitor)
        self.receiving = self.people.managers[exchange.signing_cluster.code]
        planned = exchange.mission.sessions.all() if exchange.is_virtual else ()
        self.sessions = [
            (row.starts_at.astimezone(ZoneInfo(row.zone)), row.ends_at.astimezone(ZoneInfo(row.zone)))
            for row in planned
        ]

    def write(self) -> None:
        """Each part that has happened, in order."""
        life = self.life
        self.past.place_days(self.exchange, self.all_days())
        if life.written:
            version = self._commitment()
        if life.opened:
            self._go(E.SIGNING, by=self.manager, at=life.opened)
        if life.signed:
            self._sign(version)
        if life.begun:
            self._go(E.UNDER_WAY, by=None, at=life.begun)
        if life.ended:
            self._go(E.ENDED, by=None, at=life.ended)
        if life.reported:
            self._report(version)
        if life.validated:
            self._validate()
        if life.closed and not self.exchange.is_virtual:
            self._go(E.CLOSED, by=None, at=life.closed)

    def _go(self, to: str, *, by, at, reason: str = "") -> None:
        before = self.exchange.state
        self.exchange.state, self.exchange.state_since = to, at
        if to in STAMPS:
            setattr(self.exchange, STAMPS[to], at)
        self.past.moved(self.exchange, before, to, by=by, at=at, reason=reason)

    def all_days(self) -> list:
        if self.exchange.is_virtual:
            return sorted({starts.date() for starts, _ends in self.sessions})
        first, last = self.exchange.first_day, self.exchange.last_day
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def _count(self) -> Decimal:
        exchange = self.exchange
        if exchange.is_virtual:
            return workdays.online_days(self.sessions)
        return Decimal(
            workdays.count(
                exchange.first_day,
                exchange.last_day,
                country=exchange.host_country,
                subdivision=exchange.host_subdivision,
            )
        )

    def _lump_sum(self, **more) -> money.LumpSum:
        exchange = self.exchange
        return money.lump_sum(
            self.past.programme,
            country=exchange.host_country,
            first_day=exchange.first_day,
            working_days=exchange.working_days,
            distance_km=exchange.distance_km,
            is_virtual=exchange.is_virtual,
            **more,
        )

    def _commitment(self) -> CommitmentVersion:
        """As `commitments.write_commitment` by the visitor."""
        exchange, plan, at = self.exchange, self.life.plan, self.life.written
        exchange.working_days = self._count()
        lump_sum = self._lump_sum()
        version = CommitmentVersion(
            exchange=exchange,
            number=1,
            language="en",
            arrival_on=exchange.arrival_on,
            first_day=exchange.first_day,
            last_day=exchange.last_day,
            departure_on=exchange.departure_on,
            working_days=exchange.working_days,
            amount=lump_sum.amount,
            currency=exchange.currency,
            steps=lump_sum.as_data(),
            written_by=exchange.visitor,
            written_at=at,
            **commitment_of(plan, self.all_days(), self.life.host),
        )
        version.hash = version.fingerprint()
        self.past.keep(version)
        self._go(E.BUILDING, by=exchange.visitor, at=at)
        return version

    def _sign(self, version: CommitmentVersion) -> None:
        """As `commitments.sign` four times; the last approves."""
        signers = self.signers()
        for role, at in zip(ROLES, self.life.signed, strict=True):
            self.past.keep(
                Signature(
                    version=version,
                    role=role,
                    person=signers[role],
                    on_behalf=role == SignatureRole.HOST and self.people.speaker(self.life.host) is None,
                    confirmed=confirmation_of(signers[role], self.people),
                    hash=version.hash,
                    signed_at=at,
                )
            )
        self.exchange.agreed_amount, self.exchange.agreed_steps = version.amount, version.steps
        self._go(E.APPROVED, by=signers[ROLES[-1]], at=self.life.signed[-1])

    def signers(self) -> dict:
        return {
            SignatureRole.VISITOR: self.exchange.visitor,
            SignatureRole.HOST: self.people.speaker(self.life.host) or self.receiving,
            SignatureRole.SENDING: self.manager,
            SignatureRole.RECEIVING: self.receiving,
        }

    def _report(self, version: CommitmentVersion) -> None:
        """As `evidence.add_evidence`, `reports.start_report`, `save_report` and `submit_report` by the visitor."""
        exchange, life, visitor = self.exchange, self.life, self.exchange.visitor
        if not exchange.is_virtual:
            for kind in EVIDENCE:
                self._evidence(kind)
        values = {"language": "en", **life.report}
        values["outcomes"] = [Outcome(value) for value in values["outcomes"]]
        self.report = self.past.keep(
            Report(
                code=demo_code(f"report/{life.key}"),
                exchange=exchange,
                side=Side.VISITOR,
                state=R.SUBMITTED,
                written_by=visitor,
                created_at=life.drafted,
                submitted_at=life.reported,
                real_first_day=exchange.first_day,
                real_last_day=exchange.last_day,
                objectives=[{"text": each["text"], "reached": reached(each["text"])} for each in version.objectives],
                **values,
            )
        )
        self.past.moved(self.report, "", R.DRAFT, by=visitor, at=life.drafted)
        self.past.moved(self.report, R.DRAFT, R.SUBMITTED, by=visitor, at=life.reported)
        self._go(E.REPORTED, by=visitor, at=life.reported)

    def _evidence(self, kind: EvidenceKind) -> None:
        exchange, at = self.exchange, self.life.drafted
        content = evidence_file(kind, exchange)
        data = content.read()
        content.seek(0)
        row = EvidenceFile(
            code=demo_code(f"evidence/{self.life.key}/{kind}"),
            exchange=exchange,
            kind=kind,
            name=content.name,
            size=len(data),
            hash=hashlib.sha256(data).hexdigest(),
            uploaded_by=exchange.visitor,
            uploaded_at=at,
        )
        row.file.save(content.name, content, save=False)
        self.past.files.append(row.file)
        self.past.keep(row)
        data = {"kind": kind, "exchange": exchange.code}
        self.past.log(row, "exchanges.evidence.add", by=exchange.visitor, at=at, data=data)

    def _validate(self) -> None:
        """As `reports.validate_exchange` by the sending manager, and what it brings with it."""
        exchange, at, manager = self.exchange, self.life.validated, self.manager
        rate = next((Decimal(step["amount"]) for step in exchange.agreed_steps if step["kind"] == "rate"), None)
        lump_sum = self._lump_sum(rate=rate, at_most=exchange.agreed_amount)
        exchange.real_first_day, exchange.real_last_day = exchange.first_day, exchange.last_day
        exchange.final_days = exchange.working_days
        exchange.final_amount, exchange.final_steps = lump_sum.amount, lump_sum.as_data()
        exchange.validated_by = manager
        long_enough = exchange.final_days >= self.past.programme.min_days
        exchange.counted_at = at if long_enough and not exchange.is_virtual else None
        self._go(E.VALIDATED, by=manager, at=at)
        self.report.state = R.ACCEPTED
        self.past.moved(self.report, R.SUBMITTED, R.ACCEPTED, by=manager, at=at)
        if long_enough:
            code = demo_code(f"certificate/{self.life.key}", 10)
            self.past.keep(Certificate(code=code, exchange=exchange, issued_at=at))
        self._survey()
        if exchange.final_amount:
            self._payment()
        else:
            self._go(E.CLOSED, by=None, at=at)

    def _survey(self) -> None:
        """As `deadlines`: asked on its day, once more after a month, answered or not."""
        exchange, life = self.exchange, self.life
        survey = self.past.keep(
            FollowUp(
                exchange=exchange,
                due_on=add_months(exchange.real_last_day, self.past.programme.follow_up_months),
                asked_at=life.asked,
            )
        )
        if life.answered:
            survey.answered_at, survey.language = life.answered, "en"
            survey.outcomes = [Outcome(value) for value in self.life.plan["results"]]
            survey.still_in_contact, survey.would_go_again = True, life.report["would_recommend"]
            survey.text = self.life.plan["follow_up"]
        elif life.asked and life.asked + REMINDED < self.past.now:
            survey.reminded_at = life.asked + REMINDED

    def _payment(self) -> None:
        """As `payments.pay`, once it is paid."""
        exchange, life, manager = self.exchange, self.life, self.manager
        due = timezone.localdate(life.validated) + timedelta(days=self.past.programme.payment_days)
        payment = self.past.keep(
            Payment(
                code=demo_code(f"payment/{life.key}"),
                exchange=exchange,
                amount=exchange.final_amount,
                currency=exchange.currency,
                due_on=due,
                requested_by=manager,
                requested_at=life.validated,
            )
        )
        self.past.moved(payment, "", Y.REQUESTED, by=manager, at=life.validated)
        if life.paid:
            payment.state, payment.paid_on, payment.paid_by = Y.PAID, timezone.localdate(life.paid), manager
            payment.reference = reference_of(exchange)
            self.past.moved(payment, Y.REQUESTED, Y.PAID, by=manager, at=life.paid)
            self._go(E.PAID, by=manager, at=life.paid)


def commitment_of(plan: dict, days: list, place: str) -> dict:
    """The texts of a commitment, as `commitments.TEXT_FIELDS`."""
    works = [day for day in days if day.weekday() < 5]
    return {
        "objectives": [{"text": text, "concept": ""} for text in plan["objectives"]],
        "activities": [*plan["activities"]],
        "activities_text": plan["activities_text"],
        "agenda": [
            {"day": day.isoformat(), "starts": "09:00", "ends": "16:30", "title": title, "place": ""}
            for day, title in zip(works, plan["agenda"], strict=False)
        ],
        "responsibilities": plan["responsibilities"],
        "outcomes": plan["outcomes"],
    }


def confirmation_of(person, people) -> Confirmation:
    """Managers have a second factor, the others a password."""
    return Confirmation.SECOND_FACTOR if person in people.managers.values() else Confirmation.PASSWORD


def evidence_file(kind: EvidenceKind, exchange: Exchange):
    name, title = EVIDENCE[kind]
    there = exchange.host_organisation.main_place
    return demo_files.file(
        name,
        title,
        f"{exchange.visitor_organisation.name_latin or exchange.visitor_organisation.name}: exchange {exchange.code}",
        f"{there.town if there else exchange.host_country}, {exchange.first_day} to {exchange.last_day}",
    )


def reached(text: str) -> str:
    """Most objectives are reached; which are not does not change from one day to the next."""
    return ("yes", "yes", "yes", "partly")[len(text) % 4]


def reference_of(exchange: Exchange) -> str:
    return f"CXC-{exchange.code.upper()}"
