"""Values into the tables of a record, for any number of organisations in a constant number of statements.

Nothing here asks who may: that is the door's work (`clusters.actions.statements`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.errors import ClusterError
from clusters.fields import (
    BASE_FIELDS,
    CONCEPT_FIELDS,
    FIELD_OF_SCHEME,
    FIELDS,
    FREE,
    TERMS_FIELDS,
    field_of,
    level_of,
    terms_of,
)
from clusters.models import Capability, OrderTerms, Organisation, OrganisationText, Place
from clusters.states import Visibility
from core.rows import insert_many
from search import changes as search_changes
from vocabulary.models import Concept

COLUMNS = tuple(name for name, each in BASE_FIELDS.items() if each.table)


@dataclass
class Change:
    """New values of one organisation, which is locked and loaded with `clusters.fields.with_values`.

    `free_stated_on` is set where free capacity was stated anew.
    """

    organisation: Organisation
    values: dict[str, Any] = field(default_factory=dict)
    free_stated_on: Any = None

    def names(self, among: Iterable[str]) -> list[str]:
        return [name for name in among if name in self.values]


def write(changes: list[Change]) -> None:
    """Write all of it, in the caller's transaction. Raises ClusterError where a unique number is taken."""
    _write_terms(changes)
    _write_capabilities([change for change in changes if change.names(CONCEPT_FIELDS)])
    _write_texts([change for change in changes if "about" in change.values])
    _write_places([change for change in changes if "place" in change.values])
    _write_organisations(changes)
    search_changes.record("organisation", [change.organisation.code for change in changes])


def concepts_named(keys: Iterable[str]) -> dict[str, int]:
    """{key: primary key}; ClusterError for a key that no concept has."""
    wanted = set(keys)
    rows = Concept.objects.filter(code__in={key.partition("/")[2] for key in wanted}).select_related("scheme")
    found = {concept.key: concept.pk for concept in rows if concept.key in wanted} if wanted else {}
    if missing := wanted - found.keys():
        raise ClusterError(_("The vocabulary has no concept “{concept}”.").format(concept=sorted(missing)[0]))
    return found


def keep_public_concepts(organisations: list[Organisation]) -> None:
    """Make `Organisation.concepts` the set of what everybody may read of what they do themselves: four statements."""
    pks = [organisation.pk for organisation in organisations]
    levels = {organisation.pk: organisation for organisation in organisations}
    rows = Capability.objects.filter(organisation__in=pks, subcontracted=False)
    wanted = {
        (pk, concept)
        for pk, concept, scheme in rows.values_list("organisation_id", "concept_id", "concept__scheme__code")
        if level_of(levels[pk], FIELD_OF_SCHEME.get(scheme, "other_concepts")) == Visibility.PUBLIC
    }
    through = Organisation.concepts.through
    links = through.objects.filter(organisation_id__in=pks).values_list("pk", "organisation_id", "concept_id")
    have = {(organisation, concept): pk for pk, organisation, concept in links}
    if gone := [pk for pair, pk in have.items() if pair not in wanted]:
        through.objects.filter(pk__in=gone).delete()
    through.objects.bulk_create(
        [through(organisation_id=pk, concept_id=concept) for pk, concept in sorted(wanted - have.keys())]
    )


def _value(model, name: str, value: Any) -> Any:
    return model._meta.get_field(FIELDS[name].column).get_default() if value is None else value


def _write_organisations(changes: list[Change]) -> None:
    """Every organisation named, so that its version moves, even where its values are in other tables."""
    touched = sorted({name for change in changes for name in change.names(COLUMNS)})
    now, rows, others = timezone.now(), [], []
    for change in changes:
        names = change.names(COLUMNS)
        for name in names:
            setattr(change.organisation, name, _value(Organisation, name, change.values[name]))
        change.organisation.changed_at = now
        (rows if names else others).append(change.organisation)
    if others:
        Organisation.objects.filter(pk__in=[each.pk for each in others]).update(changed_at=now)
    if not rows:
        return
    try:
        with transaction.atomic():
            Organisation.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["id"], update_fields=[*touched, "changed_at"]
            )
    except IntegrityError as error:
        if "vat_number" in touched:
            raise ClusterError(_("Another organisation already has this VAT number. Is it a double?")) from error
        raise


def _write_terms(changes: list[Change]) -> None:
    rows, touched = [], set()
    for change in changes:
        names = change.names(TERMS_FIELDS)
        if not names and change.free_stated_on is None:
            continue
        terms = terms_of(change.organisation) or OrderTerms(organisation=change.organisation)
        for name in names:
            setattr(terms, name, _value(OrderTerms, name, change.values[name]))
        if change.free_stated_on:
            terms.free_stated_on = change.free_stated_on
        if all(getattr(terms, name) is None for name in FREE):
            terms.free_stated_on = None
        if terms.free_from and terms.free_until and terms.free_from > terms.free_until:
            raise ClusterError(_("Free capacity cannot end before it begins."))
        touched |= {*names, "free_stated_on"}
        rows.append(terms)
    known = [terms for terms in rows if terms.pk]
    insert_many([terms for terms in rows if not terms.pk])
    if known:
        OrderTerms.objects.bulk_create(
            known, update_conflicts=True, unique_fields=["id"], update_fields=sorted(touched)
        )


def _write_capabilities(changes: list[Change]) -> None:
    if not changes:
        return
    keys = {key for change in changes for name in change.names(CONCEPT_FIELDS) for key in change.values[name] or ()}
    concepts = concepts_named(keys)
    gone, made, turned = [], [], defaultdict(list)
    for change in changes:
        have = {row.concept_id: row for row in change.organisation.capabilities.all()}
        wanted = {pk: row.subcontracted for pk, row in have.items() if field_of(row) not in change.values}
        for name in sorted(change.names(CONCEPT_FIELDS), key=lambda name: name != "subcontracted"):
            wanted |= dict.fromkeys((concepts[key] for key in change.values[name] or ()), name == "subcontracted")
        gone += [row.pk for pk, row in have.items() if pk not in wanted]
        for pk, subcontracted in wanted.items():
            if pk not in have:
                made.append(Capability(organisation=change.organisation, concept_id=pk, subcontracted=subcontracted))
            elif have[pk].subcontracted != subcontracted:
                turned[subcontracted].append(have[pk].pk)
    if gone:
        Capability.objects.filter(pk__in=gone).delete()
    for subcontracted, pks in turned.items():
        Capability.objects.filter(pk__in=pks).update(subcontracted=subcontracted)
    insert_many(made)
    keep_public_concepts([change.organisation for change in changes])


def _write_texts(changes: list[Change]) -> None:
    rows, gone = [], []
    for change in changes:
        texts = change.values["about"] or {}
        rows += [
            OrganisationText(organisation=change.organisation, language=language, about=about)
            for language, about in texts.items()
        ]
        gone += [text.pk for text in change.organisation.texts.all() if text.language not in texts]
    if gone:
        OrganisationText.objects.filter(pk__in=gone).delete()
    OrganisationText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["organisation", "language"], update_fields=["about"]
    )


def main_place(organisation: Organisation) -> Place | None:
    """The registered place, else the first one; no query after `with_values`."""
    return min(organisation.places.all(), key=lambda each: (each.kind != Place.Kind.REGISTERED, each.pk), default=None)


def _write_places(changes: list[Change]) -> None:
    """The main place. An emptied value takes its street and position away, and leaves the town for the map."""
    made, known, parts = [], [], set()
    for change in changes:
        value = change.values["place"]
        place = main_place(change.organisation)
        if value is None and place is None:
            continue
        value = value or {"address": "", "postcode": "", "latitude": None, "longitude": None}
        parts |= value.keys()
        (known if place else made).append(place or Place(organisation=change.organisation))
        row = (known if place else made)[-1]
        for part, each in value.items():
            setattr(row, part, each)
    insert_many(made)
    if known:
        Place.objects.bulk_create(known, update_conflicts=True, unique_fields=["id"], update_fields=sorted(parts))
