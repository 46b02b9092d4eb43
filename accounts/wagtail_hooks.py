"""The log actions of people and roles. Their data holds roles and codes only, so erasing a person leaves them true."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views import account

# Name, address and picture are kept on one’s own account page, where they are checked; Wagtail has no setting for it.
account.NameEmailSettingsPanel.is_active = lambda panel: False
account.AvatarSettingsPanel.is_active = lambda panel: False


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("accounts.role.grant", _("Give a role"), _("Role given"))
    actions.register_action("accounts.role.revoke", _("Take a role away"), _("Role taken away"))
    actions.register_action("accounts.person.export", _("Export own data"), _("Own data exported"))
    actions.register_action("accounts.person.erase", _("Erase a person"), _("Person erased"))
