"""Exchanges of the demonstration’s past, written in bulk: the same rows that the actions would have written.

Living through sixty exchanges with the actions takes a minute. A test lives through some of them both ways and compares
every field.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import ModelLogEntry

from clusters.demo_data import concepts_by_key, demo_code
from exchanges import clock, distances
from exchanges.actions import stays
from exchanges.choices import ProposedBy
from exchanges.counting import target_for
from exchanges.demo_lives import Life
from exchanges.demo_places import People, all_rows
from exchanges.demo_stays import Stay
from exchanges.facts import Case
from exchanges.models import (
    Application,
    Exchange,
    Move,
    Programme,
    Proposal,
    SignUp,
    StayDay,
)
from exchanges.states import ApplicationState as A, ExchangeState as E, ProposalState as P, SignUpState as S


class Past:
    """Collects the rows of many lives and writes them together (`save`)."""

    def __init__(self, programme: Programme, people: People, *, files: list | None = None):
        self.programme = Programme.objects.prefetch_related("targets", "rates").get(pk=programme.pk)
        self.people = people
        self.concepts = concepts_by_key()
        self.organisations = all_rows()
        self.rows: dict[type, list] = {}
        self.logged: list[tuple] = []
        self.exchanges: dict[str, Exchange] = {}
        self.files = [] if files is None else files  # written on disk already
        self.now = clock.now()
        self._seats: dict[tuple[str, int], list] = {}
        self._taken: set[tuple] = set()

    def add(self, life: Life) -> Exchange:
        """One life, as far as it has come."""
        application = self._application(life)
        ground = self._on_mission(life, application) if life.mission else self._proposed(life, application)
        exchange = self._exchange(life, application, **ground)
        Stay(self, life, exchange).write()
        self.exchanges[life.key] = exchange
        return exchange

    def keep(self, row):
        self.rows.setdefault(type(row), []).append(row)
        return row

    def moved(self, row, before: str, to: str, *, by, at, reason: str = "") -> None:
        """As `moves.record`: one line of history and one of the site’s log."""
        self.keep(
            Move(
                subject=row.SUBJECT,
                code=row.code,
                actor=by,
                by_calendar=by is None,
                at=at,
                from_state=before,
                to_state=to,
                reason=reason,
            )
        )
        self.log(row, f"exchanges.{row.SUBJECT}.move", by=by, at=at, data={"from": str(before), "to": str(to)})

    def log(self, row, action: str, *, by, at, data: dict) -> None:
        self.logged.append((row, action, by, at, data))

    def save(self) -> dict[str, Exchange]:
        """Write everything; returns the exchanges by the keys of their lives."""
        for model, rows in sorted(self.rows.items(), key=lambda each: _order(each[0])):
            model.objects.bulk_create(rows, batch_size=200)
        kinds = {}
        for row, *_rest in self.logged:
            if type(row) not in kinds:
                kinds[type(row)] = ContentType.objects.get_for_model(row, for_concrete_model=False)
        ModelLogEntry.objects.bulk_create(
            [
                ModelLogEntry(
                    content_type=kinds[type(row)],
                    object_id=str(row.pk),
                    label=ModelLogEntry.objects.get_instance_title(row),
                    action=action,
                    timestamp=at,
                    user=by,
                    data=data,
                )
                for row, action, by, at, data in self.logged
            ],
            batch_size=500,
        )
        made = [exchange.pk for exchange in self.exchanges.values()]
        Exchange.objects.filter(pk__in=made).update(changed_at=F("state_since"))
        Application.objects.filter(exchanges__in=made).update(
            changed_at=Coalesce("decided_at", "submitted_at", "created_at")
        )
        return self.exchanges

    def _application(self, life: Life) -> Application:
        """Drafted, sent and accepted."""
        person, organisation = self.people.visitor(life.visitor), self.people.organisations[life.visitor]
        manager, row = self.people.manager_of(life.visitor), self.organisations[life.visitor]
        application = self.keep(
            Application(
                code=demo_code(f"application/{life.key}"),
                programme=self.programme,
                person=person,
                organisation=organisation,
                sending_cluster=self.people.cluster_of(life.visitor),
                mission=life.mission,
                is_virtual=life.is_virtual,
                language="en",
                state=A.ACCEPTED,
                created_at=life.started,
                submitted_at=life.submitted,
                answer_due_on=timezone.localdate(life.submitted) + timedelta(days=self.programme.answer_days),
                decided_by=manager,
                decided_at=life.accepted,
                **wishes(life.plan, row),
            )
        )
        for key in row["concepts"][:2]:
            self.keep(Application.concepts.through(application=application, concept_id=self.concepts[key]))
        self.moved(application, "", A.DRAFT, by=person, at=life.started)
        self.moved(application, A.DRAFT, A.SUBMITTED, by=person, at=life.submitted)
        if not life.mission:
            self.moved(application, A.SUBMITTED, A.ACCEPTED, by=manager, at=life.accepted)
        return application

    def _on_mission(self, life: Life, application: Application) -> dict:
        """A place held since the application was sent; its acceptance begins the exchange."""
        seats = self._seats_of("mission", life.mission)
        sign_up = self.keep(
            SignUp(
                code=demo_code(f"sign-up/{life.key}"),
                mission=life.mission,
                application=application,
                organisation=application.organisation,
                state=S.HELD,
                seat=next(seat for seat in seats if (seat.pk,) not in self._taken),
                queued_at=life.submitted,
            )
        )
        self._taken.add((sign_up.seat.pk,))
        self.moved(sign_up, "", S.HELD, by=application.person, at=life.submitted)
        self.moved(application, A.SUBMITTED, A.ACCEPTED, by=application.decided_by, at=life.accepted)
        signing = stays.signing_cluster_of(self.people.organisations[life.host], life.mission.organising_cluster)
        return {"sign_up": sign_up, "signing_cluster": signing, "by": application.decided_by}

    def _proposed(self, life: Life, application: Application) -> dict:
        """The visitor asked, the host said yes."""
        host = self.people.organisations[life.host]
        signing = life.offer.receiving_cluster
        answered_by = self.people.speaker(life.host) or self.people.managers[signing.code]
        proposal = self.keep(
            Proposal(
                code=demo_code(f"proposal/{life.key}"),
                programme=self.programme,
                application=application,
                offer=life.offer,
                host=host,
                signing_cluster=signing,
                proposed_by=ProposedBy.VISITOR,
                state=P.ACCEPTED,
                first_day=life.first,
                last_day=life.last,
                text=life.plan["wish"],
                created_by=application.person,
                created_at=life.proposed,
                sent_at=life.proposed,
                expires_at=life.proposed + timedelta(days=self.programme.proposal_days),
                visitor_confirmed_by=application.person,
                visitor_confirmed_at=life.proposed,
                host_confirmed_by=answered_by,
                host_confirmed_at=life.confirmed,
            )
        )
        self.moved(proposal, "", P.DRAFT, by=application.person, at=life.proposed)
        self.moved(proposal, P.DRAFT, P.SENT, by=application.person, at=life.proposed)
        self.moved(proposal, P.SENT, P.ACCEPTED, by=answered_by, at=life.confirmed)
        return {"proposal": proposal, "signing_cluster": signing, "by": answered_by}

    def _exchange(self, life: Life, application: Application, *, signing_cluster, by, **ground) -> Exchange:
        """As `stays.begin_exchange`: who counts as what is frozen."""
        host, visitor = self.people.organisations[life.host], application.organisation
        where = life.offer.where if life.offer else host.main_place
        case = Case(host, life.offer, life.mission, life.first, life.last, life.is_virtual)
        exchange = self.keep(
            Exchange(
                code=demo_code(f"exchange/{life.key}"),
                programme=self.programme,
                application=application,
                mission=life.mission,
                offer=life.offer,
                visitor=application.person,
                visitor_organisation=visitor,
                host_organisation=host,
                sending_cluster=application.sending_cluster,
                receiving_cluster=signing_cluster if self._is_member(life.host, signing_cluster) else None,
                signing_cluster=signing_cluster,
                is_virtual=life.is_virtual,
                uses_visit=self.programme.visit_once and not life.is_virtual,
                arrival_on=life.mission.arrival_on if life.mission else None,
                first_day=life.first,
                last_day=life.last,
                departure_on=life.mission.departure_on if life.mission else None,
                visitor_type=visitor.type,
                host_type=host.type,
                visitor_country=visitor.country,
                host_country=case.country or host.country,
                host_subdivision=case.subdivision_at(where),
                distance_km=distances.between(visitor.main_place, where),
                currency=self.programme.currency,
                counted_by=application.sending_cluster,
                target=target_for(self.programme, visitor_type=visitor.type, host_type=host.type),
                created_at=life.confirmed,
                state_since=life.confirmed,
                is_demo=True,
                **ground,
            )
        )
        self.moved(exchange, "", E.MATCHED, by=by, at=life.confirmed)
        return exchange

    def _is_member(self, host: str, cluster) -> bool:
        return self.people.cluster_of(host) == cluster

    def place_days(self, exchange: Exchange, days: Iterable) -> None:
        """As `stays.place_days`: the person’s days and, at an offer, a seat on each."""
        seats = self._seats_of("offer", exchange.offer) if exchange.offer else []
        for day in days:
            seat = next((each for each in seats if (each.pk, day) not in self._taken), None)
            if seat:
                self._taken.add((seat.pk, day))
            self.keep(StayDay(exchange=exchange, day=day, person=exchange.visitor, seat=seat))

    def _seats_of(self, name: str, thing) -> list:
        if (name, thing.pk) not in self._seats:
            self._seats[name, thing.pk] = list(thing.seats.order_by("number"))
        return self._seats[name, thing.pk]


def wishes(plan: dict, row: dict) -> dict:
    """What an application says, from a plan and the organisation’s row."""
    return {
        "purposes": plan["purposes"],
        "objectives": plan["wish"],
        "activities": plan["activities"],
        "activities_text": plan["activities_text"],
        "days_wanted": 5,
        "languages": [*row["languages"]],
    }


def _order(model: type) -> int:
    """Rows after those they point to."""
    names = [
        "Application", "SignUp", "Proposal", "Exchange", "StayDay", "CommitmentVersion", "Signature", "EvidenceFile",
        "Report", "Payment", "Certificate", "FollowUp", "Message", "Move",
    ]  # fmt: skip
    return names.index(model.__name__) if model.__name__ in names else len(names)
