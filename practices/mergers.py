"""What follows when two organisations become one (`clusters.mergers`)."""

from wagtail.models import Revision

from clusters import mergers
from clusters.models import Organisation
from practices.actions.listing import touch_listing
from practices.models import PracticePage, Proposal, Transfer
from search import changes


def move_to_winner(winner: Organisation, loser: Organisation) -> dict[str, list]:
    """Practices, also in the revisions that may still go live, proposals and transfers point to the winner.

    A transfer of the same practice on the same day that both have is one attempt: the loser's stays with the loser.
    """
    pages = list(PracticePage.objects.filter(organisation=loser).values_list("pk", flat=True))
    PracticePage.objects.filter(pk__in=pages).update(organisation=winner)
    revisions = _turn_revisions(Revision.objects.page_revisions(), loser, winner)
    proposals = list(Proposal.objects.filter(organisation=loser).values_list("pk", flat=True))
    Proposal.objects.filter(pk__in=proposals).update(organisation=winner)
    known = set(Transfer.objects.filter(organisation=winner).values_list("practice_code", "tried_on"))
    transfers = [
        transfer.pk
        for transfer in Transfer.objects.select_for_update().filter(organisation=loser)
        if (transfer.practice_code, transfer.tried_on) not in known
    ]
    Transfer.objects.filter(pk__in=transfers).update(organisation=winner)
    touch_listing()
    changes.record("organisation", [winner.code, loser.code])  # and with them their practices
    return {"practices": pages, "proposals": proposals, "transfers": transfers, "practice_revisions": revisions}


def move_back(winner: Organisation, loser: Organisation, moved: dict[str, list]) -> None:
    """Undo a merge: what moved and still points to the winner points to the loser again."""
    for rows, name in ((PracticePage, "practices"), (Proposal, "proposals"), (Transfer, "transfers")):
        mergers.point_back(rows.objects, "organisation", winner=winner, loser=loser, keys=moved.get(name))
    kept = moved.get("practice_revisions") or ()
    _turn_revisions(Revision.objects.page_revisions().filter(pk__in=kept), winner, loser)
    touch_listing()
    changes.record("organisation", [winner.code, loser.code])


def _turn_revisions(revisions, old: Organisation, new: Organisation) -> list[int]:
    """Revisions of the one name the other; returns their keys."""
    turned = []
    for revision in revisions.filter(content__organisation=old.pk):
        revision.content["organisation"] = new.pk
        revision.save(update_fields=["content"])
        turned.append(revision.pk)
    return turned
