"""Mail about proposals: to the cluster when one comes, to the author when the cluster has decided."""

from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.models import MailMessage
from core.outbox import queue_mail
from practices.models import Proposal
from practices.states import ProposalState

TO_AUTHOR = (ProposalState.RETURNED, ProposalState.DECLINED, ProposalState.TAKEN)


def tell_moved(proposal: Proposal, *, by) -> list[MailMessage]:
    """Whoever has to know of the new state: a fixed text for each, in the recipient’s language."""
    if proposal.state == ProposalState.SENT:
        people = User.objects.filter(is_active=True, cluster_roles__cluster=proposal.cluster).order_by("pk")
        name = "practices/mail/proposal_sent"
    elif proposal.state in TO_AUTHOR and proposal.author and proposal.author.mails_about_my_work:
        people, name = [proposal.author], f"practices/mail/proposal_{proposal.state}"
    else:
        return []
    return [queue_mail(name, to=user, context=_context(proposal, user)) for user in people if user != by]


def _context(proposal: Proposal, user) -> dict:
    with translation.override(user.language):
        return {"proposal": proposal, "href": reverse("proposal", args=[proposal.code])}
