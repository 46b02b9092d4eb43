"""What sourcing briefs know about a person: for their export, and what goes when they go."""

from accounts import export
from accounts.actions import erasure
from accounts.export import Export
from accounts.models import User
from ecosystem.models import Brief, BriefMessage, BriefWish


def briefs(user) -> Export:
    """Those this person began, with their files."""
    mine = Brief.objects.filter(person=user)
    fields = (
        "code", "brand__name", "language", "title", "description", "quantity", "colours", "sizes", "wanted_by",
        "budget", "own_fabric", "public", "state", "created_at", "sent_at", "closed_at", "outcome", "outcome_text",
    )  # fmt: skip
    files = [
        (f"{brief.code}-{kept.name}", kept.file)
        for brief in mine.prefetch_related("files")
        for kept in brief.files.all()
        if kept.file and kept.file.storage.exists(kept.file.name)
    ]
    return Export(list(mine.values(*fields)), files)


def messages(user) -> Export:
    fields = ("answer__brief__code", "answer__maker__name", "language", "text", "sent_at")
    return Export(list(BriefMessage.objects.filter(author=user).values(*fields)))


def wishes(user) -> Export:
    return Export(list(BriefWish.objects.filter(person=user).values("brief__code", "maker__name", "text", "at")))


def erase(user: User) -> None:
    """Briefs and answers belong to organisations and stay, without the person; what they wrote in messages goes."""
    BriefMessage.objects.filter(author=user).update(text="…")
    BriefWish.objects.filter(person=user).update(text="", person=None)


def register() -> None:
    """Called when the app is ready."""
    export.register("briefs", briefs, covers=("ecosystem.Brief.person",))
    export.register("brief-messages", messages, covers=("ecosystem.BriefMessage.author",))
    export.register("brief-wishes", wishes, covers=("ecosystem.BriefWish.person",))
    acted = "says who acted for an organisation; the answer is the organisation’s, and the log lists one’s own acts"
    export.leave_out("ecosystem.BriefAnswer.answered_by", acted)
    export.leave_out("ecosystem.HandOver.by", acted)
    erasure.register(erase)
