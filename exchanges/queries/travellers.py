"""Who travels, who receives and who helps, with how to reach them."""

from dataclasses import dataclass

from accounts.models import User
from clusters.models import Affiliation, Cluster
from clusters.states import AffiliationRole, AffiliationState
from exchanges import rules
from exchanges.models import Mission
from exchanges.states import SignUpState as S


@dataclass(frozen=True)
class Traveller:
    firm: str
    town: str
    country: str
    person: User | None
    languages: list[str]
    access_needs: str
    place: str  # state of the sign-up


def contacts_of(mission: Mission, user) -> dict:
    """Seven queries, however many travel. What somebody needs to take part is shown to who may read the application."""
    sign_ups = (
        mission.sign_ups.filter(state__in=(S.HELD, S.OFFERED))
        .select_related("organisation", "application__person", "application__sending_cluster")
        .select_related("application__organisation")
        .prefetch_related("organisation__places")
        .order_by("organisation__name", "pk")
    )
    travellers = [_traveller(row, user) for row in sign_ups]
    clusters = {mission.organising_cluster_id, *(row.application.sending_cluster_id for row in sign_ups)}
    managers = Cluster.objects.filter(pk__in=clusters).prefetch_related("roles__user").order_by("order", "code")
    return {
        "travellers": travellers,
        "hosts": _hosts(mission),
        "helpers": [
            (cluster, [role.user for role in cluster.roles.all() if role.user.is_active]) for cluster in managers
        ],
    }


def _traveller(row, user) -> Traveller:
    application = row.application
    reads = rules.may_see_application(user, application)
    where = row.organisation.main_place
    return Traveller(
        firm=row.organisation.name,
        town=where.town if where else "",
        country=row.organisation.country,
        person=application.person,
        languages=application.languages if reads else [],
        access_needs=application.access_needs if reads else "",
        place=str(S(row.state).label),
    )


def _hosts(mission: Mission) -> list[tuple]:
    """Each host with its place and the people who speak for it."""
    hosts = [
        host.organisation
        for host in mission.hosts.select_related("organisation").prefetch_related("organisation__places")
    ]
    speaking = Affiliation.objects.filter(
        organisation__in=hosts,
        state=AffiliationState.ACCEPTED,
        role=AffiliationRole.REPRESENTATIVE,
        user__is_active=True,
    ).select_related("user")
    people: dict[int, list[User]] = {}
    for row in speaking:
        people.setdefault(row.organisation_id, []).append(row.user)
    return [(host, host.main_place, people.get(host.pk, [])) for host in hosts]
