"""What follows when two organisations become one (`clusters.mergers`)."""

from wagtail.models import Revision

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
    for revision in Revision.objects.page_revisions().filter(content__organisation=loser.pk):
        revision.content["organisation"] = winner.pk
        revision.save(update_fields=["content"])
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
    return {"practices": pages, "proposals": proposals, "transfers": transfers}
