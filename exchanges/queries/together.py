"""What can be done for several firms of a mission at once, and for which of them."""

import textwrap
import zoneinfo
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy, pgettext_lazy

from exchanges import rules
from exchanges.models import SIGNED_FIELDS, CommitmentVersion, Mission
from exchanges.queries.board import Board, Need, Row
from exchanges.queries.commitments import Part, concept_labels, label_of, lines_of
from exchanges.states import ExchangeState as E, PaymentState as Y

LONGEST_OBJECTIVE = 500
MOST_OBJECTIVES = 20


def _writes(user, row: Row) -> bool:
    return row.exchange is not None and rules.may_write_commitment(user, row.exchange)


def _opens(user, row: Row) -> bool:
    return Need.OPENING in row.needs and rules.may_move(user, row.exchange, E.SIGNING)


def _signs(user, row: Row) -> bool:
    return bool(row.my_roles)


def _pays(user, row: Row) -> bool:
    payment = getattr(row.exchange, "payment", None)
    return payment is not None and payment.state == Y.REQUESTED and rules.may_move(user, payment, Y.PAID)


# name → (who it is for, the button, the heading of its page)
KINDS: dict[str, tuple[Callable[..., bool], object, object]] = {
    "write": (_writes, gettext_lazy("Write the commitments"), gettext_lazy("One commitment for all")),
    "open": (_opens, gettext_lazy("Open for signing"), gettext_lazy("Open for signing")),
    "sign": (_signs, pgettext_lazy("commitment", "Sign"), gettext_lazy("Sign for several")),
    "pay": (_pays, gettext_lazy("Record payments"), gettext_lazy("Record payments")),
}


@dataclass(frozen=True)
class Kind:
    """A button of the board and for how many firms it is."""

    name: str
    label: str
    number: int


def kinds_for(user, board: Board) -> list[Kind]:
    """Only what there is something to do for."""
    found = [Kind(name, str(label), len(rows_for(name, user, board))) for name, (_who, label, _head) in KINDS.items()]
    return [kind for kind in found if kind.number]


def rows_for(kind: str, user, board: Board, codes: Collection[str] = ()) -> list[Row]:
    """The rows it can be done for; `codes` (of sign-ups) choose among them, none means all."""
    who = KINDS[kind][0]
    return [row for row in board.rows if (not codes or row.code in codes) and who(user, row)]


def agenda_of(mission: Mission, language: str) -> list[dict]:
    """The mission’s sessions as entries of a commitment, by the clock of the mission."""
    entries = []
    for session in mission.sessions.prefetch_related("texts"):
        zone = zoneinfo.ZoneInfo(session.zone)
        starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        session.mission = mission
        text = session.text(language)
        entries.append(
            {
                "day": starts.date().isoformat(),
                "starts": f"{starts:%H:%M}",
                "ends": f"{ends:%H:%M}",
                "title": text.title if text else "",
                "place": session.place,
            }
        )
    return [entry for entry in entries if entry["title"]]


def values_for(row: Row, template: dict, agenda: list[dict], user) -> dict:
    """What the template says for one firm; without `replaces` only what is empty there."""
    own = own_objectives(row, user) if template["own_objectives"] else []
    objectives = [*own, *(each for each in template["objectives"] if each not in own)][:MOST_OBJECTIVES]
    values = {
        "objectives": objectives,
        "activities": template["activities"],
        "activities_text": template["activities_text"],
        "agenda": agenda if template["with_agenda"] else [],
        "responsibilities": template["responsibilities"],
        "outcomes": template["outcomes"],
    }
    values = {name: value for name, value in values.items() if value}
    if row.version is not None and not template["replaces"]:
        values = {name: value for name, value in values.items() if not getattr(row.version, name)}
    return values


def own_objectives(row: Row, user) -> list[dict]:
    """The lines of the firm’s application, for who may read it."""
    application = row.sign_up.application
    if not rules.may_see_application(user, application):
        return []
    lines = [line.strip() for line in application.objectives.splitlines() if line.strip()]
    return [{"text": textwrap.shorten(line, LONGEST_OBJECTIVE, placeholder=" …"), "concept": ""} for line in lines]


def parts_of_several(versions: Collection[CommitmentVersion]) -> dict[int, list[Part]]:
    """What each version says, by its key; one query for the themes that all of them name."""
    labels = concept_labels(*versions)
    found = {}
    for version in versions:
        parts = [
            Part(name, label_of(name), lines_of(version, name, labels)) for name in SIGNED_FIELDS if name != "currency"
        ]
        found[version.pk] = [part for part in parts if part.lines]
    return found
