"""What lists of members know about a person: for their export."""

from accounts import export
from accounts.export import Export
from ecosystem.models import MemberList


def lists(user) -> Export:
    """Which lists this person uploaded; what stands in them is about organisations and is the cluster's."""
    fields = ("code", "name", "cluster__code", "state", "lines_total", "uploaded_at", "loaded_at")
    return Export(list(MemberList.objects.filter(uploaded_by=user).values(*fields)))


def register() -> None:
    """Called when the app is ready."""
    export.register("member-lists", lists, covers=("ecosystem.MemberList.uploaded_by",))
    export.leave_out("ecosystem.MemberList.asked_by", "who waits for the work on a list; the log lists one’s own acts")
