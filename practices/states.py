"""States and scales of the practices' room, each with its legal moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PracticeStatus(models.TextChoices):
    """Life of the thing itself, not of the page about it."""

    RUNNING = "running", _("running")
    ENDED = "ended", _("ended")
    FAILED = "failed", _("failed")


class CostBand(models.TextChoices):
    """What it cost the owner in all, in euro, without staff time."""

    UNDER_1K = "under_1k", _("under €1,000")
    FROM_1K = "1k_5k", _("€1,000 to 5,000")
    FROM_5K = "5k_20k", _("€5,000 to 20,000")
    FROM_20K = "20k_100k", _("€20,000 to 100,000")
    OVER_100K = "over_100k", _("over €100,000")


class EvidenceLevel(models.TextChoices):
    """How a statement is known, weakest first (platforms.md, section 5)."""

    OWN_WORD = "own_word", _("own word")
    DOCUMENT = "document", _("document")
    THIRD_PARTY = "third_party", _("third party")


class TransferResult(models.TextChoices):
    WORKED = "worked", _("worked as described")
    ADAPTED = "adapted", _("worked after changes")
    PARTLY = "partly", _("worked in part")
    FAILED = "failed", _("did not work")


class TransferState(models.TextChoices):
    """A member reports an attempt; the member's own cluster confirms or declines it."""

    REPORTED = "reported", _("waiting for the cluster")
    CONFIRMED = "confirmed", _("confirmed by the cluster")
    DECLINED = "declined", _("declined by the cluster")


TRANSFER_MOVES = {
    TransferState.REPORTED: {TransferState.CONFIRMED, TransferState.DECLINED},
    TransferState.CONFIRMED: {TransferState.DECLINED},
    TransferState.DECLINED: {TransferState.CONFIRMED},
}


class ProposalState(models.TextChoices):
    """A member's plain-form proposal on its way to the cluster."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("with the cluster")
    RETURNED = "returned", _("returned with a question")
    TAKEN = "taken", _("taken over by the cluster")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


PROPOSAL_MOVES = {
    ProposalState.DRAFT: {ProposalState.SENT, ProposalState.WITHDRAWN},
    ProposalState.SENT: {ProposalState.RETURNED, ProposalState.TAKEN, ProposalState.DECLINED, ProposalState.WITHDRAWN},
    ProposalState.RETURNED: {ProposalState.SENT, ProposalState.WITHDRAWN},
    ProposalState.TAKEN: set(),
    ProposalState.DECLINED: set(),
    ProposalState.WITHDRAWN: set(),
}


WRITABLE = frozenset({ProposalState.DRAFT, ProposalState.RETURNED})  # the author may still write
WITH_CLUSTER = frozenset({ProposalState.SENT, ProposalState.RETURNED, ProposalState.TAKEN, ProposalState.DECLINED})


class ConfirmationAnswer(models.TextChoices):
    """The owner's yearly answer to “is this still true?”."""

    STILL_TRUE = "still_true", _("still true")
    CHANGED = "changed", _("changed since")
    NO_LONGER = "no_longer", _("no longer true")


class Verdict(models.TextChoices):
    """A reviewer's answer to one published criterion."""

    YES = "yes", _("met")
    PARTLY = "partly", _("met in part")
    NO = "no", _("not met")
