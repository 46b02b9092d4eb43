"""States of the exchanges’ room, each with the table of its legal moves, and the named groups of states."""

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class ExchangeState(models.TextChoices):
    """The life of one organisation’s stay (guides/clusterxchange.md, 2.3)."""

    MATCHED = "matched", _("matched")
    BUILDING = "building", _("commitment being written")
    SIGNING = "signing", _("being signed")
    APPROVED = "approved", _("signed and approved")
    UNDER_WAY = "under_way", _("under way")
    ENDED = "ended", _("ended, report due")
    REPORTED = "reported", _("report handed in")
    RETURNED = "returned", _("report returned for completion")
    VALIDATED = "validated", _("validated")
    PAID = "paid", _("paid")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled before the start")
    DISCONTINUED = "discontinued", _("discontinued, report due")


_E = ExchangeState
EXCHANGE_MOVES = {
    _E.MATCHED: {_E.BUILDING, _E.CANCELLED},
    _E.BUILDING: {_E.SIGNING, _E.CANCELLED},
    _E.SIGNING: {_E.BUILDING, _E.APPROVED, _E.CANCELLED},
    _E.APPROVED: {_E.BUILDING, _E.UNDER_WAY, _E.CANCELLED},
    _E.UNDER_WAY: {_E.ENDED, _E.DISCONTINUED},
    _E.ENDED: {_E.REPORTED},
    _E.DISCONTINUED: {_E.REPORTED},
    _E.REPORTED: {_E.RETURNED, _E.VALIDATED},
    _E.RETURNED: {_E.REPORTED},
    _E.VALIDATED: {_E.PAID, _E.CLOSED},  # closed at once where there is nothing to pay
    _E.PAID: {_E.CLOSED},
    _E.CLOSED: set(),
    _E.CANCELLED: set(),
}
PREPARING = frozenset({_E.MATCHED, _E.BUILDING, _E.SIGNING})
BEFORE_START = PREPARING | {_E.APPROVED}
LIVE = frozenset(set(_E) - {_E.CANCELLED})  # uses up the one visit
REPORT_DUE = frozenset({_E.ENDED, _E.DISCONTINUED, _E.RETURNED})
DONE = frozenset({_E.VALIDATED, _E.PAID, _E.CLOSED})  # only these count
WRITABLE_COMMITMENT = BEFORE_START


class ApplicationState(models.TextChoices):
    """A visitor’s application on its way to the sending cluster."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("with the cluster")
    RETURNED = "returned", _("returned for completion")
    ACCEPTED = "accepted", _("accepted")
    PAUSED = "paused", _("paused")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


_A = ApplicationState
APPLICATION_MOVES = {
    _A.DRAFT: {_A.SUBMITTED, _A.WITHDRAWN},
    _A.SUBMITTED: {_A.ACCEPTED, _A.RETURNED, _A.REFUSED, _A.WITHDRAWN},
    _A.RETURNED: {_A.SUBMITTED, _A.WITHDRAWN},
    _A.ACCEPTED: {_A.PAUSED, _A.WITHDRAWN},
    _A.PAUSED: {_A.ACCEPTED, _A.WITHDRAWN},
    _A.REFUSED: set(),
    _A.WITHDRAWN: set(),
}
OPEN_APPLICATIONS = frozenset({_A.DRAFT, _A.SUBMITTED, _A.RETURNED, _A.ACCEPTED, _A.PAUSED})
WRITABLE_APPLICATIONS = frozenset({_A.DRAFT, _A.RETURNED})
SENT_APPLICATIONS = frozenset({_A.SUBMITTED, _A.RETURNED, _A.ACCEPTED, _A.PAUSED, _A.REFUSED})


class ProposalState(models.TextChoices):
    """One asks the other; both have to confirm."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("waiting for an answer")
    ACCEPTED = "accepted", _("confirmed by both")
    DECLINED = "declined", pgettext_lazy("exchange", "declined")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


_P = ProposalState
PROPOSAL_MOVES = {
    _P.DRAFT: {_P.SENT, _P.WITHDRAWN},
    _P.SENT: {_P.ACCEPTED, _P.DECLINED, _P.EXPIRED, _P.WITHDRAWN},
    _P.ACCEPTED: set(),
    _P.DECLINED: set(),
    _P.EXPIRED: set(),
    _P.WITHDRAWN: set(),
}


class MissionState(models.TextChoices):
    """A group trip, from the announcement to the last exchange’s return."""

    DRAFT = "draft", _("draft")
    ANNOUNCED = "announced", _("announced")
    OPEN = "open", _("open for sign-up")
    CLOSED = "closed", _("sign-up closed")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


_M = MissionState
MISSION_MOVES = {
    _M.DRAFT: {_M.ANNOUNCED, _M.CANCELLED},
    _M.ANNOUNCED: {_M.OPEN, _M.CANCELLED},
    _M.OPEN: {_M.CLOSED, _M.CANCELLED},
    _M.CLOSED: {_M.OPEN, _M.UNDER_WAY, _M.CANCELLED},
    _M.UNDER_WAY: {_M.DONE},
    _M.DONE: set(),
    _M.CANCELLED: set(),
}
PUBLIC_MISSIONS = frozenset(set(_M) - {_M.DRAFT})
COMING_MISSIONS = frozenset({_M.ANNOUNCED, _M.OPEN, _M.CLOSED})


class SignUpState(models.TextChoices):
    """One organisation’s place on a mission, or its place in the waiting list."""

    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("a place is offered")
    HELD = "held", _("has a place")
    LAPSED = "lapsed", _("not taken in time")
    RELEASED = "released", _("given up")


_S = SignUpState
SIGN_UP_MOVES = {
    _S.WAITING: {_S.OFFERED, _S.RELEASED},
    _S.OFFERED: {_S.HELD, _S.LAPSED, _S.RELEASED},
    _S.HELD: {_S.RELEASED},
    _S.LAPSED: set(),
    _S.RELEASED: set(),
}
HOLDS_A_PLACE = frozenset({_S.OFFERED, _S.HELD})
LIVE_SIGN_UPS = frozenset({_S.WAITING, _S.OFFERED, _S.HELD})


class OfferState(models.TextChoices):
    """A host’s standing invitation."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    PAUSED = "paused", _("paused")
    WITHDRAWN = "withdrawn", _("withdrawn")


_O = OfferState
OFFER_MOVES = {
    _O.DRAFT: {_O.OPEN, _O.WITHDRAWN},
    _O.OPEN: {_O.PAUSED, _O.WITHDRAWN},
    _O.PAUSED: {_O.OPEN, _O.WITHDRAWN},
    _O.WITHDRAWN: set(),
}


class PaymentState(models.TextChoices):
    REQUESTED = "requested", _("requested")
    HELD = "held", _("on hold")
    PAID = "paid", _("paid")


_Y = PaymentState
PAYMENT_MOVES = {
    _Y.REQUESTED: {_Y.PAID, _Y.HELD},
    _Y.HELD: {_Y.REQUESTED},
    _Y.PAID: set(),
}


class ReportState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("handed in")
    RETURNED = "returned", _("returned for completion")
    ACCEPTED = "accepted", _("accepted")


_R = ReportState
REPORT_MOVES = {
    _R.DRAFT: {_R.SUBMITTED},
    _R.SUBMITTED: {_R.RETURNED, _R.ACCEPTED},
    _R.RETURNED: {_R.SUBMITTED},
    _R.ACCEPTED: set(),
}

# The subject’s name in the log of moves, with its table: what docs/exchanges.md shows and a test compares.
TABLES: dict[str, dict] = {
    "exchange": EXCHANGE_MOVES,
    "application": APPLICATION_MOVES,
    "proposal": PROPOSAL_MOVES,
    "mission": MISSION_MOVES,
    "sign_up": SIGN_UP_MOVES,
    "offer": OFFER_MOVES,
    "payment": PAYMENT_MOVES,
    "report": REPORT_MOVES,
}
