"""What the practices' room knows about a person: for their export, and what goes when they go."""

from functools import partial

from django.db import transaction

from accounts import export
from accounts.actions import erasure
from accounts.export import Export
from accounts.models import User
from practices.models import Proposal, ProposalFile, Question, SavedPractice, Transfer
from practices.states import ProposalState


def saved(user) -> Export:
    return Export(list(user.saved_practices.values("practice_code", "saved_at")))


def questions(user) -> Export:
    fields = ("practice_code", "asker_name", "asker_email", "language", "text", "asked_at", "answer", "answered_at")
    return Export(list(Question.objects.filter(asker=user).values(*fields)))


def transfers(user) -> Export:
    fields = ("code", "practice_code", "organisation__name", "tried_on", "result", "state", "reason")
    words = ("language", "changed", "lesson", "reported_at")
    return Export(list(Transfer.objects.filter(reported_by=user).values(*fields, *words)))


def proposals(user) -> Export:
    fields = ("code", "organisation__name", "language", "answers", "sent_answers", "state", "reason")
    times = ("created_at", "sent_at")
    files = ProposalFile.objects.filter(proposal__author=user)
    return Export(
        list(Proposal.objects.filter(author=user).values(*fields, *times)),
        [(f"{each.code}-{each.name}", each.file) for each in files if each.file.storage.exists(each.file.name)],
    )


IN_HAND = (ProposalState.SENT, ProposalState.TAKEN)


def erase(user: User) -> None:
    """Transfers, questions and what a cluster has in hand stay, without the person.

    Saved practices go, and so do proposals that no cluster works with: drafts, withdrawn, returned, declined.
    """
    SavedPractice.objects.filter(user=user).delete()
    drafts = Proposal.objects.filter(author=user).exclude(state__in=IN_HAND)
    for kept in ProposalFile.objects.filter(proposal__in=drafts):
        transaction.on_commit(partial(kept.file.storage.delete, kept.file.name))
    drafts.delete()
    Question.objects.filter(asker=user).update(asker_name="", asker_email="", client_hash="")
    Question.objects.filter(asker=None, asker_email__iexact=user.email).update(
        asker_name="", asker_email="", client_hash=""
    )


def register() -> None:
    """Called when the app is ready."""
    export.register("saved-practices", saved, covers=("practices.SavedPractice.user",))
    export.register("questions", questions, covers=("practices.Question.asker",))
    export.register("transfers", transfers, covers=("practices.Transfer.reported_by",))
    export.register("proposals", proposals, covers=("practices.Proposal.author",))
    decided = "says who decided or answered; that is the other person’s data, and the log lists one’s own acts"
    for name in (
        "practices.Confirmation.answered_by",
        "practices.PracticePage.reviewer",
        "practices.Proposal.decided_by",
        "practices.Proposal.decided_by",
        "practices.Question.answered_by",
        "practices.Transfer.decided_by",
    ):
        export.leave_out(name, decided)
    erasure.register(erase)
