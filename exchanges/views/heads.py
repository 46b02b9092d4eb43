"""What stands above every page of one mission or offer that is organised: its thread, its legal moves, its pages."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, pgettext

from accounts.desk import Step
from exchanges import rules
from exchanges.actions.missions import missing_in
from exchanges.models import Mission, Move, Offer
from exchanges.queries.organising import title_of
from exchanges.states import TABLES, MissionState as M, OfferState as O


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
        names = [
            ("offer_edit", _("Facts")),
            ("offer_texts", _("Texts")),
            ("offer_periods", pgettext("exchange", "Periods")),
        ]
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
