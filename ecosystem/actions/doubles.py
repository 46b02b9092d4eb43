"""Doubles among the organisations that are there: finding them, and a person’s yes or no."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from clusters.actions.organisations import merge_organisations
from clusters.actions.unmerging import Undone, unmerge
from clusters.errors import ClusterError
from clusters.models import Organisation
from core import clock, locks
from ecosystem import rules
from ecosystem.doubles import Index, decide, decided, pair, rows_of_organisations
from ecosystem.doubles.rows import Suspect
from ecosystem.errors import EcosystemError, IllegalMoveError, NotAllowedError
from ecosystem.models import PossibleDouble

MOST_PAIRS = 2000  # kept at a time, the surest first: nobody answers more
MOST_AT_ONCE = 50  # pairs that one form answers


@dataclass
class Answered:
    """What became of several pairs: the organisations that stayed, those told apart, and what was refused."""

    merged: list[Organisation] = field(default_factory=list)
    apart: int = 0
    refused: list[str] = field(default_factory=list)


def find_doubles() -> int:
    """The round: compare all organisations by keys in common, keep at most MOST_PAIRS that nobody answered about.

    Pairs found before and not any more are gone; those that stay keep their age. Returns how many are kept. Seconds at
    20,000 organisations; safe to run twice.
    """
    index = Index.build(rows_of_organisations())
    found = list(index.pairs())
    answers = decided({f"organisation:{code}" for code, _suspect in found})
    open_ones = [(code, each) for code, each in found if each.code not in answers.get(f"organisation:{code}", {})]
    open_ones.sort(key=lambda row: (not row[1].sure, -row[1].score, row[0], row[1].code))
    return _keep(open_ones[:MOST_PAIRS])


def _keep(found: list[tuple[str, Suspect]]) -> int:
    codes = {code for left, suspect in found for code in (left, suspect.code)}
    with transaction.atomic():
        locks.hold("ecosystem.find_doubles")
        keys = dict(Organisation.objects.filter(code__in=codes, merged_into=None).values_list("code", "pk"))
        rows = {
            (keys[left], keys[each.code]): PossibleDouble(
                left_id=keys[left],
                right_id=keys[each.code],
                score=each.score,
                sure=each.sure,
                reasons=list(each.reasons),
                found_at=clock.now(),
            )
            for left, each in found
            if left in keys and each.code in keys
        }
        known = {
            (row.left_id, row.right_id): row.pk for row in PossibleDouble.objects.only("pk", "left_id", "right_id")
        }
        PossibleDouble.objects.filter(pk__in=[pk for two, pk in known.items() if two not in rows]).delete()
        PossibleDouble.objects.bulk_create(
            rows.values(),
            batch_size=500,
            update_conflicts=True,
            unique_fields=["left", "right"],
            update_fields=["score", "sure", "reasons"],
        )
    return len(rows)


def merge_pair(winner: Organisation, loser: Organisation, *, by: User) -> Organisation:
    """Yes: `winner` stays, the other’s address leads to it. Remembered; clicking twice changes nothing."""
    with transaction.atomic():
        loser = _locked(winner, loser)[1]
        if not rules.may_judge_pair(by, winner, loser) and loser.merged_into_id != winner.pk:
            raise NotAllowedError(_("You may merge only organisations of your own cluster."))
        try:
            merged = merge_organisations(winner, loser, by=by)
        except ClusterError as error:
            raise EcosystemError(str(error)) from error
        subject, other = pair(winner, loser)
        decide(subject, other, same=True, by=by)
        _forget(winner, loser)
    return merged


def keep_apart(one: Organisation, other: Organisation, *, by: User) -> None:
    """No: remembered for ever, nobody is asked about these two again."""
    if one.pk == other.pk:
        raise EcosystemError(_("Choose two different organisations."))
    with transaction.atomic():
        one, other = _locked(one, other)
        if not rules.may_judge_pair(by, one, other):
            raise NotAllowedError(_("You may decide only about organisations of your own cluster."))
        if one.merged_into_id or other.merged_into_id:
            raise IllegalMoveError(_("One of the two was merged with another organisation before."))
        subject, second = pair(one, other)
        decide(subject, second, same=False, by=by)
        _forget(one, other)
        log(one, "ecosystem.double.keep_apart", user=by, data={"one": one.code, "other": other.code})


def answer_all(answers: Iterable[tuple[PossibleDouble, str]], *, by: User) -> Answered:
    """Several pairs at once, each `left` or `right` (which one stays) or `no`. One that is refused stops no other."""
    done = Answered()
    for row, said in list(answers)[:MOST_AT_ONCE]:
        winner, loser = (row.left, row.right) if said != "right" else (row.right, row.left)
        try:
            if said == "no":
                keep_apart(winner, loser, by=by)
                done.apart += 1
            else:
                done.merged.append(merge_pair(winner, loser, by=by))
        except EcosystemError as error:
            done.refused.append(f"{row.left} – {row.right}: {error}")
    return done


def undo_merge(loser: Organisation, *, by: User) -> Undone:
    """Two again; the answer “the same” is forgotten with it, and the next round may ask anew."""
    try:
        return unmerge(loser, by=by)
    except ClusterError as error:
        raise EcosystemError(str(error)) from error


def _locked(one: Organisation, other: Organisation) -> tuple[Organisation, Organisation]:
    """Both as they are now, locked in the one order that everybody locks organisations in."""
    rows = Organisation.objects.select_for_update().order_by("pk").in_bulk([one.pk, other.pk])
    return rows[one.pk], rows[other.pk]


def _forget(one: Organisation, other: Organisation) -> None:
    PossibleDouble.objects.filter(Q(left=one, right=other) | Q(left=other, right=one)).delete()
