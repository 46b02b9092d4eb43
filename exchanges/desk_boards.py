"""What the boards put on the desk: how many things are late, and how far the programme is."""

from django.urls import reverse
from django.utils.translation import gettext as _, pgettext

from accounts import rules as account_rules
from accounts.desk import Section
from clusters import rules as cluster_rules
from exchanges import rules
from exchanges.models import Exchange
from exchanges.queries.boards import programmes
from exchanges.queries.late import counted_by_kind, late_for


def late(user) -> Section | None:
    """For managers and the coordinator: numbers by kind. The things themselves stand in the sections of their rooms."""
    if not cluster_rules.is_manager(user) and not account_rules.is_coordinator(user):
        return None
    found = late_for(user)
    if not found:
        return None
    return Section(
        code="exchanges-late",
        title=pgettext("exchange", "Late"),
        figures=[(str(kind.label), number) for kind, number in counted_by_kind(found)],
        total=len(found),
        more_href=reverse("exchange_late"),
    )


def figures(user) -> Section | None:
    """How far the running programme is; for an auditor the way to everything they may read."""
    if not rules.may_see_boards(user):
        return None
    programme = next(iter(programmes()), None)
    if programme is None:
        return None
    goal = sum(target.number for target in programme.targets.all())
    counted = Exchange.objects.counted().filter(programme=programme).count()
    return Section(
        code="exchanges-figures",
        title=f"{programme.title()}: {pgettext('exchange', 'Figures')}",
        figures=[(_("validated"), counted), (_("target"), goal)],
        total=0,
        more_href=reverse("exchange_boards"),
    )
