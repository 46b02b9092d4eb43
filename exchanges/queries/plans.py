"""Reads for the coordinator’s plans: the list of runs, the figures of one, and one page of its stays.

A plan may have thousands of rows; a page reads its own and counts the rest in the database.
"""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from exchanges import workdays
from exchanges.choices import Unplaced
from exchanges.facts import Case
from exchanges.models import Offer, PlannedStay, PlannerRun, Programme
from exchanges.planner import fit, reading
from exchanges.planner.problem import Window
from exchanges.queries.matches import Match, explain, is_needed, nearness
from vocabulary.models import Concept

PLACED = Q(offer__isnull=False)
SENT = Q(proposal__isnull=False)
# What a page of a plan can show, by its word in the address.
SHOWN = {
    "": PLACED,
    "waiting": PLACED & ~SENT & Q(left_out=False),
    "sent": SENT,
    "refused": PLACED & ~SENT & ~Q(refusal=""),
    "left-out": PLACED & ~SENT & Q(left_out=True),
    "unplaced": ~PLACED,
}


def titles() -> dict[str, str]:
    return {
        "": _("Placed"),
        "waiting": _("Not sent yet"),
        "sent": _("Sent"),
        "refused": _("Could not be sent"),
        "left-out": _("Left out"),
        "unplaced": _("Without a place"),
    }


def plans_of(programme: Programme, user) -> QuerySet[PlannerRun]:
    """The newest first, each with how many stays it has, sent and not, and how many have no place. One query."""
    return (
        PlannerRun.objects.visible_to(user)
        .filter(programme=programme)
        .select_related("made_by")
        .annotate(
            placed=Count("stays", filter=Q(stays__offer__isnull=False)),
            sent=Count("stays", filter=Q(stays__proposal__isnull=False)),
            unplaced=Count("stays", filter=Q(stays__offer=None)),
        )
        .order_by("-made_at", "-pk")
    )


def unsent(user) -> list:
    """Of each programme the newest plan, with how many of its stays still wait to be sent."""
    waits = Q(stays__offer__isnull=False, stays__proposal=None, stays__left_out=False)
    newest = {}
    rows = PlannerRun.objects.visible_to(user).select_related("programme").prefetch_related("programme__texts")
    for run in rows.annotate(waiting=Count("stays", filter=waits)).order_by("made_at", "pk"):
        newest[run.programme_id] = run
    return [run for run in newest.values() if run.waiting]


@dataclass(frozen=True)
class Tab:
    """One part of a plan with its number; `value` stands in the address."""

    value: str
    title: str
    number: int


def tabs(run: PlannerRun) -> list[Tab]:
    """One query."""
    names = {value: f"n{number}" for number, value in enumerate(SHOWN)}
    counts = run.stays.aggregate(**{names[value]: Count("pk", filter=which) for value, which in SHOWN.items()})
    return [
        Tab(value, title, counts[names[value]])
        for value, title in titles().items()
        if counts[names[value]] or value in ("", "unplaced")
    ]


def why_unplaced(run: PlannerRun) -> list[tuple[str, int]]:
    """How many have no place, by reason, the most frequent first. One query."""
    rows = run.stays.filter(offer=None).order_by().values_list("unplaced").annotate(number=Count("pk"))
    return sorted(((str(Unplaced(why).label), number) for why, number in rows), key=lambda row: (-row[1], row[0]))


def stays_of(run: PlannerRun, show: str) -> QuerySet[PlannedStay]:
    """Grouped by host, the days in order; those without a place by reason."""
    order = (
        ("unplaced", "application__organisation__name")
        if show == "unplaced"
        else (
            "offer__organisation__name",
            "offer",
            "first_day",
        )
    )
    texts = Prefetch("offer__concepts", queryset=Concept.objects.only("pk"))
    mine = Prefetch("application__concepts", queryset=Concept.objects.only("pk"))
    return (
        run.stays.filter(SHOWN[show])
        .select_related(
            "application__organisation",
            "application__sending_cluster",
            "offer__organisation",
            "offer__place",
            "offer__receiving_cluster",
            "proposal",
        )
        .prefetch_related(mine, texts, "offer__texts")
        .order_by(*order, "pk")
    )


@dataclass(frozen=True)
class Row:
    """A planned stay with its fit; without a place there is none."""

    stay: PlannedStay
    match: Match | None

    @property
    def is_open(self) -> bool:
        """May still be changed: nothing was sent."""
        return self.stay.proposal_id is None


@dataclass(frozen=True)
class Group:
    """One host with its stays on this page."""

    offer: Offer | None
    rows: list[Row]


def groups(run: PlannerRun, stays) -> list[Group]:
    """The stays of one page by host, each with its reasons; a fixed number of queries."""
    near, goals = nearness(), reading.goals_of(run.programme)
    rows = [Row(stay, _match(stay, near, goals)) for stay in stays]
    explain([row.match for row in rows if row.match], near)
    found: list[Group] = []
    for row in rows:
        if not found or found[-1].offer != row.stay.offer:
            found.append(Group(row.stay.offer, []))
        found[-1].rows.append(row)
    return found


def _match(stay: PlannedStay, near: fit.Nearness, goals) -> Match | None:
    """The fit as the planner has it, also where the coordinator changed host or days."""
    offer, first_day, last_day = stay.offer, stay.first_day, stay.last_day
    if offer is None or first_day is None or last_day is None:
        return None
    wish, invitation = reading.wish_of(stay.application), reading.invitation_of(offer)
    case, window = Case(offer.organisation, offer), Window(first_day, last_day)
    work_days = workdays.count(first_day, last_day, country=case.country or "", subdivision=case.subdivision)
    weekdays = sum(day.weekday() < 5 for day in window.days)
    return Match(
        wish,
        invitation,
        share=fit.pair(wish, invitation, near) + fit.DAYS * fit.days(work_days, weekdays),
        is_needed=is_needed(goals, stay.application.organisation.type, invitation.kind),
        window=window,
        work_days=work_days,
        offer=offer,
    )
