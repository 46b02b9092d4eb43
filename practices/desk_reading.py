"""What the reading side of the practices’ room puts on the desk: what one keeps, tries, and is asked to confirm."""

from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from accounts import rules as account_rules
from accounts.desk import Item, Section
from clusters import rules as cluster_rules
from practices import rules
from practices.facets import Entry
from practices.listing import current_index
from practices.models import SavedPractice, Transfer
from practices.queries.addresses import path_of
from practices.states import TransferState


def _titled(entry: Entry | None, code: str, language: str) -> dict:
    """Title, and its language where that is not the reader’s; only the code of what is no longer published."""
    if entry is None:
        return {"title": code}
    spoken = entry.language_for(language)
    return {"title": entry.versions[spoken].title, "language": "" if spoken == language else spoken}


def saved_practices(user) -> Section | None:
    """The practices one keeps, the newest first; what was withdrawn since is left out."""
    if not rules.may_save(user):
        return None
    language, index = get_language(), current_index()
    rows = SavedPractice.objects.filter(user=user).values_list("practice_code", "saved_at")
    kept = [(entry, when) for code, when in rows if (entry := index.get(code))]
    items = [
        Item(href=path_of(entry, language), when=when, **_titled(entry, entry.code, language)) for entry, when in kept
    ]
    return Section(
        code="saved",
        title=_("Saved practices"),
        items=items,
        empty=_("You keep no practice yet. Each practice has a button for it."),
    )


def transfers_to_decide(user) -> Section | None:
    """Transfers that members of one’s clusters reported."""
    if not cluster_rules.is_manager(user) and not account_rules.is_coordinator(user):
        return None
    waiting = Transfer.objects.filter(state=TransferState.REPORTED).exclude(reported_by=user)
    if not account_rules.is_coordinator(user):
        waiting = waiting.filter(cluster__in=cluster_rules.clusters_managed_by(user))
    found = list(waiting.select_related("organisation").order_by("reported_at"))
    language, index = get_language(), current_index()
    return Section.waiting(
        found,
        lambda transfer: Item(
            href=reverse("transfer", args=[transfer.code]),
            todo=_("Confirm it, or decline with a reason."),
            when=transfer.reported_at,
            note=transfer.organisation.name,
            **_titled(index.get(transfer.practice_code), transfer.practice_code, language),
        ),
        code="transfers-to-decide",
        title=_("Transfers to confirm"),
        empty=_("No transfer waits for you."),
    )


def my_transfers(user) -> Section | None:
    """What one has tried and reported, with the word of the cluster."""
    found = list(Transfer.objects.filter(reported_by=user).order_by("-reported_at"))
    if not found:
        return None
    language, index = get_language(), current_index()
    items = [
        Item(
            href=reverse("transfer", args=[transfer.code]),
            when=transfer.decided_at or transfer.reported_at,
            note=" – ".join(part for part in (transfer.get_state_display(), transfer.reason) if part),
            **_titled(index.get(transfer.practice_code), transfer.practice_code, language),
        )
        for transfer in found
    ]
    return Section(code="transfers", title=_("My transfers"), items=items)
