"""Undoing a merge: two organisations as they were, from what the log kept, and what was done to the one since stays."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.models import User
from clusters import mergers, rules
from clusters.actions.affiliations import put_back
from clusters.errors import ClusterError
from clusters.images import COLUMNS, TERMS, image_of
from clusters.models import (
    Affiliation,
    Capability,
    Membership,
    OrderTerms,
    Organisation,
    OrganisationText,
    Place,
    RetiredCode,
)
from clusters.records import PLACE_FIELDS
from clusters.writing import keep_public_concepts
from search import changes

MERGE = "clusters.organisation.merge"
_DATES = frozenset({"last_confirmed_on", "closed_on"})


@dataclass
class Undone:
    """The organisation that is back, and in sentences what could not be put back as it was."""

    organisation: Organisation
    left: list[str] = field(default_factory=list)


def merge_of(loser: Organisation) -> ModelLogEntry | None:
    """The log entry of the merge that took this organisation away; None where it stands for itself."""
    if not loser.merged_into_id:
        return None
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Organisation),
        object_id=str(loser.merged_into_id),
        action=MERGE,
        data__loser=loser.code,
    )
    return entries.order_by("-timestamp", "-pk").first()


def may_unmerge(user, loser: Organisation) -> bool:
    """Whether this person may undo the merge; False where there is none that can be undone."""
    entry = merge_of(loser)
    if entry is None or "images" not in entry.data or loser.merged_into is None:
        return False
    return rules.may_undo_merge(user, loser.merged_into, _clusters(entry.data["images"]["loser"]))


def unmerge(loser: Organisation, *, by: User) -> Undone:
    """Make two of one again: the loser is as it was before the merge, the winner too, where nobody changed it since.

    What was added to the winner since stays there. Merges are undone from the last to the first. Undoing twice changes
    nothing.
    """
    with transaction.atomic():
        known = Organisation.objects.get(pk=loser.pk)
        pks = [pk for pk in (known.pk, known.merged_into_id) if pk]
        rows = Organisation.objects.select_for_update().order_by("pk").in_bulk(pks)
        loser = rows[loser.pk]
        if not loser.merged_into_id:
            return Undone(loser)
        winner = rows.get(loser.merged_into_id)
        entry = merge_of(loser) if winner else None
        if winner is None or entry is None or "images" not in entry.data:
            raise ClusterError(_("This merge cannot be undone: the log does not know what there was before."))
        images = entry.data["images"]
        if winner.merged_into_id:
            raise ClusterError(
                _("Undo the later merge first: {name} was itself merged with another organisation.").format(name=winner)
            )
        if not rules.may_undo_merge(by, winner, _clusters(images["loser"])):
            raise ClusterError(_("You may undo only merges of organisations of your own cluster."))
        undone = Undone(loser)
        _Undoing(winner, loser, entry.data, by, undone.left).run()
        log(loser, "clusters.organisation.unmerge", user=by, data={"loser": loser.code, "winner": winner.code})
        changes.record("organisation", [winner.code, loser.code])
    return undone


def _clusters(image: dict) -> set[int]:
    return {cluster for cluster, _since, _until in image["memberships"]}


class _Undoing:
    """One merge on its way back. Each step leaves alone what was changed since, and says so."""

    def __init__(self, winner: Organisation, loser: Organisation, data: dict[str, Any], by: User, left: list[str]):
        self.winner, self.loser, self.by, self.left = winner, loser, by, left
        self.record, self.moved = data["record"], data["moved"]
        images = data["images"]
        self.was, self.before, self.after = images["loser"], images["winner"], images["after"]
        self.now = image_of(winner)

    def run(self) -> None:
        self._columns()
        self._memberships()
        self._affiliations()
        self._texts()
        self._places()
        self._capabilities()
        self._terms()
        self._rows()
        self._statements()
        mergers.move_back(self.winner, self.loser, self.moved)
        self._codes()
        keep_public_concepts([self.winner, self.loser])

    def _columns(self) -> None:
        winner, loser, number = self.winner, self.loser, self.was["columns"]["vat_number"]
        for name in COLUMNS:
            if self.now["columns"][name] == self.after["columns"][name] != self.before["columns"][name]:
                value = self.before["columns"][name]
                setattr(winner, name, date.fromisoformat(value) if name in _DATES and value else value)
        winner.save(update_fields=[*COLUMNS, "changed_at"])
        if number and Organisation.objects.filter(vat_number=number).exclude(pk=loser.pk).exists():
            self.left.append(_("Its VAT number stays with another organisation that has it now."))
        else:
            loser.vat_number = number
        loser.merged_into = None
        loser.save(update_fields=["merged_into", "vat_number", "changed_at"])

    def _memberships(self) -> None:
        if self.now["memberships"] == self.after["memberships"]:
            _set_memberships(self.winner, self.before["memberships"])
        elif self.now["memberships"] != self.before["memberships"]:
            self.left.append(_("The memberships of {name} were changed since and stay.").format(name=self.winner))
        _set_memberships(self.loser, self.was["memberships"])

    def _affiliations(self) -> None:
        then = {pk: (state, role) for pk, state, role in self.after["affiliations"]}
        former = {pk: (state, role) for pk, state, role in (*self.before["affiliations"], *self.was["affiliations"])}
        theirs = {pk for pk, _state, _role in self.was["affiliations"]}
        rows = Affiliation.objects.select_for_update().filter(pk__in=former, organisation=self.winner).order_by("pk")
        for row in rows:
            if row.pk in theirs:
                row.organisation = self.loser
                row.save(update_fields=["organisation"])
            state, role = former[row.pk]
            if (row.state, row.role) == then.get(row.pk) != (state, role):
                put_back(row, state=state, role=role, by=self.by)

    def _texts(self) -> None:
        for language in set(self.was["texts"]) - set(self.before["texts"]):
            if self.now["texts"].get(language) == self.after["texts"].get(language):
                self.winner.texts.filter(language=language).delete()
            elif language in self.now["texts"]:
                self.left.append(_("A description that was changed since stays with {name}.").format(name=self.winner))
        have = set(self.loser.texts.values_list("language", flat=True))
        OrganisationText.objects.bulk_create(
            OrganisationText(organisation=self.loser, language=language, about=about)
            for language, about in self.was["texts"].items()
            if language not in have
        )

    def _places(self) -> None:
        recorded = {place["id"]: place for place in self.record["places"]}
        for pk, kind in self.was["places"]:
            if not Place.objects.filter(pk=pk, organisation__in=[self.winner, self.loser]).update(
                organisation=self.loser, kind=kind
            ):
                known = recorded.get(pk, {})  # older entries of the log know less of a place
                values = {name: known[name] for name in PLACE_FIELDS if name in known}
                if values:
                    Place.objects.create(organisation=self.loser, **values)

    def _capabilities(self) -> None:
        before, after, now = (dict(image["capabilities"]) for image in (self.before, self.after, self.now))
        brought = {concept for concept, _sub in self.was["capabilities"]}
        gone = [concept for concept in brought - before.keys() if now.get(concept) == after.get(concept)]
        self.winner.capabilities.filter(concept__in=gone).delete()
        for concept in brought & before.keys():
            if now.get(concept) == after.get(concept) != before[concept]:
                self.winner.capabilities.filter(concept=concept).update(subcontracted=before[concept])
        have = set(self.loser.capabilities.values_list("concept_id", flat=True))
        Capability.objects.bulk_create(
            Capability(organisation=self.loser, concept_id=concept, subcontracted=subcontracted)
            for concept, subcontracted in self.was["capabilities"]
            if concept not in have
        )

    def _terms(self) -> None:
        """The loser’s row stayed with it; the winner gives back what it took over and has kept."""
        after, now = self.after["terms"], self.now["terms"]
        if after is None or now is None:
            return
        if self.before["terms"] is None:
            if now == after:
                OrderTerms.objects.filter(organisation=self.winner).delete()
            else:
                self.left.append(
                    _("Terms of orders that were changed since stay with {name}.").format(name=self.winner)
                )
            return
        back = {
            name: self.before["terms"][name] for name in TERMS if now[name] == after[name] != self.before["terms"][name]
        }
        if back:
            OrderTerms.objects.filter(organisation=self.winner).update(**back)

    def _rows(self) -> None:
        for name in ("certificates", "photos"):
            keys = self.was[name]
            rows = getattr(self.winner, name).model.objects
            rows.filter(pk__in=keys, organisation=self.winner).update(organisation=self.loser)
            if rows.filter(pk__in=keys).count() < len(keys):
                self.left.append(
                    _("A certificate that was deleted since is gone.")
                    if name == "certificates"
                    else _("A photo that was deleted since is gone.")
                )

    def _statements(self) -> None:
        """The loser’s own come back; the winner’s stand in front again where the merge’s are still there."""
        theirs = dict(self.was["statements"])
        self.winner.statements.filter(pk__in=theirs).update(organisation=self.loser, promoted=False)
        self.loser.statements.filter(pk__in=[pk for pk, promoted in theirs.items() if promoted]).update(promoted=True)
        before = dict(self.before["statements"])
        made = [pk for pk, _promoted in self.after["statements"] if pk not in before and pk not in theirs]
        self.winner.statements.filter(pk__in=made).delete()
        fronted = set(self.winner.statements.filter(promoted=True).values_list("field", flat=True))
        again = self.winner.statements.filter(pk__in=[pk for pk, promoted in before.items() if promoted])
        again.exclude(field__in=fronted).update(promoted=True)

    def _codes(self) -> None:
        RetiredCode.objects.filter(code=self.loser.code, organisation=self.winner).delete()
        for row in RetiredCode.objects.filter(code__in=self.was["retired"], organisation=self.winner):
            row.organisation = self.loser
            row.save(update_fields=["organisation"])


def _set_memberships(organisation: Organisation, spans: list[list]) -> None:
    organisation.memberships.all().delete()
    Membership.objects.bulk_create(
        Membership(
            organisation=organisation,
            cluster_id=cluster,
            since=date.fromisoformat(since),
            until=date.fromisoformat(until) if until else None,
        )
        for cluster, since, until in spans
    )
