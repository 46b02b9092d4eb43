"""Reads for the page of a proposal: the row with its names, its thread, its days and sum, what waits for somebody."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404

from accounts import rules as account_rules
from accounts.desk import Step
from clusters import rules as cluster_rules
from clusters.models import Affiliation
from clusters.states import AffiliationRole, AffiliationState
from exchanges import rules, rules_matching
from exchanges.choices import Side
from exchanges.models import Move, Proposal
from exchanges.models.offers import represented_by
from exchanges.states import ProposalState as P

_NAMES = (
    "programme", "application__organisation", "application__programme", "application__person",
    "application__sending_cluster", "offer__organisation", "offer__place", "host", "signing_cluster", "created_by",
    "visitor_confirmed_by", "host_confirmed_by", "exchange",
)  # fmt: skip


def find(user, code: str) -> Proposal:
    """One proposal with its names, for who may see it; everybody else gets 404."""
    rows = Proposal.objects.visible_to(user).select_related(*_NAMES).prefetch_related("offer__texts")
    return get_object_or_404(rows, code=code)


def thread_of(proposal: Proposal, moves: list[Move]) -> list[Step]:
    """Sent, and what became of it."""
    reached = {move.to_state: move.at for move in moves}
    states = [P.SENT, P.ACCEPTED if proposal.state in (P.DRAFT, P.SENT) else P(proposal.state)]
    return [Step(str(state.label), state == proposal.state, reached.get(state)) for state in states]


@dataclass(frozen=True)
class Confirmed:
    """One side of the proposal: whether it said yes, when, and who, where this reader may know."""

    side: Side
    organisation: object
    when: object
    who: object
    is_mine: bool  # this reader may say yes for it


def confirmations(proposal: Proposal, user) -> list[Confirmed]:
    mine = rules.sides_of(user, proposal) if proposal.state == P.SENT else frozenset()
    sees = rules_matching.sees_person(user, proposal)
    visitor_at, host_at = proposal.visitor_confirmed_at, proposal.host_confirmed_at
    return [
        Confirmed(
            Side.VISITOR,
            proposal.application.organisation,
            visitor_at,
            proposal.visitor_confirmed_by if sees else None,
            Side.VISITOR in mine and visitor_at is None,
        ),
        Confirmed(Side.HOST, proposal.host, host_at, proposal.host_confirmed_by, Side.HOST in mine and host_at is None),
    ]


def waiting_for(user):
    """Proposals that this person has to answer, the first to expire first.

    The visitor; who speaks for the host; a manager where the visitor or the host has no account of their own.
    """
    if account_rules.is_read_only(user):
        return Proposal.objects.none()
    managed = cluster_rules.clusters_managed_by(user)
    speaks = Affiliation.objects.filter(
        organisation=OuterRef("host"),
        state=AffiliationState.ACCEPTED,
        role=AffiliationRole.REPRESENTATIVE,
        user__is_active=True,
    )
    visitor = Q(application__person=user) | Q(application__person=None, application__sending_cluster__in=managed)
    host = Q(host__in=represented_by(user)) | (~Exists(speaks) & Q(signing_cluster__in=managed))
    mine = (Q(visitor_confirmed_at=None) & visitor) | (Q(host_confirmed_at=None) & host)
    return (
        Proposal.objects.open()
        .filter(mine)
        .select_related("application__organisation", "host")
        .order_by("expires_at", "pk")
    )
