"""Who may do what in the ecosystem’s room. Nothing else decides; each part has its predicates under a heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import rules as account_rules
from clusters import rules as cluster_rules

if TYPE_CHECKING:
    from clusters.models import Organisation


def may_act(user) -> bool:
    """Anybody signed in, save an auditor, who changes nothing."""
    return account_rules.is_known(user) and not account_rules.is_read_only(user)


# Briefs


def may_write_briefs(user) -> bool:
    """Somebody whose work at an organisation was accepted; no auditor."""
    return may_act(user) and cluster_rules.is_member(user)


def may_write_brief_for(user, organisation: Organisation) -> bool:
    return may_act(user) and cluster_rules.works_at(user, organisation)
