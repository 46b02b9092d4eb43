"""What follows when two organisations become one (`clusters.mergers`)."""

from clusters import mergers
from clusters.models import Organisation
from exchanges.models import Application, Exchange, MissionHost, Offer, Override, Proposal, SignUp
from exchanges.states import LIVE_SIGN_UPS, OPEN_APPLICATIONS


def move_to_winner(winner: Organisation, loser: Organisation) -> dict[str, list]:
    """Everything of this room points to the winner.

    Where both have what one may have only once, the loser keeps its row: a second open application or sign-up, a host
    on the same mission. A second visit stays as a fact that counts, and no longer as the one visit; an exchange between
    the two stays as it was.
    """
    moved: dict[str, list] = {"exchanges": [], "visits_given_up": []}
    mine = Exchange.objects.live().filter(visitor_organisation=winner, uses_visit=True)
    for row in Exchange.objects.select_for_update().filter(visitor_organisation=loser).order_by("pk"):
        if row.host_organisation_id == winner.pk:
            continue
        if row.uses_visit and mine.filter(programme=row.programme_id).exists():
            row.uses_visit = False
            moved["visits_given_up"].append(row.pk)
        row.visitor_organisation = winner
        row.save(update_fields=["visitor_organisation", "uses_visit"])
        moved["exchanges"].append(row.pk)
    hosted = Exchange.objects.filter(host_organisation=loser).exclude(visitor_organisation=winner)
    moved["exchanges_hosted"] = _point(hosted, host_organisation=winner)
    moved["offers"] = _point(Offer.objects.filter(organisation=loser), organisation=winner)
    moved["proposals_as_host"] = _point(Proposal.objects.filter(host=loser), host=winner)
    moved["missions_hosted"] = _point(
        MissionHost.objects.filter(organisation=loser).exclude(mission__hosts__organisation=winner), organisation=winner
    )
    theirs = Application.objects.filter(organisation=winner, state__in=OPEN_APPLICATIONS).values("person")
    moved["exchange_applications"] = _point(
        Application.objects.filter(organisation=loser).exclude(state__in=OPEN_APPLICATIONS, person__in=theirs),
        organisation=winner,
    )
    live = SignUp.objects.filter(organisation=winner, state__in=LIVE_SIGN_UPS).values("mission")
    moved["sign_ups"] = _point(
        SignUp.objects.filter(organisation=loser).exclude(state__in=LIVE_SIGN_UPS, mission__in=live),
        organisation=winner,
    )
    moved["overrides"] = _point(
        Override.objects.filter(organisation=loser).exclude(
            ended_at=None, rule__in=list(winner.overrides.filter(ended_at=None).values_list("rule", flat=True))
        ),
        organisation=winner,
    )
    return moved


# What moved, by the name it has in the log → the rows and their field.
_BACK = {
    "exchanges": (Exchange, "visitor_organisation"),
    "exchanges_hosted": (Exchange, "host_organisation"),
    "offers": (Offer, "organisation"),
    "proposals_as_host": (Proposal, "host"),
    "missions_hosted": (MissionHost, "organisation"),
    "exchange_applications": (Application, "organisation"),
    "sign_ups": (SignUp, "organisation"),
    "overrides": (Override, "organisation"),
}


def move_back(winner: Organisation, loser: Organisation, moved: dict[str, list]) -> None:
    """Undo a merge: what moved and still points to the winner points to the loser again; a visit counts as it did."""
    for name, (model, field) in _BACK.items():
        mergers.point_back(model.objects, field, winner=winner, loser=loser, keys=moved.get(name))
    visits = Exchange.objects.filter(pk__in=moved.get("visits_given_up", ()), visitor_organisation=loser)
    visits.update(uses_visit=True)


def _point(rows, **values) -> list[int]:
    keys = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=keys).update(**values)
    return keys
