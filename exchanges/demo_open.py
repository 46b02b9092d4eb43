"""What goes on in the demonstration: signatures, reports, applications, proposals, the waiting list; all through the
actions, one after the other as time passed."""

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import demo
from accounts.models import User
from exchanges import clock, demo_files
from exchanges.actions import (
    applications,
    commitments,
    evidence,
    messages,
    overrides,
    plans,
    proposals,
    reports,
    sign_ups,
    stays,
)
from exchanges.actions.moves import record
from exchanges.choices import EvidenceKind, ProposedBy, Side, SignatureRole
from exchanges.demo_past import wishes
from exchanges.demo_stays import commitment_of, confirmation_of, evidence_file, reached
from exchanges.models import Application, Exchange, Proposal
from exchanges.states import ProposalState as P

HOUR = timedelta(hours=1)


class Open:
    def __init__(self, demonstration, exchanges: dict[str, Exchange]):
        self.days, self.people = demonstration.days, demonstration.people
        self.programme, self.past = demonstration.programme, demonstration.past
        self.missions, self.offers = demonstration.invitations.missions, demonstration.invitations.offers
        self.plans, self.rows = demonstration.texts["plan"], demonstration.rows
        self.talks = demonstration.texts["message"]
        self.stays = {key.partition("/")[0]: each for key, each in exchanges.items() if key in self.rows}
        self.row_of = {key.partition("/")[0]: row for key, row in self.rows.items()}

    def load(self) -> None:
        for visitor, row in self.row_of.items():
            self._go_on(self.stays[visitor], row)
        self._waiting_list()
        self._applications()
        self._proposals()
        self._online()
        self._reports()
        self._talk()
        self._exceptions()
        with clock.at(self.days.ago(1, 16)):
            plans.make_plan(programme=self.programme, by=self.people.coordinator, seconds=10)

    def fresh(self, visitor: str) -> Exchange:
        return Exchange.objects.get(pk=self.stays[visitor].pk)

    # Stays

    def _go_on(self, exchange: Exchange, row: dict) -> None:
        """What the row says beyond the state to which the stay was written in bulk."""
        manager = self.people.manager_of(row["visitor"])
        if "signed" in row:
            self._sign(exchange, row["signed"], row["host"])
        if "returned" in row:
            with clock.at(self.days.ago(row["reported"] - 5)):
                reports.return_report(exchange, reason=row["returned"], by=manager)
        if "cancelled" in row:
            with clock.at(self.days.on(exchange.first_day - timedelta(days=3))):
                stays.cancel_exchange(exchange, reason=row["cancelled"], by=exchange.visitor)
        if "broken_off" in row:
            self._break_off(exchange, row, manager)

    def _sign(self, exchange: Exchange, roles: list[str], host: str) -> None:
        signing = self.people.managers[exchange.signing_cluster.code]
        people = {
            SignatureRole.VISITOR: exchange.visitor,
            SignatureRole.HOST: self.people.speaker(host) or signing,
            SignatureRole.SENDING: self.people.managers[exchange.sending_cluster.code],
            SignatureRole.RECEIVING: signing,
        }
        version = commitments.current_version(exchange)
        for number, role in enumerate(roles):
            with clock.at(self.days.ago(5 - number, 11)):
                commitments.sign(
                    exchange,
                    role=SignatureRole(role),
                    number=version.number,
                    hash=version.hash,
                    confirmed=confirmation_of(people[role], self.people),
                    by=people[role],
                )

    def _break_off(self, exchange: Exchange, row: dict, manager: User) -> None:
        """After so many full days; one of them was reported and settled without counting."""
        last = exchange.first_day + timedelta(days=row["broken_off"])
        with clock.at(self.days.on(last + timedelta(days=1), 9)):
            stays.discontinue_exchange(exchange, last_day=last, reason=row["reason"], by=exchange.visitor)
        if row.get("settled"):
            with clock.at(self.days.on(last + timedelta(days=6), 9)):
                self._report(exchange, Side.VISITOR, exchange.visitor, hand_in=True)
            with clock.at(self.days.on(last + timedelta(days=11), 9)):
                reports.validate_exchange(exchange, by=manager)

    def _report(self, exchange: Exchange, side: Side, by: User, *, hand_in: bool, **more) -> None:
        report = reports.start_report(exchange, side=side, by=by)
        values = {
            "language": by.language,
            "agenda_followed": exchange.discontinued_at is None,
            "activities": self.plans[0]["activities"],
            "contacts": 4,
            "meetings": 2,
            "outcomes": ["contacts"],
            "satisfaction_partner": 4,
            "would_recommend": True,
            "objectives": [{"text": each["text"], "reached": reached(each["text"])} for each in report.objectives],
        }
        reports.save_report(report, by=by, **(values | more))
        if hand_in:
            reports.submit_report(report, by=by)

    def _reports(self) -> None:
        """The demo member’s own report is begun; some hosts have written theirs."""
        mine = self.fresh("modacc-01")
        with clock.at(self.days.ago(1, 11)):
            file = evidence_file(EvidenceKind.TRAVEL_TICKET, mine)
            evidence.add_evidence(
                mine,
                kind=EvidenceKind.TRAVEL_TICKET,
                file=SimpleUploadedFile(file.name, file.read(), "application/pdf"),
                by=mine.visitor,
            )
            self._report(mine, Side.VISITOR, mine.visitor, hand_in=False, outcomes=[], satisfaction_partner=None)
        for visitor in ("ldc-21", "ldc-08", "modacc-05"):
            with clock.at(self.days.ago(5, 13)):
                host = self.people.speaker(self.row_of[visitor]["host"])
                self._report(self.fresh(visitor), Side.HOST, host, hand_in=True, contacts=2)

    def _talk(self) -> None:
        for number, visitor in enumerate(("modacc-01", "bfa-01", "ldc-16", "ea-10", "modacc-20")):
            exchange, talk = self.stays[visitor], self.talks[number % len(self.talks)]
            host = self.people.speaker(self.row_of[visitor]["host"])
            for hour, (text, person) in enumerate(((talk["visitor"], exchange.visitor), (talk["host"], host))):
                with clock.at(self.days.ago(12 + number, 10 + 4 * hour)):
                    messages.send_message(exchange, text=text, by=person, language="en")

    # Applications

    def _apply(
        self, key: str, ago: float, *, mission=None, virtual: bool = False, person=None, by=None, send: bool = True
    ) -> Application:
        """An application, sent at that time unless told otherwise."""
        person = person or self.people.visitor(key)
        plan = self.plans[int(key[-2:]) % len(self.plans)]
        row = self.past.organisations[key]
        with clock.at(self.days.ago(ago, 9)):
            application = applications.start_application(
                programme=self.programme,
                organisation=self.people.organisations[key],
                person=person,
                by=by or person,
                mission=mission,
                is_virtual=virtual,
                language="en",
            )
            applications.save_application(
                application,
                by=by or person,
                concepts=[self.past.concepts[each] for each in row["concepts"][:2]],
                **wishes(plan, row),
            )
            if int(ago) % 2 == 0:
                name = f"cv-{key}.pdf"
                content = demo_files.pdf("Curriculum vitae", str(person), str(self.people.organisations[key]))
                file = SimpleUploadedFile(name, content, "application/pdf")
                applications.attach_cv(application, file, by=by or person)
        if send:
            with clock.at(self.days.ago(ago, 12)):
                application = applications.submit_application(application, by=by or person)
        return application

    def _accept(self, application: Application, key: str, ago: float) -> Application:
        with clock.at(self.days.ago(ago, 14)):
            return applications.accept_application(application, by=self.people.manager_of(key))

    def _waiting_list(self) -> None:
        """Troyes: four places; one was given up, went down the list, and waits for an answer."""
        mission = self.missions["troyes"]
        for key, ago, accepted in (
            ("ldc-14", 26, 21),
            ("ldc-18", 25, 20),
            ("iconic-15", 24, 18),
            ("bfa-23", 13, None),
            ("iconic-07", 11, 8),
            ("ldc-20", 10, 7),
            ("modacc-10", 9, 6),
            ("iconic-16", 8, None),
            ("bfa-21", 7, 5),
        ):
            application = self._apply(key, ago, mission=mission)
            if accepted:
                self._accept(application, key, accepted)
        stay = mission.exchanges.get(visitor_organisation=self.people.organisations["iconic-15"])
        with clock.at(self.days.ago(6, 15)):
            self._write(stay, 2, "ea-03")
        gone = mission.exchanges.get(visitor_organisation=self.people.organisations["ldc-14"])
        with clock.at(self.days.ago(4, 10)):
            stays.cancel_exchange(gone, reason="The only knitter of the firm is on leave then.", by=gone.visitor)
        with clock.at(self.days.ago(3, 10)):
            applications.withdraw_application(gone.application, by=gone.visitor, reason="Next year, perhaps.")
        with clock.at(self.days.ago(1, 11)):
            sign_ups.lapse_offers()
        late = Application.objects.get(organisation=self.people.organisations["iconic-07"])
        with clock.at(self.days.ago(1, 15)):
            applications.pause_application(late, by=late.person)

    def _write(self, exchange: Exchange, number: int, host: str) -> None:
        plan = self.plans[number]
        span = [exchange.first_day + timedelta(days=each) for each in range(5)]
        commitments.write_commitment(exchange, by=exchange.visitor, language="en", **commitment_of(plan, span, host))

    def _applications(self) -> None:
        """One answer is overdue, one application came back, one is not sent, two were filled in by their cluster."""
        refused = self._apply("ea-09", 70)
        with clock.at(self.days.ago(64, 9)):
            applications.refuse_application(
                refused,
                reason="The aims say nothing about what your own firm wants to learn. Please apply again.",
                by=self.people.managers["ea"],
            )
        self._apply("modacc-04", 20)
        self._accept(self._apply("ea-09", 15), "ea-09", 12)
        returned = self._apply("ldc-03", 12)
        with clock.at(self.days.ago(9, 9)):
            applications.return_application(
                returned, reason="Please say which languages you can work in.", by=self.people.managers["ldc"]
            )
        self._apply("ea-03", 6, by=self.people.managers["ea"])
        self._apply("ldc-04", 2)
        self._apply("bfa-05", 1, send=False)
        speaker = User.objects.get(email=f"representative.modacc@{demo.DOMAIN}")
        self._apply("modacc-01", 1, person=speaker, virtual=True, send=False)

    def application_of(self, key: str) -> Application:
        organisation = self.people.organisations[key]
        return Application.objects.filter(organisation=organisation, state="accepted", is_virtual=False).latest("pk")

    # Proposals

    def _propose(
        self, visitor: str, host: str, ago: float, week: int, *, by: ProposedBy = ProposedBy.VISITOR
    ) -> Proposal:
        first, last = self._days(host, week, 4)
        application = self.application_of(visitor)
        with clock.at(self.days.ago(ago, 10)):
            return proposals.propose(
                application=application,
                offer=self.offers[host],
                proposed_by=by,
                first_day=first,
                last_day=last,
                text=application.objectives if by == ProposedBy.VISITOR else "We read your application: come and see.",
                by=application.person if by == ProposedBy.VISITOR else self.people.speaker(host),
            )

    def _days(self, host: str, week: int, days: int) -> tuple[date, date]:
        return self.days.stay(week, days, **self.people.calendar_of(host))

    def _proposals(self) -> None:
        """Every end a proposal can have; the two demo representatives have one to answer."""
        self._propose("ea-01", "bfa-05", 30, 6)
        gone = self._propose("ldc-12", "modacc-04", 25, 12)
        with clock.at(self.days.ago(22, 9)):
            proposals.withdraw_proposal(gone, by=gone.created_by)
        with clock.at(self.days.ago(15, 11)):
            proposals.expire_proposals()
        self._propose("ldc-12", "iconic-08", 11, 11, by=ProposedBy.HOST)
        declined = self._propose("modacc-12", "ldc-08", 9, 12)
        with clock.at(self.days.ago(6, 9)):
            proposals.decline_proposal(
                declined, by=self.people.speaker("ldc-08"), reason="The washing hall is being painted in that week."
            )
        self._propose("ea-09", "modacc-01", 5, 8)
        self._propose("ldc-09", "bfa-01", 3, 10)
        self._draft("modacc-12", "iconic-11")

    def _draft(self, visitor: str, host: str) -> None:
        """One that the coordinator noted and did not send."""
        offer, at = self.offers[host], self.days.ago(2, 9)
        with clock.at(at):
            draft = Proposal.objects.create(
                programme=self.programme,
                application=self.application_of(visitor),
                offer=offer,
                host=offer.organisation,
                signing_cluster=offer.receiving_cluster,
                proposed_by=ProposedBy.PLANNER,
                created_by=self.people.coordinator,
                created_at=at,
            )
            record(draft, "", P.DRAFT, by=self.people.coordinator)

    def _online(self) -> None:
        """A single online exchange: sessions, no money, signed by all four."""
        key, host = "iconic-10", "modacc-12"
        application = self._accept(self._apply(key, 34, virtual=True), key, 31)
        offer, person = self.offers[host], self.people.visitor(key)
        with clock.at(self.days.ago(29)):
            asked = proposals.propose(
                application=application,
                offer=offer,
                proposed_by=ProposedBy.VISITOR,
                text=application.objectives,
                by=person,
            )
        with clock.at(self.days.ago(26)):
            exchange = proposals.confirm_proposal(asked, by=self.people.speaker(host)).exchange
        with clock.at(self.days.ago(20)):
            exchange = commitments.set_sessions(exchange, self._sessions(), by=person)
            self._write(exchange, 4, host)
        with clock.at(self.days.ago(18)):
            exchange = commitments.open_for_signing(exchange, by=self.people.managers["iconic"])
        self._sign(exchange, [role.value for role in SignatureRole], host)

    def _sessions(self) -> list[dict]:
        """Six mornings in the next three weeks."""
        first = self.days.monday(2)
        found = []
        for number in range(6):
            on = first + timedelta(days=7 * (number // 2) + (1, 3)[number % 2])
            starts: datetime = self.days.on(on, 9)
            title = self.plans[4]["agenda"][number % 5]
            found.append({"starts_at": starts, "ends_at": starts + 3.5 * HOUR, "zone": "Europe/Madrid", "title": title})
        return found

    # Exceptions

    def _exceptions(self) -> None:
        """Two exceptions with a reason, one of them ended; a day that the coordinator took out of a stay."""
        with clock.at(self.days.ago(5, 9)):
            overrides.override_rule(
                programme=self.programme,
                rule="enough_days",
                organisation=self.people.organisations["iconic-16"],
                reason="The fair lasts two days this year; host and both clusters agreed in writing.",
                by=self.people.managers["iconic"],
            )
        with clock.at(self.days.ago(16, 9)):
            other = overrides.override_rule(
                programme=self.programme,
                rule="mission_open",
                organisation=self.people.organisations["bfa-21"],
                reason="The firm asked in time; the mail went astray.",
                by=self.people.coordinator,
            )
        with clock.at(self.days.ago(8, 9)):
            overrides.end_override(other, by=self.people.coordinator)
        stay = self.fresh("modacc-20")
        with clock.at(self.days.ago(4, 9)):
            reason = "The laboratory is closed for stocktaking."
            commitments.correct_days(stay, {stay.last_day: (False, reason)}, by=self.people.coordinator)
