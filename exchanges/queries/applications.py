"""Reads for the pages of applications: the list, the thread, places on missions, what somebody may do with one."""

from dataclasses import dataclass, field

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.shortcuts import get_object_or_404

from accounts.desk import Step
from clusters import rules as cluster_rules
from clusters.states import OrganisationType
from core.languages import country_name, name_in
from exchanges import clock, rules
from exchanges.choices import Activity, Purpose
from exchanges.findings import Answer
from exchanges.models import Application, Exchange, Mission, Move, Programme, SignUp
from exchanges.queries.eligibility import Line, Question, answers
from exchanges.queries.sending import missing_in
from exchanges.states import APPLICATION_MOVES, LIVE_SIGN_UPS, SIGN_UP_MOVES, ApplicationState as A, SignUpState as S

_NAMES = ("programme", "organisation", "person", "sending_cluster", "mission__programme", "filled_in_by", "decided_by")


def find(user, code: str) -> Application:
    """One application with its names, for who may see it; everybody else gets 404."""
    rows = Application.objects.visible_to(user).select_related(*_NAMES)
    rows = rows.prefetch_related("programme__texts", "programme__countries", "programme__role_rules", "mission__texts")
    return get_object_or_404(rows, code=code)


def applications_for(user, *, state: str | None = None, programme=None, mission=None, late=None, mine=False):
    """Those the person may see; what waits for an answer stands first, by the day it is due."""
    found = Application.objects.visible_to(user)
    if mine:
        found = found.filter(person=user)
    if state:
        found = found.filter(state=state)
    if programme:
        found = found.filter(programme=programme)
    if mission:
        signed_up = SignUp.objects.filter(application=OuterRef("pk"), mission=mission, state__in=LIVE_SIGN_UPS)
        found = found.filter(Q(mission=mission) | Exists(signed_up))
    if late:
        found = found.filter(state=A.SUBMITTED, answer_due_on__lt=clock.today())
    waits = Case(When(state=A.SUBMITTED, then=Value(0)), default=Value(1))
    return (
        found.select_related("organisation", "person", "programme", "sending_cluster", "mission")
        .prefetch_related("programme__texts", "mission__texts")
        .order_by(waits, "answer_due_on", "-changed_at", "-pk")
    )


def programmes_of(applications):
    return Programme.objects.filter(pk__in=applications.order_by().values("programme")).prefetch_related("texts")


def missions_of(applications):
    return Mission.objects.filter(pk__in=applications.order_by().values("mission")).prefetch_related("texts")


def to_answer(user):
    """What waits for this person’s answer: of their clusters, and for the coordinator what is late; never one’s own."""
    waiting = Application.objects.visible_to(user).filter(state=A.SUBMITTED).exclude(person=user)
    if not cluster_rules.is_manager(user):
        waiting = waiting.filter(answer_due_on__lt=clock.today())
    else:
        waiting = waiting.filter(sending_cluster__in=cluster_rules.clusters_managed_by(user))
    return (
        waiting.select_related("organisation", "person", "programme", "mission")
        .prefetch_related("programme__texts", "mission__texts")
        .order_by("answer_due_on", "pk")
    )


_PATH = (A.DRAFT, A.SUBMITTED, A.ACCEPTED)


def thread_of(
    application: Application, moves: list[Move] | None = None, *, exchange: Exchange | None = None
) -> list[Step]:
    """The states as knots: written, with the cluster, accepted, and the exchange that came of it.

    Without its moves the row’s own times stand in, so that lists need no further query.
    """
    state = A(application.state)
    path = list(_PATH)
    if state in (A.RETURNED, A.PAUSED):
        path.insert(path.index(A.SUBMITTED if state == A.RETURNED else A.ACCEPTED) + 1, state)
    elif state == A.REFUSED:
        path[-1] = state
    reached = {
        A.DRAFT: application.created_at,
        A.SUBMITTED: application.submitted_at,
        state: application.decided_at if state in (A.ACCEPTED, A.RETURNED, A.REFUSED) else None,
    }
    if state in (A.DRAFT, A.SUBMITTED):
        reached[state] = {A.DRAFT: application.created_at, A.SUBMITTED: application.submitted_at}[state]
    for move in moves or ():
        if move.subject == Application.SUBJECT:
            reached[A(move.to_state)] = move.at
    if state == A.WITHDRAWN:
        path = [each for each in _PATH if reached.get(each)] + [state]
    present = path.index(state)
    steps = [
        Step(str(each.label), number == present and exchange is None, reached.get(each) if number <= present else None)
        for number, each in enumerate(path)
    ]
    if exchange is not None:
        steps.append(Step(exchange.get_state_display(), True, exchange.state_since))
    return steps


@dataclass(frozen=True)
class Place:
    """One sign-up: the place, or the number in the waiting list, and what may be done with it."""

    sign_up: SignUp
    number: int | None  # in the waiting list, the first is 1
    waiting: int
    exchange: Exchange | None
    may_take: bool
    may_give_up: bool


def places_of(application: Application, user) -> list[Place]:
    """All sign-ups with their missions, the newest first; two queries more for each waiting list."""
    rows = application.sign_ups.select_related("mission", "exchange", "organisation").prefetch_related("mission__texts")
    return [_place(row, application, user) for row in rows.order_by("-queued_at", "-pk")]


def _place(row: SignUp, application: Application, user) -> Place:
    row.application = application
    number, line = None, []
    if row.state == S.WAITING:
        line = list(row.mission.sign_ups.in_order().values_list("pk", flat=True))
        number = line.index(row.pk) + 1 if row.pk in line else None
    exchange = getattr(row, "exchange", None)
    in_time = row.offered_until is not None and row.offered_until > clock.now()
    moves = SIGN_UP_MOVES[S(row.state)]
    return Place(
        row,
        number,
        len(line),
        exchange,
        may_take=row.state == S.OFFERED and in_time and rules.may_move(user, row, S.HELD),
        may_give_up=S.RELEASED in moves
        and rules.may_move(user, row, S.RELEASED)
        and (exchange is None or exchange.state == "cancelled"),
    )


def offered_to(user):
    """Places from a waiting list that wait to be taken by this person, the shortest time first."""
    rows = SignUp.objects.filter(state=S.OFFERED, offered_until__gt=clock.now(), application__person=user)
    return rows.select_related("mission", "application").prefetch_related("mission__texts").order_by("offered_until")


def open_rules(application: Application, user) -> list[Line]:
    """What the rules say now, without what is all right and what a place on the mission has settled."""
    question = Question(
        application.programme,
        application.organisation,
        mission=application.mission,
        is_virtual=application.is_virtual,
    )
    _found, lines = answers(question, user, application.person)
    has_place = application.sign_ups.live().filter(mission=application.mission).exists()
    settled = ("mission_open", "mission_places") if has_place else ()
    return [line for line in lines if line.finding.answer != Answer.YES and line.finding.rule not in settled]


@dataclass(frozen=True)
class Possible:
    """What this person may do with the application now, by the names of the verbs."""

    verbs: frozenset[str] = frozenset()
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def decides(self) -> bool:
        return bool(self.verbs & {"accept", "return", "refuse"})

    def __contains__(self, verb: str) -> bool:
        return verb in self.verbs


VERBS = {
    "submit": A.SUBMITTED,
    "accept": A.ACCEPTED,
    "return": A.RETURNED,
    "refuse": A.REFUSED,
    "withdraw": A.WITHDRAWN,
    "pause": A.PAUSED,
    "resume": A.ACCEPTED,
}


def possible(application: Application, user) -> Possible:
    """By the table of moves and the rights; sending only where nothing is missing."""
    state = A(application.state)
    found = {
        verb
        for verb, to in VERBS.items()
        if to in APPLICATION_MOVES[state]
        and rules.may_move(user, application, to)
        and (verb == "resume") == (to == A.ACCEPTED and state == A.PAUSED)
    }
    missing = missing_in(application) if "submit" in found else {}
    if missing:
        found.discard("submit")
    if rules.may_write_application(user, application):
        found.add("edit")
    return Possible(frozenset(found), missing)


def written(application: Application, reader: str) -> list[tuple[str, str | list[str], str]]:
    """What was written: (label, text or list, language of the text or empty), in the order of the form."""
    label = {
        each.name: str(each.verbose_name) for each in Application._meta.get_fields() if hasattr(each, "verbose_name")
    }
    concepts = [concept.label(reader) for concept in application.concepts.with_labels()]
    activities, purposes = dict(Activity.choices), dict(Purpose.choices)
    types = dict(OrganisationType.choices)
    days = str(application.days_wanted) if application.days_wanted else ""
    rows: list[tuple[str, str | list[str], str]] = [
        (label["concepts"], concepts, ""),
        (label["purposes"], [str(purposes.get(each, each)) for each in application.purposes], ""),
        (label["objectives"], application.objectives, application.language),
        (label["activities"], [str(activities.get(each, each)) for each in application.activities], ""),
        (label["activities_text"], application.activities_text, application.language),
        (label["countries"], [country_name(each, reader) for each in application.countries], ""),
        (label["host_types"], [str(types.get(each, each)) for each in application.host_types], ""),
        (label["days_wanted"], days, ""),
        (label["languages"], [name_in(each, reader) for each in application.languages], ""),
        (label["access_needs"], application.access_needs, application.language),
    ]
    return [row for row in rows if row[1]]
