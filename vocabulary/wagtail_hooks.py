"""The vocabulary in Wagtail's admin: log actions, the rooms of the coordinator, the chooser of every editor."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from vocabulary.choosers import concept_chooser
from vocabulary.viewsets import VocabularyGroup


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [concept_chooser, VocabularyGroup()]


@hooks.register("register_log_actions")
def register_log_actions(actions):
    """Data holds counts only; erasing a person leaves the entries true."""
    actions.register_action("vocabulary.scheme.import", _("Import a SKOS file"), _("SKOS file imported"))
    actions.register_action("vocabulary.concept.change", _("Change a concept"), _("Concept changed"))
    actions.register_action("vocabulary.concept.deprecate", _("Take a concept out of use"), _("Concept out of use"))
