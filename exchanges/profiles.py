"""What this room shows on the pages of clusters and organisations (`clusters.profiles`)."""

from urllib.parse import urlencode

from django.urls import reverse

from clusters import profiles
from clusters.models import Cluster, Organisation
from clusters.profiles import Section
from exchanges.queries.missions import MissionLine, coming
from exchanges.queries.offers import OfferLine, public_offers

MOST = 4


def of_cluster(cluster: Cluster, user, language: str) -> Section | None:
    """The coming missions that a cluster prepares; nothing where there is none."""
    rows = coming(user).filter(organising_cluster=cluster)
    lines = [MissionLine(mission, language) for mission in rows[:MOST]]
    address = f"{reverse('missions')}?{urlencode({'cluster': cluster.code})}"
    return Section("exchanges/public/of_cluster.html", lines, {"all": address}) if lines else None


def of_organisation(organisation: Organisation, user, language: str) -> Section | None:
    """The open invitations of an organisation; nothing where there is none."""
    rows = public_offers(user).filter(organisation=organisation).with_texts().order_by("-created_at", "code")
    lines = [OfferLine(offer, language) for offer in rows[:MOST]]
    return Section("exchanges/public/of_organisation.html", lines) if lines else None


def register() -> None:
    """Called when the app is ready."""
    profiles.register(cluster=of_cluster, organisation=of_organisation)
