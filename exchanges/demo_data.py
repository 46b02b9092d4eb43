"""The demonstration of ClusterXchange: a programme in month 14 of 24 with 63 validated exchanges, and every state.

Everything is told from the day it is loaded. What is finished is written in bulk (`demo_past`), what goes on is lived
through with the actions (`demo_open`). Nobody gets a mail of a past that never was.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts import demo
from core import files
from exchanges import clock, demo_open, demo_places, mails
from exchanges.actions import deadlines, missions, payments, reports
from exchanges.demo_days import Days, programme_days
from exchanges.demo_invitations import SIGN_UP_ENDS, Invitations
from exchanges.demo_lives import APPLIED, Life, live, recent, report_of
from exchanges.demo_past import Past
from exchanges.demo_places import People, read
from exchanges.models import Exchange, Mission, Offer, Programme, Report
from exchanges.programmes import load_programme
from exchanges.states import DONE, MissionState as M

SEED = 14
STORIES_RELEASED = 8
GROUPS = {M.UNDER_WAY: "under_way", M.CLOSED: "approved", M.OPEN: "matched"}  # the open one is cancelled afterwards
SIGNING = {"bfa-16": "signing"}  # not as far as the others of the mission


def load_exchanges() -> dict[str, int]:
    """Add programme, organisations, people, missions, offers and exchanges; nothing where they are there already."""
    demo.refuse_outside_demo()
    counts = {
        "visiting organisations and hosts": demo_places.load_organisations(),
        "contacts": demo_places.load_contacts(),
    }
    if not Mission.objects.filter(is_demo=True).exists():
        with files.removed_on_failure() as written, transaction.atomic(), mails.nobody_told():
            counts |= _Demo(written).load()
    return counts


def demo_programme(days: Days) -> Programme:
    """The programme of the alliance, shifted so that this is its fourteenth month; one that is there stays."""
    first, last = programme_days(days.today)
    there = Programme.objects.filter(code="clusterxchange").first()
    return there or load_programme(starts_on=first, ends_on=last, is_demo=True)


class _Demo:
    def __init__(self, written: list):
        self.days, self.people = Days.from_now(), People()
        self.programme = demo_programme(self.days)
        self.dice, self.texts = Random(SEED), read("plans", "stays")  # noqa: S311 -- no secrets
        self.invitations = Invitations(self.programme, self.people, self.days)
        self.past = Past(self.programme, self.people, files=written)
        self.rows: dict[str, dict] = {}

    def load(self) -> dict[str, int]:
        invited = self.invitations.load()
        for life, state in self._lives():
            self.past.add(life.stop(state) if state else life)
        exchanges = self.past.save()
        self._cancel_mission()
        self._stories(exchanges)
        self._hold_payments(exchanges)
        demo_open.Open(self, exchanges).load()
        with clock.at(self.days.now):
            deadlines.run_deadlines()
        Exchange.objects.filter(programme=self.programme).update(is_demo=True)
        return {"missions and offers": invited, "exchanges": Exchange.objects.filter(programme=self.programme).count()}

    def _lives(self) -> Iterator[tuple[Life, str]]:
        """Every life that is written in bulk, and where it stops ("" for as far as the calendar lets it)."""
        unpaid = {row["visitor"]: row for row in self.texts["unpaid"]}
        for key, visitors in self.texts["groups"].items():
            mission = self.invitations.missions[key]
            for number, visitor in enumerate(visitors):
                life = self._life(visitor, number, mission=mission)
                yield self._paid_or_not(life, unpaid.get(visitor) if mission.state == M.DONE else None, mission)
        for number, row in enumerate(self.texts["single"]):
            life = self._life(row["visitor"], number, offer=self.invitations.offers[row["host"]], row=row)
            yield self._paid_or_not(life, unpaid.get(row["visitor"]), None)
        for number, row in enumerate(self.texts["going_on"]):
            life = self._life(row["visitor"], number, offer=self.invitations.offers[row["host"]], row=row)
            if "reported" in row:
                recent(life, self.days, reported=row["reported"])
            self.rows[life.key] = row
            yield life, row["until"]

    def _paid_or_not(self, life: Life, unpaid: dict | None, mission: Mission | None) -> tuple[Life, str]:
        if unpaid:
            return recent(life, self.days, validated=unpaid["validated"]), "validated"
        if mission is None or mission.state == M.DONE:
            return life, ""
        return life, SIGNING.get(life.visitor) or GROUPS[M(mission.state)]

    def _life(
        self, visitor: str, number: int, *, mission: Mission | None = None, offer: Offer | None = None, row=None
    ) -> Life:
        if mission:
            first, last = mission.first_day, mission.last_day
            host = self._host_key(mission)
        else:
            host = row["host"]
            first, last = self.days.stay(row["week"], row["days"], **self.people.calendar_of(host))
        plan = self.texts["plan"][number % len(self.texts["plan"])]
        life = Life(
            key=f"{visitor}/{mission.code if mission else host}",
            visitor=visitor,
            host=host,
            first=first,
            last=last,
            plan=plan,
            mission=mission,
            offer=offer,
        )
        online = mission is not None and mission.is_virtual
        told = self._story_of(visitor, number // 2) if number % 2 and not online else None
        life.report = report_of(plan, self.dice, story=told)
        return live(life, self.days, applied_on=self._applied_on(first, mission), dice=self.dice)

    def _story_of(self, visitor: str, number: int) -> dict:
        """One in a language of the visitor’s cluster."""
        spoken = self.people.cluster_of(visitor).languages
        stories = [story for story in self.texts["story"] if story["language"] in spoken]
        return stories[number % len(stories)]

    def _host_key(self, mission: Mission) -> str:
        host = mission.main_host.organisation_id
        return next(key for key, each in self.people.organisations.items() if each.pk == host)

    def _applied_on(self, first: date, mission: Mission | None) -> date:
        """Eight weeks before a stay, while a mission is open; those to come are six weeks old."""
        if mission:
            opened = timezone.localdate(mission.sign_up_from)
            span = 14 if first > self.days.today else (first - opened).days - SIGN_UP_ENDS - 12
            return opened + timedelta(days=self.dice.randrange(1, span))
        return min(first - timedelta(days=APPLIED), self.days.today - timedelta(days=44 - self.dice.randrange(6)))

    def _cancel_mission(self) -> None:
        """The trip that does not take place sets its visitors free."""
        mission = self.invitations.missions["gabrovo"]
        row = next(row for row in read("missions_past")["mission"] if row["key"] == "gabrovo")
        with clock.at(self.days.on(mission.first_day - timedelta(days=26), 9)):
            missions.cancel_mission(mission, reason=row["reason"], by=self.people.managers[row["cluster"]])

    def _stories(self, exchanges: dict[str, Exchange]) -> None:
        """Some of the stories that may be published are on the public page."""
        done = [exchange.pk for exchange in exchanges.values() if exchange.state in DONE]
        rows = Report.objects.filter(exchange__in=done, consent_to_publish=True).exclude(story="")
        told: set[str] = set()
        for report in rows.select_related("exchange__sending_cluster").order_by("pk"):
            if report.story in told or len(told) == STORIES_RELEASED:
                continue
            told.add(report.story)
            with clock.at(report.exchange.validated_at + timedelta(hours=5)):
                reports.release_story(report, by=self.people.managers[report.exchange.sending_cluster.code])

    def _hold_payments(self, exchanges: dict[str, Exchange]) -> None:
        for row in self.texts["unpaid"]:
            if "held" in row:
                exchange = next(each for key, each in exchanges.items() if key.startswith(f"{row['visitor']}/"))
                with clock.at(self.days.ago(row["validated"] - 4)):
                    payments.hold_payment(
                        exchange.payment, reason=row["held"], by=self.people.manager_of(row["visitor"])
                    )
