"""Missions and offers of the demonstration, made through the actions at the times they would have been made."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clusters.demo_data import concepts_by_key, demo_code
from core.states import TranslationState
from exchanges import clock, workdays
from exchanges.actions import missions, offers
from exchanges.demo_days import Days
from exchanges.demo_places import People, read
from exchanges.models import Mission, Move, Offer, Programme
from exchanges.states import MissionState as M

SIGN_UP_ENDS = 24  # days before the first day
OPENED = {"silkeborg": 42, "troyes": 28, "botosani": 60}  # days ago; the past ones nine weeks before they began
OPENS = 90  # days before a mission that is only announced


def with_code(row, key: str):
    """Give a row of the demonstration its permanent code, also in its history, and say that it is invented."""
    code = demo_code(key)
    Move.objects.filter(subject=row.SUBJECT, code=row.code).update(code=code)
    type(row).objects.filter(pk=row.pk).update(code=code, is_demo=True)
    return type(row).objects.get(pk=row.pk)


class Invitations:
    def __init__(self, programme: Programme, people: People, days: Days):
        self.programme, self.people, self.days = programme, people, days
        self.concepts = concepts_by_key()
        self.missions: dict[str, Mission] = {}
        self.offers: dict[str, Offer] = {}

    def load(self) -> int:
        """All of them; returns how many."""
        for row in read("missions_past", "missions_coming")["mission"]:
            self.missions[row["key"]] = self._mission(row)
        for number, row in enumerate(read("offers_a", "offers_b")["offer"]):
            self.offers[row["host"]] = self._offer(row, self.days.ago(380 - number))
        return len(self.missions) + len(self.offers)

    def _mission(self, row: dict) -> Mission:
        first, last = self._span(row)
        opened = self.days.ago(OPENED[row["key"]]) if row["key"] in OPENED else self.days.on(first) - timedelta(days=63)
        if row["state"] in (M.ANNOUNCED, M.DRAFT):
            opened = self.days.on(first - timedelta(days=OPENS), 9)
        written = min(opened - timedelta(days=7), self.days.ago(4))
        is_virtual, own = row.get("virtual", False), self.people.clusters[row["cluster"]].main_language
        manager = self.people.managers[row["cluster"]]
        with clock.at(written):
            mission = missions.create_mission(
                programme=self.programme,
                organising_cluster=self.people.clusters[row["cluster"]],
                places=row["places"],
                by=manager,
                texts=self._texts(row, own),
                hosts=[self.people.organisations[row["host"]]],
                concepts=[self.concepts[key] for key in row["concepts"]],
                sessions=self._sessions(row, first, last),
                language=own,
                is_virtual=is_virtual,
                first_day=first,
                last_day=last,
                arrival_on=None if is_virtual else first - timedelta(days=1),
                departure_on=None if is_virtual else last + timedelta(days=1),
                sign_up_from=opened,
                sign_up_until=self.days.on(first - timedelta(days=SIGN_UP_ENDS), 18),
                expected_cost=row.get("cost"),
                **{name: row[name] for name in ("languages", "country", "town", "latitude", "longitude", "zone")},
            )
        mission = with_code(mission, f"mission/{row['key']}")
        return self._bring(mission, row["state"], opened, manager)

    def _span(self, row: dict) -> tuple[date, date]:
        if row.get("virtual"):
            first = self.days.monday(row["week"])
            return first, first + timedelta(days=row["days"] - 1)
        return self.days.stay(row["week"], row["days"], **self.people.calendar_of(row["host"]))

    def _bring(self, mission: Mission, state: str, opened: datetime, manager) -> Mission:
        """To its state, each step when it was due. A cancelled one is open until its people are there."""
        if state == M.DRAFT:
            return mission
        with clock.at(min(opened - timedelta(days=3), self.days.ago(3))):
            mission = missions.announce_mission(mission, by=manager)
        if state == M.ANNOUNCED:
            return mission
        with clock.at(opened):
            mission = missions.open_sign_up(mission, by=manager)
        if state in (M.OPEN, M.CANCELLED):
            return mission
        with clock.at(min(mission.sign_up_until, self.days.ago(1))):
            mission = missions.close_sign_up(mission, by=manager)
        if state != M.CLOSED:
            with clock.at(self.days.on(mission.first_day, 6)):
                mission = missions.start_mission(mission, by=None)
        if state == M.DONE:
            with clock.at(self.days.on(mission.last_day + timedelta(days=1), 6)):
                mission = missions.finish_mission(mission, by=None)
        return mission

    def _texts(self, row: dict, own: str) -> dict[str, dict]:
        """What was written in the cluster’s language is the original, the others were translated by people."""
        state = {own: TranslationState.ORIGINAL}
        return {
            language: text | {"translation_state": state.get(language, TranslationState.HUMAN)}
            for language, text in row["text"].items()
        }

    def _sessions(self, row: dict, first: date, last: date) -> list[dict]:
        """The programme; sessions in person are on working days, the online ones on the days that the file names."""
        zone, calendar = ZoneInfo(row["zone"]), self.people.calendar_of(row["host"])
        span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        if not row.get("virtual"):
            span = [day for day in span if workdays.count(day, day, **calendar)]
        return [
            {
                "starts_at": datetime.combine(span[day], time.fromisoformat(starts), tzinfo=zone),
                "ends_at": datetime.combine(span[day], time.fromisoformat(ends), tzinfo=zone),
                "zone": row["zone"],
                "place": place,
                "texts": {language: {"title": title} for language, title in titles.items()},
            }
            for day, starts, ends, place, titles in row["sessions"]
            if day < len(span)
        ]

    def _offer(self, row: dict, made: datetime) -> Offer:
        cluster, manager = self.people.clusters[row["cluster"]], self.people.managers[row["cluster"]]
        by = self.people.speaker(row["host"]) or manager
        with clock.at(made):
            offer = offers.create_offer(
                programme=self.programme,
                organisation=self.people.organisations[row["host"]],
                receiving_cluster=cluster,
                by=by,
                capacity=row["capacity"],
                texts=self._texts(row, cluster.main_language),
                concepts=[self.concepts[key] for key in row["concepts"]],
                periods=self._closed(row),
                language=cluster.main_language,
                languages=row["languages"],
                virtual=row.get("virtual", False),
                **{name: row[name] for name in ("min_days", "max_days", "step_free") if name in row},
            )
        offer = with_code(offer, f"offer/{row['host']}")
        if row["state"] != "draft":
            with clock.at(made + timedelta(days=1)):
                offer = offers.open_offer(offer, by=by)
        if row["state"] in ("paused", "withdrawn"):
            with clock.at(self.days.ago(20)):
                act = offers.pause_offer if row["state"] == "paused" else offers.withdraw_offer
                offer = act(offer, by=by)
        return offer

    def _closed(self, row: dict) -> list[tuple[date, date, bool]]:
        if "closed" not in row:
            return []
        first, after = row["closed"]
        return [(self.days.monday(first), self.days.monday(after), False)]
