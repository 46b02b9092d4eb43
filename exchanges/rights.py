"""The table of rights: which parties may bring each subject into which state. `exchanges.rules` decides by it."""

from exchanges.choices import Party
from exchanges.states import (
    ApplicationState as A,
    ExchangeState as E,
    MissionState as M,
    OfferState as O,
    PaymentState as Y,
    ProposalState as P,
    ReportState as R,
    SignUpState as S,
)

BOTH_SIDES = frozenset({Party.VISITOR, Party.HOST, Party.SENDING, Party.RECEIVING, Party.COORDINATOR})
VISITING_SIDE = frozenset({Party.VISITOR, Party.SENDING, Party.COORDINATOR})
DECIDERS = frozenset({Party.SENDING, Party.COORDINATOR})
ORGANISERS = frozenset({Party.RECEIVING, Party.COORDINATOR})
HOSTING_SIDE = frozenset({Party.HOST, Party.RECEIVING, Party.COORDINATOR})
CALENDAR = frozenset({Party.CALENDAR})

RIGHTS: dict[str, dict[str, frozenset[Party]]] = {
    "exchange": {
        E.BUILDING: BOTH_SIDES,
        E.SIGNING: BOTH_SIDES,
        E.APPROVED: BOTH_SIDES - {Party.COORDINATOR},  # whoever gives the fourth signature
        E.UNDER_WAY: VISITING_SIDE | CALENDAR,
        E.ENDED: VISITING_SIDE | CALENDAR,
        E.REPORTED: VISITING_SIDE,
        E.RETURNED: DECIDERS,
        E.VALIDATED: DECIDERS,
        E.PAID: DECIDERS,
        E.CLOSED: DECIDERS | CALENDAR,
        E.CANCELLED: BOTH_SIDES,
        E.DISCONTINUED: BOTH_SIDES,
    },
    "application": {
        A.SUBMITTED: frozenset({Party.VISITOR, Party.SENDING}),
        A.ACCEPTED: DECIDERS,
        A.RETURNED: DECIDERS,
        A.REFUSED: DECIDERS,
        A.PAUSED: VISITING_SIDE,
        A.WITHDRAWN: VISITING_SIDE,
    },
    "proposal": {
        P.SENT: BOTH_SIDES,
        P.ACCEPTED: BOTH_SIDES - {Party.COORDINATOR},  # whoever confirms second
        P.DECLINED: BOTH_SIDES - {Party.COORDINATOR},
        P.EXPIRED: CALENDAR,
        P.WITHDRAWN: BOTH_SIDES,  # narrowed in `_may_move_proposal`: whoever made it
    },
    "mission": {
        M.ANNOUNCED: ORGANISERS,
        M.OPEN: ORGANISERS | CALENDAR,
        M.CLOSED: ORGANISERS | CALENDAR,
        M.UNDER_WAY: ORGANISERS | CALENDAR,
        M.DONE: ORGANISERS | CALENDAR,
        M.CANCELLED: ORGANISERS,
    },
    "sign_up": {
        S.OFFERED: CALENDAR,  # the waiting list moves up by itself
        S.HELD: frozenset({Party.VISITOR, Party.SENDING}),
        S.LAPSED: CALENDAR,
        S.RELEASED: ORGANISERS | VISITING_SIDE,
    },
    "offer": {O.OPEN: HOSTING_SIDE, O.PAUSED: HOSTING_SIDE, O.WITHDRAWN: HOSTING_SIDE},
    "payment": {Y.REQUESTED: DECIDERS, Y.HELD: DECIDERS, Y.PAID: DECIDERS},
    "report": {
        R.SUBMITTED: frozenset({Party.VISITOR, Party.HOST, Party.SENDING, Party.RECEIVING, Party.COORDINATOR}),
        R.RETURNED: DECIDERS,
        R.ACCEPTED: DECIDERS,
    },
}
# A manager who travels themselves does not decide about their own stay or money; another one or the coordinator does.
NOT_ABOUT_ONESELF = {
    "exchange": frozenset({E.RETURNED, E.VALIDATED, E.PAID}),
    "application": frozenset({A.ACCEPTED, A.RETURNED, A.REFUSED}),
    "payment": frozenset(Y),
    "report": frozenset({R.RETURNED, R.ACCEPTED}),
}
