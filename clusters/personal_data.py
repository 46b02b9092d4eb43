"""What the clusters' room knows about a person: for their export, and what goes when they go."""

from django.utils.translation import gettext as _

from accounts import export
from accounts.actions import erasure
from accounts.export import Export
from accounts.models import User
from accounts.states import Role
from clusters import mails, rosters
from clusters.actions import affiliations as affiliations_actions
from clusters.models import Affiliation, Certificate, Photo, Statement


def affiliations(user) -> Export:
    fields = ("organisation__name", "cluster__code", "role", "state", "reason", "asked_at", "decided_at")
    return Export(list(user.affiliations.values(*fields)))


def managed_clusters(user) -> Export:
    return Export(list(user.cluster_roles.values("cluster__code", "granted_at")))


def stated_values(user) -> Export:
    """What this person said in records: the values belong to the organisation, that it was them is theirs."""
    fields = ("organisation__code", "organisation__name", "field", "value", "source", "stated_on", "at")
    return Export(list(Statement.objects.filter(by=user).values(*fields)))


def stated_certificates(user) -> Export:
    fields = ("organisation__code", "standard__code", "number", "stated_on")
    return Export(list(Certificate.objects.filter(by=user).values(*fields)))


def uploaded_photos(user) -> Export:
    fields = ("organisation__code", "code", "description", "credit", "uploaded_at")
    return Export(list(Photo.objects.filter(uploaded_by=user).values(*fields)))


def erase(user: User) -> None:
    """End what the person is part of; the coordinators hear of a cluster that nobody manages any more.

    What they said in records stays, without them.
    """
    left_alone = list(rosters.clusters_without_other_manager(user))
    user.cluster_roles.all().delete()
    for affiliation in Affiliation.objects.filter(user=user, state__in=affiliations_actions.LIVE):
        affiliations_actions.end_affiliation(affiliation, by=user)
    Affiliation.objects.filter(user=user).update(reason="")
    Statement.objects.filter(by=user).update(by=None)
    Certificate.objects.filter(by=user).update(by=None)
    Photo.objects.filter(uploaded_by=user).update(uploaded_by=None)
    for cluster in left_alone:
        for coordinator in User.objects.with_role(Role.COORDINATOR).exclude(pk=user.pk):
            mails.send_without_manager(cluster, to=coordinator)


def warnings(user: User) -> list[str]:
    sentence = _("You are the last manager of {cluster}. The coordinator gets a mail and has to appoint another.")
    return [sentence.format(cluster=cluster) for cluster in rosters.clusters_without_other_manager(user)]


def register() -> None:
    """Called when the app is ready."""
    export.register("affiliations", affiliations, covers=("clusters.Affiliation.user",))
    export.register("managed-clusters", managed_clusters, covers=("clusters.ClusterRole.user",))
    export.register("stated-values", stated_values, covers=("clusters.Statement.by",))
    export.register("stated-certificates", stated_certificates, covers=("clusters.Certificate.by",))
    export.register("organisation-photos", uploaded_photos, covers=("clusters.Photo.uploaded_by",))
    decided = "says who decided about somebody else; that is the other person’s data, and the log lists one’s own acts"
    export.leave_out("clusters.Affiliation.decided_by", decided)
    export.leave_out("clusters.ClusterRole.granted_by", decided)
    erasure.register(erase, warnings=warnings)
