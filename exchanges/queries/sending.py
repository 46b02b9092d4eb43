"""Who can send an organisation, and what an application lacks before it can be sent."""

from django.utils.translation import gettext as _

from clusters.models import Cluster, Membership, Organisation
from exchanges import clock
from exchanges.models import Application


def sending_clusters(organisation: Organisation) -> list[Cluster]:
    """The clusters that may send the organisation: those it is a member of today, the longest first."""
    today = clock.today()
    rows = Membership.objects.filter(organisation=organisation, since__lte=today).exclude(until__lte=today)
    return [row.cluster for row in rows.select_related("cluster").order_by("since", "pk")]


def missing_in(application: Application) -> dict[str, str]:
    """What has to be there before the application can be sent: field → sentence."""
    needed = _("Please fill this in.")
    missing = {name: needed for name in ("objectives", "languages") if not getattr(application, name)}
    if not application.concepts.exists():
        missing["concepts"] = _("Please choose at least one theme.")
    return missing
