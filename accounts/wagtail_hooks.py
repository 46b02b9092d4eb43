"""The log actions of people and roles. Their data holds roles and codes only, so erasing a person leaves them true."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("accounts.role.grant", _("Give a role"), _("Role given"))
    actions.register_action("accounts.role.revoke", _("Take a role away"), _("Role taken away"))
    actions.register_action("accounts.person.export", _("Export own data"), _("Own data exported"))
    actions.register_action("accounts.person.erase", _("Erase a person"), _("Person erased"))
