"""The log actions of the clusters' room. Their data holds states and codes only, nothing personal."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from clusters.viewsets import ClusterViewSet, OrganisationViewSet


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [ClusterViewSet(), OrganisationViewSet()]


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("clusters.manager.appoint", _("Appoint a manager"), _("Manager appointed"))
    actions.register_action("clusters.manager.dismiss", _("Dismiss a manager"), _("Manager dismissed"))
    actions.register_action("clusters.affiliation.ask", _("Ask to join"), _("Asked to join"))
    actions.register_action("clusters.affiliation.accept", _("Accept a person"), _("Person accepted"))
    actions.register_action("clusters.affiliation.refuse", _("Refuse a person"), _("Person refused"))
    actions.register_action("clusters.affiliation.end", _("End an affiliation"), _("Affiliation ended"))
    actions.register_action("clusters.organisation.add", _("Add an organisation"), _("Organisation added"))
    actions.register_action("clusters.organisation.edit", _("Edit an organisation"), _("Organisation edited"))
    actions.register_action("clusters.organisation.visibility", _("Set who sees what"), _("Set who sees what"))
    actions.register_action("clusters.organisation.confirm", _("Confirm a record"), _("Record confirmed"))
    actions.register_action("clusters.organisation.remind", _("Ask to confirm"), _("Asked to confirm"))
    actions.register_action("clusters.certificate.save", _("Save a certificate"), _("Certificate saved"))
    actions.register_action("clusters.certificate.remove", _("Remove a certificate"), _("Certificate removed"))
    actions.register_action("clusters.photo.add", _("Add a photo"), _("Photo added"))
    actions.register_action("clusters.photo.edit", _("Edit a photo"), _("Photo edited"))
    actions.register_action("clusters.photo.remove", _("Remove a photo"), _("Photo removed"))
    actions.register_action("clusters.organisation.merge", _("Merge organisations"), _("Organisations merged"))
    actions.register_action("clusters.organisation.unmerge", _("Undo a merge"), _("Merge undone"))
    actions.register_action("clusters.organisation.split", _("Split an organisation"), _("Organisation split"))
    actions.register_action("clusters.affiliation.restore", _("Restore an affiliation"), _("Affiliation restored"))
    actions.register_action("clusters.membership.end", _("End a membership"), _("Membership ended"))
