"""Making two organisations out of one: what two firms kept in one record goes apart."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.models import User
from clusters import fields, rules
from clusters.actions.affiliations import LIVE
from clusters.actions.statements import record_statements
from clusters.errors import ClusterError
from clusters.models import Affiliation, Membership, Organisation
from clusters.profiles import holding_today
from clusters.states import ValueSource
from clusters.writing import keep_public_concepts
from search import changes

SPLIT = "clusters.organisation.split"
JUST_NOW = timedelta(seconds=60)


@dataclass(frozen=True)
class Part:
    """What goes along to the new organisation, by primary key; `clusters` it is a member of from today."""

    name: str
    name_latin: str = ""
    places: Collection[int] = ()
    capabilities: Collection[int] = ()
    certificates: Collection[int] = ()
    photos: Collection[int] = ()
    affiliations: Collection[int] = ()
    clusters: Collection[int] = field(default_factory=tuple)


def split_organisation(organisation: Organisation, *, part: Part, by: User) -> Organisation:
    """Make a second organisation with what `part` names; the first keeps its code, its numbers and everything else.

    What goes along must be of this organisation; the first keeps at least one place where it has any. The new one has
    its own code, no VAT number, the same type, country, languages and readers of its fields. Practices, exchanges and
    briefs stay. Logged with what moved. Two clicks make one.
    """
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if not rules.may_split(by, organisation):
            raise ClusterError(_("You may split only organisations of your own cluster."))
        if twin := _made_just_now(organisation, part):
            return twin
        _check(organisation, part)
        before = fields.values_of(organisation)
        made = Organisation.objects.create(
            name=part.name,
            name_latin=part.name_latin,
            visibility=organisation.visibility,
            identifiers_public=organisation.identifiers_public,
            confirmed=organisation.confirmed,
            **{name: getattr(organisation, name) for name in ("type", "size", "country", "languages", "is_demo")},
        )
        moved = {name: _move(organisation, made, name, getattr(part, name)) for name in _ROWS}
        for one, other in ((made, organisation), (organisation, made)):
            one.certificates.filter(site__organisation=other).update(site=None)
        today = timezone.localdate()
        Membership.objects.bulk_create(
            Membership(organisation=made, cluster_id=cluster, since=today) for cluster in part.clusters
        )
        keep_public_concepts([organisation, made])
        for row, values in ((organisation, before), (made, {})):
            record_statements(row, values, source=ValueSource.CLUSTER, by=by)
        data = {"from": organisation.code, "to": made.code, "moved": moved, "clusters": sorted(part.clusters)}
        log(organisation, SPLIT, user=by, data=data)
        changes.record("organisation", [organisation.code, made.code])
    return made


_ROWS = ("places", "capabilities", "certificates", "photos", "affiliations")


def _made_just_now(organisation: Organisation, part: Part) -> Organisation | None:
    """What the first of two clicks made."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Organisation),
        object_id=str(organisation.pk),
        action=SPLIT,
        timestamp__gt=timezone.now() - JUST_NOW,
    )
    codes = [entry.data["to"] for entry in entries]
    return Organisation.objects.filter(code__in=codes, name=part.name, merged_into=None).first() if codes else None


def _check(organisation: Organisation, part: Part) -> None:
    if not part.name.strip():
        raise ClusterError(_("Please give the second organisation a name."))
    for name in _ROWS:
        keys = set(getattr(part, name))
        if getattr(organisation, name).filter(pk__in=keys).count() != len(keys):
            raise ClusterError(_("Something of what you chose is not there any more. Please look at it again."))
    if part.places and organisation.places.count() == len(set(part.places)):
        raise ClusterError(_("The first organisation keeps at least one of its places."))
    mine = set(organisation.memberships.filter(holding_today()).values_list("cluster_id", flat=True))
    if not set(part.clusters) <= mine:
        raise ClusterError(_("The second organisation can only be in clusters that the first is in."))


def _move(organisation: Organisation, made: Organisation, name: str, keys: Collection[int]) -> list[int]:
    rows = getattr(organisation, name).filter(pk__in=keys)
    if name == "affiliations":
        rows = Affiliation.objects.filter(pk__in=rows.filter(state__in=LIVE).values("pk"))
    found = sorted(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=found).update(organisation=made)
    return found
