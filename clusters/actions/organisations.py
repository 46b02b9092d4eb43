"""Writing an organisation's record, its memberships, and making one of two."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from clusters import fields, mergers, merging, rules
from clusters.actions.affiliations import LIVE, join_doubles
from clusters.actions.statements import CHANGED_MEANWHILE, record_statements
from clusters.errors import ClusterError
from clusters.images import image_of
from clusters.models import (
    Affiliation,
    Capability,
    Cluster,
    Membership,
    Organisation,
    OrganisationText,
    Place,
    RetiredCode,
)
from clusters.records import FIELDS, Record, differences, record_of
from clusters.states import ValueSource
from clusters.writing import keep_public_concepts


def edit_organisation(organisation: Organisation, *, record: Record, by: User, seen: str = "") -> Organisation:
    """Replace the record; what changed is logged with before and after. Its code and its history stay.

    `seen` is `version_of` what the person had before them: if somebody else wrote in between, nothing is overwritten.
    Fields that `record` leaves out stay as they are.
    """
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if not rules.may_edit_organisation(by, organisation):
            raise ClusterError(_("You may not edit this organisation."))
        before, values, since = record_of(organisation), fields.values_of(organisation), organisation.changed_at
        changes = differences(before, record)
        if not changes:
            return organisation
        if seen and seen != version_of(organisation):
            raise ClusterError(CHANGED_MEANWHILE)
        _write(organisation, record)
        source = rules.source_of(by, organisation)
        record_statements(organisation, values, source=source, by=by, known_since=since)
        log(organisation, "clusters.organisation.edit", user=by, data=changes)
    return organisation


def add_organisation(cluster: Cluster, *, record: Record, since: date, by: User) -> Organisation:
    """A cluster's manager enters a new member; its membership begins on the day `since`."""
    if not rules.may_add_members(by, cluster):
        raise ClusterError(_("You may not add members to this cluster."))
    with transaction.atomic():
        organisation = Organisation()
        _write(organisation, record)
        Membership.objects.create(organisation=organisation, cluster=cluster, since=since)
        record_statements(organisation, {}, source=ValueSource.CLUSTER, by=by)
        log(organisation, "clusters.organisation.add", user=by, data={"cluster": cluster.code})
    return organisation


def end_membership(membership: Membership, *, on: date, by: User) -> Membership:
    """The membership ends on the day `on`, which is its first day without; the organisation stays, as external."""
    with transaction.atomic():
        membership = Membership.objects.select_for_update().get(pk=membership.pk)
        if not rules.may_end_membership(by, membership):
            raise ClusterError(_("You may not end this membership."))
        if membership.until == on:
            return membership
        if membership.until is not None:
            raise ClusterError(_("This membership has ended already."))
        if on <= membership.since:
            raise ClusterError(_("The end must come after the start of the membership."))
        membership.until = on
        membership.save(update_fields=["until"])
        data = {"cluster": membership.cluster.code, "until": on.isoformat()}
        log(membership.organisation, "clusters.membership.end", user=by, data=data)
    return membership


def merge_organisations(winner: Organisation, loser: Organisation, *, by: User) -> Organisation:
    """Make one of two: everything of the loser moves to the winner, and the loser's address leads there for good.

    Memberships are joined so that none overlap; a person in both stays once, with the stronger role. The log keeps
    what moved and what both were, for `unmerge`. Merging the same two again changes nothing.
    """
    with transaction.atomic():
        rows = Organisation.objects.select_for_update().order_by("pk").in_bulk([winner.pk, loser.pk])
        winner, loser = rows[winner.pk], rows[loser.pk]
        if winner.pk == loser.pk:
            raise ClusterError(_("Choose two different organisations."))
        if loser.merged_into_id == winner.pk:
            return winner
        if not rules.may_merge_organisations(by, winner, loser):
            raise ClusterError(_("You may merge only organisations of your own cluster."))
        if winner.merged_into_id or loser.merged_into_id:
            raise ClusterError(_("One of the two was merged with another organisation before."))
        before, values = record_of(loser), fields.values_of(winner)
        images = {"loser": image_of(loser), "winner": image_of(winner)}
        moved = {
            "memberships": _join_memberships(winner, loser),
            "affiliations": _move_affiliations(winner, loser, by),
            **_move_record(winner, loser),
            **merging.move_values(winner, loser),
            **mergers.move_the_rest(winner, loser),
        }
        loser.retired_codes.update(organisation=winner)
        RetiredCode.objects.get_or_create(code=loser.code, defaults={"organisation": winner})
        loser.merged_into, loser.vat_number = winner, ""
        loser.save(update_fields=["merged_into", "vat_number", "changed_at"])
        if not winner.vat_number and before.fields["vat_number"]:
            winner.vat_number = before.fields["vat_number"]
            winner.identifiers_public = winner.identifiers_public and loser.identifiers_public
        winner.confirmed = winner.confirmed or loser.confirmed
        winner.save(update_fields=["vat_number", "identifiers_public", "confirmed", "changed_at"])
        record_statements(winner, values, source=ValueSource.CLUSTER, by=by)
        images["after"] = image_of(winner)
        data = {"loser": loser.code, "winner": winner.code, "record": _plain(before), "moved": moved, "images": images}
        log(winner, "clusters.organisation.merge", user=by, data=data)
    return winner


def version_of(organisation: Organisation) -> str:
    """A token of the record as it stands, for `edit_organisation`."""
    return organisation.changed_at.isoformat() if organisation.changed_at else ""


def _write(organisation: Organisation, record: Record) -> None:
    for name in FIELDS:
        if name in record.fields:
            setattr(organisation, name, record.fields[name])
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        if organisation.vat_number:
            raise ClusterError(_("Another organisation already has this VAT number. Is it a double?")) from error
        raise
    organisation.texts.exclude(language__in=record.texts).delete()
    for language, about in record.texts.items():
        OrganisationText.objects.update_or_create(
            organisation=organisation, language=language, defaults={"about": about}
        )
    organisation.places.exclude(pk__in=[place["id"] for place in record.places if place.get("id")]).delete()
    for place in record.places:
        values = {name: value for name, value in place.items() if name != "id"}
        if place.get("id"):
            organisation.places.filter(pk=place["id"]).update(**values)
        else:
            Place.objects.create(organisation=organisation, **values)
    _write_concepts(organisation, record.concepts)


def _write_concepts(organisation: Organisation, concepts: list[int]) -> None:
    """What it does itself; steps given away and what not everybody sees have forms of their own and stay."""
    shown = organisation.concepts.values_list("pk", flat=True)
    gone = set(shown) - set(concepts)
    organisation.capabilities.filter(concept__in=gone, subcontracted=False).delete()
    organisation.capabilities.filter(concept__in=concepts).update(subcontracted=False)
    known = set(organisation.capabilities.values_list("concept", flat=True))
    Capability.objects.bulk_create(
        Capability(organisation=organisation, concept_id=pk) for pk in concepts if pk not in known
    )
    keep_public_concepts([organisation])


def _plain(record: Record) -> dict:
    return {"fields": record.fields, "texts": record.texts, "places": record.places, "concepts": record.concepts}


def _join_memberships(winner: Organisation, loser: Organisation) -> list[dict]:
    """Per cluster the union of both organisations' times, without overlap. Returns the rows there were."""
    rows = list(Membership.objects.select_for_update().filter(organisation__in=[winner, loser]).order_by("since", "pk"))
    before = [
        {
            "organisation": row.organisation_id,
            "cluster": row.cluster_id,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
        }
        for row in rows
    ]
    for cluster in {row.cluster_id for row in rows if row.organisation_id == loser.pk}:
        spans: list[list] = []
        for row in rows:
            if row.cluster_id != cluster:
                continue
            if spans and (spans[-1][1] is None or row.since <= spans[-1][1]):
                last = spans[-1]
                last[1] = None if last[1] is None or row.until is None else max(last[1], row.until)
            else:
                spans.append([row.since, row.until])
        Membership.objects.filter(pk__in=[row.pk for row in rows if row.cluster_id == cluster]).delete()
        Membership.objects.bulk_create(
            Membership(organisation=winner, cluster_id=cluster, since=since, until=until) for since, until in spans
        )
    return before


def _move_affiliations(winner: Organisation, loser: Organisation, by: User) -> list[int]:
    rows = list(Affiliation.objects.select_for_update().filter(organisation__in=[winner, loser]).order_by("pk"))
    kept = {row.user_id: row for row in rows if row.organisation_id == winner.pk and row.state in LIVE}
    moved = [row for row in rows if row.organisation_id == loser.pk]
    for row in moved:
        if row.state in LIVE and row.user_id in kept:
            join_doubles(kept[row.user_id], row, by=by)
        row.organisation = winner
        row.save(update_fields=["organisation"])
    return [row.pk for row in moved]


def _move_record(winner: Organisation, loser: Organisation) -> dict[str, list]:
    """Descriptions in languages the winner lacks, and places it does not have."""
    have = set(winner.texts.values_list("language", flat=True))
    texts = list(loser.texts.exclude(language__in=have))
    known = {(place.town, place.country, place.address) for place in winner.places.all()}
    registered = winner.places.filter(kind=Place.Kind.REGISTERED).exists()
    places = [place for place in loser.places.all() if (place.town, place.country, place.address) not in known]
    for text in texts:
        text.organisation = winner
        text.save()
    for place in places:
        place.organisation = winner
        if registered:
            place.kind = Place.Kind.SITE
        place.save()
    return {"texts": [text.language for text in texts], "places": [place.pk for place in places]}
