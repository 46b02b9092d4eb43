"""What claims, reports and answers about doubles know about a person: for their export, and what goes when they go."""

from accounts import export
from accounts.actions import erasure
from accounts.export import Export
from accounts.models import User
from ecosystem.actions.claims import forget_proof, withdraw_claim
from ecosystem.models import Claim, Hint
from ecosystem.states import ClaimState


def claims(user) -> Export:
    fields = (
        "code", "organisation__name", "cluster__code", "relation", "proof", "proof_name", "proof_link", "text", "state",
        "asked_at", "decided_at", "reason",
    )  # fmt: skip
    mine = Claim.objects.filter(person=user)
    files = [
        (f"{row.code}-{row.proof_name}", row.proof_file)
        for row in mine
        if row.proof_file and row.proof_file.storage.exists(row.proof_file.name)
    ]
    return Export(list(mine.values(*fields)), files)


def hints(user) -> Export:
    fields = ("organisation__name", "kind", "text", "other__name", "at", "state", "answer")
    return Export(list(Hint.objects.filter(by=user).values(*fields)))


def erase(user: User) -> None:
    """Waiting claims are taken back, proofs and words go; that there was a claim, and who reported nothing, stays."""
    for row in Claim.objects.filter(person=user).order_by("pk"):
        if row.state == ClaimState.ASKED:
            withdraw_claim(row, by=user)
        forget_proof(Claim.objects.select_for_update().get(pk=row.pk))
    Claim.objects.filter(person=user).update(reason="", person=None)
    Hint.objects.filter(by=user).update(by=None, client_hash="")


_WHO_DECIDED = "says who decided about somebody else; that is the other person’s data, and the log lists one’s own acts"


def register() -> None:
    """Called when the app is ready."""
    export.register("claims", claims, covers=("ecosystem.Claim.person",))
    export.register("reports-about-records", hints, covers=("ecosystem.Hint.by",))
    for name in ("ecosystem.Claim.decided_by", "ecosystem.Hint.decided_by", "ecosystem.SameOrNot.by"):
        export.leave_out(name, _WHO_DECIDED)
    erasure.register(erase)
