"""Who may do what with practices. Nothing else decides; what people read is filtered by `visible_to`."""

from accounts import rules as account_rules
from clusters import rules as cluster_rules


def is_own(user, page) -> bool:
    return account_rules.is_known(user) and page.owner_id == user.pk


def may_review(user, page, *, submitted_by=None) -> bool:
    """A manager of another cluster, or a coordinator or administrator. Never one’s own work.

    Own is what somebody owns or has submitted last (`submitted_by`), and for managers, also those with a further role,
    what their cluster publishes.
    """
    if not account_rules.is_known(user) or is_own(user, page) or (submitted_by and submitted_by == user):
        return False
    cluster = getattr(page, "cluster", None)  # lists and sections have a review too, but no criteria
    if cluster is not None and cluster_rules.manages(user, cluster):
        return False
    if account_rules.is_coordinator(user) or account_rules.is_administrator(user):
        return True
    return cluster is not None and cluster_rules.is_manager(user)


def may_be_reviewer(user) -> bool:
    """Has something to do with reviews at all; which ones is said by `may_review`."""
    return cluster_rules.is_manager(user) or account_rules.is_coordinator(user) or account_rules.is_administrator(user)


def may_publish_translation(user, page) -> bool:
    """A cluster publishes the language versions of its practices itself: the original was reviewed, and is live."""
    return not page.is_original and may_translate(user, page)


def may_translate(user, page) -> bool:
    return cluster_rules.manages(user, page.cluster) or account_rules.is_coordinator(user)


def may_see_translations(user) -> bool:
    return cluster_rules.is_manager(user) or account_rules.is_coordinator(user)


def may_propose(user) -> bool:
    """A person whose cluster has said that they work at one of its organisations."""
    return account_rules.is_known(user) and not account_rules.is_read_only(user) and cluster_rules.is_member(user)


def is_author(user, proposal) -> bool:
    return account_rules.is_known(user) and proposal.author_id == user.pk


def may_write_proposal(user, proposal) -> bool:
    return is_author(user, proposal)


def may_decide_proposal(user, proposal) -> bool:
    """The cluster’s managers and the coordinator; a manager takes over their own proposal like any other."""
    return _is_responsible(user, proposal.cluster)


def may_confirm(user, page) -> bool:
    """The owner of a practice, or who manages its cluster."""
    return is_own(user, page) or cluster_rules.manages(user, page.cluster)


def may_sort_tags(user) -> bool:
    return account_rules.is_coordinator(user) or account_rules.is_administrator(user)


def _is_responsible(user, cluster) -> bool:
    return cluster_rules.manages(user, cluster) or account_rules.is_coordinator(user)


def may_save(user) -> bool:
    """Anybody signed in keeps practices on their desk; an auditor changes nothing."""
    return account_rules.is_known(user) and not account_rules.is_read_only(user)


def may_report_transfer(user) -> bool:
    """A person whose cluster has said that they work at one of its organisations."""
    return may_propose(user)


def may_report_transfer_for(user, organisation, page) -> bool:
    """For an organisation they work at; one’s own practice is not a transfer."""
    return (
        may_report_transfer(user)
        and cluster_rules.works_at(user, organisation)
        and page.organisation_id != organisation.pk
    )


def may_see_transfer(user, transfer) -> bool:
    """Who reported it and who decides; what is confirmed stands on the practice’s own page for everybody."""
    return is_reporter(user, transfer) or may_decide_transfer(user, transfer)


def is_reporter(user, transfer) -> bool:
    return account_rules.is_known(user) and transfer.reported_by_id == user.pk


def may_decide_transfer(user, transfer) -> bool:
    """The organisation’s cluster, or the coordinator; never one’s own report."""
    return not is_reporter(user, transfer) and _is_responsible(user, transfer.cluster)
