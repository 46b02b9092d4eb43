"""What follows in this room when two organisations become one, or two again (`clusters.mergers`)."""

from django.db.models import Q

from clusters import mergers
from clusters.models import Organisation
from ecosystem.doubles.memory import PAIR, pair, subject_of
from ecosystem.models import Brief, BriefAnswer, BriefWish, Claim, Hint, ListLine, PossibleDouble, SameOrNot
from ecosystem.states import ClaimState

# What moves, by the name it has in the log → the rows and their field.
_MOVED = {
    "claims": (Claim, "organisation"),
    "hints": (Hint, "organisation"),
    "hints_naming": (Hint, "other"),
    "briefs": (Brief, "brand"),
    "briefs_won": (Brief, "chosen"),
    "brief_answers": (BriefAnswer, "maker"),
    "brief_wishes": (BriefWish, "maker"),
    "list_lines": (ListLine, "organisation"),
    "same_or_not": (SameOrNot, "organisation"),
}


def move_to_winner(winner: Organisation, loser: Organisation) -> dict[str, list]:
    """Claims, reports, briefs, lines of lists and answers to “are these the same?” point to the winner.

    Where both have what one may have once, the loser keeps its row: a waiting claim of one person, a place in one
    brief, an answer about one line or one other organisation.
    """
    waiting = Claim.objects.filter(organisation=winner, state=ClaimState.ASKED).values("person")
    kept = {
        "claims": Q(state=ClaimState.ASKED, person__in=waiting),
        "hints_naming": Q(organisation=winner),
        "brief_answers": Q(brief__in=BriefAnswer.objects.filter(maker=winner).values("brief")),
        "brief_wishes": Q(brief__in=BriefWish.objects.filter(maker=winner).values("brief")),
        "same_or_not": Q(subject__in=SameOrNot.objects.filter(organisation=winner).values("subject"))
        | Q(subject__startswith=PAIR),
    }
    moved = {}
    for name, (model, field) in _MOVED.items():
        rows = model.objects.filter(**{field: loser}).exclude(kept.get(name, Q(pk=None)))
        moved[name] = list(rows.values_list("pk", flat=True))
        model.objects.filter(pk__in=moved[name]).update(**{field: winner})
    moved["answers"] = _turn_answers(winner, loser)
    PossibleDouble.objects.filter(Q(left=loser) | Q(right=loser)).delete()
    return moved


def move_back(winner: Organisation, loser: Organisation, moved: dict[str, list]) -> None:
    """Undo a merge: what moved and still points to the winner points to the loser again. “The same” is forgotten."""
    for name, (model, field) in _MOVED.items():
        mergers.point_back(model.objects, field, winner=winner, loser=loser, keys=moved.get(name))
    for pk, subject, organisation in moved.get("answers", ()):
        SameOrNot.objects.filter(pk=pk).update(subject=subject, organisation=organisation)
    subject, second = pair(winner, loser)
    SameOrNot.objects.filter(subject=subject, organisation=second, same=True).delete()


def _turn_answers(winner: Organisation, loser: Organisation) -> list[list]:
    """What was said of the loser and a third is said of the winner; returns (key, subject, organisation) before."""
    rows = SameOrNot.objects.select_related("organisation").filter(
        Q(subject=subject_of(loser)) | Q(organisation=loser, subject__startswith=PAIR)
    )
    turned = []
    for row in rows:
        codes = {row.subject.removeprefix(PAIR), row.organisation.code} - {loser.code}
        third = Organisation.objects.filter(code__in=codes).exclude(pk=winner.pk).first()
        if third is None:
            continue
        subject, second = pair(winner, third)
        if not SameOrNot.objects.filter(subject=subject, organisation=second).exists():
            turned.append([row.pk, row.subject, row.organisation_id])
            SameOrNot.objects.filter(pk=row.pk).update(subject=subject, organisation=second)
    return turned
