"""What the record of one organisation brings to another when the two become one."""

from typing import Any

from clusters import fields
from clusters.fields import CONCEPT_FIELDS, FIELDS, FREE, TERMS_FIELDS
from clusters.models import Certificate, OrderTerms, Organisation
from clusters.states import Visibility
from clusters.writing import keep_public_concepts

_STRICT = {Visibility.PUBLIC: 0, Visibility.MEMBERS: 1, Visibility.PRIVATE: 2}


def move_values(winner: Organisation, loser: Organisation) -> dict[str, list]:
    """Capabilities, terms where the winner says nothing, certificates, photos and all statements, those behind its own.

    A value that the double kept from some readers is kept from them at the winner as well. Returns what moved, by
    primary key; the caller records statements for what the winner says now.
    """
    theirs, ours = fields.values_of(loser), fields.values_of(winner)
    brought = [name for name in CONCEPT_FIELDS if set(theirs.get(name, ())) - set(ours.get(name, ()))]
    moved: dict[str, list] = {"capabilities": _move_capabilities(winner, loser)}
    terms = _move_terms(winner, loser)
    moved["terms"] = terms
    _keep_levels(winner, loser, [*brought, *terms])
    known = set(winner.certificates.values_list("standard", "number"))
    certificates = [each.pk for each in loser.certificates.all() if (each.standard_id, each.number) not in known]
    Certificate.objects.filter(pk__in=certificates).update(organisation=winner)
    moved["certificates"] = certificates
    for name in ("photos", "statements"):
        moved[name] = list(getattr(loser, name).values_list("pk", flat=True))
    loser.photos.update(organisation=winner)
    loser.statements.update(organisation=winner, promoted=False)
    keep_public_concepts([winner, loser])
    return moved


def _move_capabilities(winner: Organisation, loser: Organisation) -> list[int]:
    known = dict(winner.capabilities.values_list("concept", "subcontracted"))
    rows = [row for row in loser.capabilities.all() if row.concept_id not in known]
    done_now = [
        row.concept_id for row in loser.capabilities.all() if known.get(row.concept_id) and not row.subcontracted
    ]
    winner.capabilities.filter(concept__in=done_now).update(subcontracted=False)
    pks = [row.pk for row in rows]
    loser.capabilities.filter(pk__in=pks).update(organisation=winner)
    return pks


def _move_terms(winner: Organisation, loser: Organisation) -> list[str]:
    """Names of the fields that the winner took over. Quantities only where both count in the same unit."""
    theirs, ours = fields.terms_of(loser), fields.terms_of(winner)
    if theirs is None:
        return []
    ours = ours or OrderTerms(organisation=winner, unit=theirs.unit, currency=theirs.currency)
    taken = []
    for name, field in TERMS_FIELDS.items():
        other: Any = getattr(theirs, name)
        alike = field.unit not in ("unit", "currency") or getattr(ours, field.unit) == getattr(theirs, field.unit)
        blank = getattr(ours, name) in (None, {})
        if field.kind != "choice" and name not in FREE and alike and blank and other not in (None, {}):
            setattr(ours, name, other)
            taken.append(name)
    free = [name for name in FREE if getattr(theirs, name) is not None]
    if free and all(getattr(ours, name) is None for name in FREE) and ours.unit == theirs.unit:
        for name in (*FREE, "free_stated_on"):
            setattr(ours, name, getattr(theirs, name))
        taken += free
    if taken:
        ours.save()
    return taken


def _keep_levels(winner: Organisation, loser: Organisation, names: list[str]) -> None:
    for name in names:
        key = FIELDS[name].follows or name
        theirs = fields.level_of(loser, name)
        if key in fields.RESTRICTABLE and _STRICT[theirs] > _STRICT[fields.level_of(winner, name)]:
            winner.visibility = winner.visibility | {key: str(theirs)}
    winner.save(update_fields=["visibility", "changed_at"])
