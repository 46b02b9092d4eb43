"""What stands in a person’s own calendar."""

from itertools import chain

from clusters import rules as cluster_rules
from exchanges.models import Exchange, Mission
from exchanges.queries.exchanges import stays_cared_for, stays_of
from exchanges.states import PUBLIC_MISSIONS, MissionState


def stays_in_feed(user) -> list[Exchange]:
    """One’s own stays; a manager’s also those their cluster sends or signs for, without those of a group."""
    found = {
        exchange.pk: exchange
        for exchange in chain(
            *(
                rows.exclude(first_day=None)
                .select_related("visitor_organisation", "host_organisation", "mission")
                .prefetch_related("sessions", "versions", "mission__sessions__texts", "mission__texts")
                for rows in (stays_of(user), stays_cared_for(user))
            )
        )
    }
    return sorted(found.values(), key=lambda exchange: (exchange.first_day, exchange.pk))


def missions_in_feed(user) -> list[Mission]:
    """The missions that a manager’s clusters organise."""
    managed = cluster_rules.clusters_managed_by(user)
    rows = Mission.objects.filter(organising_cluster__in=managed, state__in=PUBLIC_MISSIONS)
    return list(rows.exclude(state=MissionState.CANCELLED).prefetch_related("texts", "sessions__texts"))
