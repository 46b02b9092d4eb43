"""Who may do what in the ecosystem’s room. Nothing else decides; each part has its predicates under a heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from clusters.states import AffiliationRole, AffiliationState
from ecosystem.states import BriefState

if TYPE_CHECKING:
    from clusters.models import Cluster, Organisation
    from ecosystem.models import Brief, BriefAnswer, Claim


def may_act(user) -> bool:
    """Anybody signed in, save an auditor, who changes nothing."""
    return account_rules.is_known(user) and not account_rules.is_read_only(user)


# Lists of members


def may_see_all_lists(user) -> bool:
    return may_act(user) and account_rules.is_coordinator(user)


def may_load_lists(user, cluster: Cluster | None = None) -> bool:
    """The cluster’s managers and the coordinator; without a cluster: whoever may for any."""
    if not may_act(user):
        return False
    if account_rules.is_coordinator(user):
        return True
    return cluster_rules.is_manager(user) if cluster is None else cluster_rules.manages(user, cluster)


# Briefs


def may_write_briefs(user) -> bool:
    """Somebody whose work at an organisation was accepted; no auditor."""
    return may_act(user) and cluster_rules.is_member(user)


def may_write_brief_for(user, organisation: Organisation) -> bool:
    return may_act(user) and cluster_rules.works_at(user, organisation)


def is_brand(user, brief: Brief) -> bool:
    """Somebody who works at the brand: they write the brief together."""
    return may_write_brief_for(user, brief.brand)


def may_edit_brief(user, brief: Brief) -> bool:
    return brief.state == BriefState.DRAFT and is_brand(user, brief)


def may_broker(user, brief: Brief) -> bool:
    """Once it was sent: the managers of the cluster that has it, else of the brand’s clusters; the coordinator."""
    if brief.state == BriefState.DRAFT or not may_act(user):
        return False
    if account_rules.is_coordinator(user):
        return True
    if brief.broker:
        return cluster_rules.manages(user, brief.broker)
    return cluster_rules.manages_member(user, brief.brand)


def may_ask_makers(user, brief: Brief) -> bool:
    """Choose who receives it, at most five together."""
    return brief.state in (BriefState.DRAFT, BriefState.SENT) and (is_brand(user, brief) or may_broker(user, brief))


def may_close_brief(user, brief: Brief) -> bool:
    """The brand says what came of it; None is the calendar."""
    return user is None or is_brand(user, brief)


def may_see_brief(user, brief: Brief) -> bool:
    """All of it but what the makers answered one by one: the brand, who brokers or brokered it, the makers asked."""
    if not may_act(user):
        return False
    if is_brand(user, brief):
        return True
    if brief.state == BriefState.DRAFT or (brief.state == BriefState.WITHDRAWN and brief.sent_at is None):
        return False
    return (
        may_broker(user, brief)
        or cluster_rules.manages_member(user, brief.brand)
        or any(cluster_rules.manages(user, row.from_cluster) for row in brief.hand_overs.select_related("from_cluster"))
    )


def may_see_answer(user, answer: BriefAnswer) -> bool:
    """The page of a maker: its people, and its cluster’s managers where nobody represents it."""
    return may_act(user) and (cluster_rules.works_at(user, answer.maker) or may_answer(user, answer))


def may_answer(user, answer: BriefAnswer) -> bool:
    """Who represents the maker; the managers of its clusters where nobody does."""
    if not may_act(user):
        return False
    if cluster_rules.represents(user, answer.maker):
        return True
    return not is_represented(answer.maker) and cluster_rules.manages_member(user, answer.maker)


def is_represented(organisation: Organisation) -> bool:
    return organisation.affiliations.filter(
        state=AffiliationState.ACCEPTED, role=AffiliationRole.REPRESENTATIVE, user__is_active=True
    ).exists()


def may_write_brief_message(user, answer: BriefAnswer) -> bool:
    return is_brand(user, answer.brief) or may_answer(user, answer)


def may_open_brief_files(user, brief: Brief) -> bool:
    """The brand, who brokers it, and the makers asked while it is not withdrawn."""
    if may_see_brief(user, brief):
        return True
    if brief.state not in (BriefState.SENT, BriefState.CLOSED):
        return False
    return any(may_see_answer(user, answer) for answer in brief.answers.select_related("maker"))


def may_wish_for(user, organisation: Organisation) -> bool:
    """Say of a public brief that this maker could: who represents it."""
    return may_act(user) and cluster_rules.represents(user, organisation)


def may_count_briefs(user) -> bool:
    """How many briefs there are in which state, nothing else of them: managers, coordinator, auditor."""
    return cluster_rules.is_manager(user) or account_rules.is_coordinator(user) or account_rules.is_auditor(user)


# Doubles, claims and reports


def may_claim(user, organisation: Organisation) -> bool:
    """Anybody signed in who does not speak for it already; nobody claims what was merged away."""
    return may_act(user) and not organisation.merged_into_id and not cluster_rules.represents(user, organisation)


def may_decide_claim(user, claim: Claim) -> bool:
    """The managers of the cluster asked; the coordinators where it has no other. Never about oneself."""
    if not may_act(user) or claim.person_id in (None, user.pk):
        return False
    if cluster_rules.manages(user, claim.cluster):
        return True
    return account_rules.is_coordinator(user) and not cluster_rules.has_manager(claim.cluster, but=claim.person_id)


def is_claimant(user, claim: Claim) -> bool:
    return account_rules.is_known(user) and claim.person_id == user.pk


def may_see_proof(user, claim: Claim) -> bool:
    """Who gave it, and who decides by it."""
    return is_claimant(user, claim) or may_decide_claim(user, claim)


def may_answer_hints(user, organisation: Organisation) -> bool:
    """Those who keep the record: representatives, managers of its clusters, the coordinator."""
    return may_act(user) and cluster_rules.may_edit_organisation(user, organisation)


def may_judge_doubles(user) -> bool:
    """Managers, of their clusters’ organisations, and the coordinator."""
    return may_act(user) and (cluster_rules.is_manager(user) or account_rules.is_coordinator(user))


def may_judge_pair(user, one: Organisation, other: Organisation) -> bool:
    """Say that two are the same or not. As for merging them; a manager of one of them may say no."""
    return may_judge_doubles(user) and (
        account_rules.is_coordinator(user)
        or cluster_rules.manages_member(user, one)
        or cluster_rules.manages_member(user, other)
    )
