"""What organisers have made: missions and offers with what to do next, the ways on from one, its legal moves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accounts.desk import Step
from clusters import rules as cluster_rules
from clusters.models import Cluster, Organisation
from core.dates import long_date
from exchanges import clock, rules
from exchanges.actions.missions import missing_in
from exchanges.models import Exchange, Mission, Move, Offer
from exchanges.models.offers import represented_by
from exchanges.states import (
    HOLDS_A_PLACE,
    PREPARING,
    REPORT_DUE,
    TABLES,
    ExchangeState as E,
    MissionState as M,
    OfferState as O,
    SignUpState as S,
)

PAST_MISSIONS = (M.DONE, M.CANCELLED)


def missions_of(user, *, past: bool = False):
    """Those the person runs, the next to begin first; `past`: done and cancelled ones."""
    found = Mission.objects.all()
    if not rules.may_run(user, None):
        found = found.filter(organising_cluster__in=cluster_rules.clusters_managed_by(user))
    found = found.filter(state__in=PAST_MISSIONS) if past else found.exclude(state__in=PAST_MISSIONS)
    return (
        found.with_texts()
        .annotate(
            taken=Count("sign_ups", filter=Q(sign_ups__state__in=HOLDS_A_PLACE), distinct=True),
            waiting=Count("sign_ups", filter=Q(sign_ups__state=S.WAITING), distinct=True),
        )
        .order_by("-first_day" if past else "first_day", "code")
    )


def offers_of(user, *, past: bool = False):
    """Those the person cares for, as a host or as the receiving cluster; `past`: withdrawn ones."""
    found = Offer.objects.all()
    if not rules.may_run(user, None):
        managed = cluster_rules.clusters_managed_by(user)
        found = found.filter(Q(receiving_cluster__in=managed) | Q(organisation__in=represented_by(user)))
    found = found.filter(state=O.WITHDRAWN) if past else found.exclude(state=O.WITHDRAWN)
    coming = Q(exchanges__state__in=[*PREPARING, E.APPROVED, E.UNDER_WAY])
    return (
        found.with_texts()
        .annotate(
            coming=Count("exchanges", filter=coming, distinct=True),
            asked=Count("proposals", filter=Q(proposals__state="sent"), distinct=True),
        )
        .order_by("organisation__name", "code")
    )


@dataclass(frozen=True)
class Line:
    """One of one’s own missions or offers in a list, with what to do next."""

    row: Mission | Offer
    title: str
    language: str
    todo: str


def mission_lines(missions: Iterable[Mission]) -> list[Line]:
    """One query more for all of them."""
    missions = list(missions)
    states: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = Exchange.objects.filter(mission__in=[mission.pk for mission in missions])
    for pk, state, number in rows.values_list("mission", "state").annotate(number=Count("pk")).order_by():
        states[pk][state] += number
    return [Line(mission, *title_of(mission), next_of(mission, states[mission.pk])) for mission in missions]


def title_of(row: Mission | Offer) -> tuple[str, str]:
    """The title and its language."""
    text = row.text()
    return (text.title, text.language) if text else (_("Without a title yet"), "")


def next_of(mission: Mission, states: dict[str, int]) -> str:
    """One sentence: what the organiser does next."""
    if mission.state == M.DRAFT:
        return _draft(mission)
    if mission.state == M.ANNOUNCED:
        if mission.sign_up_from and mission.sign_up_from > clock.now():
            return _("The sign-up opens on {day}.").format(day=long_date(mission.sign_up_from))
        return _("Open the sign-up.")
    if mission.state == M.OPEN:
        return _("The sign-up closes on {day}.").format(day=long_date(mission.sign_up_until))
    if mission.state == M.CANCELLED:
        return ""
    return _papers(states)


def _draft(mission: Mission) -> str:
    if not mission.texts.all():
        return _("Write the text.")
    if not mission.hosts.all():
        return _("Add a host.")
    return _("Announce it.")


def _papers(states: dict[str, int]) -> str:
    return papers_missing(states) or (_("Nothing is missing.") if states else "")


def papers_missing(states: dict[str, int], *, signatures: bool = True) -> str:
    """What is missing most, in the order of a trip: signatures, reports, validations, payments. Empty: nothing."""
    unsigned = sum(states.get(state, 0) for state in PREPARING) if signatures else 0
    due = sum(states.get(state, 0) for state in REPORT_DUE)
    if unsigned:
        sentence = ngettext(
            "{number} commitment is not signed yet.", "{number} commitments are not signed yet.", unsigned
        )
        return sentence.format(number=unsigned)
    if due:
        return ngettext("{number} report is missing.", "{number} reports are missing.", due).format(number=due)
    if number := states.get(E.REPORTED, 0):
        return ngettext(
            "{number} report waits to be validated.", "{number} reports wait to be validated.", number
        ).format(number=number)
    if number := states.get(E.VALIDATED, 0):
        return ngettext("{number} payment is due.", "{number} payments are due.", number).format(number=number)
    return ""


def offer_lines(offers: Iterable[Offer]) -> list[Line]:
    return [Line(offer, *title_of(offer), _offer_next(offer)) for offer in offers]


def _offer_next(offer: Offer) -> str:
    if offer.state == O.DRAFT:
        return _("Open it, so that visitors find it.") if offer.texts.all() else _("Write the text.")
    if offer.state == O.PAUSED:
        return _("Open it again when you receive visitors.")
    asked = getattr(offer, "asked", 0)
    if asked:
        return ngettext("{number} visitor waits for an answer.", "{number} visitors wait for an answer.", asked).format(
            number=asked
        )
    return ""


def clusters_to_organise_for(user) -> list[Cluster]:
    """For which clusters this person may announce missions."""
    if rules.may_run(user, None):
        return list(Cluster.objects.all())
    return list(cluster_rules.clusters_managed_by(user))


def organisations_to_invite_for(user) -> list[Organisation]:
    """Those the person speaks for; managers look for the others by name."""
    return list(Organisation.objects.filter(pk__in=represented_by(user), merged_into=None))


def looks_for_hosts(user) -> bool:
    return cluster_rules.is_manager(user) or rules.may_run(user, None)


# The way on from one of them: pages, moves, thread


@dataclass(frozen=True)
class Verb:
    """A legal move as a button. `asks` leads to a page that asks for the reason first."""

    name: str
    label: str
    href: str
    is_danger: bool = False
    asks: bool = False


MISSION_VERBS = {
    "announce": (M.ANNOUNCED, gettext_lazy("Announce it")),
    "open": (M.OPEN, gettext_lazy("Open the sign-up")),
    "close": (M.CLOSED, gettext_lazy("Close the sign-up")),
    "start": (M.UNDER_WAY, gettext_lazy("It has begun")),
    "finish": (M.DONE, gettext_lazy("It is over")),
    "cancel": (M.CANCELLED, gettext_lazy("Cancel the mission …")),
}
OFFER_VERBS = {
    "open": (O.OPEN, gettext_lazy("Open it to visitors")),
    "pause": (O.PAUSED, gettext_lazy("Pause it")),
    "withdraw": (O.WITHDRAWN, gettext_lazy("Withdraw it for good")),
}
_DANGER = ("cancel", "withdraw")


def verbs_of(user, row: Mission | Offer) -> list[Verb]:
    """The moves that the table has from here and that this person may make."""
    known, address = (MISSION_VERBS, "mission_move") if isinstance(row, Mission) else (OFFER_VERBS, "offer_move")
    return [
        Verb(name, str(label), reverse(address, args=[row.code, name]), name in _DANGER, name == "cancel")
        for name, (state, label) in known.items()
        if state in TABLES[row.SUBJECT][row.state] and rules.may_move(user, row, state)
    ]


@dataclass(frozen=True)
class Tab:
    label: str
    href: str
    is_present: bool


@dataclass(frozen=True)
class Head:
    """What stands above every page of one mission or offer."""

    title: str
    language: str
    public_href: str
    tabs: list[Tab]
    steps: list[Step]
    verbs: list[Verb]
    missing: list[tuple[str, str]] = field(default_factory=list)  # sentence, where it is put right


def mission_head(user, mission: Mission, present: str) -> Head:
    """`present` is the name of the page’s address."""
    names = [("mission_board", _("The trip"))]
    if rules.may_edit_mission(user, mission):
        names += [
            ("mission_edit", _("Facts")),
            ("mission_hosts", _("Hosts")),
            ("mission_texts", _("Texts")),
            ("mission_agenda", _("Agenda")),
        ]
    where = {"title": "mission_texts", "hosts": "mission_hosts"}
    sentences = {"title": _("The text is missing."), "hosts": _("A host is missing.")}
    missing = missing_in(mission) if mission.state == M.DRAFT else {}
    title, language = title_of(mission)
    return Head(
        title=title,
        language=language,
        public_href=reverse("mission", args=[mission.code]),
        tabs=_tabs(names, mission.code, present),
        steps=_mission_steps(mission),
        verbs=verbs_of(user, mission),
        missing=[(sentences[name], reverse(where[name], args=[mission.code])) for name in missing],
    )


def offer_head(user, offer: Offer, present: str) -> Head:
    names = []
    if rules.may_edit_offer(user, offer):
        names = [("offer_edit", _("Facts")), ("offer_texts", _("Texts")), ("offer_periods", _("Periods"))]
    title, language = title_of(offer)
    missing = []
    if offer.state == O.DRAFT and not offer.texts.all():
        missing = [(_("The text is missing."), reverse("offer_texts", args=[offer.code]))]
    return Head(
        title=title,
        language=language,
        public_href=reverse("offer", args=[offer.code]),
        tabs=_tabs(names, offer.code, present),
        steps=_offer_steps(offer),
        verbs=verbs_of(user, offer),
        missing=missing,
    )


def _tabs(names: list[tuple[str, str]], code: str, present: str) -> list[Tab]:
    return [Tab(label, reverse(name, args=[code]), name == present) for name, label in names]


_MISSION_PATH = (M.DRAFT, M.ANNOUNCED, M.OPEN, M.CLOSED, M.UNDER_WAY, M.DONE)


def _reached(row) -> dict[str, datetime]:
    return {move.to_state: move.at for move in Move.objects.of(row)}


def _mission_steps(mission: Mission) -> list[Step]:
    reached = _reached(mission)
    path: list[str] = list(_MISSION_PATH)
    if mission.state == M.CANCELLED:
        path = [state for state in path if state in reached] + [M.CANCELLED]
    present = path.index(mission.state)
    return [
        Step(str(M(state).label), number == present, reached.get(state) if number <= present else None)
        for number, state in enumerate(path)
    ]


def _offer_steps(offer: Offer) -> list[Step]:
    reached = _reached(offer)
    path = [O.DRAFT, O.OPEN]
    if offer.state in (O.PAUSED, O.WITHDRAWN):
        path = [state for state in path if state in reached] + [O(offer.state)]
    return [Step(str(O(state).label), state == offer.state, reached.get(state)) for state in path]
