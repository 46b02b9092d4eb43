"""Who may ask whom for an exchange, and what each side sees of the other before both have agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exchanges import rules
from exchanges.choices import Party, ProposedBy

if TYPE_CHECKING:
    from exchanges.models import Application, Offer, Proposal

_HOSTING = frozenset({Party.HOST, Party.RECEIVING, Party.COORDINATOR})
_VISITING = frozenset({Party.VISITOR, Party.SENDING, Party.COORDINATOR})


def may_see_visitors(user, offer: Offer) -> bool:
    """Which organisations fit an offer: its host, the cluster that signs for it, the coordinator.

    They see the organisation (its page is public), its themes, what it wants to learn and do there (written for hosts),
    languages and days. They see no name of a person, no CV, no access needs: `rules.may_see_application` says no.
    """
    return bool(rules.parties(user, offer) & _HOSTING)


def proposing_side(user, application: Application, offer: Offer | None) -> ProposedBy | None:
    """Whose proposal it would be. The coordinator, who speaks for neither side, asks both."""
    if rules.parties(user, application) & {Party.VISITOR, Party.SENDING}:
        return ProposedBy.VISITOR
    if offer is not None and rules.parties(user, offer) & {Party.HOST, Party.RECEIVING}:
        return ProposedBy.HOST
    return ProposedBy.PLANNER if rules.may_run(user, application.programme) else None


def sees_person(user, proposal: Proposal) -> bool:
    """The visitor’s name: their own side always; the host’s once the visitor asked or agreed."""
    return proposal.visitor_confirmed_at is not None or bool(rules.parties(user, proposal) & _VISITING)
