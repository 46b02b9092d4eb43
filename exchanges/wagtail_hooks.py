"""What the editors’ log says about this room."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions):
    for subject, label in (
        ("exchange", _("Move an exchange")),
        ("application", _("Move an application")),
        ("proposal", _("Move a proposed exchange")),
        ("mission", _("Move a mission")),
        ("sign_up", _("Move a sign-up")),
        ("offer", _("Move an offer")),
        ("payment", _("Move a payment")),
        ("report", _("Move a report")),
    ):
        actions.register_action(f"exchanges.{subject}.move", label, label)
    for name, label in (
        ("exchanges.programme.change", _("Change a programme")),
        ("exchanges.override.make", _("Make an exception")),
        ("exchanges.override.end", _("End an exception")),
        ("exchanges.evidence.add", _("Add evidence")),
        ("exchanges.evidence.remove", _("Remove evidence")),
    ):
        actions.register_action(name, label, label)
