"""The log actions of the ecosystem’s room. Their data holds states and codes only, nothing personal."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("ecosystem.list.upload", _("Upload a list of members"), _("List of members uploaded"))
    actions.register_action("ecosystem.list.read", _("Read a list of members"), _("List of members read"))
    actions.register_action("ecosystem.list.load", _("Load a list of members"), _("Loading of a list begun"))
    actions.register_action("ecosystem.list.loaded", _("Finish loading a list"), _("List of members loaded"))
    actions.register_action("ecosystem.list.undo", _("Undo a list of members"), _("Undoing of a list begun"))
    actions.register_action("ecosystem.list.undone", _("Finish undoing a list"), _("List of members undone"))
    actions.register_action("ecosystem.list.discard", _("Throw a list away"), _("List of members thrown away"))
    actions.register_action("ecosystem.claim.move", _("Move a claim"), _("Claim moved"))
    actions.register_action("ecosystem.hint.move", _("Move a report about a record"), _("Report about a record moved"))
    actions.register_action("ecosystem.double.keep_apart", _("Tell two organisations apart"), _("Told apart"))
