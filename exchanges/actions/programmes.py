"""A programme changes: by its coordinator, one part at a time."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from exchanges import rules
from exchanges.actions.moves import save_or_explain
from exchanges.errors import NotAllowedError
from exchanges.models import Programme


def change_programme(programme: Programme, *, part: str, save: Callable[[], object], by: User) -> Programme:
    """Write what `save` writes of the part, all or nothing. What is signed keeps its rate and its sum."""
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(pk=programme.pk)
        if not rules.may_run(by, locked):
            raise NotAllowedError(_("You may not do this."))
        save_or_explain(save, _("This was changed by somebody else meanwhile. Please look at it again."))
        log(locked, "exchanges.programme.change", user=by, data={"part": part})
    return Programme.objects.get(pk=programme.pk)
